"""Writes a converted data set: shards of a bounded number of glyphs or lines for each part.

``FOLDER/glyphs/PART/00000.npz`` is a glyph shard as ``recognizer.glyph_data`` reads it, with two more
arrays: ``origin`` str (n) and ``extent`` int32 (n, 2), rows and columns of ink before framing. Sizes are told
relative to the writer's others, so places are filled in at the end, when all are known;
``FOLDER/lines/PART/00000.npz`` is a line shard of ``recognizer.dataset``.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from recognizer.dataset import TrainingLine, read_arrays, write_arrays, write_line_shard
from recognizer.datasets.card import GLYPHS, LINES
from recognizer.datasets.samples import Part
from recognizer.datasets.sizes import places_of, relative_sizes
from recognizer.glyph_frames import PLACES

GLYPHS_A_SHARD = 20_000
LINES_A_SHARD = 2_000
_GLYPH_KEYS = ("images", "label", "source", "kind", "origin", "extent", "place")


@dataclass(frozen=True, slots=True, eq=False)
class GlyphRow:
    """One framed glyph with all that is known of it; see ``Sample`` and ``Framed``."""

    image: NDArray[np.uint8]
    label: str
    writer: str
    kind: str
    origin: str
    extent: tuple[int, int]
    place: NDArray[np.float32] | None


class ShardWriter:
    """Collects glyphs and lines and writes them out shard by shard.

    Args:
        folder: of the data set.
    """

    def __init__(self, folder: Path) -> None:
        """Start with nothing written."""
        self._folder = folder
        self._glyphs: dict[Part, list[GlyphRow]] = {}
        self._lines: dict[Part, list[TrainingLine]] = {}
        self._numbers: Counter[tuple[str, Part]] = Counter()
        self._paths: list[Path] = []
        self.sha256: dict[str, str] = {}

    def add_glyph(self, part: Part, row: GlyphRow) -> None:
        """Take one glyph."""
        rows = self._glyphs.setdefault(part, [])
        rows.append(row)
        if len(rows) == GLYPHS_A_SHARD:
            self._flush_glyphs(part)

    def add_line(self, part: Part, line: TrainingLine) -> None:
        """Take one line."""
        lines = self._lines.setdefault(part, [])
        lines.append(line)
        if len(lines) == LINES_A_SHARD:
            self._flush_lines(part)

    def close(self, keeps_size: bool) -> bool:
        """Write what is left and fill in places.

        Args:
            keeps_size: the source's sizes may mean something.

        Returns:
            whether they do.
        """
        for part in sorted(self._glyphs):
            self._flush_glyphs(part)
        for part in sorted(self._lines):
            self._flush_lines(part)
        told = self._fill_places(keeps_size)
        for path in self._paths:
            name = path.relative_to(self._folder).as_posix()
            self.sha256[name] = hashlib.sha256(path.read_bytes()).hexdigest()
        return told

    def _fill_places(self, keeps_size: bool) -> bool:
        """Say how large each glyph is beside its writer's others, and compress the shards."""
        shards = [path for path in self._paths if path.parent.parent.name == GLYPHS]
        if not shards:
            return False
        read = [read_arrays(path, ("extent", "source", "placed")) for path in shards]
        extents, writers, placed = (np.concatenate([part[key] for part in read]) for key in read[0])
        sizes = relative_sizes(extents, writers) if keeps_size else None
        places = places_of(sizes, len(extents))
        start = 0
        for path in shards:
            arrays = read_arrays(path, (*_GLYPH_KEYS, "placed"))
            rows = slice(start, start + len(arrays["label"]))
            known = arrays.pop("placed")
            arrays["place"] = np.where(known[:, None], arrays["place"], places[rows])
            write_arrays(path, arrays)
            start = rows.stop
        return sizes is not None or bool(placed.any())

    def _flush_glyphs(self, part: Part) -> None:
        rows = self._glyphs.pop(part, [])
        if not rows:
            return
        path = self._next_path(GLYPHS, part)
        unknown = np.zeros(PLACES, dtype=np.float32)
        write_arrays(
            path,
            {
                "images": np.stack([row.image for row in rows]),
                "label": np.array([row.label for row in rows], dtype=np.str_),
                "source": np.array([row.writer for row in rows], dtype=np.str_),
                "kind": np.array([row.kind for row in rows], dtype=np.str_),
                "origin": np.array([row.origin for row in rows], dtype=np.str_),
                "extent": np.array([row.extent for row in rows], dtype=np.int32),
                "place": np.stack([unknown if row.place is None else row.place for row in rows]),
                "placed": np.array([row.place is not None for row in rows]),
            },
            compress=False,
        )

    def _flush_lines(self, part: Part) -> None:
        lines = self._lines.pop(part, [])
        if lines:
            write_line_shard(self._next_path(LINES, part), lines)

    def _next_path(self, what: str, part: Part) -> Path:
        number = self._numbers[what, part]
        self._numbers[what, part] += 1
        self._paths.append(self._folder / what / part / f"{number:05d}.npz")
        return self._paths[-1]
