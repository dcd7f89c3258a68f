"""Reliability diagrams and risk-coverage curves as pictures (Matplotlib, PNG)."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from ocr.judging.confidences import Reliability
from ocr.judging.risk import TOLERATED
from ocr.reliability import Judged, reliability_bins
from recognizer.figures import new_figure, save_figure

COLOR = "#0072b2"  # of Okabe and Ito's hues, which the common kinds of colour blindness keep apart
_STYLES = (("#0072b2", "-", "o"), ("#d55e00", "--", "^"))  # told apart by line and mark too
_PANEL = 3.4  # inches
_MOST_POINTS = 2000  # of a curve


def draw_reliability(axes: Any, judged: Judged, title: str, style: tuple[str, str] = (COLOR, "o")) -> None:
    """Draw a reliability diagram: the share that is right beside the mean confidence, 10 bins of equal mass.

    Args:
        axes: Matplotlib axes to draw on.
        judged: what was read.
        title: above it.
        style: colour and mark.
    """
    bins = reliability_bins(judged)
    axes.plot([0, 1], [0, 1], color="#999999", linewidth=0.8, linestyle="--")
    axes.plot(
        [b.confidence for b in bins], [b.right for b in bins], color=style[0], marker=style[1], markersize=4
    )
    axes.set_title(title, fontsize=8)
    axes.set_xlim(0, 1.02)
    axes.set_ylim(0, 1.02)
    axes.set_aspect("equal")
    axes.tick_params(labelsize=7)


def plot_reliability(found: Mapping[str, Reliability], path: Path) -> Path:
    """A reliability diagram of each kind, side by side.

    Args:
        found: by what was judged, as in ``characters`` and ``words``.
        path: of the PNG.
    """
    figure = new_figure(_PANEL * len(found), _PANEL + 0.3)
    grid = figure.subplots(1, len(found), squeeze=False)
    for axes, (name, one) in zip(grid.flat, found.items(), strict=True):
        around = "" if one.interval is None else f" ({_percent(one.interval[0])}-{_percent(one.interval[1])})"
        title = f"{len(one.judged):,} {name}\nECE {_percent(one.error)}{around} %"
        draw_reliability(axes, one.judged, title)
    figure.supxlabel("confidence (10 bins of equal mass)", fontsize=9)
    figure.supylabel("share that is right", fontsize=9)
    return save_figure(figure, path)


def plot_risk(found: Mapping[str, Reliability], path: Path) -> Path:
    """The risk-coverage curve of each kind on common axes, and the error that is tolerated.

    Args:
        found: as in ``plot_reliability``.
        path: of the PNG.
    """
    figure = new_figure(1.5 * _PANEL, _PANEL + 0.3)
    axes = figure.add_subplot()
    for number, (name, one) in enumerate(found.items()):
        color, line, _ = _STYLES[number % len(_STYLES)]
        curve = one.curve
        step = np.unique(np.linspace(0, len(curve.coverage) - 1, _MOST_POINTS).astype(int))
        axes.plot(
            100 * curve.coverage[step],
            100 * curve.risk[step],
            color=color,
            linestyle=line,
            linewidth=1.5,
            label=f"{name}: AURC {_percent(curve.area)} %, {100 * one.coverage:.1f} % kept at 1 % error",
        )
    axes.axhline(100 * TOLERATED, color="#999999", linewidth=0.8, linestyle=":")
    axes.set_xlabel("coverage: share kept, surest first, %", fontsize=9)
    axes.set_ylabel("risk: errors among what is kept, %", fontsize=9)
    axes.set_xlim(0, 100)
    axes.set_ylim(bottom=0)
    axes.grid(color="#dddddd", linewidth=0.6)
    axes.set_axisbelow(True)
    axes.tick_params(labelsize=7)
    axes.legend(fontsize=8, loc="upper left")
    return save_figure(figure, path)


def _percent(share: float) -> str:
    return f"{100 * share:.2f}"
