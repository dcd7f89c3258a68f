"""Cuts the lines of real pages with known text into a shard to train the line reader on.

Every page has its truth beside it: NAME.json with the text and the box of each line, or NAME.txt without
line breaks that can be trusted; then a preset's rough reading tells which words stand on which line, and
the truth what they are.

Example:
    python scripts/cut_lines.py pages/train/books19_es -o shards/real/lines-00001.npz --kind print
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click
import numpy as np
from numpy.typing import NDArray

import ocr
from ocr.real_lines import Reader, cut_boxed_page, cut_read_page, load_boxes, load_gray
from recognizer.dataset import TrainingLine, write_line_shard
from segmenter.geometry import Box

IMAGES = frozenset({".png", ".jpg", ".jpeg", ".tif", ".tiff"})


@click.command()
@click.argument(
    "pages", nargs=-1, required=True, type=click.Path(exists=True, file_okay=False, path_type=Path)
)
@click.option("-o", "--output", required=True, type=click.Path(dir_okay=False, path_type=Path))
@click.option("--kind", type=click.Choice(["print", "type", "hand"]), default="print", show_default=True)
@click.option("--match", default="*", show_default=True, help="Pages of one book only: 'a*'.")
@click.option("--preset", default="latin", show_default=True, help="Reads pages that have no boxes.")
def main(pages: tuple[Path, ...], output: Path, kind: str, match: str, preset: str) -> None:
    """Write the lines of all PAGES, folders of images, as one shard."""
    read: Reader | None = None
    lines: list[TrainingLine] = []
    for image in sorted(path for folder in pages for path in folder.glob(match) if path.suffix in IMAGES):
        boxes, truth = image.with_suffix(".json"), image.with_suffix(".txt")
        if boxes.is_file():
            found = cut_boxed_page(load_gray(image), load_boxes(boxes), image.parent.name, kind)
        elif truth.is_file():
            read = read or rough_reader(preset)
            text = truth.read_text(encoding="utf-8")
            found = cut_read_page(load_gray(image), text, read, image.parent.name, kind)
        else:
            continue
        click.echo(f"{image.name}: {len(found)} lines")
        lines += found
    output.parent.mkdir(parents=True, exist_ok=True)
    write_line_shard(output, lines)


def rough_reader(preset: str) -> Reader:
    """What a preset reads in each box of a page: its lines whose middle lies in the box, left to right."""
    settings = ocr.OcrSettings(preset=preset)
    reader = ocr.load_page_reader(settings)

    def read(pixels: NDArray[np.uint8], boxes: Sequence[Box]) -> list[str]:
        page = ocr.recognize_page(ocr.PageImage("page", 0, pixels), reader, settings)
        lines = sorted(page.iter_lines(), key=lambda line: line.box.left)
        return [" ".join(line.text for line in lines if _holds(box, line.box)) for box in boxes]

    return read


def _holds(outer: Box, inner: Box) -> bool:
    x, y = inner.center
    return outer.left <= x < outer.right and outer.top <= y < outer.bottom


if __name__ == "__main__":
    main()
