"""Class balance: equal classes count in full, a class of few is named."""

import numpy as np
import pytest

from recognizer.datasets.balance import measure_balance


def test_classes_of_equal_size_count_in_full():
    found = measure_balance(np.repeat(list("abcd"), 25))
    assert (found.classes, found.ratio, found.rare) == (4, 1.0, ())
    assert found.effective == pytest.approx(4)
    assert found.describe_rare() == ""


def test_uneven_classes_count_for_fewer_and_small_ones_are_named():
    found = measure_balance(np.array(list("a" * 90 + "b" * 9 + "$")))
    # entropy: -(.9 ln .9 + .09 ln .09 + .01 ln .01) = .0948 + .2167 + .0461 = .3576
    assert found.effective == pytest.approx(np.exp(0.3576), rel=1e-3)
    assert found.ratio == 90
    assert found.rare == (("$", 1), ("b", 9))
    assert found.describe_rare() == "2 classes have fewer than 20 glyphs: $ (1) b (9)"
    assert found.describe() == (
        "3 classes, as uneven as 1.4 of equal size; the largest has 90.0 times the glyphs of the smallest"
    )


def test_one_class_is_balanced():
    found = measure_balance(np.array(["x"]))
    assert (found.classes, found.effective, found.ratio) == (1, 1.0, 1.0)
