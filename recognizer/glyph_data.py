"""Shards of single glyphs on disk <-> arrays, and the batches that the classifier learns from.

A glyph shard is one ``.npz`` file: ``images`` uint8 (n, size, size) with ink high (255), ``label``
the character of each or an empty string for what is none, ``source`` (font family or writer) and
``kind`` (``print``, ``type`` or ``hand``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from recognizer.charset import BLANK, Charset, normalize_text
from recognizer.dataset import list_shards, read_arrays, write_arrays
from recognizer.types import DatasetError

MOST_TURN, MOST_STRETCH, MOST_SHIFT = 5.0, 0.10, 1.2  # degrees, share and px a glyph is moved in training
RARE_POWER = 0.5  # a class of n samples is drawn in proportion to n to this power


@dataclass(frozen=True, slots=True, eq=False)
class GlyphSet:
    """Glyphs in memory.

    Args:
        images: (n, size, size) uint8, ink high.
        labels: characters; empty for what is no character.
        sources: font families or writers.
        kinds: ``print``, ``type`` or ``hand``.
    """

    images: NDArray[np.uint8]
    labels: tuple[str, ...]
    sources: tuple[str, ...]
    kinds: tuple[str, ...]

    def __post_init__(self) -> None:
        """Refuse parts that do not fit together."""
        n = len(self.labels)
        if self.images.ndim != 3 or self.images.dtype != np.uint8 or len(self.images) != n:
            raise DatasetError("glyph images must be uint8 (n, size, size), one for each label")
        if len(self.sources) != n or len(self.kinds) != n:
            raise DatasetError("a glyph set needs as many sources and kinds as labels")

    def __len__(self) -> int:
        """Number of glyphs."""
        return len(self.labels)

    def select(self, rows: Sequence[int]) -> GlyphSet:
        """Some of the glyphs, in the order named."""
        return GlyphSet(
            self.images[list(rows)],
            tuple(self.labels[row] for row in rows),
            tuple(self.sources[row] for row in rows),
            tuple(self.kinds[row] for row in rows),
        )

    def classes(self, charset: Charset) -> NDArray[np.int32]:
        """(n,) int32 class indices; -1 for characters not in the charset, blank for no character."""
        known = {character: index for index, character in enumerate(charset.characters, start=1)}
        known[""] = BLANK
        return np.array([known.get(normalize_text(label), -1) for label in self.labels], dtype=np.int32)


def write_glyph_shard(path: Path, glyphs: GlyphSet) -> None:
    """Write glyphs as one shard, under a temporary name first."""
    arrays = {
        "images": glyphs.images,
        "label": np.array(glyphs.labels, dtype=np.str_),
        "source": np.array(glyphs.sources, dtype=np.str_),
        "kind": np.array(glyphs.kinds, dtype=np.str_),
    }
    write_arrays(path, arrays)


def read_glyph_shards(places: Iterable[Path]) -> GlyphSet:
    """Read shards, or folders of them, as one set.

    Raises:
        DatasetError: there is no shard, one is damaged, or they differ in size.
    """
    parts = []
    for path in list_shards(places):
        arrays = read_arrays(path, ("images", "label", "source", "kind"))
        try:
            columns = (tuple(str(value) for value in arrays[key]) for key in ("label", "source", "kind"))
            parts.append(GlyphSet(arrays["images"], *columns))
        except DatasetError as error:
            raise DatasetError(f"{path}: {error}") from error
    if not parts:
        raise DatasetError("there are no glyph shards to read; render some first")
    if len({part.images.shape[1:] for part in parts}) != 1:
        raise DatasetError("the glyph shards hold images of different sizes")
    return GlyphSet(
        np.concatenate([part.images for part in parts]),
        tuple(label for part in parts for label in part.labels),
        tuple(source for part in parts for source in part.sources),
        tuple(kind for part in parts for kind in part.kinds),
    )


def draw_batches(
    glyphs: GlyphSet, charset: Charset, size: int, seed: int, start: int = 0
) -> Iterator[tuple[NDArray[np.float32], NDArray[np.int32]]]:
    """Batches without end, each drawn anew: rare characters more often than they occur.

    Args:
        glyphs: to learn from; characters not in the charset are left out.
        charset: names the classes.
        size: of a batch.
        seed: with a batch's number it decides all that is in it.
        start: number of the first batch.

    Yields:
        Pixels (size, rows, columns, 1) float32 in 0..1, ink high, and classes (size,) int32.

    Raises:
        DatasetError: no glyph has a known character.
    """
    classes = glyphs.classes(charset)
    known = np.flatnonzero(classes >= 0)
    if not len(known):
        raise DatasetError("the glyph shards hold no character of the charset")
    counts = np.bincount(classes[known], minlength=charset.classes)
    weights = counts[classes[known]].astype(np.float64) ** (RARE_POWER - 1)
    limits = np.cumsum(weights / weights.sum())
    number = start
    while True:
        rng = np.random.default_rng((seed, number))
        at = known[np.minimum(np.searchsorted(limits, rng.random(size)), len(known) - 1)]
        pixels = np.stack([vary_glyph(glyphs.images[row], rng) for row in at])
        yield pixels[..., None].astype(np.float32) * np.float32(1 / 255), classes[at]
        number += 1


def vary_glyph(image: NDArray[np.uint8], rng: np.random.Generator) -> NDArray[np.uint8]:
    """A glyph a little turned, stretched and moved, its ink a little bolder or fainter.

    Args:
        image: (size, size) uint8, ink high.
        rng: for all draws.
    """
    side = image.shape[0]
    middle = side / 2
    turn = cv2.getRotationMatrix2D((middle, middle), float(rng.uniform(-MOST_TURN, MOST_TURN)), 1.0)
    scale = 1 + MOST_STRETCH * rng.uniform(-1, 1, 2)
    turn[:, :2] = turn[:, :2] * scale
    turn[:, 2] += (1 - scale.mean()) * middle + rng.uniform(-MOST_SHIFT, MOST_SHIFT, 2)
    moved = cv2.warpAffine(image, turn, (side, side), flags=cv2.INTER_LINEAR, borderValue=0)
    gain = float(np.exp(0.3 * rng.uniform(-1, 1)))
    noisy = moved.astype(np.float32) * gain + rng.normal(0, 8 * rng.random(), moved.shape)
    return np.asarray(np.clip(noisy, 0, 255), dtype=np.uint8)
