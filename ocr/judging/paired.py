"""Two readings of the same pages -> how much they differ, and whether that may be chance.

The interval is a paired bootstrap: pages are drawn anew, and both rates are taken of those drawn. The
p-value is that of a paired permutation test, also called approximate randomisation (E. Noreen,
"Computer-intensive methods for testing hypotheses", 1989; for scores of language S. Riezler and J. Maxwell,
"On some pitfalls in automatic evaluation and significance testing for MT", 2005): if the two were alike, any
page's results could as well have come from the other, so pages are exchanged at random, and it is counted how
often the rates then lie as far apart as they do.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ocr.bootstrap import SEED, bootstrap_difference

PERMUTATIONS = 10_000
_MOST_EXACT = 13  # pages that differ up to which every exchange is tried: 2 ** 13 < PERMUTATIONS
_CELLS = 4_000_000  # exchanges of pages held at once
_CLOSE = 1e-12  # rates nearer than this are equal

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Rates:
    """A micro rate and the units (pages, writers) it is summed over.

    Args:
        counts: (n,) float64: errors, or what was right.
        sizes: (n,) float64: of how many.

    Raises:
        ValueError: the two differ in number, or there are none.
    """

    counts: Floats
    sizes: Floats

    def __post_init__(self) -> None:
        """Refuse what does not fit together; make the arrays read-only."""
        if self.counts.ndim != 1 or self.counts.shape != self.sizes.shape or not len(self.counts):
            raise ValueError("a rate needs counts and as many sizes, of one unit at least")
        self.counts.setflags(write=False)
        self.sizes.setflags(write=False)

    @staticmethod
    def of(counts: ArrayLike, sizes: ArrayLike) -> Rates:
        """Rates from any sequences of numbers."""
        return Rates(np.array(counts, dtype=np.float64), np.array(sizes, dtype=np.float64))

    @property
    def total(self) -> float:
        """The rate of all units together."""
        return float(self.counts.sum() / max(self.sizes.sum(), 1))

    @property
    def each(self) -> Floats:
        """(n,) the rate of each unit."""
        return np.asarray(self.counts / np.maximum(self.sizes, 1))


@dataclass(frozen=True, slots=True)
class PairedDifference:
    """Two rates of the same units.

    Args:
        first, second: the rates.
        interval: 95 %, of the second less the first; None for a single unit.
        p: how probable a difference as large is if the two are alike, 0..1; None for a single unit.
        better, worse, equal: units on which the second is.
    """

    first: float
    second: float
    interval: tuple[float, float] | None
    p: float | None
    better: int
    worse: int
    equal: int

    @property
    def difference(self) -> float:
        """The second less the first."""
        return self.second - self.first

    @property
    def units(self) -> int:
        """How many were compared."""
        return self.better + self.worse + self.equal


def compare_rates(first: Rates, second: Rates, more_is_better: bool = False) -> PairedDifference:
    """Compare two rates of the same units, in the same order.

    Raises:
        ValueError: they have not as many units.
    """
    _check(first, second)
    apart = second.each - first.each
    up, down = int((apart > _CLOSE).sum()), int((apart < -_CLOSE).sum())
    several = len(apart) > 1
    return PairedDifference(
        first.total,
        second.total,
        bootstrap_difference((first.counts, first.sizes), (second.counts, second.sizes)) if several else None,
        permute_pages(first, second) if several else None,
        up if more_is_better else down,
        down if more_is_better else up,
        len(apart) - up - down,
    )


def permute_pages(first: Rates, second: Rates, permutations: int = PERMUTATIONS) -> float:
    """The p-value, two-sided, of a paired permutation test on the difference of two micro rates.

    With few units every exchange is tried and the p-value is exact; with more than 13 that differ it is
    estimated from random ones, and never below 1 / (permutations + 1).

    Example:
        >>> permute_pages(Rates.of([5, 6, 7], [100] * 3), Rates.of([1, 2, 3], [100] * 3))
        0.25

    Raises:
        ValueError: they have not as many units.
    """
    _check(first, second)
    counts, sizes = second.counts - first.counts, second.sizes - first.sizes
    differ = np.flatnonzero((counts != 0) | (sizes != 0))
    if not len(differ):
        return 1.0
    wanted = abs(second.total - first.total) - _CLOSE
    is_exact = len(differ) <= _MOST_EXACT
    hits = tried = 0
    for swaps in _all_swaps(len(differ)) if is_exact else _random_swaps(len(differ), permutations):
        moved, moved_size = swaps @ counts[differ], swaps @ sizes[differ]
        a = (first.counts.sum() + moved) / np.maximum(first.sizes.sum() + moved_size, 1)
        b = (second.counts.sum() - moved) / np.maximum(second.sizes.sum() - moved_size, 1)
        hits += int((np.abs(b - a) >= wanted).sum())
        tried += len(swaps)
    return hits / tried if is_exact else (hits + 1) / (tried + 1)


def _check(first: Rates, second: Rates) -> None:
    if len(first.counts) != len(second.counts):
        raise ValueError("only rates of the same units can be compared")


def _all_swaps(units: int) -> Iterator[Floats]:
    """Every choice of units to exchange, (2 ** units, units) of 0 and 1."""
    yield (np.arange(2**units)[:, None] >> np.arange(units) & 1).astype(np.float64)


def _random_swaps(units: int, permutations: int) -> Iterator[Floats]:
    """Random choices of units to exchange, in parts of (draws, units) of 0 and 1."""
    rng = np.random.default_rng(SEED)
    rows = max(1, _CELLS // units)
    for start in range(0, permutations, rows):
        yield rng.integers(0, 2, (min(rows, permutations - start), units)).astype(np.float64)
