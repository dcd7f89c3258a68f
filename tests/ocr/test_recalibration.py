"""Confidences fitted anew to a person's pages: better out of fold, or refused with a reason."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from ocr.confidence_fitting import Confidences
from ocr.confidence_samples import JudgedSet, join_sets
from ocr.errors import QualityGateError, UsageError
from ocr.recalibration import measure_log_loss, recalibrate
from ocr.reliability import Judged
from recognizer.calibration import Calibration
from recognizer.word_calibration import WordCalibration

AS_THEY_ARE = Confidences(Calibration(), WordCalibration())


def page_of(confidences: Sequence[float], rights: Sequence[bool], name: str = "mine") -> JudgedSet:
    """A page of words of one letter each."""
    found = JudgedSet(name)
    found.letters += [float(one) for one in confidences]
    found.letters_right += [bool(one) for one in rights]
    found.starts += list(range(len(found.letters)))
    found.spaces += [(float("nan"), 1.0)] * len(found.letters)
    found.words_right += found.letters_right
    return found


def drawn_pages(count: int, chance: Calibration, letters: int = 200, seed: int = 0) -> list[JudgedSet]:
    """Pages whose letters are right as often as a calibration of their confidences says."""
    rng = np.random.default_rng(seed)
    pages = []
    for _ in range(count):
        raw = rng.beta(5, 1, letters)
        pages.append(page_of(raw, rng.random(letters) < chance.apply(raw)))
    return pages


def test_confidences_that_are_too_sure_are_found_out_on_pages_left_out() -> None:
    truth = Calibration(1.0, 1.0, -1.5)
    found = recalibrate(drawn_pages(10, truth), AS_THEY_ARE)
    assert found.before.calibration_error > 0.1
    assert found.after.calibration_error < 0.03
    assert found.is_better
    found.require_better()
    assert found.confidences.characters.apply(0.9) == pytest.approx(truth.apply(0.9), abs=0.04)


def test_expected_errors_follow_the_fit() -> None:
    found = recalibrate(drawn_pages(10, Calibration(1.0, 1.0, -1.5)), AS_THEY_ARE)
    wrong = int((~found.after.characters.right).sum())
    assert found.before.expected_errors < 0.6 * wrong
    assert found.after.expected_errors == pytest.approx(wrong, rel=0.05)


def test_confidences_that_are_true_already_are_left_alone() -> None:
    found = recalibrate(drawn_pages(4, Calibration(), letters=150, seed=3), AS_THEY_ARE)
    assert not found.is_better
    with pytest.raises(QualityGateError, match="nothing was changed"):
        found.require_better()


def test_each_page_is_rated_by_a_fit_to_the_others() -> None:
    honest = [page_of([0.8] * 100, [True] * 80 + [False] * 20) for _ in range(2)]
    odd = page_of([0.8] * 100, [True] * 20 + [False] * 80)
    found = recalibrate([*honest, odd], AS_THEY_ARE)
    of_odd = found.after.characters.confidence[200:]
    assert of_odd == pytest.approx(0.8, abs=0.02)  # what the others say, not its own .2


def test_too_few_pages_are_refused_with_the_number_that_is_needed() -> None:
    for count in (0, 1, 2):
        with pytest.raises(UsageError, match=rf"{count} known pages; at least 3"):
            recalibrate(drawn_pages(count, Calibration()), AS_THEY_ARE)


def test_pages_on_which_nothing_was_read_do_not_count() -> None:
    with pytest.raises(UsageError, match="2 known pages"):
        recalibrate([JudgedSet("blank"), *drawn_pages(2, Calibration()), JudgedSet("blank")], AS_THEY_ARE)


def test_pages_all_right_are_refused() -> None:
    with pytest.raises(UsageError, match=r"300 characters are right and 0 wrong .* harder pages"):
        recalibrate([page_of([0.9] * 100, [True] * 100)] * 3, AS_THEY_ARE)


def test_pages_all_wrong_are_refused() -> None:
    with pytest.raises(UsageError, match=r"0 characters are right and 300 wrong .* texts of these pages"):
        recalibrate([page_of([0.9] * 100, [False] * 100)] * 3, AS_THEY_ARE)


def test_too_few_errors_are_refused_with_the_pages_that_would_do() -> None:
    pages = [page_of([0.9] * 100, [True] * 98 + [False] * 2)] * 3
    with pytest.raises(UsageError, match=r"6 wrong on 3 pages; at least 20 .* about 10 pages"):
        recalibrate(pages, AS_THEY_ARE)


def test_log_loss_is_that_of_the_chances_given_to_the_truth() -> None:
    judged = Judged.of([0.5, 0.25], [True, False])
    assert measure_log_loss(judged) == pytest.approx(-(np.log(0.5) + np.log(0.75)) / 2)
    assert measure_log_loss(Judged.of([], [])) == 0.0
    assert np.isfinite(measure_log_loss(Judged.of([1.0], [False])))


def test_sets_of_one_name_are_joined() -> None:
    joined = join_sets(
        [page_of([0.1], [True], "a"), page_of([0.2], [False], "b"), page_of([0.3], [True], "a")]
    )
    assert [(one.name, one.letters, one.starts) for one in joined] == [
        ("a", [0.1, 0.3], [0, 1]),
        ("b", [0.2], [0]),
    ]
