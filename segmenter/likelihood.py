"""How likely the boxes of a text line are, for each baseline and x-height that may explain them.

The x-height is what makes a capital O differ from a small one, so it is fitted as a likelihood:
every candidate explains each component as a small letter, a tall one, one with a descender or as
something else, and lines of capitals or digits alone are a kind of line of their own.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Singles = NDArray[np.float32]

TALL = 1.45  # capitals, ascenders and lining digits, in x-heights
DESCENT = -0.42  # where descenders end, in x-heights above the baseline
# Classes: small letter, tall letter, small with a descender, tall with a descender.
FOOT = np.array([0.0, 0.0, DESCENT, -0.3])
FOOT_SPREAD = np.array([0.06, 0.06, 0.12, 0.15])
HEAD = np.array([1.0, TALL, 1.0, TALL])
HEAD_SPREAD = np.array([0.06, 0.12, 0.07, 0.12])
FEET, HEADS = (at.astype(np.float32)[:, None, None, None] for at in (FOOT, HEAD))
MIXED_SHARES = np.array([0.50, 0.28, 0.12, 0.03], dtype=np.float32)  # of the components of an ordinary line
CAPITALS_SHARES = np.array([0.90, 0.0, 0.03, 0.0], dtype=np.float32)  # of a line of capitals
STRAY_DENSITY = 0.07 * 0.11  # anything else, spread evenly over the line's band
CAPITALS_RARITY = 2.0  # nats that a line must gain to be taken for one of capitals
TALL_SPREAD = 0.06  # natural logarithm; how far faces differ in TALL
PIXEL_SPREAD = 0.4  # px by which pixels blur an edge
SOFTNESS = (1.0, 2.2)  # times the spreads above: print, and writing whose letters vary
SOFT_RARITY = 3.0  # nats that a line must gain to be taken for one of varying letters
PRIOR_SPREAD = 0.08  # natural logarithm; how far lines of one page differ, less as letters vary
PRIOR_LIMIT = 8.0  # nats that the prior may weigh, so that headings can be of any size
# The same for each softness, (softness, 2, 1), as a mixed line and as one of capitals.
PRIOR_VARIANCE = (PRIOR_SPREAD / np.array(SOFTNESS))[:, None] ** 2 + np.array([0.0, TALL_SPREAD**2])
PRIOR_LIMITS = PRIOR_LIMIT * np.array(SOFTNESS)[:, None, None]
CANDIDATES = np.exp(np.linspace(np.log(0.45), np.log(1.35), 40))  # x-heights tried, of the usual height
MOST_LETTERS = 48  # evidence enough; more are thinned evenly


@dataclass(frozen=True, slots=True)
class Fit:
    """The likeliest explanation of a line: x-height and baseline's offset px, its letters."""

    x_height: float
    offset: float
    softness: float
    small: NDArray[np.bool_]  # (n,) which components are letters as high as an x
    tall: NDArray[np.bool_]  # (n,) which are capitals, ascenders or digits

    def agrees_with(self, other: Fit) -> bool:
        """Whether both explain the line alike, letter by letter."""
        return (
            (self.x_height, self.offset, self.softness) == (other.x_height, other.offset, other.softness)
            and np.array_equal(self.small, other.small)
            and np.array_equal(self.tall, other.tall)
        )


@dataclass(frozen=True, slots=True, eq=False)
class Explanations:
    """What the boxes alone say of every candidate; a prior is weighed in without measuring again.

    Args:
        boxes: (n, 4) left, top, right, bottom of the letters, slope taken away, px.
        offsets: (k,) candidate baselines' y, px.
        sizes: (s,) candidate x-heights, px.
        likelihoods: (softness, 2, k, s) log-likelihoods as a mixed line and as one of capitals.
    """

    boxes: Floats
    offsets: Floats
    sizes: Floats
    likelihoods: Floats

    @classmethod
    def of(cls, boxes: Floats, offsets: Floats, usual: float) -> Explanations:
        """Measure (n, 4) level boxes of a usual height (px) for each of (k,) baselines."""
        sizes = CANDIDATES * usual
        return cls(boxes, offsets, sizes, _log_likelihoods(_thinned(boxes), offsets, sizes))

    def likeliest(self, prior: float | None) -> Fit:
        """The likeliest explanation, leaning on a prior x-height (px) where there is one."""
        sizes, scores = self.sizes, self.likelihoods
        if prior is not None:
            known = _log_likelihoods(_thinned(self.boxes), self.offsets, np.array([prior]))
            sizes = np.append(sizes, prior)
            scores = np.concatenate([scores, known], axis=-1) - _distrust(sizes, prior)
        soft, kind, at, size = np.unravel_index(int(np.argmax(scores)), scores.shape)
        height, offset, softness = float(sizes[size]), float(self.offsets[at]), SOFTNESS[soft]
        shares = CAPITALS_SHARES if kind else MIXED_SHARES
        place = np.array([offset]), np.array([height])
        weighed = _class_densities(self.boxes, *place, (softness,))[0, :, 0, 0] * shares[:, None]
        best = np.where(weighed.max(axis=0) > STRAY_DENSITY, weighed.argmax(axis=0), -1)
        if kind:
            return Fit(height / TALL, offset, softness, np.zeros(len(best), np.bool_), best == 0)
        return Fit(height, offset, softness, best == 0, best == 1)


def _thinned(boxes: Floats) -> Floats:
    """At most ``MOST_LETTERS`` of the boxes, evenly chosen."""
    return boxes if len(boxes) <= MOST_LETTERS else boxes[:: -(-len(boxes) // MOST_LETTERS)]


def _log_likelihoods(boxes: Floats, offsets: Floats, sizes: Floats) -> Floats:
    """Log-likelihoods as a mixed line and as one of capitals, (softness, 2, offsets, sizes)."""
    density = _class_densities(boxes, offsets, sizes, SOFTNESS)
    found = np.full((len(SOFTNESS), 2, len(offsets), len(sizes)), -np.inf)
    flat = density.reshape(len(SOFTNESS), len(MIXED_SHARES), -1)
    mixed = (MIXED_SHARES @ flat).reshape(len(SOFTNESS), *density.shape[2:])
    found[:, 0] = np.log(mixed + np.float32(STRAY_DENSITY)).sum(axis=-1)
    found[1:, 0] -= SOFT_RARITY  # letters that vary hide whether they are capitals
    capitals = (CAPITALS_SHARES @ flat[0]).reshape(density.shape[2:])
    found[0, 1] = np.log(capitals + np.float32(STRAY_DENSITY)).sum(axis=-1) - CAPITALS_RARITY
    return found


def _distrust(sizes: Floats, prior: float) -> Floats:
    """Nats that a prior takes from each x-height, (softness, 2, 1, sizes)."""
    away = np.stack([np.log(sizes / prior), np.log(sizes / TALL / prior)]) ** 2
    return np.asarray(np.minimum(away / PRIOR_VARIANCE[:, :, None] / 2, PRIOR_LIMITS)[:, :, None])


def _class_densities(boxes: Floats, offsets: Floats, sizes: Floats, softness: tuple[float, ...]) -> Singles:
    """How well each class explains each box, (softness, classes, offsets, sizes, n)."""
    scale = (1.0 / sizes)[:, None]
    foot = ((offsets[:, None] - boxes[:, 3])[:, None, :] * scale).astype(np.float32)
    head = ((offsets[:, None] - boxes[:, 1])[:, None, :] * scale).astype(np.float32)
    soft, blur = np.asarray(softness)[:, None, None], (PIXEL_SPREAD / sizes) ** 2
    foot_variance = (soft * FOOT_SPREAD[:, None]) ** 2 + blur  # (softness, classes, sizes)
    head_variance = (soft * HEAD_SPREAD[:, None]) ** 2 + blur
    low, high = foot - FEET, head - HEADS
    low *= low  # (classes, offsets, sizes, n)
    high *= high
    each = (slice(None), slice(None), None, slice(None), None)
    density = low * (-0.5 / foot_variance).astype(np.float32)[each]
    density += high * (-0.5 / head_variance).astype(np.float32)[each]
    np.exp(density, out=density)
    density *= (1 / (2 * np.pi * np.sqrt(foot_variance * head_variance))).astype(np.float32)[each]
    return np.asarray(density)
