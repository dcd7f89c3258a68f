"""How sure a figure of several pages is: its interval when pages are drawn anew with replacement."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import ArrayLike, NDArray

RESAMPLES = 1000
SEED = 7
_TAIL = 2.5  # percent left out at either end: an interval of 95 %
_CELLS = 4_000_000  # draws of pages held at once


def bootstrap_rate(errors: ArrayLike, sizes: ArrayLike, resamples: int = RESAMPLES) -> tuple[float, float]:
    """The 95 % interval of a micro rate, errors summed over pages divided by sizes summed.

    Args:
        errors: (pages,) of each page.
        sizes: (pages,) what they are counted against.
        resamples: draws of as many pages as there are (B. Efron, "Bootstrap methods: another look at
            the jackknife", 1979); the same arguments give the same interval.

    Raises:
        ValueError: there are no pages, or the two differ in number.
    """
    counts, against = np.asarray(errors, dtype=np.float64), np.asarray(sizes, dtype=np.float64)
    if counts.ndim != 1 or counts.shape != against.shape:
        raise ValueError("as many errors as sizes are needed, one of each a page")

    rates = [
        (times @ counts) / np.maximum(times @ against, 1) for times in _draw_times(len(counts), resamples)
    ]
    return _middle(np.concatenate(rates))


def bootstrap_difference(
    first: tuple[ArrayLike, ArrayLike], second: tuple[ArrayLike, ArrayLike], resamples: int = RESAMPLES
) -> tuple[float, float]:
    """The 95 % interval of the second micro rate less the first, of the same pages (a paired bootstrap).

    Args:
        first: errors (pages,) and sizes (pages,), as in ``bootstrap_rate``.
        second: likewise, of the same pages in the same order.
        resamples: draws; both rates are taken of the same pages in each.

    Raises:
        ValueError: there are no pages, or the arrays differ in length.
    """
    rows = [np.asarray(values, dtype=np.float64) for values in (*first, *second)]
    if any(row.ndim != 1 or row.shape != rows[0].shape for row in rows):
        raise ValueError("a paired interval needs the same pages on both sides")
    found = []
    for times in _draw_times(len(rows[0]), resamples):
        a, size_a, b, size_b = (times @ row for row in rows)
        found.append(b / np.maximum(size_b, 1) - a / np.maximum(size_a, 1))
    return _middle(np.concatenate(found))


def bootstrap_pages(
    pages: int, figure: Callable[[NDArray[np.intp]], float], resamples: int = RESAMPLES
) -> tuple[float, float]:
    """The 95 % interval of any figure of pages.

    Args:
        pages: how many there are.
        figure: takes the (pages,) indices of the pages drawn, some of them twice, and gives the figure.
        resamples: how often pages are drawn.

    Raises:
        ValueError: there are no pages.
    """
    if pages < 1:
        raise ValueError("an interval needs at least one page")
    rng = np.random.default_rng(SEED)
    return _middle(np.array([figure(rng.integers(0, pages, pages)) for _ in range(resamples)]))


def _draw_times(pages: int, resamples: int) -> Iterator[NDArray[np.float64]]:
    """How often each page is drawn, (draws, pages), in parts; the same draws as ``bootstrap_pages``'."""
    if pages < 1:
        raise ValueError("an interval needs at least one page")
    rng = np.random.default_rng(SEED)
    rows = max(1, _CELLS // pages)
    for start in range(0, resamples, rows):
        count = min(rows, resamples - start)
        drawn = rng.integers(0, pages, (count, pages)) + pages * np.arange(count)[:, None]
        yield np.bincount(drawn.ravel(), minlength=count * pages).reshape(count, pages).astype(np.float64)


def _middle(figures: NDArray[np.float64]) -> tuple[float, float]:
    low, high = np.percentile(figures, [_TAIL, 100 - _TAIL])
    return float(low), float(high)
