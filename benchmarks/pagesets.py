"""Finds the sets of pages to measure on: folders that hold images with their truth beside them."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from ocr.evaluation import ScoringSettings

IMAGES = frozenset({".png", ".jpg", ".jpeg", ".tif", ".tiff", ".bmp", ".webp"})


@dataclass(frozen=True, slots=True)
class PageSet:
    """Pages that are measured together.

    Args:
        name: the folder's own.
        images: every image that has a truth, in the order of their names.
        language: two letters, or empty where no manifest tells.
        line_breaks: whether the truth keeps the printed lines.
    """

    name: str
    images: tuple[Path, ...]
    language: str = ""
    line_breaks: bool = True

    def truth(self, image: Path) -> str:
        """What a page says."""
        return image.with_suffix(".txt").read_text(encoding="utf-8-sig")

    def scoring(self) -> ScoringSettings:
        """How the set is scored: typographic quotes and dashes never count.

        Hyphens at line ends are joined where the truth keeps no lines, and case does not count
        where the truth is written in capitals throughout.
        """
        capitals = not any(letter.islower() for image in self.images for letter in self.truth(image))
        return ScoringSettings(ignore_case=capitals, fold_punctuation=True, join_hyphens=not self.line_breaks)


def find_sets(folders: Iterable[Path], names: Iterable[str] = (), limit: int | None = None) -> list[PageSet]:
    """Every set in or below the folders, by name.

    Args:
        folders: data folders; ``manifest.csv`` in one or above it tells languages and line breaks.
        names: sets to keep; all where none is named.
        limit: pages to keep of each set, spread evenly.

    Raises:
        FileNotFoundError: a folder or a set that was named is not there.
    """
    wanted, found = set(names), list[PageSet]()
    for folder in folders:
        if not folder.is_dir():
            raise FileNotFoundError(f"{folder} is no folder of pages")
        rows = _read_manifest(folder.resolve())
        for parent, _, files in sorted(os.walk(folder)):
            images = sorted(path for path in (Path(parent, file) for file in files) if _has_truth(path))
            name = Path(parent).resolve().name
            if images and (not wanted or name in wanted):
                row = rows.get(name, {})
                breaks = row.get("line_breaks", "yes") != "no"
                found.append(PageSet(name, _thin(images, limit), row.get("language", ""), breaks))
    missing = wanted - {page_set.name for page_set in found}
    if missing or not found:
        raise FileNotFoundError(
            f"no set of pages {', '.join(sorted(missing)) or 'at all'} below those folders"
        )
    return found


def _has_truth(path: Path) -> bool:
    return path.suffix.lower() in IMAGES and path.with_suffix(".txt").is_file()


def _thin(images: list[Path], limit: int | None) -> tuple[Path, ...]:
    if limit is None or len(images) <= limit:
        return tuple(images)
    return tuple(images[round(at * (len(images) - 1) / max(limit - 1, 1))] for at in range(limit))


def _read_manifest(folder: Path) -> dict[str, dict[str, str]]:
    """Set -> a row of the nearest manifest, of this folder or the two above it."""
    for place in (folder, *folder.parents[:2]):
        path = place / "manifest.csv"
        if path.is_file():
            with path.open(encoding="utf-8", newline="") as stream:
                return {row["set"]: row for row in csv.DictReader(stream)}
    return {}
