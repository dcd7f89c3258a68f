"""Where the printed lines of a page are, by its truth: a band along each, level or not."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

SAMPLES = 100  # places along a truth line at which it is compared with a baseline

Bands = NDArray[np.float64]  # (n, 3, SAMPLES): x, upper edge, lower edge of each line, px


@dataclass(frozen=True, slots=True)
class PageTruth:
    """What ``NAME.json`` says of a page, in px of the page turned upright.

    Args:
        bands: of the printed lines that hold text.
        orientation: degrees counter-clockwise by which the image must be turned; 0 where it does not say.
        skew: degrees the text rises, or None where it does not say.
        regions: kind and left, top, right, bottom of what is not text.
    """

    bands: Bands
    orientation: int = 0
    skew: float | None = None
    regions: tuple[tuple[str, tuple[int, int, int, int]], ...] = ()


def read_truth(image: Path) -> PageTruth | None:
    """The truth beside an image; None where there are no boxes."""
    path = image.with_suffix(".json")
    return truth_of(json.loads(path.read_text(encoding="utf-8"))) if path.is_file() else None


def truth_of(told: Mapping[str, Any]) -> PageTruth:
    """The truth as ``NAME.json`` tells it: ``lines`` with text, box and perhaps outline, and more."""
    lines = [line for line in told["lines"] if line["text"].strip()]
    bands = [_band(line) for line in lines]
    return PageTruth(
        np.array(bands, dtype=np.float64).reshape(-1, 3, SAMPLES),
        told.get("orientation", 0),
        told.get("skew"),
        tuple((region["kind"], tuple(region["box"])) for region in told.get("regions", [])),
    )


def box_bands(boxes: ArrayLike) -> Bands:
    """Bands of (n, 4) level boxes: left, top, right, bottom, px."""
    left, top, right, bottom = np.asarray(boxes, dtype=np.float64).reshape(-1, 4).T
    parts = (np.arange(SAMPLES) + 0.5) / SAMPLES
    x = left[:, None] + (right - left)[:, None] * parts
    return np.stack([x, np.broadcast_to(top[:, None], x.shape), np.broadcast_to(bottom[:, None], x.shape)], 1)


def _band(line: dict[str, Any]) -> Bands:
    """One line's band: of its outline where it has one (skewed and bent lines), else of its box."""
    if "outline" not in line:
        return np.asarray(box_bands(line["box"])[0])
    outline = np.asarray(line["outline"], dtype=np.float64)
    upper, lower = outline[: len(outline) // 2], outline[len(outline) // 2 :][::-1]
    ends = (upper + lower) / 2
    x = ends[0, 0] + (ends[-1, 0] - ends[0, 0]) * (np.arange(SAMPLES) + 0.5) / SAMPLES
    return np.stack([x, np.interp(x, *upper.T), np.interp(x, *lower.T)])
