import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocr.judging import paired
from ocr.judging.paired import Rates, compare_rates, permute_pages


def test_all_exchanges_of_few_pages_are_tried():
    first, second = Rates.of([5, 6, 7], [100] * 3), Rates.of([1, 2, 3], [100] * 3)
    # of 8 exchanges only none and all lie as far apart
    assert permute_pages(first, second) == 2 / 8


def test_p_is_worked_out_by_hand():
    # differences -3 and +1: apart by 2; the four exchanges give -2, +4, -4, +2, all as far
    assert permute_pages(Rates.of([3, 0], [10, 10]), Rates.of([0, 1], [10, 10])) == 1.0
    # differences -3, -1: apart by 4; -4, +2, -2, +4: two of four
    assert permute_pages(Rates.of([3, 1], [10, 10]), Rates.of([0, 0], [10, 10])) == 0.5


def test_a_clear_difference_over_many_pages_is_no_chance():
    rng = np.random.default_rng(0)
    errors = rng.integers(10, 30, 40)
    clear = permute_pages(Rates.of(errors, [500] * 40), Rates.of(errors - 5, [500] * 40))
    assert clear == 1 / (paired.PERMUTATIONS + 1)
    unclear = permute_pages(Rates.of(errors, [500] * 40), Rates.of(rng.permutation(errors), [500] * 40))
    assert unclear == 1.0  # the sums are the same


def test_estimate_lies_near_the_exact_value(monkeypatch):
    first, second = Rates.of([4, 2, 6, 3, 8, 1], [50] * 6), Rates.of([2, 3, 3, 3, 6, 2], [50] * 6)
    exact = permute_pages(first, second)
    monkeypatch.setattr(paired, "_MOST_EXACT", 0)
    monkeypatch.setattr(paired, "_CELLS", 1000)  # in several parts
    assert permute_pages(first, second) == pytest.approx(exact, abs=0.02)
    assert permute_pages(first, second) == permute_pages(first, second)


def test_sizes_are_exchanged_with_the_counts():
    # F1: the same hits of fewer words; exchanging both pages gives the same distance the other way round
    first, second = Rates.of([8, 8], [20, 20]), Rates.of([8, 8], [10, 10])
    assert permute_pages(first, second) == 2 / 4


def test_what_is_alike_has_p_one():
    rates = Rates.of([1, 2], [10, 10])
    found = compare_rates(rates, rates)
    assert (found.p, found.interval, found.difference) == (1.0, (0.0, 0.0), 0.0)
    assert (found.better, found.worse, found.equal) == (0, 0, 2)


def test_pages_are_counted_by_what_is_better():
    first, second = Rates.of([1, 2, 3], [10, 10, 10]), Rates.of([0, 1, 4], [10, 10, 20])
    errors = compare_rates(first, second)
    assert (errors.better, errors.worse, errors.equal, errors.units) == (3, 0, 0, 3)
    right = compare_rates(first, second, more_is_better=True)
    assert (right.better, right.worse) == (0, 3)
    assert errors.first == pytest.approx(0.2)
    assert errors.second == pytest.approx(5 / 40)
    assert errors.difference == pytest.approx(-0.075)


def test_one_page_has_no_interval_and_no_p():
    found = compare_rates(Rates.of([1], [10]), Rates.of([2], [10]))
    assert (found.interval, found.p, found.worse) == (None, None, 1)


def test_rates_that_do_not_fit_are_refused():
    with pytest.raises(ValueError, match="one unit"):
        Rates.of([], [])
    with pytest.raises(ValueError, match="as many"):
        Rates.of([1, 2], [1])
    with pytest.raises(ValueError, match="same units"):
        compare_rates(Rates.of([1], [1]), Rates.of([1, 2], [3, 4]))


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=2, max_size=8))
def test_p_does_not_depend_on_which_is_first(pairs):
    first = Rates.of([a for a, _ in pairs], [10] * len(pairs))
    second = Rates.of([b for _, b in pairs], [10] * len(pairs))
    p = permute_pages(first, second)
    assert p == permute_pages(second, first)
    assert 0 < p <= 1
