from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from ocr.assignment import assign_best


def test_the_sum_counts_not_the_best_single_pair():
    assert assign_best([[0.9, 0.8], [0.8, 0.0]]) == [(0, 1), (1, 0)]


def test_pairs_that_score_nothing_are_left_out():
    assert assign_best([[0.0, 0.5], [0.0, 0.0]]) == [(0, 1)]


@pytest.mark.parametrize("shape", [(0, 0), (0, 3), (3, 0)])
def test_nothing_is_paired_with_nothing(shape):
    assert assign_best(np.zeros(shape)) == []


def test_more_rows_than_columns_leave_rows_over():
    assert assign_best([[0.1], [0.7], [0.6]]) == [(1, 0)]


@given(
    arrays(
        np.float64,
        st.tuples(st.integers(1, 5), st.integers(1, 5)),
        elements=st.sampled_from([0, 0.25, 0.5, 1]),
    )
)
def test_no_other_pairing_scores_more(scores):
    table = scores if scores.shape[0] <= scores.shape[1] else scores.T
    rows = range(table.shape[0])
    best = max(
        sum(table[row, columns[row]] for row in rows)
        for columns in permutations(range(table.shape[1]), len(rows))
    )
    pairs = assign_best(scores)
    assert sum(scores[pair] for pair in pairs) == best
    assert len({row for row, _ in pairs}) == len({column for _, column in pairs}) == len(pairs)


@pytest.mark.parametrize("scores", [[[-1.0]], [[float("nan")]], [[float("inf")]], [[[1.0]]]])
def test_scores_that_cannot_be_summed_are_refused(scores):
    with pytest.raises(ValueError, match="finite"):
        assign_best(scores)
