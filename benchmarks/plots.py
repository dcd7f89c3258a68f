"""The measured sets as pictures: CER by set and engine with intervals, and reliability diagrams."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from readings import MeasuredSet
from tables import OURS, judged_pages

from ocr.bootstrap import bootstrap_rate
from ocr.judging.plots import draw_reliability
from ocr.reliability import Judged, join_judged
from recognizer.figures import new_figure, save_figure

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# Hues that the common kinds of colour blindness keep apart (Okabe and Ito, 2008), and a mark each.
_STYLES = {
    "ours": ("#0072b2", "o"),
    "glyph": ("#56b4e9", "s"),
    "tesseract": ("#d55e00", "^"),
    "rapidocr": ("#009e73", "D"),
}
_DPI = 110
_ROW = 0.55  # inches of height a set
_LEAST_CER = 0.05  # percent; where the logarithmic axis ends


def plot_accuracy(measured: Sequence[MeasuredSet], path: Path) -> None:
    """CER of whole pages and of matched lines, with 95 % intervals, a row a set, a mark an engine."""
    names = list(dict.fromkeys(one.page_set.name for one in measured))
    figure = new_figure(11, 1.6 + _ROW * len(names))
    left, right = figure.subplots(1, 2, sharex=True, sharey=True)
    for axes, title, on_lines in ((left, "whole pages", False), (right, "lines that were found", True)):
        for one in measured:
            _plot_rate(axes, one, names.index(one.page_set.name), on_lines)
        axes.set_title(title)
        axes.set_xscale("log")
        axes.xaxis.set_major_formatter("{x:g}")
        axes.set_xlabel("character errors, % (95 % interval over pages)")
        axes.grid(axis="x", which="both", color="#dddddd", linewidth=0.6)
        axes.set_axisbelow(True)
    left.set_yticks(range(len(names)), names)
    left.invert_yaxis()
    handles, labels = left.get_legend_handles_labels()
    unique = dict(zip(labels, handles, strict=True))
    figure.legend(unique.values(), unique.keys(), loc="outside upper center", ncols=len(unique))
    save_figure(figure, path, _DPI)


def plot_reliability(measured: Sequence[MeasuredSet], path: Path) -> bool:
    """How often our words were right beside their confidence, a panel a set and one for all.

    Returns:
        Whether there were words to draw.
    """
    sets = {one.page_set.name: join_judged(judged_pages(one)) for one in measured if one.engine == OURS}
    sets = {name: judged for name, judged in sets.items() if len(judged)}
    if not sets:
        return False
    panels: Mapping[str, Judged] = (
        {**sets, "all": join_judged(list(sets.values()))} if len(sets) > 1 else sets
    )
    columns = min(4, len(panels))
    rows = -(-len(panels) // columns)
    figure = new_figure(2.7 * columns, 2.7 * rows)
    grid = figure.subplots(rows, columns, squeeze=False)
    for axes in grid.flat[len(panels) :]:
        axes.set_axis_off()
    for axes, (name, judged) in zip(grid.flat, panels.items(), strict=False):
        title = f"{name}\n{100 * judged.calibration_error:.1f} % off, {len(judged)} words"
        draw_reliability(axes, judged, title, _STYLES[OURS])
    figure.supxlabel("confidence of words (10 bins of equal mass)", fontsize=9)
    figure.supylabel("share that is right", fontsize=9)
    save_figure(figure, path, _DPI)
    return True


def _plot_rate(axes: Axes, one: MeasuredSet, row: int, on_lines: bool) -> None:
    if on_lines:
        matched = [page.match.score() for page in one.pages.values()]
        counts = [(score.character_errors, score.characters) for score in matched]
    else:
        counts = [(score.character_errors, score.characters) for score in one.scores()]
    errors, sizes = [error for error, _ in counts], [size for _, size in counts]
    rate = 100 * sum(errors) / max(sum(sizes), 1)
    low, high = (100 * bound for bound in bootstrap_rate(errors, sizes))
    color, marker = _STYLES[one.engine]
    at = row + 0.16 * (list(_STYLES).index(one.engine) - (len(_STYLES) - 1) / 2)
    axes.plot([max(low, _LEAST_CER), max(high, _LEAST_CER)], [at, at], color=color, linewidth=1.4)
    axes.plot(
        [max(rate, _LEAST_CER)],
        [at],
        color=color,
        marker=marker,
        markersize=5,
        linestyle="",
        label=one.engine,
    )
