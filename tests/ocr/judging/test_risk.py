import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocr.judging.risk import trace_risk
from ocr.reliability import Judged


def test_curve_keeps_the_surest_first():
    curve = trace_risk(Judged.of([0.1, 0.9, 0.5, 0.7], [False, True, False, True]))
    assert curve.thresholds.tolist() == [0.9, 0.7, 0.5, 0.1]
    assert curve.coverage.tolist() == [0.25, 0.5, 0.75, 1.0]
    assert curve.risk.tolist() == pytest.approx([0, 0, 1 / 3, 1 / 2])
    assert curve.area == pytest.approx((0 + 0 + 1 / 3 + 1 / 2) / 4)


def test_coverage_is_the_most_that_can_be_kept_with_so_few_errors():
    # the first is wrong, so keeping more lowers the risk: 1, 1/2, 1/3, 1/4
    curve = trace_risk(Judged.of([0.9, 0.8, 0.7, 0.6], [False, True, True, True]))
    assert curve.coverage_at(0.25) == 1.0
    assert curve.coverage_at(0.2) == 0.0
    assert curve.threshold_at(0.34) == 0.6
    assert curve.threshold_at(0.2) is None


def test_equal_confidences_are_kept_together_and_each_order_of_them_counts():
    curve = trace_risk(Judged.of([0.5, 0.5], [True, False]))
    assert curve.coverage.tolist() == [1.0]
    assert curve.risk.tolist() == [0.5]
    assert curve.area == pytest.approx(0.5)  # the mean of (0, 1/2) and (1, 1/2)


def test_all_right_has_no_risk_and_nothing_no_curve():
    assert trace_risk(Judged.of([0.2, 0.9], [True, True])).coverage_at(0.0) == 1.0
    empty = trace_risk(Judged.of([], []))
    assert (len(empty.risk), empty.area, empty.coverage_at(), empty.threshold_at()) == (0, 0.0, 0.0, None)


@given(st.lists(st.tuples(st.integers(0, 5), st.booleans()), min_size=1, max_size=40))
def test_the_curve_ends_with_everything(pairs):
    judged = Judged.of([sure / 5 for sure, _ in pairs], [right for _, right in pairs])
    curve = trace_risk(judged)
    assert curve.coverage[-1] == 1.0
    assert curve.risk[-1] == pytest.approx(1 - judged.right.mean())
    assert 0 <= curve.area <= 1
