"""The overlay: the right size, marks where they belong, and nothing left in memory."""

from __future__ import annotations

import gc
import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from ocr.errors import OutputError
from ocr.overlay import OverlaySettings, draw_overlay, render_overlay
from ocr.overlay_canvas import UNREAD_COLOR, Canvas
from ocr.overlay_header import HEADER_HEIGHT, LEAST_WIDTH
from ocr.overlay_labels import outline_character
from ocr.overlay_marks import _line_frame
from ocr.types import Glyph, Line, PageImage, PageResult
from recognizer.charset import LATIN
from segmenter.geometry import Baseline, Box
from segmenter.types import Region

MakePage = Callable[..., PageResult]
MakeImage = Callable[[PageResult], PageImage]
PAGE_LEFT = (LEAST_WIDTH - 480) // 2  # of a page 240 px wide at scale 2, centred under the header
TWICE = OverlaySettings(scale=2)


def patch_of(picture: np.ndarray, box: Box) -> np.ndarray:
    """The pixels of a source box in an overlay of scale 2."""
    top, left = HEADER_HEIGHT + 2 * box.top, PAGE_LEFT + 2 * box.left
    return picture[top : top + 2 * box.height, left : left + 2 * box.width].astype(int)


def test_png_is_written_to_a_path_or_a_stream(
    tmp_path: Path, make_page: MakePage, make_image: MakeImage
) -> None:
    page = make_page([["one two"]])
    stream = io.BytesIO()
    draw_overlay(make_image(page), page, stream)
    draw_overlay(make_image(page), page, tmp_path / "a.overlay.png")
    assert stream.getvalue() == (tmp_path / "a.overlay.png").read_bytes()
    with Image.open(stream) as picture:
        assert (picture.format, picture.mode) == ("PNG", "RGB")


def test_a_folder_that_is_missing_is_an_output_error(
    tmp_path: Path, make_page: MakePage, make_image: MakeImage
) -> None:
    page = make_page([])
    with pytest.raises(OutputError):
        draw_overlay(make_image(page), page, tmp_path / "none" / "a.png")


@pytest.mark.parametrize(
    ("shape", "settings", "expected"),
    [
        ((3000, 2000), OverlaySettings(), (1800, 1139)),  # (1800 - header) / 3000 * 2000
        ((1000, 4000), OverlaySettings(), (450 + HEADER_HEIGHT, 1800)),
        ((3000, 2000), OverlaySettings(long_side=1000), (1000, LEAST_WIDTH)),
        ((1000, 1000), OverlaySettings(scale=1.5), (1500 + HEADER_HEIGHT, 1500)),
        ((10, 10), OverlaySettings(), (40 + HEADER_HEIGHT, LEAST_WIDTH)),  # at most four times larger
        ((1, 1), OverlaySettings(), (4 + HEADER_HEIGHT, LEAST_WIDTH)),
        ((1, 1), OverlaySettings(scale=0.1), (1 + HEADER_HEIGHT, LEAST_WIDTH)),
    ],
)
def test_size(
    make_page: MakePage, shape: tuple[int, int], settings: OverlaySettings, expected: tuple[int, int]
) -> None:
    page = replace(make_page([]), height=shape[0], width=shape[1], unread=(), regions=())
    picture = render_overlay(PageImage("a", 0, np.zeros(shape, np.uint8)), page, settings)
    assert picture.shape == (*expected, 3)


@pytest.mark.parametrize("settings", [{"long_side": 10}, {"scale": 0.0}, {"scale": float("nan")}])
def test_impossible_sizes_are_refused(settings: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="long side"):
        OverlaySettings(**settings)  # type: ignore[arg-type]


def test_doubtful_glyphs_are_filled_and_sure_ones_are_not(make_page: MakePage, make_image: MakeImage) -> None:
    page = make_page([["ab"]], confidences=[0.99, 0.2])
    sure, doubtful = (glyph.box for glyph in page.iter_glyphs())
    blank = PageImage("a", 0, np.full((page.height, page.width), 255, np.uint8))
    picture = render_overlay(blank, page, TWICE)
    assert np.all(patch_of(picture, sure)[6:-6, 6:-6] == 255)
    middle = patch_of(picture, doubtful)[6:-6, 6:-6].mean(axis=(0, 1))
    assert middle[0] > middle[2] + 30  # vermilion: more red than blue


def test_the_layer_of_causes_fills_with_the_colour_of_the_cause(
    make_page: MakePage, make_image: MakeImage
) -> None:
    page = make_page([["ab"]], confidences=[0.2, 0.2])
    line = page.blocks[0].paragraphs[0].lines[0]
    broken, faint = (
        replace(glyph, cause=cause)
        for glyph, cause in zip(page.iter_glyphs(), ("broken", "faint"), strict=True)
    )
    line = replace(line, words=(replace(line.words[0], glyphs=(broken, faint)),))
    paragraph = replace(page.blocks[0].paragraphs[0], lines=(line,))
    page = replace(page, blocks=(replace(page.blocks[0], paragraphs=(paragraph,)),))
    blank = PageImage("a", 0, np.full((page.height, page.width), 255, np.uint8))
    picture = render_overlay(blank, page, replace(TWICE, layer="cause"))
    blue, orange = (patch_of(picture, g.box)[6:-6, 6:-6].mean(axis=(0, 1)) for g in (broken, faint))
    assert blue[2] > blue[0] + 60
    assert orange[0] > orange[2] + 60


def test_an_unknown_layer_is_refused() -> None:
    with pytest.raises(ValueError, match="confidence, cause"):
        OverlaySettings(layer="mood")  # type: ignore[arg-type]


def test_frames_are_blue_where_sure_and_red_where_not(make_page: MakePage, make_image: MakeImage) -> None:
    page = make_page([["a"], ["b"]], confidences=[1.0, 0.0])
    for glyph, redder in zip(page.iter_glyphs(), (False, True), strict=True):
        edge = patch_of(render_overlay(make_image(page), page, TWICE), glyph.box)[4:-4, 0].mean(axis=0)
        assert (edge[0] > edge[2]) == redder


def test_what_was_read_stands_above_a_doubtful_glyph(make_page: MakePage, make_image: MakeImage) -> None:
    page = make_page([["a"]], confidences=[0.3])
    box = next(page.iter_glyphs()).box
    above = Box(box.left, box.top - 7, box.right, box.top - 2)
    marked = patch_of(render_overlay(make_image(page), page, TWICE), above)
    plain = patch_of(render_overlay(make_image(page), page, replace(TWICE, doubtful_below=0.1)), above)
    assert marked.min() < 60
    assert plain.min() > 200


def test_unread_ink_has_its_color(make_page: MakePage, make_image: MakeImage) -> None:
    page = make_page([])
    picture = render_overlay(make_image(page), page, TWICE)
    ink = patch_of(picture, page.unread[0])[2:-2, 2:-2].mean(axis=(0, 1))
    assert np.abs(ink - 255 * np.array(UNREAD_COLOR)).max() < 20


def test_a_word_inside_an_unread_ring_is_not_unread(make_page: MakePage, make_image: MakeImage) -> None:
    page = make_page([["a"]])
    box = next(page.iter_glyphs()).box
    ringed = replace(page, unread=(Box(box.left - 5, box.top - 5, box.right + 5, box.bottom + 5),))
    middle = patch_of(render_overlay(make_image(page), ringed, TWICE), box)[6:-6, 6:-6].mean(axis=(0, 1))
    assert np.ptp(middle) < 30  # grey, or nearly: the frame's tint lies on it


def test_dark_paper_becomes_white(make_page: MakePage) -> None:
    page = replace(make_page([]), unread=(), regions=())
    picture = render_overlay(PageImage("a", 0, np.full((300, 240), 120, np.uint8)), page, TWICE)
    assert picture[HEADER_HEIGHT + 100, PAGE_LEFT + 100].min() > 250


@pytest.mark.parametrize("shade", [0, 255])
def test_blank_and_black_pages_are_drawn(make_page: MakePage, shade: int) -> None:
    page = replace(make_page([]), unread=(), regions=())
    render_overlay(PageImage("a", 0, np.full((300, 240), shade, np.uint8)), page)


@pytest.mark.parametrize(
    "name", ["扫描/סריקה.png", "caf\udce9.png", "$x$ _^{.png", "long/" * 60 + "a.png", "a\nb"]
)
def test_any_source_name_is_drawn(make_page: MakePage, make_image: MakeImage, name: str) -> None:
    page = make_page([["a"]], source=name)
    render_overlay(make_image(page), page)


def test_boxes_beyond_the_page_are_drawn(make_page: MakePage, make_image: MakeImage) -> None:
    page = make_page([["a"]])
    beyond = replace(page, unread=(Box(-50, -50, -10, -10), Box(230, 290, 999, 999)))
    render_overlay(make_image(page), beyond)


def test_every_character_of_the_charset_has_an_outline() -> None:
    for character in LATIN[1:]:  # Matplotlib warns where the font lacks one, and warnings are errors
        vertices, codes, width = outline_character(character)
        assert len(vertices) == len(codes) > 3
        assert width > 0.1
    with pytest.warns(UserWarning, match="missing from font"):
        outline_character("\uffff")


def test_a_character_that_the_font_lacks_is_no_noise(make_page: MakePage, make_image: MakeImage) -> None:
    page = make_page([["扫\uffff"]], confidences=[0.1, 0.1])
    render_overlay(make_image(page), page)


def test_corners_follow_scale_and_turn_the_y_axis() -> None:
    canvas = Canvas.around(np.zeros((100, 50, 3), np.uint8), scale=2, header=10, least_width=70)
    assert (canvas.width, canvas.height, canvas.left) == (70, 110, 10)
    assert canvas.corners([Box(1, 2, 4, 7)]).tolist() == [[[12, 96], [18, 96], [18, 86], [12, 86]]]
    assert canvas.corners([Box(1, 2, 2, 3)], least=6, room=1)[0].tolist() == [
        [9, 99],
        [17, 99],
        [17, 91],
        [9, 91],
    ]
    assert canvas.corners([]).shape == (0, 4, 2)


def test_a_line_is_framed_along_its_slope() -> None:
    canvas = Canvas.around(np.zeros((100, 100, 3), np.uint8), scale=1, header=0, least_width=100)
    glyphs = [Glyph("a", 1.0, Box(10, 42, 20, 50)), Glyph("p", 1.0, Box(70, 12, 80, 24))]
    line = Line((), Box(10, 12, 80, 50), Baseline((15.0, 75.0), (50.0, 20.0)), 8.0)
    frame = _line_frame(canvas, line, glyphs)  # 8 px above, 4 below, and 1.5 of room; half a px up a px
    assert frame[0].tolist() == [8.5, 100 - (50 + 6.5 / 2 - 9.5)]
    assert frame[-1].tolist() == [8.5, 100 - (50 + 6.5 / 2 + 5.5)]
    assert frame[3].tolist() == [81.5, 100 - (20 - 6.5 / 2 - 9.5)]


def test_a_line_that_runs_down_the_page_is_framed_by_its_box() -> None:
    canvas = Canvas.around(np.zeros((100, 100, 3), np.uint8), scale=1, header=0, least_width=100)
    line = Line((), Box(10, 10, 20, 90), Baseline((14.0, 14.1), (90.0, 10.0)), 8.0)
    assert _line_frame(canvas, line, []).tolist() == canvas.corners([line.box], room=1.5)[0].tolist()


def test_figures_are_freed(make_page: MakePage, make_image: MakeImage) -> None:
    from matplotlib.figure import Figure

    page = make_page([["a"]])
    for _ in range(3):
        draw_overlay(make_image(page), page, io.BytesIO())
    gc.collect()
    assert not [thing for thing in gc.get_objects() if isinstance(thing, Figure)]


def test_unread_ink_is_hatched(make_page: MakePage) -> None:
    page = replace(make_page([]), unread=(Box(40, 40, 100, 80),), regions=())
    blank = PageImage("a", 0, np.full((page.height, page.width), 255, np.uint8))
    inside = patch_of(render_overlay(blank, page, TWICE), Box(45, 45, 95, 75)).reshape(-1, 3)
    purple = inside[:, 1].astype(int) < inside[:, 0].astype(int) - 60
    assert 0.2 < purple.mean() < 0.5


def test_regions_are_named_but_for_rules(make_page: MakePage) -> None:
    dark = []
    for kind in ("stamp", "rule"):
        page = replace(make_page([]), unread=(), regions=(Region(kind, Box(40, 40, 140, 90)),))
        blank = PageImage("a", 0, np.full((page.height, page.width), 255, np.uint8))
        corner = patch_of(render_overlay(blank, page, TWICE), Box(42, 42, 60, 50))
        dark.append(bool((corner < 128).any()))
    assert dark == [True, False]
