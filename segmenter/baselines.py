"""The baseline and x-height of a text line, fitted to its components' boxes.

The x-height is what makes a capital O differ from a small one, so it is fitted as a likelihood:
every candidate explains each component as a small letter, a tall one, one with a descender or as
something else, and lines of capitals or digits alone are a kind of line of their own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from segmenter.curves import bend_baseline, fit_straight, vote_straight
from segmenter.geometry import Baseline

Floats = NDArray[np.float64]

TALL = 1.45  # capitals, ascenders and lining digits, in x-heights
DESCENT = -0.42  # where descenders end, in x-heights above the baseline
# Classes: small letter, tall letter, small with a descender, tall with a descender.
FOOT = np.array([0.0, 0.0, DESCENT, -0.3])
FOOT_SPREAD = np.array([0.06, 0.06, 0.12, 0.15])
HEAD = np.array([1.0, TALL, 1.0, TALL])
HEAD_SPREAD = np.array([0.06, 0.12, 0.07, 0.12])
MIXED_SHARES = np.array([0.50, 0.28, 0.12, 0.03])  # of the components of an ordinary line
CAPITALS_SHARES = np.array([0.90, 0.0, 0.03, 0.0])  # of a line whose letters are all as high as capitals
STRAY_DENSITY = 0.07 * 0.11  # anything else, spread evenly over the line's band
CAPITALS_RARITY = 2.0  # nats that a line must gain to be taken for one of capitals
TALL_SPREAD = 0.06  # natural logarithm; how far faces differ in TALL
PIXEL_SPREAD = 0.4  # px by which pixels blur an edge
SOFTNESS = (1.0, 2.2)  # times the spreads above: print, and writing whose letters vary
SOFT_RARITY = 3.0  # nats that a line must gain to be taken for one of varying letters
PRIOR_SPREAD = 0.08  # natural logarithm; how far lines of one page differ, less as letters vary
PRIOR_LIMIT = 8.0  # nats that the prior may weigh, so that headings can be of any size
PRIOR_STRENGTH = 2.0  # letters that the prior counts as, in the final average
PRIOR_REACH = 0.2  # natural logarithm within which the prior is of the same size as the line
CANDIDATES = np.exp(np.linspace(np.log(0.45), np.log(1.35), 40))  # x-heights tried, of the usual height
MOST_LETTERS = 48  # evidence enough; more are thinned evenly
LETTER = 0.45  # of the usual height, below which a component is a dot or a comma
DASH, DASH_HEIGHT = 1.6, 0.5  # a dash's width in heights, and where it floats, in x-heights
WIDEST = 8.0  # usual heights; wider ones are rules


@dataclass(frozen=True, slots=True)
class _Fit:
    """The likeliest explanation of a line: x-height and baseline's offset px, its letters."""

    x_height: float
    offset: float
    softness: float
    small: NDArray[np.bool_]  # (n,) which components are letters as high as an x
    tall: NDArray[np.bool_]  # (n,) which are capitals, ascenders or digits


def fit_baseline(boxes: NDArray[np.generic], x_height_prior: float | None = None) -> tuple[Baseline, float]:
    """Fit the line that the letters of one text line stand on, and their x-height.

    Args:
        boxes: (n, 4), left, top, right, bottom of the line's components in any order, px; dots,
            commas and rules may be among them.
        x_height_prior: px, the x-height of the page or of neighbouring lines. Short lines and
            lines of capitals lean on it; a long line outweighs it.

    Returns:
        The baseline (two knots where straight, more where a long line curves) and the x-height, px.

    Raises:
        ValueError: no box was given.

    Example:
        >>> line, x_height = fit_baseline(np.array([[0, 10, 8, 20], [10, 10, 18, 20], [20, 5, 28, 20]]), 10.0)
        >>> round(float(line.y_at(4.0))), round(x_height)
        (20, 10)
    """
    if len(boxes) == 0:
        raise ValueError("a baseline cannot be fitted to no boxes")
    every = np.asarray(boxes, dtype=np.float64).reshape(-1, 4)
    letters = every[_are_letters(every, x_height_prior)]
    if x_height_prior is not None and (every[:, 3] - every[:, 1]).max() < LETTER * x_height_prior:
        return _place_marks(every, x_height_prior), x_height_prior
    usual = float(np.median(letters[:, 3] - letters[:, 1]))
    x = (letters[:, 0] + letters[:, 2]) / 2
    slope, offsets = vote_straight(x, letters[:, 3], letters[:, 1], usual)
    fit = _explain(letters - (slope * x)[:, None], offsets, usual, x_height_prior)
    standing = fit.small | fit.tall
    slope, offset = fit_straight(x, letters[:, 3], standing, (slope, fit.offset), fit.x_height)
    x_height = _settle_x_height(letters, slope * x + offset, fit, x_height_prior)
    span = float(every[:, 0].min()), float(every[:, 2].max())
    return bend_baseline(x, letters[:, 3], (slope, offset), x_height, span), x_height


def fit_baselines(lines: Sequence[NDArray[np.generic]]) -> list[tuple[Baseline, float]]:
    """Fit all lines of a page together: each once alone, then with the page's x-height to lean on.

    Args:
        lines: for each text line the (n, 4) boxes of its components.

    Raises:
        ValueError: a line has no box.
    """
    alone = [fit_baseline(boxes) for boxes in lines]
    prior = usual_x_height([x_height for _, x_height in alone], [len(boxes) for boxes in lines])
    return [fit_baseline(boxes, prior) for boxes in lines] if prior else alone


def usual_x_height(x_heights: Sequence[float], letters: Sequence[int]) -> float:
    """The x-height most of a page's letters have, px: the weighted median; 0.0 for no lines.

    Args:
        x_heights: of each line, px.
        letters: how many components each line has.
    """
    if len(x_heights) == 0:
        return 0.0
    order = np.argsort(x_heights)
    weight = np.cumsum(np.asarray(letters, dtype=np.float64)[order])
    return float(np.asarray(x_heights)[order][np.searchsorted(weight, weight[-1] / 2)])


def _are_letters(boxes: Floats, prior: float | None) -> NDArray[np.bool_]:
    """(n,) bool: components high enough to be letters; every one where none is."""
    width, height = boxes[:, 2] - boxes[:, 0], boxes[:, 3] - boxes[:, 1]
    order = np.argsort(height)
    mass = np.cumsum(height[order])
    usual = height[order][np.searchsorted(mass, mass[-1] / 2)]
    if prior is not None and len(boxes) < 6:
        usual = min(max(usual, prior), 2 * prior)
    letters = (height > LETTER * usual) & (height < 3 * usual) & (width < WIDEST * usual)
    return np.asarray(letters if letters.any() else np.ones(len(boxes), np.bool_))


def _place_marks(boxes: Floats, x_height: float) -> Baseline:
    """The baseline under marks alone: dashes float half an x-height above it, points stand on it."""
    left, top, right, bottom = boxes.T
    dash = right - left > DASH * (bottom - top)
    feet = np.where(dash, (top + bottom) / 2 + DASH_HEIGHT * x_height, bottom)
    return Baseline((float(left.min()), float(right.max())), (float(np.median(feet)),) * 2)


def _explain(boxes: Floats, offsets: Floats, usual: float, prior: float | None) -> _Fit:
    """The likeliest x-height and baseline for boxes whose slope was taken away."""
    thinned = boxes if len(boxes) <= MOST_LETTERS else boxes[:: -(-len(boxes) // MOST_LETTERS)]
    sizes = CANDIDATES * usual if prior is None else np.append(CANDIDATES * usual, prior)
    scores = np.stack([_score(thinned, offsets, sizes, prior, softness) for softness in SOFTNESS])
    soft, kind, at, size = np.unravel_index(int(np.argmax(scores)), scores.shape)
    height, offset, softness = float(sizes[size]), float(offsets[at]), SOFTNESS[soft]
    shares = CAPITALS_SHARES if kind else MIXED_SHARES
    weighed = _class_densities(boxes, np.array(offset), np.array(height), softness) * shares
    best = np.where(weighed.max(axis=-1) > STRAY_DENSITY, weighed.argmax(axis=-1), -1)
    if kind:
        return _Fit(height / TALL, offset, softness, np.zeros(len(boxes), np.bool_), best == 0)
    return _Fit(height, offset, softness, best == 0, best == 1)


def _score(boxes: Floats, offsets: Floats, sizes: Floats, prior: float | None, softness: float) -> Floats:
    """Log-likelihoods as a mixed line and as one of capitals, (2, offsets, sizes)."""
    density = _class_densities(boxes, offsets[:, None], sizes[None, :], softness)
    mixed = np.log(density @ MIXED_SHARES + STRAY_DENSITY).sum(axis=-1)
    capitals = np.log(density @ CAPITALS_SHARES + STRAY_DENSITY).sum(axis=-1) - CAPITALS_RARITY
    if prior is not None:
        spread, limit = PRIOR_SPREAD / softness, PRIOR_LIMIT * softness
        away = np.log(sizes / prior) ** 2 / spread**2 / 2
        away_tall = np.log(sizes / TALL / prior) ** 2 / (spread**2 + TALL_SPREAD**2) / 2
        mixed -= np.minimum(away, limit)
        capitals -= np.minimum(away_tall, limit)
    if softness > 1:  # letters that vary hide whether they are capitals
        return np.asarray(np.stack([mixed - SOFT_RARITY, np.full_like(mixed, -np.inf)]))
    return np.asarray(np.stack([mixed, capitals]))


def _class_densities(boxes: Floats, offsets: Floats, sizes: Floats, softness: float) -> Floats:
    """How well each class explains each box, (..., n, 4), for baselines and x-heights that broadcast."""
    scale = np.asarray(1.0 / sizes)[..., None, None]
    foot = (np.asarray(offsets)[..., None] - boxes[:, 3])[..., None] * scale
    head = (np.asarray(offsets)[..., None] - boxes[:, 1])[..., None] * scale
    blur = (PIXEL_SPREAD * scale) ** 2
    foot_variance = (softness * FOOT_SPREAD) ** 2 + blur
    head_variance = (softness * HEAD_SPREAD) ** 2 + blur
    distance = (foot - FOOT) ** 2 / foot_variance + (head - HEAD) ** 2 / head_variance
    return np.asarray(np.exp(-distance / 2) / (2 * np.pi * np.sqrt(foot_variance * head_variance)))


def _settle_x_height(letters: Floats, feet: Floats, fit: _Fit, prior: float | None) -> float:
    """The x-height averaged over the letters that show it, leaning on the prior where they are few."""
    heads = feet - letters[:, 1]
    same_size = prior is not None and abs(np.log(fit.x_height / prior)) < PRIOR_REACH
    if fit.small.any():
        measured, weight = float(np.median(heads[fit.small])), float(np.count_nonzero(fit.small))
    elif fit.tall.any():
        measured, weight = float(np.median(heads[fit.tall])) / TALL, 0.0
    else:
        return float(prior) if same_size and prior is not None else fit.x_height
    if not same_size or prior is None or measured <= 0:
        return measured if measured > 0 else fit.x_height
    share = weight / (weight + PRIOR_STRENGTH * fit.softness**2)
    return float(np.exp(share * np.log(measured) + (1 - share) * np.log(prior)))
