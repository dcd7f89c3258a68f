"""Characters are tied to their ink; lines, words and unread ink come out right."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from ocr.assembler import ReadLine, SourceMap, assemble_page
from ocr.decoder import DecodedCharacter, DecodedLine
from ocr.glyph_boxes import box_characters
from ocr.last_word import judge_lines
from ocr.types import PageImage, PageResult
from segmenter.geometry import Baseline, Box, union_boxes
from segmenter.types import Block, CleanPage, Component, Region, Segmentation, TextLine

INK = np.zeros((100, 200), dtype=np.bool_)
UPRIGHT = np.array([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]])


def text_line(*boxes: tuple[int, int, int, int], gap_before: bool = False) -> TextLine:
    parts = tuple(Component(Box(*box), 10, label) for label, box in enumerate(boxes, start=1))
    box = union_boxes(part.box for part in parts)
    return TextLine(box, Baseline((float(box.left), float(box.right)), (50.0, 50.0)), 20.0, parts, gap_before)


def boxes(line: TextLine, *spans: tuple[float, float], ink: NDArray[np.bool_] = INK) -> list[list[float]]:
    return box_characters(line, np.array(spans, dtype=np.float64).reshape(-1, 2), ink).boxes.tolist()


def decoded(text: str, confidence: float = 0.9) -> DecodedLine:
    """Every character on the middle of three frames."""
    return DecodedLine(
        tuple(DecodedCharacter(c, confidence, 3 * at + 1, 3 * at + 1) for at, c in enumerate(text))
    )


def read(line: TextLine, text: str, confidence: float = 0.9) -> ReadLine:
    edges = np.linspace(line.box.left, line.box.right, 3 * max(len(text), 1) + 1)
    return ReadLine(line, decoded(text, confidence), edges)


def assemble(
    *blocks: list[ReadLine], to_source: NDArray[np.float64] = UPRIGHT, **kwargs: object
) -> PageResult:
    page = CleanPage(np.full((100, 200), 255, np.uint8), INK, 0.0, to_source)
    made = tuple(
        Block("text", union_boxes(r.line.box for r in lines), tuple(r.line for r in lines), (0,))
        for lines in blocks
    )
    segmentation = Segmentation(page, made, (), (Component(Box(190, 90, 192, 92), 4, 99),), 20.0, 100)
    image = PageImage("page.png", 0, np.full((100, 200), 255, np.uint8))
    return assemble_page(image, segmentation, [r for lines in blocks for r in lines], "test")


def test_a_dot_joins_its_stem() -> None:
    line = text_line((10, 30, 14, 50), (10, 22, 14, 26), (20, 30, 36, 50))
    assert boxes(line, (11, 13), (26, 30)) == [[10, 22, 14, 50], [20, 30, 36, 50]]


def test_pieces_of_a_broken_letter_come_together() -> None:
    line = text_line((10, 30, 15, 50), (17, 30, 22, 50), (30, 30, 40, 50))
    assert boxes(line, (14, 18), (34, 36)) == [[10, 30, 22, 50], [30, 30, 40, 50]]


def test_touching_letters_are_split_half_way_and_fitted_to_their_ink() -> None:
    ink = INK.copy()
    ink[30:50, 10:30] = True  # the first letter, x-high
    ink[20:50, 30:50] = True  # the second one rises
    line = text_line((10, 20, 50, 50))
    assert boxes(line, (18, 22), (38, 42), ink=ink) == [[10, 30, 30, 50], [30, 20, 50, 50]]


def test_a_character_without_ink_gets_its_span_over_the_x_height() -> None:
    line = text_line((10, 30, 20, 50), (60, 30, 70, 50))
    assert boxes(line, (14, 16), (40, 42), (64, 66))[1] == [40, 30, 42, 50]


def test_a_line_without_characters_has_no_boxes() -> None:
    assert boxes(text_line((0, 0, 5, 5))) == []


def test_words_part_at_spaces_and_multiply_their_letters_confidence() -> None:
    line = text_line((10, 30, 30, 50), (40, 30, 60, 50))
    result = assemble([read(line, " ab  c ", 0.9)])
    (only,) = result.iter_lines()
    assert only.text == "ab c"
    assert [word.confidence for word in only.words] == pytest.approx([0.81, 0.9])
    assert result.unread_share == pytest.approx(0.04)


def test_a_line_read_without_confidence_is_unread_ink() -> None:
    sure, noise = text_line((10, 30, 30, 50)), text_line((10, 60, 20, 80), (25, 60, 35, 80))
    result = assemble([read(sure, "word"), read(noise, "noise", 0.4)])
    assert [line.text for line in result.iter_lines()] == ["word"]
    assert result.unread == (Box(190, 90, 192, 92), Box(10, 60, 20, 80), Box(25, 60, 35, 80))
    assert result.unread_share == pytest.approx(0.24)


@pytest.mark.parametrize(
    ("text", "confidence", "is_text"),
    [
        ("a line of some thirty letters", 0.61, False),
        ("a line of some thirty letters", 0.65, True),
        ("abcd", 0.69, False),
        ("abcd", 0.73, True),
        ("abc", 0.70, False),
        ("abc", 0.74, True),
        ("a", 0.77, False),
        ("a", 0.81, True),
        ("", 1.0, False),
    ],
)
def test_short_lines_must_be_surer(text: str, confidence: float, is_text: bool) -> None:
    assert judge_lines([read(text_line((0, 0, 9, 9)), text, confidence)]) == [is_text]


def test_page_read_surely_throughout_asks_more_of_each_line() -> None:
    faint, sure = (
        [read(text_line((0, 0, 9, 9)), "some forty letters of text on a page, or more", c)] * 9
        for c in (0.7, 0.98)
    )
    scrawl = read(text_line((0, 0, 9, 9)), "scrawled", 0.6)
    assert judge_lines([*faint, scrawl])[-1]
    assert not judge_lines([*sure, scrawl])[-1]


def test_page_number_needs_less_than_other_marks() -> None:
    page = [
        read(text_line((0, top, 90, top + 20)), "a line of some letters", 0.98) for top in range(50, 450, 40)
    ]
    for text, is_text in (("66", True), ("(7)", True), ("xx", False)):
        lines = [*page, read(text_line((40, 600, 50, 620)), text, 0.66)]
        assert judge_lines(lines)[-1] is is_text
    above = [read(text_line((40, 200, 50, 215)), "66", 0.66), *page]
    assert not judge_lines(above)[0]  # it stands among the lines


def test_letters_right_under_each_other_are_a_word_on_its_side() -> None:
    stacked = [read(text_line((10, top, 30, top + 20)), "O", 0.99) for top in range(0, 100, 24)]
    assert judge_lines(stacked) == [False] * 5
    assert judge_lines(stacked[:3]) == [True] * 3  # too few to tell
    apart = [read(text_line((10, top, 30, top + 20)), "7", 0.99) for top in range(0, 250, 50)]
    assert judge_lines(apart) == [True] * 5  # a column of figures


def test_dropped_ink_in_a_stamp_is_not_unread() -> None:
    line = read(text_line((10, 60, 20, 80), (25, 60, 35, 80)), "x", 0.1)
    page = CleanPage(np.full((100, 200), 255, np.uint8), INK, 0.0, UPRIGHT)
    block = Block("text", line.line.box, (line.line,), (0,))
    image = PageImage("page.png", 0, np.full((100, 200), 255, np.uint8))
    shares = []
    for kind in ("stamp", "border"):
        regions = (Region(kind, Box(0, 50, 24, 90)),)
        found = Segmentation(page, (block,), regions, (), 20.0, 100)
        shares.append(assemble_page(image, found, [line], "test").unread_share)
    assert shares == pytest.approx([0.1, 0.2])


def test_characters_far_wider_than_type_must_be_surest() -> None:
    wide = text_line((0, 0, 250, 20))  # five characters of 2.5 x-heights
    assert judge_lines([read(wide, "specks"[:5], 0.85), read(wide, "w o r d s", 0.85)]) == [False, True]
    assert judge_lines([read(wide, "wider", 0.95)]) == [True]


def test_a_doubtful_price_beside_a_sure_name_is_text() -> None:
    name, price = text_line((10, 30, 60, 50)), text_line((100, 30, 130, 50), gap_before=True)
    assert judge_lines([read(name, "cheese"), read(price, "1.99", 0.65)]) == [True, True]
    assert judge_lines([read(name, "cheese", 0.3), read(price, "1.99", 0.65)]) == [False, False]


def test_a_cell_whose_row_lost_its_head_begins_the_row() -> None:
    head, tail = text_line((10, 30, 60, 50)), text_line((100, 30, 130, 50), gap_before=True)
    both = assemble([read(head, "cheese"), read(tail, "1.99")])
    assert [line.gap_before for line in both.iter_lines()] == [False, True]
    alone = assemble([read(head, ""), read(tail, "1.99")])
    assert [line.gap_before for line in alone.iter_lines()] == [False]


def test_blocks_without_text_are_left_out() -> None:
    result = assemble([read(text_line((10, 10, 20, 20)), "")], [read(text_line((10, 30, 60, 50)), "here")])
    assert [line.text for line in result.iter_lines()] == ["here"]
    assert len(result.blocks) == 1


def test_readings_must_match_the_lines() -> None:
    line = text_line((10, 10, 20, 20))
    page = CleanPage(np.full((9, 9), 255, np.uint8), np.zeros((9, 9), np.bool_), 0.0, UPRIGHT)
    segmentation = Segmentation(page, (Block("text", line.box, (line,)),), (), (), 1.0, 1)
    image = PageImage("", 0, np.zeros((9, 9), np.uint8))
    with pytest.raises(ValueError, match="readings"):
        assemble_page(image, segmentation, [], "")


def test_an_upside_down_page_maps_back_with_its_orientation() -> None:
    turned = np.array([[-1.0, 0.0, 200.0], [0.0, -1.0, 100.0]])
    result = assemble([read(text_line((10, 30, 60, 50)), "word")], to_source=turned)
    assert result.orientation == 180
    (line,) = result.iter_lines()
    assert line.box == Box(140, 50, 190, 70)
    assert line.baseline == Baseline((140.0, 190.0), (50.0, 50.0))


def test_source_boxes_stay_on_the_page() -> None:
    page = CleanPage(np.full((100, 200), 255, np.uint8), INK, 0.0, np.array([[1.0, 0, -5.0], [0, 1.0, 60.0]]))
    to_source = SourceMap(page, 200, 100)
    boxes = to_source.boxes(np.array([[0.0, 0.0, 10.0, 10.0], [0.0, 50.0, 4.0, 90.0]]))
    assert boxes == [Box(0, 60, 5, 70), Box(0, 99, 1, 100)]
