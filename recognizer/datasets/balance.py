"""How evenly the glyphs of a data set are spread over its classes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

FEW = 20  # glyphs of a class that cannot be learnt well, nor measured
MOST_NAMED = 40  # classes in a sentence


@dataclass(frozen=True, slots=True)
class ClassBalance:
    """How evenly classes are filled.

    Args:
        classes: how many there are.
        effective: number of classes of equal size that would be as uneven to guess: the exponential of
            the entropy (M. O. Hill, "Diversity and Evenness", 1973, of order 1).
        ratio: glyphs of the largest class over those of the smallest.
        rare: classes of fewer than 20 glyphs, the smallest first, and how many they have.
    """

    classes: int
    effective: float
    ratio: float
    rare: tuple[tuple[str, int], ...]

    def describe(self) -> str:
        """The balance in a sentence."""
        return (
            f"{self.classes} classes, as uneven as {self.effective:.1f} of equal size; "
            f"the largest has {self.ratio:.1f} times the glyphs of the smallest"
        )

    def describe_rare(self) -> str:
        """The classes with few glyphs, each with their number; empty where there are none."""
        if not self.rare:
            return ""
        named = " ".join(f"{name} ({count})" for name, count in self.rare[:MOST_NAMED])
        more = " ..." if len(self.rare) > MOST_NAMED else ""
        return f"{len(self.rare)} classes have fewer than {FEW} glyphs: {named}{more}"


def measure_balance(labels: NDArray[np.str_]) -> ClassBalance:
    """The balance of the classes that occur.

    Args:
        labels: (n,) characters, at least one.
    """
    names, counts = np.unique(labels, return_counts=True)
    shares = counts / counts.sum()
    rare = sorted((int(count), str(name)) for name, count in zip(names, counts, strict=True) if count < FEW)
    return ClassBalance(
        len(names),
        float(np.exp(-(shares * np.log(shares)).sum())),
        float(counts.max() / counts.min()),
        tuple((name, count) for count, name in rare),
    )
