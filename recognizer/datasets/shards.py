"""Writes a converted data set: shards of a bounded number of glyphs or lines for each part.

``FOLDER/glyphs/PART/00000.npz`` is a glyph shard as ``recognizer.glyph_data`` reads it, with two more
arrays: ``origin`` str (n) and ``extent`` int32 (n, 2), rows and columns of ink before framing.
``FOLDER/lines/PART/00000.npz`` is a line shard of ``recognizer.dataset``.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from recognizer.dataset import TrainingLine, write_arrays, write_line_shard
from recognizer.datasets.card import GLYPHS, LINES
from recognizer.datasets.dealing import Deal
from recognizer.datasets.samples import PARTS, Part
from recognizer.datasets.spool import GlyphSpool

GLYPHS_A_SHARD = 20_000
LINES_A_SHARD = 2_000
NO_WRITER = "unknown"  # the source that glyphs of an unknown writer get

Rows = dict[str, NDArray[Any]]


class LineShards:
    """Collects lines and writes them out shard by shard.

    Args:
        folder: of the data set.
    """

    def __init__(self, folder: Path) -> None:
        """Start with nothing written."""
        self._folder = folder
        self._lines: defaultdict[Part, list[TrainingLine]] = defaultdict(list)
        self._numbers: Counter[Part] = Counter()

    def add(self, part: Part, line: TrainingLine) -> None:
        """Take one line."""
        self._lines[part].append(line)
        if len(self._lines[part]) == LINES_A_SHARD:
            self._flush(part)

    def close(self) -> None:
        """Write what is left."""
        for part in PARTS:
            self._flush(part)

    def _flush(self, part: Part) -> None:
        lines = self._lines.pop(part, [])
        if lines:
            write_line_shard(_shard_path(self._folder, LINES, part, self._numbers[part]), lines)
            self._numbers[part] += 1


def write_glyph_shards(folder: Path, spool: GlyphSpool, deal: Deal, places: NDArray[np.float32]) -> None:
    """Write the glyphs of a spool, copies left out, into shards by part, in the order they were read.

    Args:
        folder: of the data set.
        spool: the glyphs.
        deal: where they belong.
        places: (n, 5) float32, for those whose place is not known already.
    """
    waiting: dict[str, list[Rows]] = {part: [] for part in PARTS}
    numbers: Counter[str] = Counter()
    start = 0
    for rows in spool.read():
        some = slice(start, start + len(rows["label"]))
        placed = rows.pop("placed")
        rows["place"] = np.where(placed[:, None], rows["place"], places[some])
        hands = deal.hands[some]
        rows["source"] = np.where(hands == "", NO_WRITER, hands)
        for part in PARTS:
            own = np.flatnonzero((deal.parts[some] == part) & ~deal.copies[some])
            waiting[part].append({name: array[own] for name, array in rows.items()})
            waiting[part] = _write_full(folder, part, waiting[part], numbers)
        start = some.stop
    for part in PARTS:
        _write_full(folder, part, waiting[part], numbers, least=1)


def find_checksums(folder: Path) -> dict[str, str]:
    """SHA-256 of each shard, by its path in the folder."""
    paths = sorted(path for what in (GLYPHS, LINES) for path in (folder / what).rglob("*.npz"))
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in paths
    }


def _write_full(
    folder: Path, part: Part, waiting: list[Rows], numbers: Counter[str], least: int = GLYPHS_A_SHARD
) -> list[Rows]:
    """Write shards while there are enough glyphs; what is left."""
    while sum(len(rows["label"]) for rows in waiting) >= least:
        rows = {name: np.concatenate([one[name] for one in waiting]) for name in waiting[0]}
        path = _shard_path(folder, GLYPHS, part, numbers[part])
        write_arrays(path, {name: array[:GLYPHS_A_SHARD] for name, array in rows.items()})
        numbers[part] += 1
        waiting = [{name: array[GLYPHS_A_SHARD:] for name, array in rows.items()}]
    return waiting


def _shard_path(folder: Path, what: str, part: str, number: int) -> Path:
    return folder / what / part / f"{number:05d}.npz"
