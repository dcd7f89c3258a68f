"""Corrections that a person made to a run's output, as OUT/corrections.csv tells them."""

from __future__ import annotations

import csv
import unicodedata
from dataclasses import dataclass
from pathlib import Path

from ocr.errors import DamagedFileError
from ocr.spreadsheet import unescape_formula
from segmenter.geometry import Box

CORRECTIONS = "corrections.csv"
CORRECTION_COLUMNS = (
    "time", "source", "page_num", "line_num", "word_num", "char_num",
    "left", "top", "width", "height", "old", "new",
)  # fmt: skip
_NONE = ("", "0", None)  # numbers that name nothing: the row is about a word, or about a line


@dataclass(frozen=True, slots=True)
class Correction:
    """A row of corrections.csv.

    Args:
        source: the file, as the run report names it.
        index: 0-based page number within it.
        box: left, top, width, height in source px, as they stand there.
        is_character: whether the row names a single character.
        old: what was read, as told.
        new: what is right; empty where nothing stands there.
    """

    source: str
    index: int
    box: tuple[int, int, int, int]
    is_character: bool
    old: str
    new: str

    @property
    def bounds(self) -> Box | None:
        """The box; None where it is empty."""
        left, top, width, height = self.box
        return Box(left, top, left + width, top + height) if width > 0 and height > 0 else None


def read_correction_rows(path: Path) -> list[Correction]:
    """The rows that count, in the order of the file: the last one for every box.

    Raises:
        DamagedFileError: the file cannot be read, columns are missing, or a number is none.
    """
    try:
        with path.open(newline="", encoding="utf-8-sig") as stream:
            rows = list(csv.DictReader(stream))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise DamagedFileError(f"{path}: it cannot be read ({error})") from error
    missing = [name for name in CORRECTION_COLUMNS if rows and name not in rows[0]]
    if missing:
        raise DamagedFileError(f"{path}: it lacks the columns {', '.join(missing)}")
    latest: dict[tuple[str, int, tuple[int, int, int, int]], Correction] = {}
    for number, row in enumerate(rows, start=2):
        try:
            one = _parse(row)
        except (TypeError, ValueError) as error:
            raise DamagedFileError(f"{path}, line {number}: a number is none ({error})") from error
        key = (one.source, one.index, one.box)
        latest.pop(key, None)  # the last row takes its own place in the order
        latest[key] = one
    return list(latest.values())


def _parse(row: dict[str, str]) -> Correction:
    left, top, width, height = (int(row[name]) for name in ("left", "top", "width", "height"))
    return Correction(
        row["source"],
        int(row["page_num"]) - 1,
        (left, top, width, height),
        row["char_num"] not in _NONE,
        unicodedata.normalize("NFC", unescape_formula(row["old"] or "")),
        unicodedata.normalize("NFC", unescape_formula(row["new"] or "").strip()),
    )
