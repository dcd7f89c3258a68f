"""A preset's glyph replay file: drawn glyphs that an adaptation keeps to, and glyphs it is tested on.

``glyph.replay.npz`` holds ``packed`` uint8 (n, size * size / 4), the pictures in four grey levels, four
pixels a byte, ``size``, ``place`` float16 (n, 5), ``label``, ``source`` and ``kind`` as a glyph shard does,
and ``base`` bool (n), whether a glyph is of the base test: of faces that nothing was trained on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from recognizer.dataset import read_arrays, write_arrays
from recognizer.glyph_data import GlyphSet
from recognizer.types import DatasetError

MOST_BYTES = 300_000
LEVELS = 4  # of grey: ink, paper and two between are enough for pictures of 32 px
_STEP = 255 // (LEVELS - 1)
_SHIFTS = np.array([6, 4, 2, 0], dtype=np.uint8)  # of the four pixels in a byte
_KEYS = ("packed", "size", "place", "label", "source", "kind", "base")


@dataclass(frozen=True, slots=True, eq=False)
class GlyphReplay:
    """What a glyph replay file holds.

    Args:
        learnt: to be taken, after an adaptation, for what they were taken for before.
        base: to be tested on; of faces that nothing was trained on.
    """

    learnt: GlyphSet
    base: GlyphSet


def write_glyph_replay(path: Path, replay: GlyphReplay) -> None:
    """Write a glyph replay file, whole or not at all.

    Raises:
        ValueError: there are no glyphs, or their pictures are of different sizes.
    """
    parts = (replay.learnt, replay.base)
    images = np.concatenate([part.images for part in parts])
    if not len(images):
        raise ValueError("a replay file of no glyphs is of no use")
    arrays = {
        "packed": _pack(images),
        "size": np.array(images.shape[1]),
        "place": np.concatenate([part.known_places() for part in parts]).astype(np.float16),
        "label": np.array([label for part in parts for label in part.labels], dtype=np.str_),
        "source": np.array([source for part in parts for source in part.sources], dtype=np.str_),
        "kind": np.array([kind for part in parts for kind in part.kinds], dtype=np.str_),
        "base": np.arange(len(images)) >= len(replay.learnt),
    }
    write_arrays(path, arrays)


def read_glyph_replay(path: Path) -> GlyphReplay:
    """The glyphs of a replay file.

    Raises:
        DatasetError: it is missing or damaged.
    """
    arrays = read_arrays(path, _KEYS)
    size, count = int(arrays["size"]), len(arrays["label"])
    if arrays["packed"].shape != (count, size * size // 4) or len(arrays["base"]) != count:
        raise DatasetError(f"{path}: its parts differ in number")
    texts = {key: tuple(str(value) for value in arrays[key]) for key in ("label", "source", "kind")}
    images = _unpack(arrays["packed"], size)
    places = arrays["place"].astype(np.float32)
    glyphs = GlyphSet(images, texts["label"], texts["source"], texts["kind"], places)
    is_base = arrays["base"].astype(bool)
    return GlyphReplay(
        glyphs.select(np.flatnonzero(~is_base).tolist()), glyphs.select(np.flatnonzero(is_base).tolist())
    )


def choose_glyphs(
    glyphs: GlyphSet, most: int, kinds: Sequence[str], seed: int, even: bool = True
) -> GlyphSet:
    """A sample with as many of each kind.

    Args:
        glyphs: to choose from; those that are no character are left out.
        most: glyphs wanted, at most.
        kinds: to choose from.
        seed: the same one chooses the same glyphs.
        even: characters alike, as far as there are any; else as often as they occur.
    """
    rng = np.random.default_rng(seed)
    labels, found = np.asarray(glyphs.labels, dtype=np.str_), np.asarray(glyphs.kinds, dtype=np.str_)
    chosen: list[int] = []
    for kind in kinds:
        rounds: list[tuple[int, float, int]] = []
        for label in np.unique(labels[(found == kind) & (labels != "")]):
            rows = rng.permutation(np.flatnonzero((found == kind) & (labels == label))).tolist()
            rounds += [(at if even else 0, float(rng.random()), row) for at, row in enumerate(rows)]
        chosen += [row for _, _, row in sorted(rounds)[: most // len(kinds)]]
    return glyphs.select(sorted(chosen))


def _pack(images: NDArray[np.uint8]) -> NDArray[np.uint8]:
    levels = np.asarray(np.round(images.reshape(len(images), -1, 4) / _STEP), dtype=np.uint8)
    return np.asarray(np.bitwise_or.reduce(levels << _SHIFTS, axis=2), dtype=np.uint8)


def _unpack(packed: NDArray[np.uint8], size: int) -> NDArray[np.uint8]:
    levels = (packed[:, :, None] >> _SHIFTS) & np.uint8(LEVELS - 1)
    return np.asarray(levels.reshape(len(packed), size, size) * np.uint8(_STEP), dtype=np.uint8)
