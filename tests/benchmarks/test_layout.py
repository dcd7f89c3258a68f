"""Tests of matching found lines with printed ones."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from layout_scores import PageScore, describe_set
from line_finding import match_lines, match_rows
from truth_lines import box_bands, read_truth

ONE_BELOW_THE_OTHER = box_bands([[0, 0, 100, 20], [0, 30, 100, 50]])
BESIDE_EACH_OTHER = box_bands([[0, 0, 100, 20], [120, 0, 220, 20]])


def level(left: float, right: float, y: float) -> np.ndarray:
    return np.array([[left, right], [y, y]])


def test_each_line_finds_its_own() -> None:
    assert match_lines(ONE_BELOW_THE_OTHER, [level(0, 100, 46), level(2, 98, 15)]) == {0: 1, 1: 0}


@pytest.mark.parametrize(("right", "found"), [(79, {}), (81, {0: 0})])
def test_four_fifths_of_the_width_are_enough(right: float, found: dict[int, int]) -> None:
    assert match_lines(ONE_BELOW_THE_OTHER, [level(0, right, 15)]) == found


def test_line_across_two_columns_finds_neither() -> None:
    assert match_lines(BESIDE_EACH_OTHER, [level(0, 220, 15)]) == {}


def test_two_pieces_of_one_line_find_nothing() -> None:
    assert match_lines(ONE_BELOW_THE_OTHER, [level(0, 50, 15), level(52, 100, 15)]) == {}


def test_boxes_that_overlap_are_told_apart_by_their_feet() -> None:
    boxes = box_bands([[0, 0, 100, 40], [0, 25, 100, 65]])
    assert match_lines(boxes, [level(0, 100, 30), level(0, 100, 55)]) == {0: 0, 1: 1}


def test_line_said_twice_counts_once() -> None:
    assert match_lines(ONE_BELOW_THE_OTHER, [level(0, 100, 15), level(0, 100, 10)]) == {0: 0}


def test_cells_of_a_row_find_its_line_together() -> None:
    cells = [level(0, 40, 15), level(60, 100, 15), level(0, 100, 46)]
    alone = match_lines(ONE_BELOW_THE_OTHER, cells)
    assert alone == {1: 2}
    assert match_rows(ONE_BELOW_THE_OTHER, cells, [[0, 1], [2]], alone) == (1, 2)
    assert match_rows(ONE_BELOW_THE_OTHER, cells, [[0], [1], [2]], alone) == (0, 0)


def test_cells_beside_a_line_do_not_help_to_find_it() -> None:
    cells = [level(0, 40, 15), level(60, 100, 15), level(300, 340, 15)]
    assert match_rows(ONE_BELOW_THE_OTHER, cells, [[0, 1, 2]], {}) == (1, 2)


def test_rows_of_cells_that_find_their_own_lines_add_nothing() -> None:
    cells = [level(0, 100, 15), level(120, 220, 15)]
    alone = match_lines(BESIDE_EACH_OTHER, cells)
    assert alone == {0: 0, 1: 1}
    assert match_rows(BESIDE_EACH_OTHER, cells, [[0, 1]], alone) == (0, 0)


def test_boxes_of_empty_lines_do_not_count(tmp_path: Path) -> None:
    lines = [{"text": " ", "box": [0, 0, 1, 1]}, {"text": "a", "box": [1, 2, 3, 4]}]
    (tmp_path / "page.json").write_text(json.dumps({"lines": lines}), encoding="utf-8")
    truth = read_truth(tmp_path / "page.png")
    assert truth is not None
    assert truth.bands.shape == (1, 3, 100)
    assert truth.bands[0, :, 0].tolist() == pytest.approx([1.01, 2, 4])
    assert read_truth(tmp_path / "other.png") is None


def test_outline_of_a_rising_line_is_followed(tmp_path: Path) -> None:
    outline = [[0, 80], [100, 30], [100, 50], [0, 100]]
    line = {"text": "a", "box": [0, 30, 100, 100], "outline": outline}
    (tmp_path / "page.json").write_text(json.dumps({"lines": [line], "orientation": 90}), encoding="utf-8")
    truth = read_truth(tmp_path / "page.png")
    assert truth is not None
    assert truth.orientation == 90
    rising, straight = np.array([[0.0, 100.0], [95.0, 45.0]]), level(0, 100, 70)
    assert match_lines(truth.bands, [straight, rising]) == {0: 1}


def test_shares_are_over_all_lines_of_a_set() -> None:
    scores = [PageScore(10, 9, 8, 8, 9, 0.1), PageScore(30, 41, 12, 32, 41, 0.3)]
    row = ["set", "2", "40", "50", "50.0", "40.0", "100.0", "100.0", "0.200", "0.30"]
    assert describe_set("set", scores) == row


def test_sets_without_boxes_are_counted_alone() -> None:
    row = ["set", "1", "10", "9", "–", "–", "–", "–", "0.100", "0.10"]
    assert describe_set("set", [PageScore(10, 9, None, None, None, 0.1)]) == row
