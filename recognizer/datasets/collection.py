"""A data set in memory, to be looked at: a converted folder, glyph shards, or a source of any format."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from recognizer.dataset import list_shards, read_arrays
from recognizer.datasets.arrays import archive_names
from recognizer.datasets.card import GLYPHS, is_converted, read_dataset_card
from recognizer.datasets.conversion import ConvertSettings, OpenSource, open_source
from recognizer.datasets.dealing import ReadyGlyph, deal_glyphs, gather_glyphs
from recognizer.datasets.registry import FORMATS, choose_format
from recognizer.datasets.samples import PARTS, Format
from recognizer.datasets.shards import NO_WRITER
from recognizer.datasets.sizes import places_of, relative_sizes
from recognizer.glyph_frames import INK_LEVEL, PLACES
from recognizer.types import DatasetError

_KEYS = ("images", "label", "source", "kind")


@dataclass(frozen=True, slots=True, eq=False)
class Collection:
    """Glyphs to look at.

    Args:
        name: of the data set.
        images: (n, size, size) uint8, ink high.
        labels: (n,) str, a character each.
        writers: (n,) str; empty where unknown.
        parts: (n,) str: train, valid or test; empty where there are none.
        ids: (n,) str: the shard's path in the data set and the number in it, or where it comes from.
        extents: (n, 2) int32: rows and columns of ink before framing.
        places: (n, 5) float32: size and place on the line, as ``recognizer.glyph_frames`` tells them.
    """

    name: str
    images: NDArray[np.uint8]
    labels: NDArray[np.str_]
    writers: NDArray[np.str_]
    parts: NDArray[np.str_]
    ids: NDArray[np.str_]
    extents: NDArray[np.int32]
    places: NDArray[np.float32]

    def __len__(self) -> int:
        """Number of glyphs."""
        return len(self.labels)

    @property
    def knows_writers(self) -> bool:
        """Whether two writers or more are named."""
        return len(np.unique(self.writers[self.writers != ""])) > 1

    def select(self, rows: NDArray[np.int64]) -> Collection:
        """Some of the glyphs, in the order named."""
        return Collection(
            self.name,
            self.images[rows],
            self.labels[rows],
            self.writers[rows],
            self.parts[rows],
            self.ids[rows],
            self.extents[rows],
            self.places[rows],
        )

    def thin(self, most: int, seed: int = 0) -> Collection:
        """At most so many glyphs, drawn at random, in their order."""
        if len(self) <= most:
            return self
        rows = np.sort(np.random.default_rng(seed).permutation(len(self))[:most])
        return self.select(rows)


def load_collection(
    place: Path, settings: ConvertSettings | None = None, formats: Sequence[Format] = FORMATS
) -> Collection:
    """Read the glyphs of a data set.

    Args:
        place: a converted data set, a glyph shard or a folder of them, or a source of any format.
        settings: how a source is read.
        formats: those there are.

    Raises:
        DatasetError: it cannot be read, or holds no glyphs.
    """
    if not place.exists():
        raise DatasetError(f"{place}: there is no such file or folder")
    if is_converted(place):
        card = read_dataset_card(place)
        shards = [place / name for name in card.sha256 if name.startswith(f"{GLYPHS}/")]
        return _read_shards(place, card.name, shards)
    if _is_shards(place):
        folder = place if place.is_dir() else place.parent
        return _read_shards(folder, place.stem, list_shards([place]))
    settings = settings or ConvertSettings()
    chosen = choose_format(place, settings.format, formats)
    opened = open_source(place, settings, chosen)
    return _deal_source(place, opened, settings.reading.seed)


def _deal_source(place: Path, opened: OpenSource, seed: int) -> Collection:
    """The glyphs of a source, dealt to parts as ``convert`` does."""
    found = [item for item in opened.items if isinstance(item, ReadyGlyph)]
    if not found:
        raise DatasetError(f"{place}: it holds no glyph that can be used")
    undealt = gather_glyphs(found)
    deal = deal_glyphs(undealt, opened.joins, seed)
    sizes = relative_sizes(undealt.extents, undealt.writers) if opened.keeps_size else None
    places = places_of(sizes, len(undealt))
    for row in np.flatnonzero(undealt.placed).tolist():
        places[row] = found[row].framed.place
    whole = Collection(
        place.stem,
        np.stack([item.framed.image for item in found]),
        undealt.labels,
        deal.hands,
        deal.parts,
        undealt.origins,
        undealt.extents,
        places,
    )
    return whole.select(np.flatnonzero(~deal.copies))


def _is_shards(place: Path) -> bool:
    """Whether a file is a glyph shard, or the first archive in a folder is."""
    files = sorted(place.rglob("*.npz"))[:1] if place.is_dir() else [place]
    return bool(files) and set(_KEYS) <= archive_names(files[0])


def _read_shards(folder: Path, name: str, shards: Sequence[Path]) -> Collection:
    if not shards:
        raise DatasetError(f"{folder}: it holds no shards of glyphs")
    parts = [_read_shard(folder, name, path) for path in shards]
    if len({part.images.shape[1:] for part in parts}) != 1:
        raise DatasetError(f"{folder}: its shards hold images of different sizes")
    return Collection(
        name,
        *(
            np.concatenate([getattr(part, field) for part in parts])
            for field in ("images", "labels", "writers", "parts", "ids", "extents", "places")
        ),
    )


def _read_shard(folder: Path, name: str, path: Path) -> Collection:
    extra = sorted({"extent", "place"} & archive_names(path))
    arrays = read_arrays(path, (*_KEYS, *extra))
    images = arrays["images"]
    if (
        images.ndim != 3
        or images.dtype != np.uint8
        or any(len(array) != len(images) for array in arrays.values())
    ):
        raise DatasetError(f"{path}: its arrays do not fit together; convert the data again")
    relative = path.relative_to(folder).as_posix()
    part = next((step for step in path.relative_to(folder).parts if step in PARTS), "")
    writers = arrays["source"].astype(np.str_)
    writers[writers == NO_WRITER] = ""
    keep = np.flatnonzero(arrays["label"] != "")
    unknown = np.zeros((len(images), PLACES), dtype=np.float32)
    whole = Collection(
        name,
        images,
        arrays["label"].astype(np.str_),
        writers,
        np.full(len(images), part, dtype="<U5"),
        np.array([f"{relative}#{at}" for at in range(len(images))], dtype=np.str_),
        arrays["extent"].astype(np.int32) if "extent" in extra else measure_extents(images),
        arrays["place"].astype(np.float32) if "place" in extra else unknown,
    )
    return whole if len(keep) == len(whole) else whole.select(keep)


def measure_extents(images: NDArray[np.uint8]) -> NDArray[np.int32]:
    """(n, 2) int32: rows and columns between the first and the last with ink; 0 where there is none."""
    sides = []
    for across in (2, 1):
        darkest = images.max(axis=across) >= INK_LEVEL
        first, last = darkest.argmax(axis=1), darkest.shape[1] - darkest[:, ::-1].argmax(axis=1)
        sides.append(np.where(darkest.any(axis=1), last - first, 0))
    return np.stack(sides, axis=1).astype(np.int32)
