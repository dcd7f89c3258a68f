"""A drawing laid on the scanner's glass: its pixels, and the truth where it lies then."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
import scanning as scan
from numpy.typing import NDArray

from layouts.drawing import Drawing, DrawnLine

Points = NDArray[np.float64]
KNOTS = 17  # places along a line at which its edges are written down
BED = 0.10  # brightness of the scanner's bed
INK = 0.13  # brightness of the ink


@dataclass(frozen=True, slots=True)
class Laying:
    """How a sheet lies on the glass, and what ink, paper and lamp are like.

    Args:
        skew: degrees the text rises, counter-clockwise positive.
        turn: degrees counter-clockwise by which the scan must be turned to stand upright.
        bend: px by which lines dive at the gutter.
        gutter: where the book's fold is, a part of the sheet's width.
        reach: how far from the fold lines still bend, a part of the sheet's width.
        shadow: brightness lost in the fold, a share.
        margin: px of the dark bed seen round the sheet.
        lamp: brightness lost from one corner to the other, a share.
        paper: brightness of the sheet.
        show_through: darkness of the other side's print.
        noise: of the sensor, a share of full brightness.
        blur: Gaussian sigma, px.
    """

    skew: float = 0.0
    turn: int = 0
    bend: float = 0.0
    gutter: float = 0.0
    reach: float = 0.14
    shadow: float = 0.0
    margin: int = 0
    lamp: float = 0.05
    paper: float = 0.92
    show_through: float = 0.0
    noise: float = 0.012
    blur: float = 0.6


@dataclass(frozen=True, slots=True)
class DrawnPage:
    """A page as a scan, with its truth in pixels of the page as a person reads it: turned upright.

    Args:
        pixels: (H, W) uint8 grey, as the scanner gives it.
        text: in reading order, cells parted by tabs.
        lines: each line's text and (2 x KNOTS, 2) outline: its upper edge from left to right, then its
            lower edge from right to left, px.
        regions: what is not text: kind and left, top, right, bottom, px.
        orientation: degrees counter-clockwise by which the pixels must be turned.
        skew: degrees the text rises once the page is turned.
        cells: of each line whether it stands in the same row as the one before.
    """

    pixels: NDArray[np.uint8]
    text: str
    lines: tuple[tuple[str, Points], ...]
    regions: tuple[tuple[str, Points], ...]
    orientation: int = 0
    skew: float = 0.0
    cells: tuple[bool, ...] = ()

    def truth(self, image: str) -> dict[str, Any]:
        """What ``NAME.json`` holds, ``image`` being the file's name."""
        return {
            "image": image,
            "orientation": self.orientation,
            "skew": self.skew,
            "lines": [
                {"text": text, "box": _bounds(outline), "outline": np.round(outline, 1).tolist()}
                for text, outline in self.lines
            ],
            "regions": [
                {"kind": kind, "box": np.round(box).astype(int).tolist()} for kind, box in self.regions
            ],
        }


def scan_drawing(drawing: Drawing, laying: Laying) -> DrawnPage:
    """Print the drawing, lay it on the glass and scan it."""
    random = drawing.random
    coverage = drawing.sheet.coverage()
    paper = scan.Paper(mottle=0.012, grain=0.014, show_through=laying.show_through)
    page = laying.paper * scan.make_paper(coverage.shape, paper, coverage, random)
    ink = scan.spread_ink(coverage, 0.04, 0.08, random)
    page *= 1 - ink * (1 - INK)
    if "tone" in drawing.sheet.layers:
        page *= 1 - drawing.sheet.coverage("tone")
    page *= 1 - laying.shadow * np.exp(-_from_fold(np.arange(drawing.width), drawing.width, laying))
    laid = _remap(np.clip(page, 0, 1).astype(np.float32), laying)
    exposed = scan.expose(
        cv2.GaussianBlur(laid, (0, 0), laying.blur).astype(np.float32)[..., None],
        scan.Scanner(noise=laying.noise, lamp=laying.lamp),
        random,
    )[..., 0]
    size = (drawing.width, drawing.height)
    return DrawnPage(
        np.ascontiguousarray(np.rot90(exposed, -laying.turn // 90)),
        drawing.text(),
        tuple((line.text, _outline(line, size, laying)) for line in drawing.lines),
        tuple((kind, _lay_box(np.array(box), size, laying)) for kind, box in drawing.regions),
        laying.turn,
        laying.skew,
        tuple(line.cell for line in drawing.lines),
    )


def _from_fold(x: NDArray[Any], width: int, laying: Laying) -> Points:
    """How far columns are from the fold, in reaches."""
    return np.asarray(np.abs(x - laying.gutter * width) / (laying.reach * width), dtype=np.float64)


def _remap(page: NDArray[np.float32], laying: Laying) -> NDArray[np.float32]:
    """Turn and bend the sheet; what lies beside it is the bed, or more paper where no bed is seen."""
    height, width = page.shape
    margin = laying.margin
    rows, columns = np.mgrid[: height + 2 * margin, : width + 2 * margin].astype(np.float32)
    columns, rows = columns - margin - width / 2, rows - margin - height / 2
    turn = np.deg2rad(laying.skew)
    x = columns * np.cos(turn) - rows * np.sin(turn) + width / 2
    y = columns * np.sin(turn) + rows * np.cos(turn) + height / 2
    y = y + laying.bend * np.exp(-_from_fold(x, width, laying))
    edge = BED if margin else float(np.median(page))
    laid = cv2.remap(
        page,
        x.astype(np.float32),
        y.astype(np.float32),
        cv2.INTER_CUBIC,
        borderMode=cv2.BORDER_CONSTANT,
        borderValue=edge,
    )
    return np.asarray(laid, dtype=np.float32)


def _lay_points(points: Points, size: tuple[int, int], laying: Laying) -> Points:
    """Where (n, 2) points of the sheet lie on the scan, px: the inverse of ``_remap``."""
    width, height = size
    x, y = points[:, 0], points[:, 1] - laying.bend * np.exp(-_from_fold(points[:, 0], width, laying))
    x, y = x - width / 2, y - height / 2
    turn = np.deg2rad(laying.skew)
    return np.stack(
        [
            x * np.cos(turn) + y * np.sin(turn) + width / 2 + laying.margin,
            -x * np.sin(turn) + y * np.cos(turn) + height / 2 + laying.margin,
        ],
        axis=1,
    )


def _outline(line: DrawnLine, size: tuple[int, int], laying: Laying) -> Points:
    xs = np.linspace(line.left, line.right, KNOTS)
    upper = np.stack([xs, np.full(KNOTS, line.baseline - line.above)], axis=1)
    lower = np.stack([xs, np.full(KNOTS, line.baseline + line.below)], axis=1)
    return _lay_points(np.concatenate([upper, lower[::-1]]), size, laying)


def _lay_box(box: Points, size: tuple[int, int], laying: Laying) -> Points:
    left, top, right, bottom = box
    corners = np.array([[left, top], [right, top], [right, bottom], [left, bottom]], dtype=np.float64)
    laid = _lay_points(corners, size, laying)
    return np.concatenate([laid.min(axis=0), laid.max(axis=0)])


def _bounds(outline: Points) -> list[int]:
    low, high = np.floor(outline.min(axis=0)), np.ceil(outline.max(axis=0))
    return [*low.astype(int).tolist(), *high.astype(int).tolist()]
