"""Finds combs: short upright rules at even steps, between which a form has a letter written each."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from segmenter.marks import Marks, chain_labels

# All lengths are in character heights of the page.
HIGHEST = 5.0  # of a tooth; the rules of tables run on over several rows
STEP = 5.0  # from tooth to tooth, at most
EVEN = 0.25  # of the usual step, by which a step may differ
SAME_BAND = 0.7  # of the shorter tooth's height that two beside each other share
FEWEST = 4  # teeth
MOST = 600  # upright rules looked at; more are hatching


def find_teeth(upright: Marks, x_height: float) -> NDArray[np.bool_]:
    """(n,) which upright rules part the letters of one word, not columns.

    Args:
        upright: bounds of the rules, level px.
        x_height: px.
    """
    teeth = np.zeros(len(upright), dtype=bool)
    order = np.argsort(upright.x, kind="stable")
    order = order[upright.height[order] <= HIGHEST * x_height]
    if not FEWEST <= len(order) <= MOST:
        return teeth
    rules = upright.take(order)
    x = rules.x
    shared = np.minimum(rules.bottom[:, None], rules.bottom) - np.maximum(rules.top[:, None], rules.top)
    step = x[None] - x[:, None]
    beside = (step > 0.5 * x_height) & (step <= STEP * x_height)
    beside &= shared >= SAME_BAND * np.minimum(rules.height[:, None], rules.height)
    nearest = np.where(beside, step, np.inf).argmin(axis=1)
    chain = chain_labels(np.where(beside.any(axis=1), nearest, np.arange(len(rules))))
    for label in np.unique(chain).tolist():
        held = np.flatnonzero(chain == label)
        if len(held) < FEWEST:
            continue
        steps = np.diff(x[held])
        usual = np.median(steps)
        if usual > 0 and np.mean(np.abs(steps - usual) <= EVEN * usual) >= SAME_BAND:
            teeth[order[held]] = True
    return teeth
