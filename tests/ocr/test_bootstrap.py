import numpy as np
import pytest

from ocr.bootstrap import bootstrap_difference, bootstrap_pages, bootstrap_rate


def test_interval_of_equal_pages_is_a_point():
    assert bootstrap_rate([5, 5, 5], [100, 100, 100]) == (0.05, 0.05)


def test_interval_holds_the_rate_and_stays_within_the_pages():
    low, high = bootstrap_rate([5, 5, 5, 5, 55], [100] * 5)
    assert 0.05 <= low < 0.15 < high <= 0.55


def test_rate_is_micro_so_that_long_pages_count_more():
    low, high = bootstrap_rate([10, 0], [1000, 1])
    assert (low, high) == (0.0, 0.01)


def test_interval_is_the_same_every_time():
    assert bootstrap_rate([1, 2, 3], [10, 20, 40]) == bootstrap_rate([1, 2, 3], [10, 20, 40])


def test_any_figure_of_the_pages_drawn_has_an_interval():
    assert bootstrap_pages(4, lambda drawn: float(len(drawn))) == (4.0, 4.0)


def test_no_pages_and_sizes_that_do_not_fit_are_refused():
    with pytest.raises(ValueError, match="one page"):
        bootstrap_pages(0, lambda drawn: 0.0)
    with pytest.raises(ValueError, match="as many"):
        bootstrap_rate([1, 2], [10])


def test_rates_are_drawn_as_any_figure_is(monkeypatch):
    errors, sizes = np.array([0.0, 1, 2, 3, 9]), np.array([10.0, 20, 5, 40, 60])
    wanted = bootstrap_pages(5, lambda drawn: errors[drawn].sum() / sizes[drawn].sum())
    assert bootstrap_rate(errors, sizes) == pytest.approx(wanted)
    monkeypatch.setattr("ocr.bootstrap._CELLS", 12)  # drawn in many small parts
    assert bootstrap_rate(errors, sizes) == pytest.approx(wanted)


def test_difference_of_the_same_pages_is_surer_than_each_rate():
    errors, sizes = [0, 40, 10, 30, 20], [100] * 5
    better = [1 + error for error in errors]
    assert bootstrap_difference((errors, sizes), (better, sizes)) == pytest.approx((0.01, 0.01))
    low, high = bootstrap_rate(errors, sizes)
    assert high - low > 0.1


def test_difference_is_the_second_less_the_first():
    low, high = bootstrap_difference(([10, 10], [100, 100]), ([0, 4], [100, 100]))
    assert (low, high) == pytest.approx((-0.1, -0.06))
    with pytest.raises(ValueError, match="same pages"):
        bootstrap_difference(([1, 2], [10, 10]), ([1], [10]))
