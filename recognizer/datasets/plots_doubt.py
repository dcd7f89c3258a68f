"""Plots of hands, doubtful labels and near-duplicates; each with a table that ``clean`` can read."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from recognizer.datasets.collection import Collection
from recognizer.datasets.drawing import (
    BLUE,
    BRIGHT,
    GREY,
    RED,
    Tile,
    lay_sheet,
    plot_tiles,
    put_text,
    save_figure,
    write_table,
)
from recognizer.datasets.duplicates import Duplicates
from recognizer.datasets.likeness import NEARLY
from recognizer.datasets.styles import Styles
from recognizer.datasets.suspects import Suspects
from recognizer.figures import new_figure

SHOWN_WRITERS = 10  # in colour, far from one another
SHOWN_LETTERS = 14  # of each of them
VERSED = 0.6  # of the characters that the most versed writer has
SHOWN_SUSPECTS = 120
SHOWN_A_LABEL, SHOWN_A_GUESS = 4, 10  # of them, before others of the same label, or taken for the same
SHOWN_PAIRS = 40
LEAST_SUSPICION = 0.5  # listed from here on


def plot_styles(collection: Collection, styles: Styles, origin: str, folder: Path) -> Path:
    """Every writer's place, and letters of ten in their colours; ``styles.png`` and ``.csv``."""
    versed = _versed_writers(collection, styles)
    chosen = [int(versed[at]) for at in _far_apart(styles.places[versed], SHOWN_WRITERS)]
    figure = new_figure(11.5, 5.4)
    left, right = figure.subplots(1, 2, width_ratios=(1, 1.05))
    left.scatter(*styles.places.T, s=12, color=GREY, label=f"{len(styles.writers)} writers")
    for number, at in enumerate(chosen):
        x, y = styles.places[at]
        left.errorbar(
            x, y, styles.spread[at], styles.spread[at], color=BRIGHT[number], alpha=0.5, linewidth=1
        )
        left.plot(x, y, "o", color=BRIGHT[number], markersize=7)
    shares = [f"{100 * share:.0f} %" for share in styles.explained]
    left.set_xlabel(f"first component ({shares[0]} of the variance between writers)", fontsize=8)
    left.set_ylabel(f"second ({shares[1]})", fontsize=8)
    left.tick_params(labelsize=7)
    left.set_title(
        f"{collection.name}: writers by their hand, from {origin}", fontsize=9, loc="left", parse_math=False
    )
    _plot_letters(right, collection, styles, chosen)
    rows = zip(styles.writers, styles.counts, *styles.places.T.round(5), styles.spread.round(5), strict=True)
    write_table(folder / "styles.csv", ["writer", "glyphs", "first", "second", "spread"], rows)
    return save_figure(figure, folder / "styles.png")


def plot_suspects(collection: Collection, suspects: Suspects, origin: str, folder: Path) -> Path:
    """The most doubtful labels as a sheet, and all doubtful ones as a list; ``suspects.png`` and ``.csv``.

    A caption says the label and, behind the arrow, what its neighbours are.
    """
    doubted = (suspects.suspicion >= LEAST_SUSPICION) & (suspects.likely != collection.labels)
    listed = suspects.order[doubted[suspects.order]]
    tiles = [
        Tile(collection.images[row], f"{collection.labels[row]} → {suspects.likely[row]}")
        for row in _of_each(listed, collection.labels, suspects.likely)
    ]
    rows = (
        (
            rank,
            collection.ids[row],
            collection.labels[row],
            suspects.likely[row],
            f"{suspects.suspicion[row]:.4f}",
            f"{suspects.nearness[row]:.4f}",
            collection.writers[row],
        )
        for rank, row in enumerate(listed.tolist(), start=1)
    )
    heads = ["rank", "id", "label", "likely", "suspicion", "nearness", "writer"]
    write_table(folder / "suspects.csv", heads, rows)
    whose = "other writers' nearest glyphs" if collection.knows_writers else "the nearest glyphs"
    title = (
        f"{collection.name}: {len(listed):,} of {len(collection):,} labels are in doubt"
        f"\nlabel → what {whose} are, by {origin}; some of each"
    )
    return plot_tiles(tiles, 12, title, folder / "suspects.png")


def plot_duplicates(collection: Collection, found: Duplicates, folder: Path) -> Path:
    """Held-out glyphs beside the likest of the training part; ``duplicates.png`` and ``.csv``."""
    order = np.lexsort((-found.likeness, found.plain))
    pairs = order[found.near[order]]
    figure = new_figure(11.5, 4.6)
    left, right = figure.subplots(1, 2, width_ratios=(1, 1.3))
    left.hist(found.likeness[~found.plain], bins=60, range=(0.4, 1.0), color=BLUE)
    left.axvline(NEARLY, color=RED, linewidth=1)
    left.set_xlabel(
        "likeness to the likest glyph of the training part (plain strokes and dots left out)", fontsize=8
    )
    left.set_ylabel("held-out glyphs", fontsize=8)
    left.tick_params(labelsize=7)
    told = f"{len(pairs):,} of {len(found.held):,} nearly the same, {int(found.same.sum()):,} the same"
    left.set_title(f"{collection.name}: {told}", fontsize=9, loc="left", parse_math=False)
    _plot_pairs(right, collection, found, pairs[:SHOWN_PAIRS])
    rows = (
        (
            collection.ids[found.held[at]],
            collection.ids[found.trained[at]],
            collection.labels[found.held[at]],
            collection.labels[found.trained[at]],
            f"{found.likeness[at]:.4f}",
            int(found.same[at]),
        )
        for at in pairs.tolist()
    )
    write_table(
        folder / "duplicates.csv", ["id", "train_id", "label", "train_label", "likeness", "same"], rows
    )
    return save_figure(figure, folder / "duplicates.png")


def _of_each(listed: NDArray[np.int64], labels: NDArray[np.str_], likely: NDArray[np.str_]) -> list[int]:
    """The first rows of a list, few of each label and few that are taken for one character; then the rest."""
    chosen: list[int] = []
    rest: list[int] = []
    by_label: Counter[str] = Counter()
    by_guess: Counter[str] = Counter()
    for row in listed.tolist():
        label, guess = str(labels[row]), str(likely[row])
        few = by_label[label] < SHOWN_A_LABEL and by_guess[guess] < SHOWN_A_GUESS
        (chosen if few else rest).append(row)
        by_label[label] += few
        by_guess[guess] += few
    return [*chosen, *rest][:SHOWN_SUSPECTS]


def _plot_letters(axes: Any, collection: Collection, styles: Styles, chosen: list[int]) -> None:
    """The same characters by each of some writers, a row each, in the writer's colour."""
    rows = [np.flatnonzero(collection.writers == styles.writers[at]) for at in chosen]
    letters = _shared_letters(collection, rows)
    size = collection.images.shape[1]
    blank = np.zeros((size, size), np.uint8)
    images = []
    for own in rows:
        first = {str(collection.labels[row]): row for row in own[::-1].tolist()}
        images += [collection.images[first[letter]] if letter in first else blank for letter in letters]
    corners = lay_sheet(axes, images, max(1, len(letters)))
    for number, at in enumerate(chosen):
        top = corners[number * len(letters)][1] + size / 2
        name = str(styles.writers[at])
        put_text(axes, -13, top, name[-18:], fontsize=7, ha="right", va="center", color=BRIGHT[number])
        axes.plot([-6], [top], "s", color=BRIGHT[number], markersize=5, clip_on=False)
    axes.set_title("their glyphs, a row a writer", fontsize=9, loc="left")


def _shared_letters(collection: Collection, rows: list[NDArray[np.int64]]) -> list[str]:
    """Characters that most of some writers have."""
    names, codes = np.unique(collection.labels, return_inverse=True)
    have = sum(np.bincount(codes[own], minlength=len(names)) > 0 for own in rows)
    letters = np.array([name.isalnum() for name in names.tolist()])
    best = np.lexsort((-np.asarray(have), ~letters))[:SHOWN_LETTERS]
    return [str(names[at]) for at in np.sort(best)]


def _plot_pairs(axes: Any, collection: Collection, found: Duplicates, pairs: NDArray[np.int64]) -> None:
    """Held-out glyphs beside the likest ones, two by two."""
    images = [collection.images[row] for at in pairs.tolist() for row in (found.held[at], found.trained[at])]
    if not images:
        put_text(axes, 0.5, 0.5, "no near-duplicates", fontsize=9, ha="center", transform=axes.transAxes)
        axes.axis("off")
        return
    columns = 16
    corners = lay_sheet(axes, images, columns)
    size = collection.images.shape[1]
    for number in range(0, len(images), 2):
        left, top = corners[number]
        axes.plot([left, left + 2 * size + 3], [top + size + 1] * 2, color=RED, linewidth=1)
    axes.set_title("held out (left) and learnt from (right), underlined in pairs", fontsize=9, loc="left")


def _versed_writers(collection: Collection, styles: Styles) -> NDArray[np.int64]:
    """Rows of the writers who have most characters: only they can be compared letter by letter."""
    known = [len(np.unique(collection.labels[collection.writers == writer])) for writer in styles.writers]
    return np.flatnonzero(np.array(known) >= VERSED * max(known))


def _far_apart(places: NDArray[np.float64], count: int) -> list[int]:
    """Rows far from one another, each the farthest from those before, the first from the middle."""
    chosen = [int(np.argmax((places**2).sum(axis=1)))]
    while len(chosen) < min(count, len(places)):
        distances = ((places[:, None] - places[chosen][None]) ** 2).sum(axis=2).min(axis=1)
        distances[chosen] = -1
        chosen.append(int(np.argmax(distances)))
    return chosen
