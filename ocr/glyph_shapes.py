"""What every character of a page looks like: small pictures at the line's scale, to be compared.

A picture keeps its height above the baseline, so that a comma and an apostrophe, or c and C, differ; it is
centred on its ink and shows nothing of its neighbours' cells.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.decoder import DecodedLine
from ocr.line_sight import LineSight

Floats = NDArray[np.float32]
Doubles = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

POOL = 2  # crop px a picture's px, both ways
HALF_WIDTH = 8  # columns of a picture to either side of its centre: 2 x-heights in all
LEAST_NORM = 1e-3  # of an empty picture


@dataclass(frozen=True, slots=True, eq=False)
class PageCharacters:
    """The letters of a page that stand on crops, and where each lies in the strip of all crops.

    Args:
        strip: (rows, columns) float32, the crops' ink side by side, pooled.
        line, place: (n,) int64: a letter's line, and its place among the line's characters.
        left, right: (n,) float64: the borders of its cell, columns of the strip.
        centre: (n,) float64: the middle of its ink, column of the strip.
        names: (n,) its character.
        confidence: (n,) float64.
    """

    strip: Floats
    line: Ints
    place: Ints
    left: Doubles
    right: Doubles
    centre: Doubles
    names: NDArray[np.str_]
    confidence: Doubles


def lay_out(lines: Sequence[DecodedLine], sights: Sequence[LineSight]) -> PageCharacters:
    """Lay the crops of a page side by side and cut them into the cells of their letters.

    Neighbours' cells, the spaces' too, meet half way between their frames.

    Args:
        lines: what was read.
        sights: where; lines without a crop are left out.
    """
    strips: list[Floats] = [np.zeros((0, HALF_WIDTH), np.float32)]
    parts: list[tuple[int, Ints, Doubles]] = []
    names: list[str] = []
    confidence: list[float] = []
    start = HALF_WIDTH
    for number, (line, sight) in enumerate(zip(lines, sights, strict=True)):
        if sight.crop is None or not line.characters:
            continue
        pooled = _pool(sight.crop.pixels)
        cells = _cut_cells(line, sight.reading.stride / POOL, pooled.shape[1])
        letters = [at for at, c in enumerate(line.characters) if c.character != " "]
        parts.append((number, np.array(letters, dtype=np.int64), cells[letters] + start))
        names += [line.characters[at].character for at in letters]
        confidence += [line.characters[at].confidence for at in letters]
        strips += [pooled, np.zeros((len(pooled), HALF_WIDTH), np.float32)]
        start += pooled.shape[1] + HALF_WIDTH
    strips[0] = np.zeros((len(strips[-1]), HALF_WIDTH), np.float32)
    cells = np.concatenate([np.zeros((0, 2)), *(cells for _, _, cells in parts)])
    strip = np.concatenate(strips, axis=1)
    return PageCharacters(
        strip,
        np.concatenate([np.zeros(0, np.int64), *(np.full(len(at), number) for number, at, _ in parts)]),
        np.concatenate([np.zeros(0, np.int64), *(at for _, at, _ in parts)]),
        cells[:, 0],
        cells[:, 1],
        _centres(strip, cells[:, 0], cells[:, 1]),
        np.array(names, dtype=np.str_),
        np.array(confidence, dtype=np.float64),
    )


def draw_shapes(characters: PageCharacters, which: Ints) -> Floats:
    """Pictures of some letters, (n, rows * 2 * HALF_WIDTH) float32 of length 1; 0 where there is no ink."""
    strip = characters.strip
    left, right, centre = characters.left[which], characters.right[which], characters.centre[which]
    first = np.floor(centre - 0.5).astype(np.int64) - HALF_WIDTH
    share = (centre - 0.5 - np.floor(centre - 0.5)).astype(np.float32)[:, None]
    columns = first[:, None] + np.arange(2 * HALF_WIDTH + 1)
    inside = (columns + 0.5 > left[:, None]) & (columns + 0.5 < right[:, None])
    seen = strip[:, np.clip(columns, 0, strip.shape[1] - 1)] * inside
    shapes = seen[:, :, :-1] * (1 - share) + seen[:, :, 1:] * share
    flat = shapes.transpose(1, 0, 2).reshape(len(which), -1)
    return np.asarray(flat / np.maximum(np.linalg.norm(flat, axis=1, keepdims=True), LEAST_NORM))


def _pool(pixels: Floats) -> Floats:
    """A crop at a POOL-th of its size, averaged."""
    size = (max(1, pixels.shape[1] // POOL), max(1, pixels.shape[0] // POOL))
    return np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), dtype=np.float32)


def _cut_cells(line: DecodedLine, stride: float, width: int) -> Doubles:
    """(n, 2) float64: borders of all characters' cells, columns of the pooled crop."""
    spans = np.array([(c.first_frame, c.last_frame + 1) for c in line.characters]) * stride
    cuts = (spans[:-1, 1] + spans[1:, 0]) / 2
    return np.stack([np.concatenate([[0.0], cuts]), np.concatenate([cuts, [float(width)]])], axis=1)


def _centres(strip: Floats, left: Doubles, right: Doubles) -> Doubles:
    """(n,) float64: the middle of the ink in each cell; the cell's own where there is none."""
    ink = strip.sum(axis=0)
    mass = np.concatenate([[0.0], np.cumsum(ink, dtype=np.float64)])
    moment = np.concatenate([[0.0], np.cumsum(ink * (np.arange(len(ink)) + 0.5))])
    low = np.clip(np.ceil(left - 0.5), 0, len(ink)).astype(np.int64)
    high = np.maximum(np.clip(np.ceil(right - 0.5), 0, len(ink)).astype(np.int64), low)
    held = mass[high] - mass[low]
    middle = np.divide(moment[high] - moment[low], held, out=(left + right) / 2, where=held > LEAST_NORM)
    return np.asarray(middle)
