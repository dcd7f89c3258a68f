"""The baseline and x-height of a text line, fitted to its components' boxes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from segmenter.curves import bend_baseline, fit_straight, vote_straight
from segmenter.geometry import Baseline
from segmenter.likelihood import TALL, Explanations, Fit

Floats = NDArray[np.float64]

PRIOR_STRENGTH = 2.0  # letters that the prior counts as, in the final average
PRIOR_REACH = 0.2  # natural logarithm within which the prior is of the same size as the line
LETTER = 0.45  # of the usual height, below which a component is a dot or a comma
FEW = 6  # components; so many tell their usual height without a prior
DASH, DASH_HEIGHT = 1.6, 0.5  # a dash's width in heights, and where it floats, in x-heights
WIDEST = 8.0  # usual heights; wider ones are rules


@dataclass(frozen=True, slots=True, eq=False)
class _Observed:
    """What the boxes of a line tell before any x-height is believed."""

    every: Floats  # (n, 4) all boxes
    chosen: NDArray[np.bool_]  # (n,) which are letters
    x: Floats  # middles of the letters
    slope: float
    explanations: Explanations

    def is_marks_beside(self, x_height: float) -> bool:
        """Whether the line holds nothing as high as a letter of that x-height (px)."""
        return bool((self.every[:, 3] - self.every[:, 1]).max() < LETTER * x_height)


@dataclass(frozen=True, slots=True, eq=False)
class _Fitted:
    """A line with its straight baseline (slope, y at x = 0) and x-height; no fit for marks alone."""

    line: _Observed
    fit: Fit | None
    straight: tuple[float, float]
    x_height: float


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
    return _bend(_fit(_observe(boxes, x_height_prior), x_height_prior))


def fit_baselines(lines: Sequence[NDArray[np.generic]]) -> list[tuple[Baseline, float]]:
    """Fit all lines of a page together: each once alone, then with the page's x-height to lean on.

    Args:
        lines: for each text line the (n, 4) boxes of its components.

    Raises:
        ValueError: a line has no box.
    """
    if any(len(boxes) == 0 for boxes in lines):
        raise ValueError("a baseline cannot be fitted to no boxes")
    alone = [_fit(_observe(boxes, None), None) for boxes in lines]
    prior = usual_x_height([fitted.x_height for fitted in alone], [len(boxes) for boxes in lines])
    return [_bend(_fit_again(fitted, prior) if prior else fitted) for fitted in alone]


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


def _observe(boxes: NDArray[np.generic], prior: float | None) -> _Observed:
    """Choose the letters of a line, and find its slope and the rows it may stand on."""
    every = np.asarray(boxes, dtype=np.float64).reshape(-1, 4)
    chosen = _are_letters(every, prior)
    letters = every[chosen]
    usual = _median(letters[:, 3] - letters[:, 1])
    x = (letters[:, 0] + letters[:, 2]) / 2
    slope, offsets = vote_straight(x, letters[:, 3], letters[:, 1], usual)
    explanations = Explanations.of(letters - (slope * x)[:, None], offsets, usual)
    return _Observed(every, chosen, x, slope, explanations)


def _fit(line: _Observed, prior: float | None, before: _Fitted | None = None) -> _Fitted:
    """The straight baseline and the x-height of a line; what was fitted before is taken where it holds."""
    if prior is not None and line.is_marks_beside(prior):
        return _Fitted(line, None, (0.0, 0.0), prior)
    fit = line.explanations.likeliest(prior)
    letters = line.every[line.chosen]
    if before is not None and before.fit is not None and before.fit.agrees_with(fit):
        slope, offset = before.straight
    else:
        start = (line.slope, fit.offset)
        slope, offset = fit_straight(line.x, letters[:, 3], fit.small | fit.tall, start, fit.x_height)
    x_height = _settle_x_height(letters, slope * line.x + offset, fit, prior)
    return _Fitted(line, fit, (slope, offset), x_height)


def _fit_again(alone: _Fitted, prior: float) -> _Fitted:
    """A line fitted with a prior to lean on, observed anew only where that chooses other letters."""
    line = alone.line
    if len(line.every) >= FEW or np.array_equal(_are_letters(line.every, prior), line.chosen):
        return _fit(line, prior, alone)
    return _fit(_observe(line.every, prior), prior)


def _bend(fitted: _Fitted) -> tuple[Baseline, float]:
    """The baseline over the whole line, bent where the line clearly is, and the x-height."""
    line, x_height = fitted.line, fitted.x_height
    if fitted.fit is None:
        return _place_marks(line.every, x_height), x_height
    span = float(line.every[:, 0].min()), float(line.every[:, 2].max())
    return bend_baseline(line.x, line.every[line.chosen, 3], fitted.straight, x_height, span), x_height


def _median(values: Floats) -> float:
    """The median of at least one value."""
    ordered = np.sort(values)
    return float(ordered[(len(ordered) - 1) // 2] + ordered[len(ordered) // 2]) / 2


def _are_letters(boxes: Floats, prior: float | None) -> NDArray[np.bool_]:
    """(n,) bool: components high enough to be letters; every one where none is."""
    width, height = boxes[:, 2] - boxes[:, 0], boxes[:, 3] - boxes[:, 1]
    order = np.argsort(height)
    mass = np.cumsum(height[order])
    usual = height[order][np.searchsorted(mass, mass[-1] / 2)]
    if prior is not None and len(boxes) < FEW:
        usual = min(max(usual, prior), 2 * prior)
    letters = (height > LETTER * usual) & (height < 3 * usual) & (width < WIDEST * usual)
    return np.asarray(letters if letters.any() else np.ones(len(boxes), np.bool_))


def _place_marks(boxes: Floats, x_height: float) -> Baseline:
    """The baseline under marks alone: dashes float half an x-height above it, points stand on it."""
    left, top, right, bottom = boxes.T
    dash = right - left > DASH * (bottom - top)
    feet = np.where(dash, (top + bottom) / 2 + DASH_HEIGHT * x_height, bottom)
    return Baseline((float(left.min()), float(right.max())), (float(np.median(feet)),) * 2)


def _settle_x_height(letters: Floats, feet: Floats, fit: Fit, prior: float | None) -> float:
    """The x-height averaged over the letters that show it, leaning on the prior where they are few."""
    heads = feet - letters[:, 1]
    same_size = prior is not None and abs(np.log(fit.x_height / prior)) < PRIOR_REACH
    if fit.small.any():
        measured, weight = _median(heads[fit.small]), float(np.count_nonzero(fit.small))
    elif fit.tall.any():
        measured, weight = _median(heads[fit.tall]) / TALL, 0.0
    else:
        return float(prior) if same_size and prior is not None else fit.x_height
    if not same_size or prior is None or measured <= 0:
        return measured if measured > 0 else fit.x_height
    share = weight / (weight + PRIOR_STRENGTH * fit.softness**2)
    return float(np.exp(share * np.log(measured) + (1 - share) * np.log(prior)))
