import numpy as np
import pytest

from recognizer.glyph_head import HeadChange, fit_head


def uniform(n, classes):
    return np.full((n, classes), -np.log(classes), np.float32)


def one_hot(classes, count):
    return np.eye(count, dtype=np.float32)[classes]


def test_glyphs_become_what_they_are_said_to_be():
    seen = np.array([[1, 0], [1, 0.1], [0, 1], [0.1, 1]], np.float32)
    targets = one_hot([2, 2, 1, 1], 3)
    change = fit_head(seen, uniform(4, 3), targets, np.ones(4, np.float32), 0.01)
    found = change.apply(uniform(4, 3), seen)
    assert found.argmax(axis=1).tolist() == [2, 2, 1, 1]
    np.testing.assert_allclose(np.exp(found).sum(axis=1), 1, rtol=1e-5)
    unseen = change.apply(uniform(1, 3), np.array([[2.0, 0.2]], np.float32))
    assert unseen.argmax() == 2


def test_the_slope_is_nought_where_it_ends():
    rng = np.random.default_rng(0)
    seen = rng.random((30, 5)).astype(np.float32)
    logs = np.log(rng.dirichlet(np.ones(4), 30)).astype(np.float32)
    targets, weights, ridge = one_hot(rng.integers(0, 4, 30), 4), rng.random(30).astype(np.float32), 0.5
    change = fit_head(seen, logs, targets, weights, ridge)
    scale = np.linalg.norm(seen, axis=1).mean()
    found = np.exp(change.apply(logs, seen))
    slope = (seen / scale).T @ ((found - targets) * weights[:, None]) + ridge * change.weights * scale
    assert np.abs(slope).max() < 1e-3


def test_targets_as_they_are_change_nothing():
    seen = np.eye(3, dtype=np.float32)
    logs = np.log(np.array([[0.7, 0.3], [0.2, 0.8], [0.5, 0.5]], np.float32))
    change = fit_head(seen, logs, np.exp(logs), np.ones(3, np.float32), 0.1)
    assert np.abs(change.weights).max() < 1e-6
    np.testing.assert_allclose(change.apply(logs, seen), logs, atol=1e-6)


def test_a_larger_ridge_changes_less():
    seen, logs = np.eye(2, dtype=np.float32), uniform(2, 2)
    sizes = [
        np.abs(fit_head(seen, logs, one_hot([0, 1], 2), np.ones(2, np.float32), ridge).weights).sum()
        for ridge in (0.01, 1.0, 100.0)
    ]
    assert sizes[0] > 2 * sizes[1] > 2 * sizes[2] > 0


def test_a_glyph_that_counts_nothing_teaches_nothing():
    seen, logs = np.ones((2, 1), np.float32), uniform(2, 2)
    counted = fit_head(seen, logs, one_hot([0, 1], 2), np.array([1, 0], np.float32), 0.1)
    alone = fit_head(seen[:1], logs[:1], one_hot([0], 2), np.ones(1, np.float32), 0.1)
    np.testing.assert_allclose(counted.weights, alone.weights, atol=1e-4)


def test_no_glyphs_and_empty_embeddings_change_nothing():
    change = fit_head(np.zeros((0, 3)), np.zeros((0, 2)), np.zeros((0, 2)), np.zeros(0), 0.1)
    assert change.weights.shape == (3, 2)
    assert not change.weights.any()
    blank = fit_head(np.zeros((1, 3)), uniform(1, 2), one_hot([0], 2), np.ones(1, np.float32), 0.1)
    assert np.isfinite(blank.weights).all()


@pytest.mark.parametrize("ridge", [0.0, -1.0, float("nan")])
def test_a_ridge_must_be_above_nought(ridge):
    with pytest.raises(ValueError, match="above 0"):
        fit_head(np.zeros((1, 3)), uniform(1, 2), one_hot([0], 2), np.ones(1, np.float32), ridge)


def test_parts_that_do_not_fit_together_are_refused():
    with pytest.raises(ValueError, match="as many"):
        fit_head(np.zeros((2, 3)), uniform(1, 2), one_hot([0], 2), np.ones(1, np.float32), 0.1)
    with pytest.raises(ValueError, match="biases"):
        HeadChange(np.zeros((3, 2), np.float32), np.zeros(3, np.float32))
