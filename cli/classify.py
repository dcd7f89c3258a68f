"""``ocr classify``: reads images of single characters."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

import click

from cli.options import verbosity_options

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

EXIT_DONE, EXIT_FAILED = 0, 1
SUFFIXES = frozenset({".png", ".jpg", ".jpeg", ".tif", ".tiff", ".bmp", ".webp", ".pgm"})
_AT_ONCE = 1024  # images in memory


@click.command()
@click.argument("images", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True))
@click.option("-o", "--output", type=click.Path(path_type=Path), help="CSV file.  [default: standard output]")
@click.option("--preset", default="latin", show_default=True, help="Name or folder of a preset.")
@click.option("--among", default="", help="Choose among these characters only: 0123456789, say.")
@click.option("--alternatives", type=click.IntRange(0, 20), default=3, show_default=True)
@verbosity_options
def classify(
    images: tuple[Path, ...], output: Path | None, preset: str, among: str, alternatives: int, quiet: bool
) -> int:
    """Read IMAGES of one character each, files or folders of them.

    A row an image: its path, label, confidence (0 to 1) and the next likeliest as "b 0.071 h 0.020".
    Without a line around it c and C, or o, O and 0, look the same. Exit code 1: an image could not be read.
    """
    del quiet
    if output is None:
        return _write(sys.stdout, list_images(images), preset, among, alternatives)
    with output.open("w", newline="", encoding="utf-8") as stream:
        return _write(stream, list_images(images), preset, among, alternatives)


def list_images(places: tuple[Path, ...]) -> list[Path]:
    """Files as named, and those of folders, sorted."""
    found: list[Path] = []
    for place in places:
        inside = sorted(path for path in place.rglob("*") if path.suffix.lower() in SUFFIXES)
        found += inside if place.is_dir() else [place]
    return found


def _write(stream: TextIO, paths: list[Path], preset_name: str, among: str, alternatives: int) -> int:
    """Read all, a part at a time."""
    import csv

    from recognizer.character_reading import read_characters
    from recognizer.preset import find_preset, load_glyph_classifier

    preset = find_preset(preset_name)
    classifier = load_glyph_classifier(preset)
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(("image", "label", "confidence", "alternatives"))
    code = EXIT_DONE
    for start in range(0, len(paths), _AT_ONCE):
        loaded = [(path, _load(path)) for path in paths[start : start + _AT_ONCE]]
        good = [(path, image) for path, image in loaded if image is not None]
        for path, image in loaded:
            if image is None:
                click.echo(f"{path}: it is no image that can be read", err=True)
                code = EXIT_FAILED
        found = read_characters([image for _, image in good], classifier, preset.charset, alternatives, among)
        for (path, _), reading in zip(good, found, strict=True):
            others = " ".join(f"{label} {share:.3f}" for label, share in reading.alternatives)
            writer.writerow((path, reading.label, f"{reading.confidence:.4f}", others))
    return code


def _load(path: Path) -> NDArray[np.uint8] | None:
    """An image in grey, transparent parts white; None where it is none."""
    import numpy as np
    from PIL import Image, UnidentifiedImageError

    try:
        with Image.open(path) as opened:
            image = opened.convert("RGBA") if opened.mode in ("P", "LA", "PA", "RGBA") else opened
            if image.mode == "RGBA":
                white = Image.new("RGBA", image.size, "white")
                image = Image.alpha_composite(white, image)
            return np.asarray(image.convert("L"), dtype=np.uint8)
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError):
        return None
