"""What other engines scored on the same pages, from a CSV: read, and set beside ours."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Baseline:
    """What an engine scored on one page.

    Args:
        characters: of the truth.
        errors: character errors.
    """

    characters: int
    errors: int


# set -> engine -> page (the image's name without suffix) -> score
Baselines = Mapping[str, Mapping[str, Mapping[str, Baseline]]]


def read_baselines(path: Path) -> Baselines:
    """Read a CSV with the columns ``set``, ``engine``, ``page``, ``chars`` and ``char_errors``.

    Raises:
        KeyError: a column is missing.
    """
    found: dict[str, dict[str, dict[str, Baseline]]] = {}
    with path.open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            pages = found.setdefault(row["set"], {}).setdefault(row["engine"], {})
            pages[row["page"]] = Baseline(int(row["chars"]), int(row["char_errors"]))
    return found


def find_page(known: Mapping[str, Baseline], name: str) -> Baseline | None:
    """The score of a page by its name; a number may have lost its leading zeros in a spreadsheet."""
    return known.get(name) or (known.get(str(int(name))) if name.isdecimal() else None)
