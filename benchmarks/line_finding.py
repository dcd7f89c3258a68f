"""Which of a page's printed lines were found, and which of the lines found are printed lines.

A truth line is found when one found line's baseline runs inside it along at least 80 % of its width and
that line covers no other truth line.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from truth_lines import Bands

COVERED = 0.8  # of a truth line's width, along which one baseline must run
SLACK = 0.1  # of a truth line's height: boxes drawn tightly end at the very foot of the letters
FOOT = 0.25  # of a line's height above its lower edge, where a line with descenders stands

Floats = NDArray[np.float64]


def match_lines(bands: Bands, baselines: Sequence[Floats]) -> dict[int, int]:
    """Truth line -> the found line that finds it.

    Args:
        bands: of the truth lines, px.
        baselines: (2, k) xs and ys of each found line, from left to right, px.
    """
    covering = [
        (away, truth, line)
        for line, baseline in enumerate(baselines)
        for truth, away in _covered(bands, baseline).items()
    ]
    owner: dict[int, int] = {}
    for _, truth, line in sorted(covering):
        if truth not in owner and line not in owner.values():
            owner[truth] = line
    merged = {line for _, truth, line in covering if truth not in owner}
    return {truth: line for truth, line in owner.items() if line not in merged}


def match_rows(
    bands: Bands, baselines: Sequence[Floats], rows: Sequence[Sequence[int]], alone: Mapping[int, int]
) -> tuple[int, int]:
    """How many more truth lines are found by cells of a row together, and how many cells do it.

    Args:
        bands: of the truth lines, px.
        baselines: (2, k) of each found line, px.
        rows: the found lines of each printed row, from left to right.
        alone: the truth lines that a line finds by itself, and that line.
    """
    missing = np.setdiff1d(np.arange(len(bands)), list(alone))
    used = set(alone.values())
    left_over = [[line for line in row if line not in used] for row in rows]
    left_over = [row for row in left_over if len(row) > 1]
    joined = [np.concatenate([baselines[line] for line in row], axis=1) for row in left_over]
    cells = 0
    matched = match_lines(bands[missing], joined)
    for truth, row in matched.items():
        xs = bands[missing[truth], 0]
        cells += sum(
            baselines[line][0, 0] < xs[-1] and baselines[line][0, -1] > xs[0] for line in left_over[row]
        )
    return len(matched), cells


def group_rows(gap_before: Sequence[bool]) -> list[list[int]]:
    """The indices of the lines of each printed row."""
    rows: list[list[int]] = []
    for index, continues in enumerate(gap_before):
        if continues and rows:
            rows[-1].append(index)
        else:
            rows.append([index])
    return rows


def _covered(bands: Bands, baseline: Floats) -> dict[int, float]:
    """Truth lines that a baseline runs through -> how far from their feet it runs, in their heights."""
    x, upper, lower = bands[:, 0], bands[:, 1], bands[:, 2]
    height = np.interp(x, baseline[0], baseline[1], left=np.nan, right=np.nan)
    deep = lower - upper
    inside = (height >= upper) & (height <= lower + SLACK * deep)
    chosen = np.flatnonzero(inside.mean(axis=1) >= COVERED)
    away = ((height - lower) / deep + FOOT)[chosen]
    away = np.abs(np.nanmean(away, axis=1)) if len(chosen) else np.zeros(0)
    return dict(zip(chosen.tolist(), away.tolist(), strict=True))
