import pytest

from ocr.bootstrap import bootstrap_pages, bootstrap_rate


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
