import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocr.reliability import Judged, bootstrap_calibration, calibration_error, join_judged, reliability_bins


def test_bins_hold_equal_numbers_in_order_of_confidence():
    judged = Judged.of([0.9, 0.1, 0.3, 0.7], [True, False, True, True])
    low, high = reliability_bins(judged, bins=2)
    assert (low.count, low.confidence, low.right) == (2, pytest.approx(0.2), 0.5)
    assert (high.count, high.confidence, high.right) == (2, pytest.approx(0.8), 1.0)


def test_error_is_the_mean_gap_of_the_bins():
    # gaps: |0.2 - 0.5| and |0.8 - 1.0|, each over half of the words
    assert calibration_error([0.9, 0.1, 0.3, 0.7], [1, 0, 1, 1], bins=2) == pytest.approx(0.25)


def test_confidences_that_are_as_often_right_as_they_say_have_no_error():
    assert calibration_error([0.5] * 20, [1, 0] * 10) == pytest.approx(0)
    assert Judged.of([1.0, 1.0], [True, True]).calibration_error == 0.0


def test_nothing_has_no_error_and_no_bins():
    assert Judged.of([], []).calibration_error == 0.0
    assert reliability_bins(Judged.of([], [])) == []


def test_fewer_words_than_bins_have_a_bin_each():
    assert [part.count for part in reliability_bins(Judged.of([0.2, 0.1], [True, False]))] == [1, 1]


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=60))
def test_error_is_that_of_the_bins(pairs):
    judged = Judged.of([sure for sure, _ in pairs], [right for _, right in pairs])
    bins = reliability_bins(judged)
    gaps = sum(part.count * abs(part.confidence - part.right) for part in bins) / len(judged)
    assert judged.calibration_error == pytest.approx(gaps, abs=1e-12)
    assert sum(part.count for part in bins) == len(judged)


def test_interval_is_drawn_over_pages():
    good, bad = Judged.of([1.0] * 10, [True] * 10), Judged.of([1.0] * 10, [False] * 10)
    assert bootstrap_calibration([good, good]) == (0.0, 0.0)
    assert bootstrap_calibration([good, bad], resamples=200) == (0.0, 1.0)


def test_pages_are_joined_in_their_order():
    joined = join_judged([Judged.of([0.1], [True]), Judged.of([], []), Judged.of([0.2], [False])])
    assert joined.confidence.tolist() == [0.1, 0.2]
    assert joined.right.tolist() == [True, False]


def test_judgements_that_do_not_fit_are_refused_and_others_cannot_be_changed():
    with pytest.raises(ValueError, match="as many"):
        Judged.of([0.5], [])
    with pytest.raises(ValueError, match="between 0 and 1"):
        Judged.of([np.nan], [True])
    with pytest.raises(ValueError, match="read-only"):
        Judged.of([0.5], [True]).confidence[0] = 1
