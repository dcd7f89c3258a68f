"""Tests of what the order of lines is said to cost."""

from __future__ import annotations

import pytest
from reading_order import count_order_free

from ocr.comparison import ScoringSettings

PLAIN = ScoringSettings()


def test_lines_in_another_order_cost_nothing() -> None:
    assert count_order_free("three\none\ntwo", "one\ntwo\nthree", PLAIN) == 0


def test_errors_within_lines_stay() -> None:
    assert count_order_free("tvo\n0ne", "one\ntwo", PLAIN) == 2


@pytest.mark.parametrize("text", ["one", "one\ntwo\nthree"])
def test_line_missed_or_invented_counts_whole(text: str) -> None:
    assert 3 <= count_order_free(text, "one\ntwo", PLAIN) <= 6


def test_line_cut_in_two_costs_no_more_than_in_order() -> None:
    assert count_order_free("a long\nline", "a long line", PLAIN) == 0


def test_nothing_read_misses_all() -> None:
    assert count_order_free("", "one two", PLAIN) == 7


def test_where_the_truth_keeps_no_lines_the_moved_ones_are_forgiven() -> None:
    truth = "the first line of it and then the second line of all"
    moved = "and then the second line of all\nthe first line of it"
    assert count_order_free(moved, truth, PLAIN, line_breaks=False) <= 1
