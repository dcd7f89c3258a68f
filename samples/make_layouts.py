"""Draws pages of every layout with their truth: ``python samples/make_layouts.py OUT [--seed N]``.

``OUT`` gets a folder a kind of page, with ``NAME.png``, ``NAME.txt`` (the text in reading order) and
``NAME.json`` (the printed lines' boxes and outlines, and the regions), and a ``manifest.csv``.
"""

from __future__ import annotations

import argparse
import csv
import json
from collections.abc import Iterable
from pathlib import Path

from layouts.catalogue import DPI, KINDS, draw_page
from layouts.faces import Faces
from layouts.laying import DrawnPage
from PIL import Image

SEED = 1
VARIANTS = 3
HEAD = ("split", "set", "name", "image", "language", "kind", "line_breaks")


def main() -> None:
    """Draw the pages of the kinds that are named."""
    parser = argparse.ArgumentParser(description="Draw pages of every layout with their truth.")
    parser.add_argument("output", type=Path, help="folder to write sets of pages into")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--variants", type=int, default=VARIANTS, help="pages of each kind")
    parser.add_argument("--dpi", type=int, default=DPI, help="dots an inch of the scans")
    parser.add_argument("--kinds", default="", help="names of kinds, comma between; all by default")
    parser.add_argument(
        "--fonts", nargs="*", type=Path, default=[], help="font folders; STIX and DejaVu by default"
    )
    arguments = parser.parse_args()
    names = [name for name in arguments.kinds.split(",") if name] or list(KINDS)
    faces, written = Faces(tuple(arguments.fonts)), []
    for name in names:
        for number in range(arguments.variants):
            page = f"{name}_{arguments.seed}_{number}"
            drawn = draw_page(name, faces, arguments.seed, number, dpi=arguments.dpi)
            save_page(drawn, arguments.output / name, page, arguments.dpi)
            written.append((name, page))
    save_manifest(written, arguments.output / "manifest.csv")


def save_page(page: DrawnPage, folder: Path, name: str, dpi: int) -> None:
    """Write one page's picture and truth."""
    folder.mkdir(parents=True, exist_ok=True)
    Image.fromarray(page.pixels).save(folder / f"{name}.png", dpi=(dpi, dpi))
    (folder / f"{name}.txt").write_text(page.text, encoding="utf-8")
    (folder / f"{name}.json").write_text(json.dumps(page.truth(f"{name}.png")), encoding="utf-8")


def save_manifest(pages: Iterable[tuple[str, str]], path: Path) -> None:
    """Write the list of pages, set and name, beside those that other runs wrote."""
    known = dict.fromkeys(pages)
    if path.is_file():
        with path.open(encoding="utf-8", newline="") as stream:
            known.update(dict.fromkeys((row["set"], row["name"]) for row in csv.DictReader(stream)))
    with path.open("w", encoding="utf-8", newline="") as stream:
        rows = csv.writer(stream)
        rows.writerow(HEAD)
        for kind, name in sorted(known):
            rows.writerow(("drawn", kind, name, f"{name}.png", "en", f"drawn: {KINDS[kind].tries}", "yes"))


if __name__ == "__main__":
    main()
