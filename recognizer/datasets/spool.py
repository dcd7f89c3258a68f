"""Keeps glyphs on disk while a data set is read: only when all are known can they be dealt to parts."""

from __future__ import annotations

import dataclasses
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from recognizer.dataset import read_arrays, write_arrays
from recognizer.datasets.dealing import ReadyGlyph, Undealt, gather_glyphs
from recognizer.glyph_frames import PLACES

AT_ONCE = 20_000  # glyphs in memory
_FOLDER = ".spool"
_KEYS = ("images", "label", "kind", "origin", "extent", "place", "placed")


class GlyphSpool:
    """Takes glyphs one by one and gives them back in the same order.

    Args:
        folder: of the data set; a folder in it is used, and removed when all has been read.
        kind: ``print``, ``type`` or ``hand``.
    """

    def __init__(self, folder: Path, kind: str) -> None:
        """Start with nothing."""
        self._folder = folder / _FOLDER
        self._kind = kind
        self._glyphs: list[ReadyGlyph] = []
        self._paths: list[Path] = []
        self._undealt: list[Undealt] = []

    def add(self, glyph: ReadyGlyph) -> None:
        """Take one glyph."""
        self._glyphs.append(glyph)
        if len(self._glyphs) == AT_ONCE:
            self._flush()

    def undealt(self) -> Undealt | None:
        """What tells where the glyphs belong; None where there are none."""
        self._flush()
        if not self._undealt:
            return None
        names = [field.name for field in dataclasses.fields(Undealt)]
        return Undealt(*(np.concatenate([getattr(one, name) for one in self._undealt]) for name in names))

    def read(self) -> Iterator[dict[str, NDArray[Any]]]:
        """The glyphs' arrays, some at a time; the files are removed at the end."""
        for path in self._paths:
            yield read_arrays(path, _KEYS)
        shutil.rmtree(self._folder, ignore_errors=True)

    def _flush(self) -> None:
        glyphs, self._glyphs = self._glyphs, []
        if not glyphs:
            return
        undealt, framed = gather_glyphs(glyphs), [glyph.framed for glyph in glyphs]
        unknown = np.zeros(PLACES, dtype=np.float32)
        arrays = {
            "images": np.stack([one.image for one in framed]),
            "label": undealt.labels,
            "kind": np.full(len(undealt), self._kind),
            "origin": undealt.origins,
            "extent": undealt.extents,
            "place": np.stack([unknown if one.place is None else one.place for one in framed]),
            "placed": undealt.placed,
        }
        path = self._folder / f"{len(self._paths):05d}.npz"
        write_arrays(path, arrays, compress=False)
        self._paths.append(path)
        self._undealt.append(undealt)
