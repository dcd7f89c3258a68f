import numpy as np
import pytest

from recognizer.logistic import chance_of, fit_logistic, log_pair


def test_chances_of_scores_by_hand():
    np.testing.assert_allclose(chance_of(np.array([0.0, np.log(3), -1e9])), [0.5, 0.75, 0.0], atol=1e-9)


def test_logarithms_stay_finite():
    assert np.isfinite(log_pair([0.0, 1.0])).all()
    np.testing.assert_allclose(log_pair(0.5), [-np.log(2), np.log(2)])


def test_an_offset_alone_fits_the_share_that_is_true():
    fitted = fit_logistic(np.ones((1000, 1)), np.arange(1000) < 800, None, prior=[0.0], rising=0)
    assert chance_of(np.array(fitted))[0] == pytest.approx(0.8, abs=0.01)


def test_weights_that_must_not_fall_are_held_at_nought():
    x = np.linspace(-1, 1, 200)
    features = np.stack([x, np.ones(200)], axis=1)
    assert fit_logistic(features, x < 0, None, prior=[1.0, 0.0], rising=1)[0] == 0.0
    assert fit_logistic(features, x < 0, None, prior=[1.0, 0.0], rising=0)[0] < -1


def test_samples_without_weight_do_not_count():
    features, truth = np.ones((100, 1)), np.arange(100) < 50
    fitted = fit_logistic(features, truth, truth.astype(float), prior=[0.0], rising=0)
    assert fitted == pytest.approx(fit_logistic(features[:50], truth[:50], None, prior=[0.0], rising=0))
