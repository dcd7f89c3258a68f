"""How sure a figure of several pages is: its interval when pages are drawn anew with replacement."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike, NDArray

RESAMPLES = 1000
SEED = 7
_TAIL = 2.5  # percent left out at either end: an interval of 95 %


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

    def rate(drawn: NDArray[np.intp]) -> float:
        return float(counts[drawn].sum() / max(against[drawn].sum(), 1))

    return bootstrap_pages(len(counts), rate, resamples)


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
    figures = [figure(rng.integers(0, pages, pages)) for _ in range(resamples)]
    low, high = np.percentile(figures, [_TAIL, 100 - _TAIL])
    return float(low), float(high)
