"""Shards of single glyphs on disk <-> arrays.

A glyph shard is one ``.npz`` file: ``images`` uint8 (n, size, size) with ink high (255), each glyph filling
its square as in ``recognizer.glyph_frames``, ``place`` float32 (n, 5) as there (all 0, unknown, where the
shard has none), ``label`` the character of each or an empty string for what is none, ``source`` (font family
or writer) and ``kind`` (``print``, ``type`` or ``hand``).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from recognizer.charset import BLANK, Charset, normalize_text
from recognizer.dataset import list_shards, read_arrays, write_arrays
from recognizer.glyph_frames import PLACES
from recognizer.types import DatasetError


@dataclass(frozen=True, slots=True, eq=False)
class GlyphSet:
    """Glyphs in memory.

    Args:
        images: (n, size, size) uint8, ink high.
        labels: characters; empty for what is no character.
        sources: font families or writers.
        kinds: ``print``, ``type`` or ``hand``.
        places: (n, 5) float32, size and place on the line as far as known; None where none is.
    """

    images: NDArray[np.uint8]
    labels: tuple[str, ...]
    sources: tuple[str, ...]
    kinds: tuple[str, ...]
    places: NDArray[np.float32] | None = None

    def __post_init__(self) -> None:
        """Refuse parts that do not fit together."""
        n = len(self.labels)
        if self.images.ndim != 3 or self.images.dtype != np.uint8 or len(self.images) != n:
            raise DatasetError("glyph images must be uint8 (n, size, size), one for each label")
        if len(self.sources) != n or len(self.kinds) != n:
            raise DatasetError("a glyph set needs as many sources and kinds as labels")
        if self.places is not None and self.places.shape != (n, PLACES):
            raise DatasetError(f"places of glyphs must be (n, {PLACES}), one for each label")

    def __len__(self) -> int:
        """Number of glyphs."""
        return len(self.labels)

    def known_places(self) -> NDArray[np.float32]:
        """(n, 5) float32, all 0 where nothing is known of them."""
        return np.zeros((len(self), PLACES), dtype=np.float32) if self.places is None else self.places

    def select(self, rows: Sequence[int]) -> GlyphSet:
        """Some of the glyphs, in the order named."""
        return GlyphSet(
            self.images[list(rows)],
            tuple(self.labels[row] for row in rows),
            tuple(self.sources[row] for row in rows),
            tuple(self.kinds[row] for row in rows),
            None if self.places is None else self.places[list(rows)],
        )

    def classes(self, charset: Charset) -> NDArray[np.int32]:
        """(n,) int32 class indices; -1 for characters not in the charset, blank for no character."""
        return encode_labels(self.labels, charset)


def encode_labels(labels: Sequence[str], charset: Charset) -> NDArray[np.int32]:
    """(n,) int32 class indices; -1 for characters not in the charset, blank for no character."""
    known = {character: index for index, character in enumerate(charset.characters, start=1)}
    known[""] = BLANK
    return np.array([known.get(normalize_text(label), -1) for label in labels], dtype=np.int32)


def write_glyph_shard(path: Path, glyphs: GlyphSet) -> None:
    """Write glyphs as one shard, under a temporary name first."""
    arrays = {
        "images": glyphs.images,
        "label": np.array(glyphs.labels, dtype=np.str_),
        "source": np.array(glyphs.sources, dtype=np.str_),
        "kind": np.array(glyphs.kinds, dtype=np.str_),
        "place": glyphs.known_places(),
    }
    write_arrays(path, arrays)


def read_glyph_shards(places: Iterable[Path]) -> GlyphSet:
    """Read shards, or folders of them, as one set.

    Raises:
        DatasetError: there is no shard, one is damaged, or they differ in size.
    """
    parts = [_read_shard(path) for path in list_shards(places)]
    if not parts:
        raise DatasetError("there are no glyph shards to read; render some first")
    if len({part.images.shape[1:] for part in parts}) != 1:
        raise DatasetError("the glyph shards hold images of different sizes")
    return join_glyphs(parts)


def join_glyphs(parts: Sequence[GlyphSet]) -> GlyphSet:
    """Several sets as one; at least one, all of the same size."""
    return GlyphSet(
        np.concatenate([part.images for part in parts]),
        tuple(label for part in parts for label in part.labels),
        tuple(source for part in parts for source in part.sources),
        tuple(kind for part in parts for kind in part.kinds),
        np.concatenate([part.known_places() for part in parts]),
    )


def _read_shard(path: Path) -> GlyphSet:
    """One shard; what it does not tell of its glyphs' places is unknown."""
    arrays = read_arrays(path, ("images", "label", "source", "kind"))
    places: NDArray[np.float32] | None
    try:
        places = read_arrays(path, ("place",))["place"].astype(np.float32)
    except DatasetError:
        places = None
    try:
        labels, sources, kinds = (
            tuple(str(value) for value in arrays[key]) for key in ("label", "source", "kind")
        )
        return GlyphSet(arrays["images"], labels, sources, kinds, places)
    except DatasetError as error:
        raise DatasetError(f"{path}: {error}") from error
