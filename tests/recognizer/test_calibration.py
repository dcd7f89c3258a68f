import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recognizer.calibration import Calibration, fit_calibration


def test_identity_changes_nothing():
    np.testing.assert_array_equal(Calibration().apply([0.0, 0.3, 1.0]), [0.0, 0.3, 1.0])


def test_formula_by_hand():
    # ln(.5) = -.693, -ln(1-.5) = .693: 2 * -.693 + 1 * .693 + 0 = -.693, and 1 / (1 + e^.693) = 1/3
    assert Calibration(a=2, b=1, c=0).apply(0.5) == pytest.approx(1 / 3)


def test_fit_recovers_how_often_characters_are_right():
    rng = np.random.default_rng(0)
    raw = rng.random(20_000)
    right = rng.random(20_000) < raw**2
    fitted = fit_calibration(raw, right)
    assert fitted.apply(0.5) == pytest.approx(0.25, abs=0.03)
    for low in (0.1, 0.4, 0.7):
        part = (raw >= low) & (raw < low + 0.1)
        assert fitted.apply(raw)[part].mean() == pytest.approx(right[part].mean(), abs=0.03)


def test_a_handful_of_samples_changes_little():
    assert fit_calibration([0.9], [True]).apply(0.5) == pytest.approx(0.5, abs=0.1)


def test_confidence_that_misleads_is_flattened_and_not_turned_round():
    raw = np.linspace(0.01, 0.99, 500)
    fitted = fit_calibration(raw, raw < 0.5)
    assert fitted.a >= 0
    assert fitted.b >= 0
    calibrated = fitted.apply(raw)
    assert np.all(np.diff(calibrated) >= 0)
    assert calibrated.max() < 0.9


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=40))
def test_any_samples_give_an_order_keeping_map(samples):
    raw, right = zip(*samples, strict=True)
    grid = fit_calibration(raw, right).apply(np.linspace(0, 1, 50))
    assert np.all((grid >= 0) & (grid <= 1))
    assert np.all(np.diff(grid) >= -1e-12)


def test_weights_count_as_samples_do():
    twice = fit_calibration([0.9, 0.9, 0.9] * 50, [True, True, False] * 50)
    weighed = fit_calibration([0.9, 0.9] * 50, [True, False] * 50, weights=[2, 1] * 50)
    assert weighed.apply(0.9) == pytest.approx(float(twice.apply(0.9)), abs=1e-6)


def test_nothing_to_fit_is_refused():
    with pytest.raises(ValueError, match="at least one"):
        fit_calibration([], [])
    with pytest.raises(ValueError, match="0 or more"):
        Calibration(a=-1)


def test_a_handful_of_samples_changes_a_known_calibration_little():
    known = Calibration(0.3, 0.8, -0.5)
    few = fit_calibration([0.9, 0.4], [True, False], prior=known)
    many = fit_calibration([0.9, 0.4] * 500, [True, False] * 500, prior=known)
    grid = np.array([0.4, 0.9])
    assert np.abs(few.apply(grid) - known.apply(grid)).max() < 0.1
    assert np.abs(many.apply(grid) - known.apply(grid)).max() > 0.2
