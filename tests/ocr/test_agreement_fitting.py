"""Weights are fitted to what pages teach: likeness counts where it tells what is right."""

from __future__ import annotations

import numpy as np
import pytest

from ocr.agreement import AgreementWeights, Evidence
from ocr.agreement_fitting import JudgedDoubts, fit_weights, judge_doubts
from ocr.decoder import DecodedCharacter, DecodedLine
from ocr.types import Alternative


def doubts(likeness: list[tuple[float, float]], right: list[int]) -> JudgedDoubts:
    """Letters read at .6 with a rival at .3; column ``right`` of each is right."""
    count = np.arange(len(right))
    evidence = Evidence(count, count, np.tile([0.6, 0.3], (len(right), 1)), np.array(likeness))
    return JudgedDoubts(evidence, np.eye(2, dtype=bool)[right])


def line(text: str, rival: str) -> DecodedLine:
    return DecodedLine(tuple(DecodedCharacter(c, 0.6, 0, 0, (Alternative(rival, 0.3),)) for c in text))


def test_likeness_counts_where_it_tells_what_is_right() -> None:
    judged = doubts([(0.99, 0.7), (0.7, 0.99)] * 50, [0, 1] * 50)
    weights = fit_weights([judged])
    assert weights.likeness > 0.5
    assert judged.count_changes(weights) == (50, 0)


def test_likeness_counts_little_where_it_tells_nothing() -> None:
    judged = doubts([(0.99, 0.7), (0.7, 0.99), (0.99, 0.7), (0.7, 0.99)] * 25, [0, 0, 0, 0] * 25)
    weights = fit_weights([judged])
    assert weights.chosen > 0.5
    assert judged.count_changes(weights) == (0, 0)


def test_letters_spoilt_are_counted() -> None:
    judged = doubts([(0.7, 0.99)], [0])
    assert judged.count_changes(AgreementWeights(0.7, 2.0, 0.0, 0.0)) == (0, 1)


def test_nothing_to_learn_from_is_refused() -> None:
    with pytest.raises(ValueError, match="no doubtful letter"):
        fit_weights([])


def test_truth_tells_which_class_is_right() -> None:
    lines = [line("abc", "x"), line("d", "x")]
    evidence = Evidence(np.array([0, 0, 1]), np.array([0, 1, 0]), np.full((3, 2), 0.4), np.full((3, 2), 0.9))
    judged = judge_doubts(lines, evidence, "axc\nd")
    assert judged.right.tolist() == [[True, False], [False, True], [True, False]]


def test_letters_that_the_truth_has_not_are_left_out() -> None:
    evidence = Evidence(np.array([0]), np.array([1]), np.full((1, 2), 0.4), np.full((1, 2), 0.9))
    assert len(judge_doubts([line("abc", "x")], evidence, "ac").right) == 0
