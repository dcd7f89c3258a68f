import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recognizer.word_calibration import WordCalibration, fit_word_calibration

CHANCE = st.floats(0, 1)


def test_a_word_is_as_sure_as_its_letters_together_as_it_comes():
    np.testing.assert_allclose(WordCalibration().apply([0.25, 0.9], [1, 0.1], [1, 9]), [0.25, 0.9])


def test_formula_by_hand():
    # letters .5: ln 2 each way, so they cancel; spaces .4995, half of a sure one, count half of -.693;
    # 4 letters add .5 ln 4 = .693
    rated = WordCalibration(1, 1, 0.5, 0, 0.5, 0).apply(0.5, 0.4995, 4)
    assert rated == pytest.approx(1 / (1 + np.exp(-(0.693147 - 0.346574))), abs=1e-6)
    # (1 - .99) is ten times (1 - .999)
    assert WordCalibration(space_b=1).apply(0.5, 0.99, 1) == pytest.approx(1 / 11, abs=1e-6)


def test_sure_spaces_change_nothing():
    rated = WordCalibration(space_a=2, space_b=3).apply(0.5, [0.999, 1.0], 4)
    assert rated == pytest.approx([0.5, 0.5])


def test_fit_finds_that_doubtful_spaces_make_wrong_words():
    rng = np.random.default_rng(0)
    letters, spaces = rng.uniform(0.8, 1, 20_000), rng.uniform(0.2, 1, 20_000)
    right = rng.random(20_000) < letters * spaces
    fitted = fit_word_calibration(np.stack([letters, spaces, np.full(20_000, 5)], axis=1), right)
    assert fitted.apply(0.9, 0.5, 5) == pytest.approx(0.45, abs=0.05)
    assert fitted.apply(0.9, 0.95, 5) == pytest.approx(0.855, abs=0.05)


def test_fit_finds_that_long_words_are_surer_than_their_product():
    rng = np.random.default_rng(0)
    lengths = rng.integers(1, 12, 20_000)
    right = rng.random(20_000) < 0.9  # whatever the length, since errors come together
    words = np.stack([0.9**lengths, np.ones(20_000), lengths], axis=1)
    fitted = fit_word_calibration(words, right)
    np.testing.assert_allclose(fitted.apply(0.9 ** np.array([2, 10]), 1, [2, 10]), 0.9, atol=0.02)


def test_a_handful_of_samples_changes_little():
    assert fit_word_calibration([(0.9, 1, 5)], [True]).apply(0.5, 1, 5) == pytest.approx(0.5, abs=0.1)


def test_weights_count_as_samples_do():
    words = [(0.9, 1, 5), (0.9, 1, 5)] * 50
    twice = fit_word_calibration([*words, *words[::2]], [True, False] * 50 + [True] * 50)
    weighed = fit_word_calibration(words, [True, False] * 50, weights=[2, 1] * 50)
    assert weighed.apply(0.9, 1, 5) == pytest.approx(float(twice.apply(0.9, 1, 5)), abs=1e-6)


@given(st.lists(st.tuples(CHANCE, CHANCE, st.integers(1, 40), st.booleans()), min_size=1, max_size=30))
def test_any_samples_give_a_map_that_never_falls(samples):
    words = np.array([sample[:3] for sample in samples], dtype=np.float64)
    fitted = fit_word_calibration(words, [sample[3] for sample in samples])
    grid = np.linspace(0, 1, 30)
    for rated in (fitted.apply(grid, 0.5, 3), fitted.apply(0.5, grid, 3)):
        assert np.all((rated >= 0) & (rated <= 1))
        assert np.all(np.diff(rated) >= -1e-12)


def test_nothing_to_fit_and_maps_that_turn_the_order_round_are_refused():
    with pytest.raises(ValueError, match="at least one"):
        fit_word_calibration(np.zeros((0, 3)), [])
    with pytest.raises(ValueError, match="as many words"):
        fit_word_calibration([(1, 1)], [True])
    for wrong in ({"a": -1}, {"space_b": -0.1}, {"c": float("nan")}):
        with pytest.raises(ValueError, match="0 or more"):
            WordCalibration(**wrong)


def test_a_handful_of_words_changes_a_known_calibration_little():
    known = WordCalibration(2.0, 0.6, 1.5, 0.1, 0.4, 0.7)
    few = fit_word_calibration([(0.8, 1.0, 5)], [False], prior=known)
    assert few.apply(0.8, 1.0, 5) == pytest.approx(float(known.apply(0.8, 1.0, 5)), abs=0.15)
    many = fit_word_calibration([(0.8, 1.0, 5)] * 200, [False] * 200, prior=known)
    assert many.apply(0.8, 1.0, 5) < 0.1
