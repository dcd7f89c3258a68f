"""Plots of what a data set holds: characters, samples, mean pictures, ink and sizes; each with a table."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from recognizer.datasets.balance import measure_balance
from recognizer.datasets.collection import Collection
from recognizer.datasets.drawing import (
    BLUE,
    GREY,
    INK,
    PART_COLOURS,
    RED,
    lay_sheet,
    plain_ticks,
    put_text,
    save_figure,
    write_table,
)
from recognizer.datasets.samples import PARTS
from recognizer.figures import new_figure

SAMPLES = 10  # of each class on the sheet
MOST_VARIANCE = 0.25  # of ink between 0 and 1: drawn black
ROWS_A_COLUMN = 32  # classes one under another
MOST_RATIO = 30.0  # between classes, beyond which they are counted on a logarithmic scale


def plot_class_counts(collection: Collection, folder: Path) -> Path:
    """How many glyphs each character has, in each part; ``classes.png`` and ``.csv``."""
    names, codes = np.unique(collection.labels, return_inverse=True)
    parts = [part for part in (*PARTS, "") if np.any(collection.parts == part)]
    counts = np.stack([np.bincount(codes[collection.parts == part], minlength=len(names)) for part in parts])
    total = counts.sum(axis=0)
    order = np.argsort(-total, kind="stable")
    figure = new_figure(float(np.clip(0.13 * len(names) + 2, 6, 15)), 3.6)
    axes = figure.add_subplot()
    at = np.arange(len(names))
    steep = total.max() > MOST_RATIO * total.min()
    if steep:
        axes.bar(at, total[order], color=BLUE)
        axes.set_yscale("log")
    else:
        floor = np.zeros(len(names))
        for part, own in zip(parts, counts, strict=True):
            axes.bar(at, own[order], bottom=floor, color=PART_COLOURS[part], label=part or "all")
            floor += own[order]
        axes.legend(fontsize=8, frameon=False, ncols=3, loc="lower right", bbox_to_anchor=(1, 1))
    plain_ticks(axes, at.tolist(), names[order].tolist(), 8 if len(names) < 70 else 7)
    axes.set_xlim(-0.8, len(names) - 0.2)
    axes.set_ylabel("glyphs" + (" (logarithmic)" if steep else ""))
    title = f"{collection.name}: {len(collection):,} glyphs\n{measure_balance(collection.labels).describe()}"
    axes.set_title(title, fontsize=9, loc="left", parse_math=False)
    _clear(axes)
    rows = [
        (names[row], *counts[:, row].tolist(), int(total[row]), round(total[row] / len(collection), 5))
        for row in order
    ]
    write_table(folder / "classes.csv", ["class", *(part or "all" for part in parts), "total", "share"], rows)
    return save_figure(figure, folder / "classes.png")


def plot_class_samples(collection: Collection, folder: Path, seed: int = 0) -> Path:
    """Some glyphs of every character, by as many writers as there are; ``samples.png`` and ``.csv``."""
    rng = np.random.default_rng(seed)
    names, codes = np.unique(collection.labels, return_inverse=True)
    chosen = [_draw_samples(collection, np.flatnonzero(codes == at), rng) for at in range(len(names))]
    size = collection.images.shape[1]
    columns = -(-len(names) // ROWS_A_COLUMN)
    rows = -(-len(names) // columns)
    figure = new_figure(4.3 * columns, 0.33 * rows + 0.5)
    figure.suptitle(f"{collection.name}: samples of each class", fontsize=10, x=0.01, ha="left")
    for column, axes in enumerate(np.atleast_1d(figure.subplots(1, columns))):
        part = range(column * rows, min((column + 1) * rows, len(names)))
        blank = np.zeros((size, size), np.uint8)
        images = [
            collection.images[chosen[at][k]] if k < len(chosen[at]) else blank
            for at in part
            for k in range(SAMPLES)
        ]
        images += [blank] * (SAMPLES * (rows - len(part)))
        corners = lay_sheet(axes, images, SAMPLES)
        for row, at in enumerate(part):
            top = corners[row * SAMPLES][1]
            put_text(axes, -6, top + size / 2, names[at], fontsize=11, ha="right", va="center", color=RED)
        axes.set_xlim(-34, None)
    listed = (
        (names[at], collection.ids[row], collection.writers[row])
        for at in range(len(names))
        for row in chosen[at]
    )
    write_table(folder / "samples.csv", ["class", "id", "writer"], listed)
    return save_figure(figure, folder / "samples.png")


def plot_class_means(collection: Collection, folder: Path) -> Path:
    """Mean and variance of each character's pictures; ``means.png`` and ``.csv``."""
    names, codes = np.unique(collection.labels, return_inverse=True)
    size = collection.images.shape[1]
    columns = int(np.clip(np.ceil(np.sqrt(len(names) * 0.9)), 1, 12))
    rows = -(-len(names) // columns)
    gap, head = 6, 13
    sheet = np.ones((rows * (size + head), columns * (2 * size + gap)))
    figure = new_figure(max(6.5, 0.95 * columns), 0.62 * rows + 0.5)
    axes = figure.add_subplot()
    table = []
    for at, name in enumerate(names.tolist()):
        mean, variance = _moments(collection.images[codes == at])
        top, left = at // columns * (size + head) + head, at % columns * (2 * size + gap)
        sheet[top : top + size, left : left + size] = 1 - mean
        sheet[top : top + size, left + size : left + 2 * size] = 1 - variance / MOST_VARIANCE
        put_text(axes, left + size, top - 1, name, fontsize=9, ha="center", va="bottom", color=RED)
        table.append(
            (name, int((codes == at).sum()), round(float(mean.mean()), 4), round(float(variance.mean()), 5))
        )
    axes.imshow(sheet, cmap="gray", vmin=0, vmax=1, interpolation="nearest")
    axes.axis("off")
    title = f"{collection.name}: mean (left) and variance (right) of each class"
    axes.set_title(title, fontsize=10, loc="left", parse_math=False)
    write_table(folder / "means.csv", ["class", "glyphs", "mean_ink", "mean_variance"], table)
    return save_figure(figure, folder / "means.png")


def plot_sizes(collection: Collection, folder: Path) -> Path:
    """Distributions of ink, size and aspect, and sizes of each character; ``sizes.png`` and ``.csv``."""
    ink = collection.images.reshape(len(collection), -1).mean(axis=1) / 255
    high, wide = (np.maximum(collection.extents[:, at], 1).astype(float) for at in (0, 1))
    told = bool(np.any(collection.places[:, 0] > 0))
    size = 2.0 ** collection.places[:, 1] if told else np.maximum(high, wide)
    figure = new_figure(11.5, 5.8)
    grid = figure.add_gridspec(2, 3)
    axes = [figure.add_subplot(grid[0, at]) for at in range(3)]
    axes[0].hist(ink, bins=50, color=BLUE)
    axes[0].set_xlabel("ink's share of the square")
    if told:
        whose = "writer's" if collection.knows_writers else "set's"
        _plot_logarithmic(axes[1], size, f"larger side / {whose} usual one")
    else:
        axes[1].hist(size, bins=50, color=BLUE)
        axes[1].set_xlabel("larger side before framing, px")
    _plot_logarithmic(axes[2], wide / high, "width / height")
    axes[0].set_ylabel("glyphs")
    for one in axes:
        _clear(one)
    measure, name = (size, "size") if told else (wide / high, "width / height")
    _plot_by_class(figure.add_subplot(grid[1, :]), collection.labels, measure, name)
    figure.suptitle(f"{collection.name}: ink, size and aspect", fontsize=10, x=0.01, ha="left")
    rows = []
    for name in np.unique(collection.labels).tolist():
        own = collection.labels == name
        values = [np.percentile(what[own], (10, 50, 90)) for what in (ink, size, wide / high)]
        rows.append((name, int(own.sum()), *(round(float(v), 4) for some in values for v in some)))
    heads = [f"{what}_p{at}" for what in ("ink", "size", "aspect") for at in (10, 50, 90)]
    write_table(folder / "sizes.csv", ["class", "glyphs", *heads], rows)
    return save_figure(figure, folder / "sizes.png")


def _plot_by_class(axes: Any, labels: NDArray[np.str_], size: NDArray[Any], name: str) -> None:
    """Medians by character, with the range of the middle four fifths."""
    names = np.unique(labels)
    low, middle, high = np.array([np.percentile(size[labels == name], (10, 50, 90)) for name in names]).T
    order = np.argsort(middle, kind="stable")
    at = np.arange(len(names))
    axes.vlines(at, low[order], high[order], color=GREY, linewidth=4)
    axes.plot(at, middle[order], "o", color=INK, markersize=3)
    axes.set_yscale("log", base=2)
    plain_ticks(axes, at.tolist(), names[order].tolist(), 8 if len(names) < 70 else 7)
    axes.set_xlim(-0.8, len(names) - 0.2)
    axes.set_ylabel(f"{name}: median, 10-90 %", fontsize=9)
    _plain_powers(axes.yaxis)
    _clear(axes)


def _plot_logarithmic(axes: Any, values: NDArray[Any], name: str) -> None:
    low, high = np.log2(np.percentile(values, (0.2, 99.8)))
    bins = 2.0 ** np.linspace(low, max(high, low + 0.5), int(np.clip(np.sqrt(len(values)), 10, 50)))
    axes.hist(values, bins=bins, color=BLUE)
    axes.set_xscale("log", base=2)
    axes.set_xlabel(name)
    _plain_powers(axes.xaxis)


def _plain_powers(axis: Any) -> None:
    """Powers of two as plain numbers."""
    axis.set_major_formatter(lambda value, _: f"{value:g}")


def _moments(images: NDArray[np.uint8]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Mean and variance of pictures, of ink from 0 to 1."""
    scaled = images.astype(np.float32) / 255
    return scaled.mean(axis=0, dtype=np.float64), scaled.var(axis=0, dtype=np.float64)


def _draw_samples(
    collection: Collection, rows: NDArray[np.int64], rng: np.random.Generator
) -> NDArray[np.int64]:
    """Rows by as many writers as there are, then more of the same."""
    mixed = rng.permutation(rows)
    _, first = np.unique(collection.writers[mixed], return_index=True)
    order = [*rng.permutation(first).tolist(), *np.setdiff1d(np.arange(len(mixed)), first).tolist()]
    return mixed[order[:SAMPLES]]


def _clear(axes: Any) -> None:
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    axes.tick_params(labelsize=8, length=2)
