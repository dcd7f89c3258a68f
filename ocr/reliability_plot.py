"""Reliability diagrams of confidences before and after they were fitted anew, as a picture."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from ocr.reliability import Judged, reliability_bins
from recognizer.figures import new_figure, save_figure

# Hues that the common kinds of colour blindness keep apart (Okabe and Ito, 2008), and a mark each.
_STYLES = (("#d55e00", "^"), ("#0072b2", "o"))
_PANEL = 4.0  # inches


def plot_reliabilities(panels: Mapping[str, Sequence[tuple[str, Judged]]], path: Path) -> Path:
    """Draw the share that is right beside the confidence, 10 bins of equal mass, a panel a kind.

    Args:
        panels: what was judged (``characters``, ``words``), to at most two series of it with their names.
        path: of the PNG.

    Returns:
        The path.
    """
    figure = new_figure(_PANEL * len(panels), _PANEL + 0.4)
    grid = figure.subplots(1, len(panels), squeeze=False)
    for axes, (title, series) in zip(grid.flat, panels.items(), strict=True):
        _draw(axes, title, series)
    figure.supxlabel("confidence (10 bins of equal mass)", fontsize=9)
    figure.supylabel("share that is right", fontsize=9)
    return save_figure(figure, path)


def _draw(axes: Any, title: str, series: Sequence[tuple[str, Judged]]) -> None:
    axes.plot([0, 1], [0, 1], color="#999999", linewidth=0.8, linestyle="--")
    for (name, judged), (color, mark) in zip(series, _STYLES, strict=False):
        bins = reliability_bins(judged)
        label = f"{name}: {100 * judged.calibration_error:.2f} % off"
        axes.plot(
            [one.confidence for one in bins],
            [one.right for one in bins],
            color=color,
            marker=mark,
            markersize=4,
            label=label,
        )
    axes.set_title(f"{len(series[0][1]):,} {title}" if series else title, fontsize=9)
    axes.set_xlim(0, 1.02)
    axes.set_ylim(0, 1.02)
    axes.set_aspect("equal")
    axes.tick_params(labelsize=7)
    axes.legend(fontsize=8, loc="lower right")
