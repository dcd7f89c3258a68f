"""Rows paired one to one with columns so that the sum of their scores is the highest."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike


def assign_best(scores: ArrayLike) -> list[tuple[int, int]]:
    """Pair rows with columns, each at most once, for the highest sum; pairs that score 0 are left out.

    By shortest augmenting paths, in cubic time (H. W. Kuhn, "The Hungarian method for the assignment
    problem", 1955; R. Jonker and A. Volgenant, "A shortest augmenting path algorithm for dense and
    sparse linear assignment problems", 1987).

    Args:
        scores: (rows, columns) of finite numbers, 0 or more.

    Returns:
        (row, column) in the order of rows.

    Raises:
        ValueError: the scores are no table, or one is negative or not finite.

    Example:
        >>> assign_best([[0.9, 0.8], [0.8, 0.0]])
        [(0, 1), (1, 0)]
    """
    table = np.atleast_2d(np.asarray(scores, dtype=np.float64))
    if table.ndim != 2 or not np.isfinite(table).all() or (table < 0).any():
        raise ValueError("an assignment needs a table of finite scores, 0 or more")
    if not table.size:
        return []
    turned = table.shape[0] > table.shape[1]
    cost = -(table.T if turned else table)
    row_of = _augment(cost)
    pairs = [(int(row), column) for column, row in enumerate(row_of) if row >= 0]
    pairs = [(column, row) for row, column in pairs] if turned else pairs
    return sorted((row, column) for row, column in pairs if table[row, column] > 0)


def _augment(cost: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> list[int]:
    """The row of every column, -1 for none, at the least cost; no more rows than columns."""
    rows, columns = cost.shape
    row_price, column_price = np.zeros(rows), np.zeros(columns)
    row_of = np.full(columns, -1)
    for start in range(rows):
        distance = np.full(columns, np.inf)
        came_from = np.full(columns, -1)  # the column before on the path, -1 at its beginning
        seen = np.zeros(columns, dtype=bool)
        row, at, length = start, -1, 0.0
        while True:
            step = length + cost[row] - row_price[row] - column_price
            nearer = ~seen & (step < distance)
            distance[nearer], came_from[nearer] = step[nearer], at
            at = int(np.where(seen, np.inf, distance).argmin())
            length = float(distance[at])
            if row_of[at] < 0:
                break
            seen[at], row = True, int(row_of[at])
        row_price[row_of[seen]] += length - distance[seen]
        row_price[start] += length
        column_price[seen] -= length - distance[seen]
        while at >= 0:
            before = int(came_from[at])
            row_of[at] = row_of[before] if before >= 0 else start
            at = before
    return [int(row) for row in row_of]
