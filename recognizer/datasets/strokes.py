"""Reads archives of pen strokes and draws them with varied pens, sizes relative to their writer kept."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from recognizer.dataset import read_arrays
from recognizer.datasets.arrays import archive_names, read_agreement, read_texts
from recognizer.datasets.copies import join_copied_strokes
from recognizer.datasets.samples import (
    COPY,
    DOUBTFUL,
    NO_CHARACTER,
    Format,
    Item,
    ReadSettings,
    Sample,
    Skipped,
    clean_label,
)
from recognizer.glyph_strokes import UNIT, Pen, choose_pen, draw_strokes
from recognizer.pen_strokes import CharacterStrokes
from recognizer.types import DatasetError

BROKEN = 20 * UNIT  # larger, a recording is broken
NO_STROKES = "no strokes were recorded"

_NEEDED = ("points", "stroke_off", "char_off", "label")
_OPTIONAL = ("writer", "agreement")


def read_strokes(source: Path, settings: ReadSettings) -> Iterator[Item]:
    """Samples drawn from recorded characters, ``settings.variants`` of each; the first varies the pen only.

    1000 units are the writer's median character: sizes are told relative to it. Writers are joined by what
    they wrote, since no two drawings of a copy are the same.

    Raises:
        DatasetError: the archive is damaged or its arrays do not fit together.
    """
    names = archive_names(source)
    arrays = read_arrays(source, (*_NEEDED, *(name for name in _OPTIONAL if name in names)))
    labels = [clean_label(text) for text in read_texts(arrays["label"], source).tolist()]
    recorded = _recorded(source, arrays, len(labels))
    writers = read_texts(arrays["writer"], source) if "writer" in arrays else np.full(len(labels), "")
    agreement = read_agreement(arrays, len(labels), source)
    characters = [recorded.strokes(at) for at in range(len(labels))]
    reasons = [
        _flaw(strokes, label, sure)
        for strokes, label, sure in zip(
            characters, labels, (agreement >= settings.min_agreement).tolist(), strict=True
        )
    ]
    compared = [
        str(writer) if settings.join and not reason else ""
        for writer, reason in zip(writers, reasons, strict=True)
    ]
    found = join_copied_strokes(characters, labels, compared, settings.seed)
    for at, label in enumerate(labels):
        origin, reason = f"{source.name}#{at}", COPY if found.copies[at] else reasons[at]
        if reason:
            yield Skipped(reason, origin)
            continue
        writer = str(writers[at])
        size = np.ptp(np.concatenate(characters[at]), axis=0)
        extent = (int(size[1]) + 1, int(size[0]) + 1)
        for variant in range(settings.variants):
            image, place = _draw(characters[at], (settings.seed, at, variant))
            yield Sample(image, label, writer, "", origin, True, extent, place, found.hand_of(writer))


def _flaw(strokes: list[NDArray[np.float64]], label: str, sure: bool) -> str:
    """Why a recorded character is of no use; empty where it is."""
    if not label:
        return NO_CHARACTER
    if not sure:
        return DOUBTFUL
    if not strokes or np.ptp(np.concatenate(strokes), axis=0).max() > BROKEN:
        return NO_STROKES
    return ""


def _draw(
    strokes: list[NDArray[np.float64]], seed: tuple[int, int, int]
) -> tuple[NDArray[np.uint8], NDArray[np.float32]]:
    """A character's picture and place; the last number of the seed says which of its variants."""
    pen = choose_pen(np.random.default_rng(seed))
    return draw_strokes([stroke / UNIT for stroke in strokes], pen if seed[-1] else Pen(width=pen.width))


def _recorded(source: Path, arrays: dict[str, NDArray[np.generic]], count: int) -> CharacterStrokes:
    """The archive's strokes, checked."""
    points, strokes, characters = (np.asarray(arrays[name]) for name in ("points", "stroke_off", "char_off"))
    if points.ndim != 2 or points.shape[1] != 2:
        raise DatasetError(f"{source}: points must be (n, 2), not {points.shape}")
    for name, offsets, end, items in (
        ("stroke_off", strokes, len(points), len(strokes) - 1),
        ("char_off", characters, len(strokes) - 1, count),
    ):
        fits = offsets.ndim == 1 and len(offsets) == items + 1 and len(offsets) > 0
        if not fits or offsets[0] != 0 or offsets[-1] != end or np.any(np.diff(offsets) < 0):
            raise DatasetError(f"{source}: {name} does not divide what it indexes; the file is damaged")
    for name in _OPTIONAL:
        if name in arrays and len(arrays[name]) != count:
            raise DatasetError(f"{source}: it has {count:,} labels, but {len(arrays[name]):,} of {name}")
    return CharacterStrokes(points, strokes, characters, {}, {})


def _is_strokes(source: Path) -> bool:
    return source.is_file() and set(_NEEDED) <= archive_names(source)


STROKES = Format("strokes", "npz with the pen's strokes", _is_strokes, read_strokes, joins=True)
