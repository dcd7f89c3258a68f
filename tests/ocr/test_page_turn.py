"""Pages that lie on their side or stand on their head give the glyphs they give upright."""

import csv
from dataclasses import replace

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from ocr.errors import DamagedFileError
from ocr.page_datasets import NO_WAY_UP, NO_XML, OTHER_SHAPE, PAGE_FORMATS
from ocr.page_truth import CORRECTION_COLUMNS, Mark, TruePage, read_page_file
from ocr.page_turn import find_turn, match_shape, turn_box, turn_page
from ocr.report import REPORT_COLUMNS
from recognizer.datasets.registry import choose_format
from recognizer.datasets.samples import LineSample, ReadSettings, Sample, Skipped
from segmenter.geometry import Box

TEXTS = (
    "Pages that are scanned",
    "on their side, or upside",
    "down, are cut as well:",
    "they are only turned.",
)
WIDTH, HEIGHT, LEFT, PITCH = 760, 420, 60, 70


def draw_page():
    """An upright page, its lines, and the boxes of its letters."""
    pixels = np.full((HEIGHT, WIDTH), 255, np.uint8)
    lines, letters = [], []
    for number, text in enumerate(TEXTS):
        base, at = 80 + number * PITCH, LEFT
        for character in text:
            (width, _), _ = cv2.getTextSize(character, cv2.FONT_HERSHEY_SIMPLEX, 1.5, 3)
            cell = np.full((100, width + 40), 255, np.uint8)
            cv2.putText(cell, character, (20, 60), cv2.FONT_HERSHEY_SIMPLEX, 1.5, 0, 3, cv2.LINE_AA)
            rows, columns = np.nonzero(cell < 128)
            if len(rows):
                top, left = int(base - 60 + rows.min()), int(at - 20 + columns.min())
                box = Box(left, top, left + int(np.ptp(columns)) + 1, top + int(np.ptp(rows)) + 1)
                letters.append(Mark(character, box))
            region = pixels[base - 60 : base + 40, at - 20 : at + width + 20]
            np.minimum(region, cell[: region.shape[0], : region.shape[1]], out=region)
            at += width
        lines.append(Mark(text, Box(LEFT - 2, base - 36, at, base + 14)))
    return TruePage("scan.png", 0, tuple(letters), tuple(lines), (WIDTH, HEIGHT)), pixels


def write_page_xml(path, page, shape, attributes=""):
    def points(box):
        return f"{box.left},{box.top} {box.right},{box.bottom}"

    def marked(name, marks):
        return "".join(
            f'<{name}><Coords points="{points(mark.box)}"/>'
            f"<TextEquiv><Unicode>{mark.text}</Unicode></TextEquiv></{name}>"
            for mark in marks
        )

    path.write_text(
        f'<PcGts><Page imageFilename="scan.png" imageWidth="{shape[1]}" imageHeight="{shape[0]}">'
        f"<TextRegion {attributes}>{marked('TextLine', page.lines)}{marked('Glyph', page.glyphs)}"
        "</TextRegion></Page></PcGts>",
        encoding="utf-8",
    )


def read(source):
    return list(choose_format(source, formats=PAGE_FORMATS).read(source, ReadSettings()))


def check_same(found, upright):
    """The glyphs and lines of a turned page are the upright page's."""
    assert [type(item) for item in found] == [type(item) for item in upright]
    assert not [item for item in found if isinstance(item, Skipped)]
    for one, other in zip(found, upright, strict=True):
        if isinstance(one, Sample):
            assert (one.label, one.extent) == (other.label, other.extent)
            assert np.abs(one.image.astype(int) - other.image).mean() < 8
            assert np.allclose(one.place, other.place, atol=0.25)
        elif isinstance(one, LineSample):
            assert one.line.text == other.line.text
            assert one.line.pixels.shape == pytest.approx(other.line.pixels.shape, abs=8)


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_page_scanned_askew_by_quarters_gives_what_it_gives_upright(tmp_path, turn):
    page, pixels = draw_page()
    for name, lies in (("upright", 0), ("turned", -turn)):
        (tmp_path / name).mkdir()
        marked, image = turn_page(page, pixels, lies)
        cv2.imwrite(str(tmp_path / name / "scan.png"), image)
        write_page_xml(tmp_path / name / "scan.xml", marked, image.shape)
    check_same(read(tmp_path / "turned"), read(tmp_path / "upright"))


@pytest.mark.parametrize(("turn", "angle"), [(90, "-90.4"), (270, "89"), (180, "180")])
def test_what_the_page_file_says_of_its_turn_goes_first(tmp_path, turn, angle):
    page, pixels = draw_page()
    shuffled = replace(page, lines=(page.lines[2], page.lines[0], page.lines[3], page.lines[1]))
    marked, image = turn_page(shuffled, pixels, -turn)
    write_page_xml(tmp_path / "scan.xml", marked, image.shape, f'orientation="{angle}"')
    assert read_page_file(tmp_path / "scan.xml").turn == turn
    assert find_turn(read_page_file(tmp_path / "scan.xml"), image) == turn
    (tmp_path / "alto.xml").write_text(
        f'<alto><Page><TextBlock ROTATION="{angle}"/><TextBlock ROTATION="{angle}"/>'
        '<TextBlock ROTATION="wrong"/><TextBlock/></Page></alto>',
        encoding="utf-8",
    )
    assert read_page_file(tmp_path / "alto.xml").turn == turn


@pytest.mark.parametrize(("exif", "turn"), [(6, 270), (8, 90)])
def test_boxes_taken_before_a_photograph_was_turned_by_its_exif_data(tmp_path, exif, turn):
    page, pixels = draw_page()
    for name in ("upright", "before", "after"):
        (tmp_path / name).mkdir()
    cv2.imwrite(str(tmp_path / "upright/scan.png"), pixels)
    write_page_xml(tmp_path / "upright/scan.xml", page, pixels.shape)
    stored, image = turn_page(page, pixels, -turn)
    for name, marked, shape in (("before", stored, image.shape), ("after", page, pixels.shape)):
        tags = Image.Exif()
        tags[0x0112] = exif
        Image.fromarray(image).save(tmp_path / name / "scan.png", exif=tags)
        write_page_xml(tmp_path / name / "scan.xml", marked, shape)
        check_same(read(tmp_path / name), read(tmp_path / "upright"))


def test_a_page_file_of_another_image_is_told(tmp_path):
    page, pixels = draw_page()
    cv2.imwrite(str(tmp_path / "scan.png"), pixels.T)
    write_page_xml(tmp_path / "scan.xml", page, pixels.shape)
    assert {item.reason for item in read(tmp_path)} == {OTHER_SHAPE}
    cv2.imwrite(str(tmp_path / "scan.png"), pixels[:200])
    assert {item.reason for item in read(tmp_path)} == {OTHER_SHAPE}
    assert match_shape(page, cv2.resize(pixels, None, fx=0.5, fy=0.5), tmp_path / "scan.png") == 0


def test_a_blank_page_on_its_side_is_not_guessed_at(tmp_path):
    cv2.imwrite(str(tmp_path / "scan.png"), np.full((700, 420), 255, np.uint8))
    page = TruePage("scan.png", 0, (), (Mark("on its side", Box(20, 20, 60, 600)),))
    write_page_xml(tmp_path / "scan.xml", page, (700, 420))
    assert [item.reason for item in read(tmp_path)] == [NO_WAY_UP]


def test_corrections_are_told_on_the_page_as_it_was_read(tmp_path):
    page, pixels = draw_page()
    cv2.imwrite(str(tmp_path / "scan.png"), np.rot90(pixels, -1))
    with (tmp_path / "corrections.csv").open("w", newline="", encoding="utf-8") as stream:
        table = csv.writer(stream)
        table.writerow(CORRECTION_COLUMNS)
        for mark in page.glyphs[:8]:
            box = mark.box
            where = (box.left, box.top, box.width, box.height)
            table.writerow(("1", "scan.png", 1, 1, 1, 1, *where, "?", mark.text))
    assert [item.label for item in read(tmp_path) if isinstance(item, Sample)] != list("Pagestha")
    row = dict.fromkeys(REPORT_COLUMNS, "") | {"source": "scan.png", "page_num": "1", "orientation": "90"}
    with (tmp_path / "report.csv").open("w", newline="", encoding="utf-8") as stream:
        report = csv.DictWriter(stream, REPORT_COLUMNS)
        report.writeheader()
        report.writerow(row)
    glyphs = [item for item in read(tmp_path) if isinstance(item, Sample)]
    assert [item.label for item in glyphs] == list("Pagestha")
    assert glyphs[0].place[2] == 1
    assert abs(glyphs[0].place[3]) < 0.2  # P stands on the line
    (tmp_path / "report.csv").write_text("source,page_num\n1,2\n", encoding="utf-8")
    with pytest.raises(DamagedFileError, match=r"report\.csv"):
        read(tmp_path)


def test_files_that_are_passed_over_are_counted(tmp_path):
    page, pixels = draw_page()
    cv2.imwrite(str(tmp_path / "scan.png"), pixels)
    write_page_xml(tmp_path / "scan.xml", replace(page, glyphs=()), pixels.shape)
    (tmp_path / "empty.xml").write_bytes(b"")
    (tmp_path / "noise.xml").write_bytes(bytes(range(256)))
    (tmp_path / "mets.xml").write_text("<mets/>", encoding="utf-8")
    (tmp_path / "other.xml").write_text("<alto/>", encoding="utf-8")
    skipped = [(item.origin, item.reason) for item in read(tmp_path) if isinstance(item, Skipped)]
    assert skipped[0] == ("empty.xml", NO_XML)
    assert skipped[1] == ("noise.xml", NO_XML)
    assert skipped[2][0] == "other.xml"
    assert "alto" in skipped[2][1]
    assert len(skipped) == 3


@pytest.mark.parametrize("value", ["nan", "inf", "-inf", "1e999", "", "x", "9" * 400])
def test_numbers_that_are_none_make_an_entry_empty(tmp_path, value):
    path = tmp_path / "x.xml"
    path.write_text(
        f'<alto><Layout><Page WIDTH="{value}" HEIGHT="{value}"><TextLine HPOS="{value}" VPOS="1" WIDTH="9" '
        'HEIGHT="9"><String CONTENT="a"/></TextLine></Page></Layout></alto>',
        encoding="utf-8",
    )
    page = read_page_file(path)
    assert (page.lines, page.empty, page.turn) == ((), 1, None)
    path.write_text(
        f'<PcGts><Page imageWidth="{value}" orientation="{value}"><TextLine><Coords points="{value},1 9,9"/>'
        "<TextEquiv><Unicode>a</Unicode></TextEquiv></TextLine></Page></PcGts>",
        encoding="utf-8",
    )
    assert read_page_file(path).turn is None


def test_a_page_file_of_several_pages_is_refused(tmp_path):
    path = tmp_path / "book.xml"
    path.write_text("<alto><Layout><Page/><Page/></Layout></alto>", encoding="utf-8")
    with pytest.raises(DamagedFileError, match=r"book\.xml: it tells of 2 pages"):
        read_page_file(path)


@given(st.integers(1, 40), st.integers(1, 40), st.sampled_from([0, 90, 180, 270]), st.data())
def test_a_box_turns_with_its_page(width, height, turn, data):
    left, top = data.draw(st.integers(0, width - 1)), data.draw(st.integers(0, height - 1))
    box = Box(left, top, data.draw(st.integers(left + 1, width)), data.draw(st.integers(top + 1, height)))
    page = np.zeros((height, width), np.uint8)
    page[box.top : box.bottom, box.left : box.right] = 1
    turned = np.rot90(page, turn // 90)
    moved = turn_box(box, turn, width, height)
    assert turned[moved.top : moved.bottom, moved.left : moved.right].all()
    assert turned.sum() == moved.area
