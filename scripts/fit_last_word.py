"""Fits what tells read text from what is none: ``python scripts/fit_last_word.py TRAIN_SET...``.

Each TRAIN_SET is a folder of page images with ``NAME.json``: the boxes and texts of their printed lines. A
line that was found is text where it lies in those boxes and reads like them; none where it lies outside or
reads unlike them. What lies outside but was read surely is left out: truth often leaves out letterheads and
page numbers. Prints what each set would lose and keep when it is left out of the fit, then the coefficients
fitted on all of them, every set counting alike.
"""

from __future__ import annotations

import json
import math
from pathlib import Path

import click
import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz

from ocr.last_word import TextLikelihood, line_features
from ocr.loader import load_page
from ocr.page_reader import PageReader, load_page_reader
from ocr.pipeline import read_segmentation
from ocr.read_line import ReadLine
from ocr.settings import OcrSettings
from segmenter.geometry import Box
from segmenter.page import segment_page

INSIDE = 0.3  # of a line's box that truth boxes hold, where it lies in them
ALIKE, UNLIKE = 60.0, 40.0  # per cent: readings of a truth line, and what is none
SURE_OUTSIDE = (0.79, 6)  # confidence and letters from which a line outside the truth may be text after all
RIDGE, STEPS = 1.0, 50

Floats = NDArray[np.float64]


@click.command(help=__doc__)
@click.argument("folders", nargs=-1, required=True, type=click.Path(exists=True, file_okay=False))
def main(folders: tuple[str, ...]) -> None:
    """Fit and print."""
    reader = load_page_reader()
    sets = [_read_set(Path(folder), reader) for folder in folders]
    for left_out, folder in enumerate(folders):
        others = [one for index, one in enumerate(sets) if index != left_out]
        if others:
            lost, kept = _judge(_fit(others), *sets[left_out])
            click.echo(f"{Path(folder).name:28}  text lost {lost:4}  other ink kept {kept:4}")
    click.echo("constant, confidence, letters, both, row, page: " + ", ".join(f"{c:.3f}" for c in _fit(sets)))


def _read_set(folder: Path, reader: PageReader) -> tuple[Floats, Floats]:
    """What the odds are made of, (n, 5), and whether each line is text, (n,)."""
    features, labels = [np.empty((0, 5))], [np.empty(0)]
    for truth in sorted(folder.glob("*.json")):
        image = next(path for path in folder.glob(f"{truth.stem}.*") if path.suffix not in (".json", ".txt"))
        segmentation = segment_page(load_page(image).pixels)
        read = read_segmentation(segmentation, reader, OcrSettings())
        boxes = [segmentation.page.box_to_source(one.line.box) for one in read]
        lines = [line for line in json.loads(truth.read_text("utf-8"))["lines"] if line["text"].strip()]
        found = np.array([_label(one, box, lines) for one, box in zip(read, boxes, strict=True)])
        known = np.isfinite(found)
        features.append(line_features(read)[known])
        labels.append(found[known])
    return np.concatenate(features), np.concatenate(labels)


def _label(read: ReadLine, box: Box, lines: list[dict[str, list[float]]]) -> float:
    """1 for text, 0 for none, NaN where that is not known."""
    shares = [_share(box, line["box"]) for line in lines]
    if sum(shares) < INSIDE:
        sure = read.confidence >= SURE_OUTSIDE[0] and len(read.letters) >= SURE_OUTSIDE[1]
        return math.nan if sure else 0.0
    if not read.letters:
        return 0.0
    likeness = fuzz.partial_ratio(
        read.decoded.text.lower(), str(lines[int(np.argmax(shares))]["text"]).lower()
    )
    return 1.0 if likeness >= ALIKE else 0.0 if likeness < UNLIKE else math.nan


def _share(box: Box, other: list[float]) -> float:
    """The part of a box that another one, left, top, right, bottom, holds."""
    width = min(box.right, other[2]) - max(box.left, other[0])
    height = min(box.bottom, other[3]) - max(box.top, other[1])
    return max(0.0, width) * max(0.0, height) / box.area


def _fit(sets: list[tuple[Floats, Floats]]) -> Floats:
    """(6,) coefficients by Newton's method, with a ridge on all but the constant."""
    x = np.concatenate([np.insert(features, 0, 1.0, axis=1) for features, _ in sets])
    y = np.concatenate([labels for _, labels in sets])
    weight = np.concatenate([np.full(len(labels), 1000 / max(len(labels), 1)) for _, labels in sets])
    ridge = np.diag([0.0, *([RIDGE] * 5)])
    found = np.zeros(6)
    for _ in range(STEPS):
        p = 1 / (1 + np.exp(-x @ found))
        curve = x.T @ (x * (weight * p * (1 - p))[:, None]) + ridge
        found += np.linalg.solve(curve, x.T @ (weight * (y - p)) - ridge @ found)
    return found


def _judge(coefficients: Floats, features: Floats, labels: Floats) -> tuple[int, int]:
    """How many lines of text are lost, and how many others are kept."""
    model = TextLikelihood(*coefficients.tolist())
    kept = model.probabilities(features) >= model.least
    return int(np.sum(~kept & (labels == 1))), int(np.sum(kept & (labels == 0)))


if __name__ == "__main__":
    main()
