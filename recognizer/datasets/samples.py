"""What every reader of a data set gives: samples one by one, and what was left out and why."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from recognizer.charset import normalize_text
from recognizer.dataset import TrainingLine

Part = Literal["train", "valid", "test"]
PARTS: tuple[Part, ...] = ("train", "valid", "test")

NO_CHARACTER = "its label is not one character"
NOT_IN_MAPPING = "its class is not in the mapping"
DOUBTFUL = "agreement below the least asked for"
COPY = "a copy of one that stands there under another writer's name"


@dataclass(frozen=True, slots=True, eq=False)
class Sample:
    """One character's picture.

    Args:
        image: (height, width) uint8, as the data set has it: ink dark or light. Where ``framed``,
            (32, 32) with ink high, as ``recognizer.glyph_frames`` makes it.
        label: one NFC character.
        writer: who wrote it, or the font; empty where that is not known.
        part: the split the data set itself puts it in; empty where it names none.
        origin: where it comes from: a file, and its number there.
        framed: it fills the glyph network's square already.
        place: (5,) float32, size and place on the line, where they are known already.
        extent: (height, width) of what was written, in the unit of the source; zeros: measure it.
        hand: the name that stands for the writer's hand, where the reader found several names to be one;
            empty: the writer's own.
    """

    image: NDArray[np.uint8]
    label: str
    writer: str = ""
    part: str = ""
    origin: str = ""
    framed: bool = False
    extent: tuple[int, int] = (0, 0)
    place: NDArray[np.float32] | None = None
    hand: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class LineSample:
    """One text line's crop; its ``source`` is the page or book it was cut from."""

    line: TrainingLine
    origin: str = ""


@dataclass(frozen=True, slots=True)
class Skipped:
    """Something left out: why, and where it stands."""

    reason: str
    origin: str


Item = Sample | LineSample | Skipped


@dataclass(frozen=True, slots=True)
class ReadSettings:
    """How a data set is read.

    Args:
        mapping: file that says which character a class is; readers find the usual ones themselves.
        seed: of what is drawn.
        variants: pictures drawn of each recorded character.
        min_agreement: leave out characters whose ``agreement`` is lower, where it is recorded.
        kind: ``print``, ``type`` or ``hand``.
        join: writers whose glyphs are copies of one another are one hand.
    """

    mapping: Path | None = None
    seed: int = 0
    variants: int = 1
    min_agreement: float = 0.0
    kind: str = "hand"
    join: bool = True


@dataclass(frozen=True, slots=True)
class Format:
    """A way in which data sets are stored.

    Args:
        name: what ``--format`` calls it.
        title: the same in words.
        detects: whether a file or folder looks like it.
        read: gives its items one by one, in the same order every time.
        keeps_size: sizes of its characters mean something, as far as they vary.
        licence: what its source states, where the format itself tells whose it is.
        groups: what its samples' ``writer`` is, in a word: writer, or page.
        joins: its reader joins writers itself; those of other formats are compared by their pictures.
    """

    name: str
    title: str
    detects: Callable[[Path], bool]
    read: Callable[[Path, ReadSettings], Iterator[Item]] = field(repr=False)
    keeps_size: bool = True
    licence: str = ""
    groups: str = "writer"
    joins: bool = False


def clean_label(text: str) -> str:
    """The one character a label stands for, normalised; empty where it is none or several."""
    normal = normalize_text(text.strip())
    return normal if len(normal) == 1 and normal.isprintable() and not normal.isspace() else ""
