"""Reads archives of pen strokes and draws them with varied pens, sizes relative to their writer kept."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from recognizer.dataset import read_arrays
from recognizer.datasets.arrays import archive_names
from recognizer.datasets.samples import (
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

    1000 units are the writer's median character: sizes are told relative to it.

    Raises:
        DatasetError: the archive is damaged or its arrays do not fit together.
    """
    names = archive_names(source)
    arrays = read_arrays(source, (*_NEEDED, *(name for name in _OPTIONAL if name in names)))
    labels = [clean_label(text) for text in arrays["label"].astype(str).tolist()]
    recorded = _recorded(source, arrays, len(labels))
    writers = arrays["writer"].astype(str) if "writer" in arrays else np.full(len(labels), "")
    agreement = arrays["agreement"] if "agreement" in arrays else np.ones(len(labels))
    for at, label in enumerate(labels):
        origin = f"{source.name}#{at}"
        if not label:
            yield Skipped(NO_CHARACTER, origin)
            continue
        if agreement[at] < settings.min_agreement:
            yield Skipped(DOUBTFUL, origin)
            continue
        strokes = recorded.strokes(at)
        size = np.ptp(np.concatenate(strokes), axis=0) if strokes else np.zeros(2)
        if not strokes or size.max() > BROKEN:
            yield Skipped(NO_STROKES, origin)
            continue
        extent = (int(size[1]) + 1, int(size[0]) + 1)
        for variant in range(settings.variants):
            rng = np.random.default_rng((settings.seed, at, variant))
            pen = choose_pen(rng)
            image, place = draw_strokes(
                [stroke / UNIT for stroke in strokes], pen if variant else Pen(width=pen.width)
            )
            yield Sample(
                image, label, str(writers[at]), origin=origin, framed=True, extent=extent, place=place
            )


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


STROKES = Format("strokes", "npz with the pen's strokes", _is_strokes, read_strokes)
