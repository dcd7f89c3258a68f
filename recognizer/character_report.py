"""What is told of a classifier on a data set: figures, rows of classes and writers, confusions, worst crops.

=================== ==========================================================================
``classes.csv``     label, count, top-1 and top-3 in percent, what it was taken for most often
``writers.csv``     writer, count, top-1 and top-3 in percent; worst first
``confusions.csv``  label, found, times; most frequent first
``confusion.png``   the whole confusion matrix
``worst.png``       the crops whose label the classifier thought least likely
=================== ==========================================================================
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from recognizer.character_plots import plot_confusion_matrix, plot_sheet
from recognizer.character_scores import (
    Judged,
    Share,
    count_confusions,
    is_alike,
    is_same,
    is_same_letter,
    share_right,
)
from recognizer.datasets.collection import Collection
from recognizer.glyph_data import GlyphSet
from recognizer.types import DatasetError

WORST = 128  # crops on the sheet
MOST_TOLD = 5  # worst classes and writers named in a summary
LEAST_TOLD = 10  # characters one must have to be named


def summarize_judged(judged: Judged) -> dict[str, Share]:
    """Shares of right answers over all characters, by what counts as right."""
    writers = judged.glyphs.sources
    return {
        "top-1": share_right(judged.right(is_same), writers),
        "top-3": share_right(judged.right(is_same, 3), writers),
        "ignoring case": share_right(judged.right(is_same_letter), writers),
        "alike": share_right(judged.right(is_alike), writers),
    }


def tabulate_worst(judged: Judged) -> list[str]:
    """The classes and the writers with the lowest top-1, a line each."""
    first, third = judged.right(is_same), judged.right(is_same, 3)
    lines = []
    for what, names in (("class", judged.glyphs.labels), ("writer", judged.glyphs.sources)):
        rows = [row for row in _by_name(np.array(names), first, third) if row[1] >= LEAST_TOLD]
        for name, count, one, three in sorted(rows, key=lambda row: float(row[2]))[:MOST_TOLD]:
            lines.append(f"{what} {name}: top-1 {one} %, top-3 {three} % of {count}")
    return lines


def to_glyph_set(collection: Collection, part: str = "all") -> GlyphSet:
    """A data set's glyphs, or those of one part.

    Args:
        collection: as loaded.
        part: ``train``, ``valid``, ``test`` or ``all``.

    Raises:
        DatasetError: there are none of that part.
    """
    rows = np.flatnonzero((collection.parts == part) | (part == "all"))
    if not len(rows):
        raise DatasetError(f"the data set has no part {part!r}; it may not be split")
    chosen = collection.select(rows)
    return GlyphSet(
        chosen.images,
        tuple(chosen.labels.tolist()),
        tuple(chosen.writers.tolist()),
        ("hand",) * len(chosen),
        chosen.places,
    )


def write_character_report(judged: Judged, folder: Path) -> list[Path]:
    """Write tables and plots.

    Args:
        judged: what a classifier took characters for.
        folder: made where missing.

    Returns:
        The files written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    counts = count_confusions(judged)
    first, third = judged.right(is_same), judged.right(is_same, 3)
    labels, writers = np.array(judged.glyphs.labels), np.array(judged.glyphs.sources)
    pairs = _confusions(counts, judged.alphabet)
    likeliest = {label: found for label, found, _ in reversed(pairs)}
    classes = [(*row, likeliest.get(row[0], "")) for row in _by_name(labels, first, third)]
    people = sorted(_by_name(writers, first, third), key=lambda row: float(row[2]))
    paths = [folder / name for name in ("classes.csv", "writers.csv", "confusions.csv")]
    _write_rows(paths[0], ("label", "count", "top_1", "top_3", "taken_for"), classes)
    _write_rows(paths[1], ("writer", "count", "top_1", "top_3"), people)
    _write_rows(paths[2], ("label", "found", "times"), pairs)
    paths += [folder / "confusion.png", folder / "worst.png"]
    plot_confusion_matrix(counts, judged.alphabet, paths[3])
    rows = find_worst(judged)
    found = judged.ranked(1)[rows, 0]
    captions = [
        f"{judged.glyphs.labels[row]} as {judged.alphabet[at]}"
        for row, at in zip(rows.tolist(), found.tolist(), strict=True)
    ]
    plot_sheet(judged.glyphs.images[rows], captions, paths[4])
    return paths


def find_worst(judged: Judged, most: int = WORST) -> NDArray[np.int64]:
    """Rows of the crops whose label is least likely, worst first."""
    at = {character: index for index, character in enumerate(judged.alphabet)}
    columns = [at.get(label, 0) for label in judged.glyphs.labels]
    own = judged.log_probabilities[np.arange(len(columns)), columns]
    return np.asarray(np.argsort(own, kind="stable")[:most])


def _by_name(
    names: NDArray[np.str_], first: NDArray[np.bool_], third: NDArray[np.bool_]
) -> list[tuple[str, int, str, str]]:
    """Name, count and both shares in percent of each."""
    unique, at = np.unique(names, return_inverse=True)
    counts = np.bincount(at)
    shares = [100 * np.bincount(at, weights=right) / counts for right in (first, third)]
    return [
        (str(name), int(count), f"{one:.2f}", f"{three:.2f}")
        for name, count, one, three in zip(unique, counts, *shares, strict=True)
    ]


def _confusions(counts: NDArray[np.int64], alphabet: Sequence[str]) -> list[tuple[str, str, int]]:
    """Pairs that were confused, most frequent first."""
    pairs = [
        (alphabet[row], alphabet[column], int(counts[row, column]))
        for row, column in zip(*np.nonzero(counts), strict=True)
        if row != column
    ]
    return sorted(pairs, key=lambda pair: -pair[2])


def _write_rows(path: Path, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    with path.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)
