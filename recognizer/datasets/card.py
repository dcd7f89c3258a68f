"""The card of a converted data set: what it is, where it comes from, what is in it, what was left out."""

from __future__ import annotations

import dataclasses
import json
from dataclasses import dataclass, field
from pathlib import Path

from recognizer.types import DatasetError

CARD = "dataset.json"
FORMAT = 1
GLYPHS, LINES = "glyphs", "lines"


@dataclass(frozen=True, slots=True)
class DatasetCard:
    """What ``dataset.json`` says.

    Args:
        name: of the data set.
        source: file or folder it was converted from.
        format: that it came in.
        licence: as its source states it.
        kind: ``print``, ``type`` or ``hand``.
        size: rows and columns of a glyph, px.
        sizes: whether the characters' sizes beside their writer's others are known.
        seed: of splits and drawing.
        split_by: what the splits keep together, in words.
        glyphs: glyphs of each part.
        lines: text lines of each part.
        classes: glyphs of each character.
        writers: writers or fonts of each part.
        skipped: how many were left out for each reason.
        examples: where some of them stand, for each reason.
        notes: what whoever uses it should know.
        sha256: of each shard, by its path in the folder.
    """

    name: str
    source: str
    format: str
    licence: str
    kind: str
    size: int
    sizes: bool
    seed: int
    split_by: str
    glyphs: dict[str, int] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)
    classes: dict[str, int] = field(default_factory=dict)
    writers: dict[str, int] = field(default_factory=dict)
    skipped: dict[str, int] = field(default_factory=dict)
    examples: dict[str, list[str]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    sha256: dict[str, str] = field(default_factory=dict)

    @property
    def total(self) -> int:
        """Glyphs and lines in all parts."""
        return sum(self.glyphs.values()) + sum(self.lines.values())


def write_dataset_card(folder: Path, card: DatasetCard) -> None:
    """Write a card into its folder."""
    said = {"version": FORMAT, **dataclasses.asdict(card)}
    text = json.dumps(said, indent=2, ensure_ascii=False)
    part = folder / f".{CARD}.part"
    part.write_text(text + "\n", encoding="utf-8")
    part.replace(folder / CARD)


def read_dataset_card(folder: Path) -> DatasetCard:
    """The card of a converted data set.

    Raises:
        DatasetError: there is none, it is damaged or of another version.
    """
    path = folder / CARD
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
        if said.pop("version") != FORMAT:
            raise DatasetError(f"{path}: it is of another version; convert the data again")
        return DatasetCard(**said)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise DatasetError(f"{path}: no card of a data set that can be read ({error})") from error


def is_converted(place: Path) -> bool:
    """Whether a folder is a converted data set."""
    return (place / CARD).is_file()
