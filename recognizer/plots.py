"""What the data and the training look like: figures drawn off screen with Matplotlib."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from recognizer.dataset import TrainingLine
from recognizer.figures import escape_formulas, new_figure, save_figure
from recognizer.types import DatasetError

MOST_BARS = 200  # characters shown of a distribution
SHEET_WIDTH = 900  # columns of a line shown on a sample sheet, px
MOST_CONFUSED = 25  # pairs shown


def plot_classes(texts: Iterable[str], path: Path) -> None:
    """How often each character occurs, most frequent first, on a logarithmic scale.

    Args:
        texts: of a data set.
        path: of the PNG written.

    Raises:
        DatasetError: there is no character.
    """
    counts = Counter("".join(texts)).most_common(MOST_BARS)
    if not counts:
        raise DatasetError("there are no characters to plot")
    figure = new_figure(max(6.0, 0.11 * len(counts)), 3.2)
    axes = figure.add_subplot()
    axes.bar(range(len(counts)), [count for _, count in counts], color="#4477aa")
    axes.set_yscale("log")
    names = ["␣" if character == " " else character for character, _ in counts]
    axes.set_xticks(range(len(counts)), names, fontsize=6)
    axes.set_xlim(-1, len(counts))
    axes.set_ylabel("characters")
    save_figure(figure, path)


def plot_samples(lines: Sequence[TrainingLine], path: Path) -> None:
    """A sheet of line crops with what they say.

    Args:
        lines: to show, one under another.
        path: of the PNG written.

    Raises:
        DatasetError: there is no line.
    """
    if not lines:
        raise DatasetError("there are no lines to plot")
    figure = new_figure(9.5, 0.62 * len(lines) + 0.2)
    for row, line in enumerate(lines):
        axes = figure.add_subplot(len(lines), 1, row + 1)
        shown = line.pixels[:, :SHEET_WIDTH]
        sheet = np.zeros((line.pixels.shape[0], SHEET_WIDTH), dtype=np.uint8)
        sheet[:, : shown.shape[1]] = shown
        axes.imshow(255 - sheet, cmap="gray", vmin=0, vmax=255)
        axes.set_title(escape_formulas(f"{line.kind}: {line.text[:90]}"), fontsize=6, loc="left", pad=1)
        axes.axis("off")
    save_figure(figure, path)


def plot_learning(folder: Path, path: Path) -> None:
    """Loss, learning rate, and the error rate of each validation set and kind, all by step.

    Args:
        folder: of a training, with ``log.csv`` and ``scores.csv``.
        path: of the PNG written.

    Raises:
        DatasetError: the folder holds no log yet.
    """
    log, scores = _read_rows(folder / "log.csv"), _read_rows(folder / "scores.csv")
    figure = new_figure(12.0, 3.6)
    left, middle, right = figure.subplots(1, 3)
    for stage in dict.fromkeys(row["stage"] for row in log):
        rows = [row for row in log if row["stage"] == stage]
        left.plot([int(row["step"]) for row in rows], [float(row["loss"]) for row in rows], label=stage)
    left.set_yscale("log")
    left.set_xlabel("step")
    left.set_ylabel("loss")
    middle.plot(
        [int(row["step"]) for row in log], [float(row["learning_rate"]) for row in log], color="#888888"
    )
    middle.set_xlabel("step")
    middle.set_ylabel("learning rate")
    for name in dict.fromkeys((row["set"], row["kind"]) for row in scores):
        rows = [row for row in scores if (row["set"], row["kind"]) == name]
        errors = [100 * float(row["cer"]) for row in rows]
        right.plot([int(row["step"]) for row in rows], errors, marker="o", markersize=3, label=" ".join(name))
    if any(float(row["cer"]) > 0 for row in scores):
        right.set_yscale("log")
    right.set_xlabel("step")
    right.set_ylabel("error rate of characters, %")
    for axes in (left, right):
        if axes.lines:
            axes.legend(fontsize=7)
    save_figure(figure, path)


def plot_confusion(counts: NDArray[np.int64], characters: Sequence[str], path: Path) -> None:
    """The pairs of characters taken for one another most often.

    Args:
        counts: (n, n) int64, row: the true character, column: the one read.
        characters: their names.
        path: of the PNG written.

    Raises:
        DatasetError: the counts are not square or fit no names.
    """
    if counts.shape != (len(characters), len(characters)):
        raise DatasetError("a confusion needs a row and a column for each character")
    wrong = counts.copy()
    np.fill_diagonal(wrong, 0)
    order = np.argsort(wrong, axis=None)[::-1][:MOST_CONFUSED]
    pairs = [divmod(int(at), len(characters)) for at in order if wrong.flat[at] > 0]
    figure = new_figure(5.0, 0.22 * max(1, len(pairs)) + 0.8)
    axes = figure.add_subplot()
    names = [f"{characters[true] or '∅'} read as {characters[read] or '∅'}" for true, read in pairs]
    axes.barh(range(len(pairs)), [int(wrong[pair]) for pair in pairs], color="#cc6677")
    axes.set_yticks(range(len(pairs)), [escape_formulas(name) for name in names], fontsize=7)
    axes.invert_yaxis()
    axes.set_xlabel("times")
    save_figure(figure, path)


def _read_rows(path: Path) -> list[dict[str, str]]:
    try:
        with path.open(newline="", encoding="utf-8") as stream:
            return list(csv.DictReader(stream))
    except OSError as error:
        raise DatasetError(f"{path}: there is no such log ({error.strerror})") from error
