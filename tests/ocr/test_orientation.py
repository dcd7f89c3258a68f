"""Pages that lie wrongly are set upright, and nothing else is turned."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from ocr.loader import load_page
from ocr.orientation import choose_lines, measure_legibility, set_upright, turn_lines_over
from ocr.overlay import OverlaySettings, render_overlay
from ocr.page_reader import PageReader, load_page_reader
from ocr.pipeline import recognize_page
from ocr.report import ReportRow
from ocr.result_codec import decode_page, encode_page
from ocr.settings import OcrSettings, OrientationKind
from ocr.types import PageImage
from recognizer.charset import Charset
from recognizer.types import LineReading
from segmenter.page import segment_page
from segmenter.types import Segmentation

CHARSET = Charset()
TURNS = (0, 90, 180, 270)
WORDS = "the hasty brown fox jumped over a lazy dog and had its lunch by the old river bank again"


class FootReader:
    """Reads surely where ink is heavier at the foot of the letters than at their head; counts its crops."""

    def __init__(self) -> None:
        self.crops = 0

    def read_lines(self, crops: Sequence[NDArray[np.float32]]) -> list[LineReading]:
        self.crops += len(crops)
        return [LineReading(self.read(crop), 4.0) for crop in crops]

    def read(self, crop: NDArray[np.float32]) -> NDArray[np.float32]:
        rows = np.flatnonzero(crop.max(axis=1) > 0.5)
        middle = (rows[0] + rows[-1] + 1) // 2 if len(rows) else 0
        sure = 0.95 if crop[middle:].sum() > 1.2 * crop[:middle].sum() else 0.65
        seen = np.full((crop.shape[1] // 4, CHARSET.classes), 1e-9)
        seen[:, CHARSET.encode("n")[0]] = sure
        seen[:, 0] = 1 - sure
        return np.log(seen).astype(np.float32)


def reader() -> PageReader:
    return PageReader(line_reader=FootReader(), charset=CHARSET)


def draw_feet(rows: int = 6, letters: int = 20) -> PageImage:
    """Letters all of a height, each a thin stem on a broad foot: components cannot tell which way is up."""
    pixels = np.full((100 + 80 * rows, 100 + 32 * letters), 255, dtype=np.uint8)
    for row in range(rows):
        for letter in range(letters - 2 * (row % 2)):
            top, left = 60 + 80 * row, 50 + 32 * letter
            pixels[top : top + 30, left + 9 : left + 14] = 0
            pixels[top + 22 : top + 30, left : left + 23] = 0
    return PageImage("feet.png", 0, pixels)


def draw_words(rows: int = 14) -> PageImage:
    """Lines of small letters: components are sure of their way up."""
    font = ImageFont.load_default(28)
    page = Image.new("L", (1300, 100 + 60 * rows), 255)
    for row in range(rows):
        ImageDraw.Draw(page).text((50, 50 + 60 * row), WORDS[row % 4 * 3 :], fill=0, font=font)
    return PageImage("words.png", 0, np.asarray(page))


@pytest.mark.parametrize("lying", TURNS)
def test_a_doubtful_page_is_settled_by_reading(lying: int) -> None:
    image = draw_feet()
    upright = set_upright(image.turned(lying), reader(), OcrSettings())
    assert upright.turn == -lying % 360
    assert np.array_equal(upright.image.pixels, image.pixels)
    assert len(upright.segmentation.lines) == 6


def test_nothing_is_read_where_components_are_sure_of_an_upright_page() -> None:
    eyes = FootReader()
    upright = set_upright(draw_words(), PageReader(line_reader=eyes, charset=CHARSET), OcrSettings())
    assert (upright.turn, eyes.crops) == (0, 0)


def test_a_page_stays_as_it_lies_where_no_way_reads_clearly_better() -> None:
    class EvenReader(FootReader):
        def read(self, crop: NDArray[np.float32]) -> NDArray[np.float32]:
            return super().read(np.ones_like(crop))

    for lying in (0, 180):
        page = draw_feet().turned(lying)
        assert (
            set_upright(page, PageReader(line_reader=EvenReader(), charset=CHARSET), OcrSettings()).turn == 0
        )


@pytest.mark.parametrize("turn", TURNS)
def test_a_turn_that_is_asked_for_is_made(turn: int) -> None:
    forced: dict[int, OrientationKind] = {0: "0", 90: "90", 180: "180", 270: "270"}
    image = draw_feet()
    result = recognize_page(image, reader(), OcrSettings(orientation=forced[turn]))
    height, width = image.turned(turn).pixels.shape
    assert (result.orientation, result.width, result.height) == (turn, width, height)


def test_a_page_that_is_to_be_kept_is_not_turned() -> None:
    result = recognize_page(draw_feet().turned(180), reader(), OcrSettings(orientation="keep"))
    assert result.orientation == 0


@pytest.mark.parametrize(
    "pixels",
    [
        np.full((300, 200), 255, np.uint8),
        np.zeros((300, 200), np.uint8),
        np.full((1, 1), 255, np.uint8),
        np.zeros((1, 1), np.uint8),
    ],
)
def test_pages_without_text_are_not_turned(pixels: NDArray[np.uint8]) -> None:
    result = recognize_page(PageImage("a.png", 0, pixels), reader())
    assert (result.orientation, result.height, result.width) == (0, *pixels.shape)


def test_turning_is_counter_clockwise_and_keeps_everything_else() -> None:
    image = PageImage("a.png", 3, np.array([[1, 2, 3], [4, 5, 6]], np.uint8), 200.0)
    turned = image.turned(90)
    assert turned.pixels.tolist() == [[3, 6], [2, 5], [1, 4]]
    assert (turned.source, turned.index, turned.dpi) == ("a.png", 3, 200.0)
    assert image.turned(0) is image
    assert image.turned(180).pixels.tolist() == [[6, 5, 4], [3, 2, 1]]
    assert image.turned(270).turned(90).pixels.tolist() == image.pixels.tolist()


def test_boxes_are_those_of_the_upright_page() -> None:
    image = draw_feet()
    straight, over = (recognize_page(image.turned(lying), reader()) for lying in (0, 180))
    assert [g.box for g in over.iter_glyphs()] == [g.box for g in straight.iter_glyphs()]


def test_lines_turned_over_are_those_of_the_page_turned_over() -> None:
    image = draw_feet()
    here, there = segment_page(image.pixels), segment_page(image.turned(180).pixels)
    over = turn_lines_over(here, here.lines)
    assert np.array_equal(over.page.gray, there.page.gray)
    assert [line.box for line in reversed(over.lines)] == [line.box for line in there.lines]
    for mine, theirs in zip(reversed(over.lines), there.lines, strict=True):
        assert mine.baseline.y_at(300.0) == pytest.approx(theirs.baseline.y_at(300.0), abs=1.0)
        assert [c.box for c in mine.components] == [c.box for c in theirs.components]


def test_the_fullest_lines_are_chosen_in_their_order() -> None:
    found: Segmentation = segment_page(draw_feet(rows=8).pixels)
    assert choose_lines(found, 3) == [found.lines[0], found.lines[2], found.lines[4]]


def test_too_few_letters_are_not_legible() -> None:
    assert measure_legibility([]) == 0.0
    assert measure_legibility([LineReading(np.zeros((0, CHARSET.classes), np.float32), 4.0)]) == 0.0


def test_surer_letters_are_more_legible_and_so_are_more_of_them() -> None:
    def seen(frames: int, sure: float) -> list[LineReading]:
        table = np.full((frames, CHARSET.classes), 1e-9)
        table[:, 5], table[:, 0] = sure, 1 - sure
        return [LineReading(np.log(table).astype(np.float32), 4.0)]

    assert measure_legibility(seen(40, 0.9)) > measure_legibility(seen(40, 0.7))
    assert measure_legibility(seen(40, 0.9)) > measure_legibility(seen(10, 0.9))


@pytest.mark.parametrize("lying", TURNS)
def test_the_overlay_of_a_turned_page_is_upright(lying: int) -> None:
    image, settings = draw_feet(), OverlaySettings(scale=1)
    result = recognize_page(image, reader())
    turned = replace(result, orientation=-lying % 360)
    drawn = render_overlay(image.turned(lying), turned, settings)
    assert np.array_equal(drawn, render_overlay(image, result, settings))


def test_the_turn_is_applied_after_the_orientation_that_the_file_tells(tmp_path: Path) -> None:
    image, exif = draw_feet(), Image.Exif()
    exif[0x0112] = 6  # the viewer is to turn it clockwise by a quarter
    Image.fromarray(image.turned(90).turned(180).pixels).save(tmp_path / "a.png", exif=exif)
    loaded = load_page(tmp_path / "a.png")
    assert np.array_equal(loaded.pixels, image.turned(180).pixels)
    upright = set_upright(loaded, reader(), OcrSettings())
    assert upright.turn == 180
    assert np.array_equal(upright.image.pixels, image.pixels)


def test_the_turn_is_reported_and_stored() -> None:
    result = recognize_page(draw_feet().turned(270), reader())
    row = ReportRow.from_result(result)
    assert (row.orientation, row.skew) == (90, pytest.approx(0.0, abs=0.1))
    assert decode_page(encode_page(result)) == result


@pytest.mark.slow
@pytest.mark.parametrize("name", ["form.png", "letter.png", "newspaper.png", "receipt.png"])
def test_samples_read_the_same_whichever_side_they_lie_on(name: str) -> None:
    page = load_page(Path(__file__).parents[2] / "samples" / name)
    shipped = load_page_reader()
    straight = recognize_page(page, shipped)
    assert straight.orientation == 0
    for lying in (90, 180, 270):
        turned = recognize_page(page.turned(lying), shipped)
        assert turned.orientation == -lying % 360
        assert turned.blocks == straight.blocks


@pytest.mark.slow
@pytest.mark.parametrize("text", ["WORD", "one word", "9317 2205 6841", "TWO LINES OF\nCAPITALS ALONE"])
def test_little_text_is_not_laid_wrongly(text: str) -> None:
    page = Image.new("L", (900, 600), 255)
    ImageDraw.Draw(page).text((120, 200), text, fill=0, font=ImageFont.load_default(40))
    image, shipped = PageImage("a.png", 0, np.asarray(page)), load_page_reader()
    for lying in TURNS:
        assert set_upright(image.turned(lying), shipped, OcrSettings()).turn == -lying % 360
