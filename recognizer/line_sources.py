"""Where training lines lie: folders of shards, and the parts of converted data sets."""

from __future__ import annotations

from pathlib import Path

from recognizer.dataset import list_shards, read_arrays
from recognizer.datasets.card import LINES, is_converted
from recognizer.types import DatasetError


def training_part(place: Path) -> Path:
    """The lines to learn from: of a converted data set those of its training part, any other place itself.

    Raises:
        DatasetError: the data set holds no lines.
    """
    if not is_converted(place):
        return place
    part = place / LINES / "train"
    if not part.is_dir():
        raise DatasetError(
            f"{place}: the data set holds no lines to learn from; glyphs are for ocr train glyphs"
        )
    return part


def held_out_part(place: Path) -> Path:
    """The lines to measure on: of a converted data set those of its validation part, any other place itself.

    Raises:
        DatasetError: the data set holds none.
    """
    if not is_converted(place):
        return place
    if not has_held_out_lines(place):
        raise DatasetError(
            f"{place}: the data set holds out no lines to measure on; name others with --valid"
        )
    return place / LINES / "valid"


def has_held_out_lines(place: Path) -> bool:
    """Whether a place is a converted data set with lines to measure on."""
    return is_converted(place) and (place / LINES / "valid").is_dir()


def count_lines(place: Path) -> int:
    """Lines in the shards of a place.

    Raises:
        DatasetError: it does not exist, or a shard cannot be read.
    """
    return sum(len(read_arrays(path, ("offsets",))["offsets"]) - 1 for path in list_shards([place]))


def name_of(place: Path) -> str:
    """What a place is called: a converted data set's part by the name of the set."""
    if place.parent.name == LINES and is_converted(place.parent.parent):
        return place.parent.parent.name
    return place.name
