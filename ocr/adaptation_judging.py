"""Whether an adaptation is worth having: lines held out of it, and lines unlike any it learnt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ocr.adaptation_lines import Example

HELD_SHARE = 0.3  # of the corrected lines
FEWEST_CORRECTED = 24  # corrected lines: 16 to learn from, 8 to judge by
FEWEST_PAGES = 5  # corrected pages from which whole pages are held out
CHANCE = 0.05  # at most, that lines which are read no better would look as much better
MOST_FALL = 0.1  # points that the character error rate of the base test may rise
FLIPS = 20_000
_SEED = 7


@dataclass(frozen=True, slots=True)
class Counts:
    """Errors before and after.

    Args:
        lines: read.
        characters: of their texts.
        before, after: errors.
    """

    lines: int
    characters: int
    before: int
    after: int

    @property
    def rates(self) -> tuple[float, float]:
        """Character error rates before and after, percent."""
        return 100 * self.before / max(1, self.characters), 100 * self.after / max(1, self.characters)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What an adaptation is worth.

    Args:
        held: on the lines held out.
        base: on the preset's base test.
        chance: that lines which are read no better would look as much better, [0, 1].
        by_page: whether whole pages were held out.
    """

    held: Counts
    base: Counts
    chance: float
    by_page: bool

    @property
    def base_rise(self) -> float:
        """Points by which the base test's character error rate rises."""
        before, after = self.base.rates
        return after - before

    @property
    def objections(self) -> tuple[str, ...]:
        """Why it is refused; none where it is accepted."""
        found = []
        if self.held.after >= self.held.before:
            found.append(
                f"the corrected lines held out are read no better ({self.held.before} errors before, "
                f"{self.held.after} after)"
            )
        elif self.chance > CHANCE:
            found.append(
                f"the corrected lines held out are read better ({self.held.before} errors before, "
                f"{self.held.after} after), but that may be chance (p = {self.chance:.2f}, wanted "
                f"{CHANCE:.2f}): correct more lines"
            )
        if self.base.after - self.base.before > most_more_errors(self.base.characters):
            found.append(
                f"the base test's character error rate rises by {self.base_rise:.2f} points, and "
                f"{MOST_FALL:.1f} is the most allowed"
            )
        return tuple(found)


def most_more_errors(characters: int) -> int:
    """How many more errors the base test of so many characters may have."""
    return int(MOST_FALL * characters / 100 + 1e-9)


def split_examples(examples: Sequence[Example], seed: int) -> tuple[list[Example], list[Example], bool]:
    """Part lines into those to learn from and those to judge by.

    Where five pages or more were corrected, whole pages are held out until three in ten of the corrected
    lines are; else, or where no more than half of these would be left, three in ten lines of either sort.

    Args:
        examples: lines that were seen.
        seed: the same one parts them the same.

    Returns:
        To learn from; to judge by; whether by page.
    """
    rng = np.random.default_rng(seed)
    pages = sorted({example.page for example in examples if example.corrected})
    if len(pages) >= FEWEST_PAGES:
        wanted = HELD_SHARE * sum(example.corrected for example in examples)
        held_pages: set[str] = set()
        found = 0
        for at in rng.permutation(len(pages)).tolist():
            if found >= wanted:
                break
            held_pages.add(pages[at])
            found += sum(example.corrected for example in examples if example.page == pages[at])
        learn = [example for example in examples if example.page not in held_pages]
        if sum(example.corrected for example in learn) >= found:
            return learn, [example for example in examples if example.page in held_pages], True
    held: set[int] = set()
    for sort in (True, False):
        own = [at for at, example in enumerate(examples) if example.corrected == sort]
        held.update(own[at] for at in rng.permutation(len(own))[: -(-len(own) * 3 // 10)].tolist())
    return (
        [example for at, example in enumerate(examples) if at not in held],
        [example for at, example in enumerate(examples) if at in held],
        False,
    )


def chance_of_gain(before: NDArray[np.int64], after: NDArray[np.int64]) -> float:
    """The chance of a gain as large where there is none, one-sided.

    Lines are paired: were the two readers alike, every line's difference could as well have the other sign
    (R. A. Fisher's randomisation test; see B. Efron and R. Tibshirani, "An Introduction to the Bootstrap",
    1993, chapter 15).

    Args:
        before: (lines,) errors of each.
        after: the same, of the other reader.

    Example:
        >>> chance_of_gain(np.array([2, 1]), np.array([2, 1]))
        1.0
    """
    gains = (before - after)[before != after].astype(np.float64)
    if not len(gains):
        return 1.0
    rng = np.random.default_rng(_SEED)
    reached = sum(
        int(np.count_nonzero(rng.choice([-1.0, 1.0], (FLIPS // 20, len(gains))) @ gains >= gains.sum()))
        for _ in range(20)
    )
    return (reached + 1) / (FLIPS + 1)
