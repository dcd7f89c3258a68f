"""Fits how much the likeness of a page's letters counts, to pages with known truth; tells what it is worth.

For every folder of pages it prints how many letters become right and how many wrong under weights fitted to
the other folders, then the weights fitted to all: those of ``ocr.agreement.WEIGHTS``.

Example:
    python scripts/fit_agreement.py pages/train/books19_es pages/train/old_books_en --most 20
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from ocr.agreement import weigh_shapes
from ocr.agreement_fitting import JudgedDoubts, fit_weights, judge_doubts
from ocr.decoder import decode_lines
from ocr.loader import load_page
from ocr.page_reader import PageReader, load_page_reader
from ocr.pipeline import see_lines
from ocr.settings import OcrSettings
from segmenter.page import segment_page

IMAGES = (".png", ".jpg", ".tif")


@click.command()
@click.argument(
    "folders", nargs=-1, required=True, type=click.Path(exists=True, file_okay=False, path_type=Path)
)
@click.option("--preset", default="latin", show_default=True, help="Preset to read with.")
@click.option("--most", type=int, default=20, show_default=True, help="Pages of a folder, spread over it.")
def main(folders: tuple[Path, ...], preset: str, most: int) -> None:
    """Fit the weights on FOLDERS of images with NAME.txt beside them; two at least."""
    if len(folders) < 2:
        raise click.UsageError("two folders at least, so that each can be left out in turn")
    settings = OcrSettings(preset=preset)
    reader = load_page_reader(settings)
    judged = {folder.name: list(_judge_folder(folder, reader, settings, most)) for folder in folders}
    for name, pages in judged.items():
        others = [page for other, rest in judged.items() if other != name for page in rest]
        weights = fit_weights(others)
        right, wrong = (
            sum(counts) for counts in zip((0, 0), *(p.count_changes(weights) for p in pages), strict=True)
        )
        doubts = sum(len(page.right) for page in pages)
        click.echo(f"{name}: {len(pages)} pages, {doubts} doubtful letters, {right} mended, {wrong} spoilt")
    click.echo(fit_weights([page for pages in judged.values() for page in pages]))


def _judge_folder(
    folder: Path, reader: PageReader, settings: OcrSettings, most: int
) -> Iterator[JudgedDoubts]:
    """Read a folder's pages without agreement and judge their doubtful letters."""
    images = sorted(p for p in folder.iterdir() if p.suffix in IMAGES and p.with_suffix(".txt").is_file())
    for image in images[:: max(1, -(-len(images) // most))]:
        segmentation = segment_page(load_page(str(image), 0).pixels, settings.segmenter)
        sights = see_lines(segmentation, reader, settings)
        lines = decode_lines(
            [sight.reading for sight in sights],
            reader.charset,
            settings.decoder,
            language_model=reader.language_model,
            calibration=reader.calibration,
        )
        truth = image.with_suffix(".txt").read_text(encoding="utf-8-sig")
        yield judge_doubts(lines, weigh_shapes(lines, sights), truth)


if __name__ == "__main__":
    main()
