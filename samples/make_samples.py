"""Draws the sample pages and their truth: ``python samples/make_samples.py FONTS... [-o FOLDER]``."""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import pages
from numpy.typing import NDArray
from PIL import Image
from typesetting import FontShelf

SEED = 1893
TONE = 7  # grey levels from one tone kept to the next
SINGLE = {
    "book": (pages.draw_book, 260),
    "letter": (pages.draw_letter, 200),
    "newspaper": (pages.draw_newspaper, 220),
    "receipt": (pages.draw_receipt, 200),
    "form": (pages.draw_form, 220),
}


def main() -> None:
    """Draw every page into the output folder, its truth below ``truth/``."""
    parser = argparse.ArgumentParser(description="Draw the sample pages and their truth.")
    parser.add_argument("fonts", nargs="+", type=Path, help="folders with the font files of README.md")
    parser.add_argument("-o", "--output", type=Path, default=Path(__file__).parent)
    parser.add_argument("--seed", type=int, default=SEED)
    arguments = parser.parse_args()
    draw_all(FontShelf(tuple(arguments.fonts)), arguments.output, arguments.seed)


def draw_all(shelf: FontShelf, output: Path, seed: int) -> None:
    """Draw the pages; each has a source of chance of its own, so that one can change alone."""
    (output / "truth").mkdir(parents=True, exist_ok=True)
    for number, (name, (draw, dpi)) in enumerate(SINGLE.items()):
        pixels, truth = draw(shelf, np.random.default_rng([seed, number]))
        save_png(pixels, output / f"{name}.png", dpi)
        (output / "truth" / f"{name}.txt").write_text(truth, encoding="utf-8")
    frames, truth = pages.draw_frames(shelf, np.random.default_rng([seed, len(SINGLE)]))
    save_tiff(frames, output / "leaves.tif", 300)
    (output / "truth" / "leaves.txt").write_text(truth, encoding="utf-8")


def save_png(pixels: NDArray[np.uint8], path: Path, dpi: int) -> None:
    """Save an RGB page (H, W, 3) with a palette (few tones: small files), its resolution in the header."""
    light = pixels.astype(np.float32).mean(axis=2, keepdims=True) + 1
    steps = np.clip(pixels * (np.round(light / TONE) * TONE / light), 0, 255).astype(np.uint8)
    image = Image.fromarray(steps).quantize(96, method=Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
    image.save(path, optimize=True, dpi=(dpi, dpi))


def save_tiff(frames: list[NDArray[np.uint8]], path: Path, dpi: int) -> None:
    """Save black-and-white pages (H, W), 0 or 255, as one TIFF in fax compression."""
    first, *rest = [Image.fromarray(frame).convert("1") for frame in frames]
    first.save(path, save_all=True, append_images=rest, compression="group4", dpi=(dpi, dpi))


if __name__ == "__main__":
    main()
