"""Sets a drawn line between parts of its neighbours, as a strip cut from a page shows it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from recognizer.render import MARGIN, DrawnLine

CLUTTER_GAP = 0.9  # x-heights between the line's end and a rule beside it


def stack_lines(
    line: DrawnLine, above: DrawnLine | None, below: DrawnLine | None, leading: float
) -> DrawnLine:
    """Add what reaches into a line's strip of the lines above and below it.

    Args:
        line: the line in the middle; its size is kept.
        above: a neighbour drawn at the same x-height, or None at a paragraph's edge.
        below: likewise.
        leading: from baseline to baseline, x-heights.

    Returns:
        The same line with more ink around it.
    """
    pixels = line.pixels.copy()
    for neighbour, shift in ((above, -leading), (below, leading)):
        if neighbour is None:
            continue
        top = round(line.baseline + shift * line.x_height - neighbour.baseline)
        start, end = max(top, 0), min(top + neighbour.pixels.shape[0], pixels.shape[0])
        width = min(pixels.shape[1], neighbour.pixels.shape[1])
        if end > start:
            target = pixels[start:end, :width]
            np.minimum(target, neighbour.pixels[start - top : end - top, :width], out=target)
    return replace(line, pixels=pixels)


def add_column_rule(line: DrawnLine, rng: np.random.Generator) -> DrawnLine:
    """Draw a vertical rule in the empty paper left or right of the line."""
    pixels = line.pixels.copy()
    at = int((MARGIN - CLUTTER_GAP) * line.x_height * rng.uniform(0.3, 1.0))
    thick = max(1, round(line.x_height * rng.uniform(0.05, 0.15)))
    column = at if rng.random() < 0.5 else pixels.shape[1] - at - thick
    pixels[:, column : column + thick] = 0
    return replace(line, pixels=pixels)
