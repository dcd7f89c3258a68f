"""Wrong characters are counted, and those that are the truth's own doing told apart."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from expected_errors import JudgedSet, describe_set
from judged_errors import JudgedErrors, judge_errors

from ocr.types import Block, Glyph, Line, PageResult, Paragraph, Word
from segmenter.geometry import Baseline, Box

SOMEWHERE = Box(0, 0, 100, 10)


def page(*texts: str, confidence: float = 0.75) -> PageResult:
    """A page of lines, every character as sure as the others."""
    lines = [
        Line(
            tuple(
                Word(tuple(Glyph(one, confidence, SOMEWHERE) for one in word), confidence, SOMEWHERE)
                for word in text.split()
            ),
            SOMEWHERE,
            Baseline((0.0, 100.0), (9.0, 9.0)),
            5.0,
        )
        for text in texts
    ]
    block = Block("text", (Paragraph(tuple(lines), SOMEWHERE),), SOMEWHERE)
    return PageResult("p.png", 0, 100, 100, 0.0, 0, (block,), (), (), 0.0, (), "latin")


def counts(found: JudgedErrors) -> tuple[int, int, int, int]:
    return found.characters, found.wrong, found.left_out, found.small_capitals


def test_wrong_characters_are_counted_beside_the_doubts() -> None:
    found = judge_errors(page("tbe cat", "sat"), "the cat\nsat")
    assert counts(found) == (9, 1, 0, 0)
    assert found.predicted == pytest.approx(9 * 0.25)
    assert (found.misread, found.misread_predicted) == (1, found.predicted)


def test_lines_that_the_truth_leaves_out_are_told_where_another_engine_reads_them() -> None:
    read = page("LEGATION 17", "the cat sat")
    assert counts(judge_errors(read, "the cat sat")) == (19, 10, 0, 0)
    found = judge_errors(read, "the cat sat", peer="LEGATION I7\nthe cat sat")
    assert counts(found) == (19, 10, 10, 0)
    assert found.misread == 0
    assert found.misread_predicted == pytest.approx(9 * 0.25)


def test_noise_that_no_engine_reads_alike_stays_wrong() -> None:
    assert judge_errors(page("§§ xyz", "the cat"), "the cat", peer="the cat").left_out == 0


def test_small_capitals_are_told_and_a_single_capital_is_an_error() -> None:
    assert counts(judge_errors(page("the LION roared"), "the Lion roared")) == (13, 3, 0, 3)
    assert counts(judge_errors(page("the Sea is wide"), "the sea is wide")) == (12, 1, 0, 0)
    assert counts(judge_errors(page("TOTAL Sum"), "TOTAL SUM")) == (8, 0, 0, 0)


def test_a_row_has_ratios_with_intervals() -> None:
    one = judge_errors(page("tbe cat"), "the cat")
    row = describe_set(JudgedSet("x", (one, one)))
    assert row[:5] == ["x", "2", "12", "3", "2"]
    assert row[5] == row[-1] == "1.50 (1.50–1.50)"


@pytest.mark.parametrize("texts", [(), ("",), (" ",)])
def test_nothing_read_has_no_errors(texts: Sequence[str]) -> None:
    assert counts(judge_errors(page(*texts), "the truth", peer="the truth")) == (0, 0, 0, 0)
