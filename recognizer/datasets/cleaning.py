"""Drops named or doubtful glyphs from a converted data set; what is left becomes a new data set."""

from __future__ import annotations

import csv
import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from recognizer.dataset import read_arrays, write_arrays
from recognizer.datasets.arrays import archive_names
from recognizer.datasets.card import GLYPHS, DatasetCard, read_dataset_card, write_dataset_card
from recognizer.datasets.collection import load_collection
from recognizer.datasets.conversion import new_folder
from recognizer.datasets.features import describe_glyphs
from recognizer.datasets.samples import PARTS
from recognizer.datasets.shards import NO_WRITER
from recognizer.datasets.suspects import find_suspects
from recognizer.preset import Preset
from recognizer.types import DatasetError

BY_HAND, BY_SHARE = "dropped: named in a list", "dropped: its label is doubtful"


def read_drop_list(path: Path) -> list[str]:
    """The ids in a list: a CSV with a column ``id``, such as ``suspects.csv``, rows to keep taken out.

    Raises:
        DatasetError: it cannot be read or has no such column.
    """
    try:
        with path.open(newline="", encoding="utf-8-sig") as stream:
            return [row["id"].strip() for row in csv.DictReader(stream)]
    except (OSError, KeyError, AttributeError, UnicodeDecodeError) as error:
        raise DatasetError(f"{path}: it needs a column id, as suspects.csv has ({error})") from error


def choose_doubtful(folder: Path, share: float, preset: Preset | None) -> list[str]:
    """Ids of the most doubtful glyphs of a data set, so large a share of all."""
    collection = load_collection(folder)
    suspects = find_suspects(collection, describe_glyphs(collection, preset))
    most = int(len(collection) * share)
    return [str(collection.ids[row]) for row in suspects.order[:most] if suspects.suspicion[row] > 0]


def clean_dataset(folder: Path, out: Path, drop: Sequence[str], reason: str = BY_HAND) -> DatasetCard:
    """Copy a converted data set without some of its glyphs.

    Args:
        folder: of the data set.
        out: new folder.
        drop: ids, ``glyphs/PART/00000.npz#NUMBER`` each.
        reason: told on the card.

    Returns:
        The new card.

    Raises:
        DatasetError: an id names no glyph of the data set, or nothing would be left.
    """
    card = read_dataset_card(folder)
    wanted = _by_shard(card, drop)
    classes: Counter[str] = Counter()
    counts: Counter[str] = Counter()
    writers: dict[str, set[str]] = {}
    sha256: dict[str, str] = {}
    with new_folder(out) as target:
        for name in card.sha256:
            part = Path(name).parts[1]
            if not name.startswith(f"{GLYPHS}/"):
                _copy(folder / name, target / name)
            else:
                arrays = _read_kept(folder / name, wanted.pop(name, frozenset()))
                if not len(arrays["label"]):
                    continue
                write_arrays(target / name, arrays)
                classes.update(arrays["label"].tolist())
                counts[part] += len(arrays["label"])
                writers.setdefault(part, set()).update(set(arrays["source"].tolist()) - {NO_WRITER})
            sha256[name] = hashlib.sha256((target / name).read_bytes()).hexdigest()
        if not sha256:
            raise DatasetError(f"{folder}: nothing would be left of it")
        found = replace(
            card,
            glyphs={part: counts[part] for part in PARTS if counts[part]},
            classes=dict(sorted(classes.items())),
            writers={part: len(writers[part]) for part in PARTS if writers.get(part)} or card.writers,
            skipped={**card.skipped, reason: card.skipped.get(reason, 0) + len(set(drop))},
            notes=[*card.notes, f"Cleaned: {len(set(drop)):,} glyphs of {folder.name} were dropped."],
            sha256=sha256,
        )
        write_dataset_card(target, found)
    return found


def _by_shard(card: DatasetCard, drop: Sequence[str]) -> dict[str, frozenset[int]]:
    """Numbers to drop of each shard."""
    wanted: dict[str, set[int]] = {}
    for name in drop:
        shard, _, number = name.rpartition("#")
        if shard not in card.sha256 or not shard.startswith(f"{GLYPHS}/") or not number.isdecimal():
            raise DatasetError(
                f"{name!r} names no glyph of {card.name}; ids are those of its own suspects.csv"
            )
        wanted.setdefault(shard, set()).add(int(number))
    return {shard: frozenset(numbers) for shard, numbers in wanted.items()}


def _read_kept(path: Path, dropped: frozenset[int]) -> dict[str, NDArray[np.generic]]:
    """A shard's arrays without some rows."""
    arrays = read_arrays(path, sorted(archive_names(path)))
    count = len(arrays["label"])
    if dropped and max(dropped) >= count:
        raise DatasetError(f"{path}: it holds {count:,} glyphs, so there is no number {max(dropped)}")
    kept = np.array([row for row in range(count) if row not in dropped], dtype=np.int64)
    return {name: array[kept] for name, array in arrays.items()}


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(source.read_bytes())
