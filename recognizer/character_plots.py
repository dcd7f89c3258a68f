"""What a glyph classifier gets wrong: the whole confusion matrix, and a sheet of the worst crops."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from recognizer.figures import escape_formulas, new_figure, save_figure
from recognizer.types import DatasetError

INCH_A_CLASS = 0.11
COLUMNS = 16  # crops in a row of a sheet
SHEET_INCHES, CAPTION_INCHES = 9.92, 0.16  # width of a sheet, room above a crop


def plot_confusion_matrix(counts: NDArray[np.int64], alphabet: Sequence[str], path: Path) -> None:
    """Every character of an alphabet and what it was taken for, as shares of its row.

    Args:
        counts: (n, n) int64, row: the true character, column: the one found.
        alphabet: their names.
        path: of the PNG written.

    Raises:
        DatasetError: the counts are not square, fit no names, or there are none.
    """
    if not len(alphabet) or counts.shape != (len(alphabet), len(alphabet)):
        raise DatasetError("a confusion matrix needs a row and a column for each character")
    shares = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    side = max(3.5, INCH_A_CLASS * len(alphabet) + 1.2)
    figure = new_figure(side + 0.8, side)
    axes = figure.add_subplot()
    drawn = axes.imshow(np.sqrt(shares), cmap="viridis", vmin=0, vmax=1)
    names = [escape_formulas(name) for name in alphabet]
    axes.set_xticks(range(len(names)), names, fontsize=5)
    axes.set_yticks(range(len(names)), names, fontsize=5)
    axes.set_xlabel("taken for")
    axes.set_ylabel("character")
    bar = figure.colorbar(drawn, ax=axes, shrink=0.6, ticks=np.sqrt([0.0, 0.01, 0.1, 0.5, 1.0]))
    bar.ax.set_yticklabels(["0", "1 %", "10 %", "50 %", "100 %"], fontsize=6)
    save_figure(figure, path)


def plot_sheet(
    images: NDArray[np.uint8], captions: Sequence[str], path: Path, columns: int = COLUMNS
) -> None:
    """Crops side by side, each with a caption.

    Args:
        images: (n, rows, columns) uint8, ink high.
        captions: a short one each.
        path: of the PNG written.
        columns: crops in a row.

    Raises:
        DatasetError: there is nothing to show.
    """
    if not len(images) or len(images) != len(captions):
        raise DatasetError("a sheet needs crops and a caption for each")
    rows = -(-len(images) // columns)
    wide = SHEET_INCHES / columns
    figure = new_figure(
        SHEET_INCHES, (wide * images.shape[1] / images.shape[2] + CAPTION_INCHES) * rows + 0.1
    )
    grid = figure.subplots(rows, columns, squeeze=False)
    for axes in grid.flat:
        axes.axis("off")
    for axes, image, caption in zip(grid.flat, images, captions, strict=False):
        axes.imshow(255 - image, cmap="gray", vmin=0, vmax=255)
        axes.set_title(escape_formulas(caption), fontsize=6, pad=1)
    save_figure(figure, path)
