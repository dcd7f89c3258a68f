"""What the plots of a data set share: figures without a display, sheets of pictures, tables beside them."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from recognizer import figures
from recognizer.figures import escape_formulas, new_figure

DPI = 130
INK, BLUE, RED, GREY = "#222222", "#4477aa", "#cc6677", "#bbbbbb"
PART_COLOURS = {"train": BLUE, "valid": "#ccbb44", "test": RED, "": BLUE}
BRIGHT = (  # P. Tol's bright and muted schemes: told apart by the colour-blind too
    "#4477aa", "#ee6677", "#228833", "#ccbb44", "#66ccee",
    "#aa3377", "#332288", "#999933", "#cc6677", "#117733",
)  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class Tile:
    """One picture of a sheet: (size, size) uint8, ink high, and what stands under it."""

    image: NDArray[np.uint8]
    caption: str


def save_figure(figure: Any, path: Path) -> Path:
    """Write a figure as PNG; characters that no font has are boxes, without a warning for each."""
    import warnings

    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing from font")
        return figures.save_figure(figure, path, DPI)


def write_table(path: Path, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> Path:
    """Write the figures that stand behind a plot."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", newline="", encoding="utf-8") as stream:
        table = csv.writer(stream)
        table.writerow(columns)
        table.writerows(rows)
    return path


def put_text(axes: Any, x: float, y: float, text: str, **options: Any) -> None:
    """Write text as it is: a dollar begins no formula."""
    axes.text(x, y, text, parse_math=False, **options)


def plain_ticks(axes: Any, places: Sequence[float], names: Sequence[str], size: float) -> None:
    """Names under places of the x axis, dollars as they are."""
    axes.set_xticks(list(places), [escape_formulas(name) for name in names], fontsize=size)


def lay_sheet(
    axes: Any, images: Sequence[NDArray[np.uint8]], columns: int, gap: int = 3
) -> list[tuple[int, int]]:
    """Show pictures in rows on one pair of axes, dark on light; the left and top px of each."""
    side = images[0].shape[0] if images else 1
    pitch = side + gap
    rows = -(-len(images) // columns)
    sheet = np.full((max(1, rows) * pitch, columns * pitch), 255, dtype=np.uint8)
    corners = []
    for at, image in enumerate(images):
        top, left = at // columns * pitch, at % columns * pitch
        sheet[top : top + side, left : left + side] = 255 - image
        corners.append((left, top))
    axes.imshow(sheet, cmap="gray", vmin=0, vmax=255, interpolation="nearest")
    axes.axis("off")
    return corners


def plot_tiles(tiles: Sequence[Tile], columns: int, title: str, path: Path) -> Path:
    """A sheet of pictures, each with its caption."""
    side = tiles[0].image.shape[0] if tiles else 32
    columns = max(1, min(columns, len(tiles)))
    gap = side // 2
    figure = new_figure(max(5.0, 0.78 * columns), 0.8 * max(1, -(-len(tiles) // columns)) + 0.6)
    axes = figure.add_subplot()
    corners = lay_sheet(axes, [tile.image for tile in tiles], columns, gap)
    for (left, top), tile in zip(corners, tiles, strict=True):
        put_text(axes, left + side / 2, top + side + 1, tile.caption, fontsize=8, ha="center", va="top")
    axes.set_title(title, fontsize=10, loc="left", parse_math=False)
    return save_figure(figure, path)
