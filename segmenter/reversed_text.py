"""Finds light text on dark bars and turns it into dark text on paper."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from segmenter.components import ComponentTable, find_components

# All lengths are in character heights of the page, but those of the letters, in heights of the bar.
BAR_HEIGHT = (1.3, 6.0)  # lower is a rule; higher is a picture
BAR_WIDTH = 4.0
BAR_FILL = (0.5, 0.95)  # share of its box that a bar's ink covers: letters leave some of it light
BAR_SIDES = 0.8  # share of each of its longer sides that is dark: a bar's, not a heap of letters'
LETTER_HEIGHT = (0.3, 0.9)
LETTER_WIDTH = 1.5  # at most
FEWEST_LETTERS = 3
SAME_HEIGHT = 1.6  # times the median height: letters are alike, the light parts of a picture are not
ALIKE = 0.6  # share of the holes' area that such letters hold


def turn_reversed_bars(
    gray: NDArray[np.uint8], ink: NDArray[np.bool_], table: ComponentTable, character_height: float
) -> tuple[NDArray[np.uint8], NDArray[np.bool_]] | None:
    """Make dark bars that hold light letters light, and their letters dark.

    Args:
        gray: (H, W) uint8, the flattened page.
        ink: (H, W) bool.
        table: its components.
        character_height: px.

    Returns:
        New arrays, or None where the page has no such bar.
    """
    height, width = table.heights / character_height, table.widths / character_height
    fill = table.areas / (table.widths.astype(np.float64) * table.heights)
    bars = (height > BAR_HEIGHT[0]) & (height < BAR_HEIGHT[1]) & (width > BAR_WIDTH)
    bars &= (fill > BAR_FILL[0]) & (fill < BAR_FILL[1]) & (width > height)
    turned: tuple[NDArray[np.uint8], NDArray[np.bool_]] | None = None
    for index in np.flatnonzero(bars).tolist():
        left, top, right, bottom = table.boxes[index].tolist()
        window = (slice(top, bottom), slice(left, right))
        bar = table.labels[window] == index + 1
        letters = find_light_letters(bar)
        if letters is None:
            continue
        turned = turned or (gray.copy(), ink.copy())
        inside = bar | letters
        turned[0][window] = np.where(inside, 255 - gray[window], gray[window])
        # What is dark inside a light letter, as in an O, becomes paper.
        turned[1][window] = np.where(inside, letters & ~ink[window], ink[window])
    return turned


def find_light_letters(bar: NDArray[np.bool_]) -> NDArray[np.bool_] | None:
    """The holes of a bar with what lies in them, (h, w) bool, or None where they are no letters.

    Args:
        bar: (h, w) bool, a component in its own box.
    """
    rim = max(1, bar.shape[0] // 10)
    if min(bar[:rim].any(axis=0).mean(), bar[-rim:].any(axis=0).mean()) < BAR_SIDES:
        return None
    light = find_components(~bar)
    boxes = light.boxes
    enclosed = (boxes[:, 0] > 0) & (boxes[:, 1] > 0)
    enclosed &= (boxes[:, 2] < bar.shape[1]) & (boxes[:, 3] < bar.shape[0])
    height = light.heights / bar.shape[0]
    letters = enclosed & (height > LETTER_HEIGHT[0]) & (height < LETTER_HEIGHT[1])
    letters &= light.widths < LETTER_WIDTH * bar.shape[0]
    if np.count_nonzero(letters) < FEWEST_LETTERS:
        return None
    usual = float(np.median(height[letters]))
    alike = letters & (height < SAME_HEIGHT * usual) & (height > usual / SAME_HEIGHT)
    if light.areas[alike].sum() < ALIKE * light.areas[enclosed].sum():
        return None
    return np.asarray(np.append(False, enclosed)[light.labels])
