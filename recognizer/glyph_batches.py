"""The batches the glyph classifier learns from: several sources mixed, rare characters drawn more often."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

import cv2
import numpy as np
from numpy.typing import NDArray

from recognizer.charset import Charset
from recognizer.glyph_data import GlyphSet, encode_labels
from recognizer.glyph_frames import PLACES
from recognizer.types import DatasetError

RARE_POWER = 0.7  # a class of n samples is drawn in proportion to n to this power
MOST_TURN, MOST_STRETCH, MOST_SHIFT = 6.0, 0.10, 1.2  # degrees, share and px a glyph is moved in training
MOST_SLANT = 0.15  # sideways per height
LINE_UNKNOWN, SIZE_UNKNOWN = 0.15, 0.05  # share of glyphs of lines of which no more than the size is told
PLACE_NOISE = 0.05  # x-heights, or doublings, by which a place is off (one standard deviation)

Batch = tuple[tuple[NDArray[np.float32], NDArray[np.float32]], NDArray[np.int32]]


class GlyphSource(Protocol):
    """Something glyphs are drawn from, one at a time, a little different every time."""

    @property
    def labels(self) -> tuple[str, ...]:
        """The character of each; an empty string for what is none."""
        ...

    @property
    def weights(self) -> NDArray[np.float64]:
        """(n,) how often each is drawn beside others of its class."""
        ...

    def draw(self, row: int, rng: np.random.Generator) -> tuple[NDArray[np.uint8], NDArray[np.float32]]:
        """A glyph's picture (size, size) uint8, ink high, and its place (5,)."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class VariedGlyphs:
    """Glyphs of shards, turned, stretched and moved a little; their places are not always told."""

    glyphs: GlyphSet

    @property
    def labels(self) -> tuple[str, ...]:
        """The character of each."""
        return self.glyphs.labels

    @property
    def weights(self) -> NDArray[np.float64]:
        """(n,) ones: all are as likely."""
        return np.ones(len(self.glyphs))

    def draw(self, row: int, rng: np.random.Generator) -> tuple[NDArray[np.uint8], NDArray[np.float32]]:
        """A glyph's picture and place, varied."""
        places = self.glyphs.places
        place = np.zeros(PLACES, dtype=np.float32) if places is None else vary_place(places[row], rng)
        return vary_glyph(self.glyphs.images[row], rng), place


@dataclass(frozen=True, slots=True)
class Portion:
    """A source and the share of every batch it gives (relative to the other portions')."""

    source: GlyphSource
    share: float


class _Urn:
    """The known glyphs of a portion, and how likely each is drawn."""

    def __init__(self, source: GlyphSource, charset: Charset) -> None:
        self.source = source
        self.classes = encode_labels(source.labels, charset)
        self.rows = np.flatnonzero(self.classes >= 0)
        own, known = source.weights[self.rows], self.classes[self.rows]
        counts = np.bincount(known, weights=own, minlength=charset.classes)
        weights = own * np.maximum(counts[known], 1e-9) ** (RARE_POWER - 1)
        self.limits = np.cumsum(weights) / max(weights.sum(), 1e-9)

    def choose(self, number: float) -> int:
        """The row that a number in 0..1 stands for."""
        return int(self.rows[min(int(np.searchsorted(self.limits, number)), len(self.rows) - 1)])


def draw_batches(
    portions: Sequence[Portion], charset: Charset, size: int, seed: int, start: int = 0
) -> Iterator[Batch]:
    """Batches without end, each drawn anew: rare characters more often than they occur.

    Args:
        portions: to learn from; characters not in the charset are left out.
        charset: names the classes.
        size: of a batch.
        seed: with a batch's number it decides all that is in it.
        start: number of the first batch.

    Yields:
        Pixels (size, rows, columns, 1) float32 in 0..1, ink high, with places (size, 5) float32; and
        classes (size,) int32.

    Raises:
        DatasetError: no glyph has a known character.
    """
    urns = [_Urn(portion.source, charset) for portion in portions]
    shares = np.array(
        [p.share if len(urn.rows) else 0.0 for p, urn in zip(portions, urns, strict=True)], dtype=np.float64
    )
    if not shares.sum() > 0:
        raise DatasetError("the glyph shards hold no character of the charset")
    limits = np.cumsum(shares) / shares.sum()
    number = start
    while True:
        rng = np.random.default_rng((seed, number))
        chosen = [urns[min(int(np.searchsorted(limits, at)), len(urns) - 1)] for at in rng.random(size)]
        rows = [urn.choose(at) for urn, at in zip(chosen, rng.random(size), strict=True)]
        drawn = [urn.source.draw(row, rng) for urn, row in zip(chosen, rows, strict=True)]
        pixels = np.stack([image for image, _ in drawn])[..., None].astype(np.float32) * np.float32(1 / 255)
        classes = np.array([urn.classes[row] for urn, row in zip(chosen, rows, strict=True)], dtype=np.int32)
        yield (pixels, np.stack([place for _, place in drawn])), classes
        number += 1


def vary_glyph(image: NDArray[np.uint8], rng: np.random.Generator) -> NDArray[np.uint8]:
    """A glyph a little turned, slanted, stretched and moved, its ink a little bolder or fainter.

    Args:
        image: (size, size) uint8, ink high.
        rng: for all draws.
    """
    side = image.shape[0]
    middle = (side - 1) / 2
    angle = np.deg2rad(rng.uniform(-MOST_TURN, MOST_TURN))
    across, down = 1 + MOST_STRETCH * rng.uniform(-1, 1, 2)
    slant = MOST_SLANT * rng.uniform(-1, 1)
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    move = turn @ np.array([[across, slant], [0.0, down]])
    shift = middle - move @ (middle, middle) + rng.uniform(-MOST_SHIFT, MOST_SHIFT, 2)
    moved = cv2.warpAffine(image, np.column_stack([move, shift]), (side, side), flags=cv2.INTER_LINEAR)
    gain = float(np.exp(0.3 * rng.uniform(-1, 1)))
    noisy = moved.astype(np.float32) * gain
    if rng.random() < 0.5:
        noisy += rng.normal(0, 14 * rng.random(), moved.shape)
    return np.asarray(np.clip(noisy, 0, 255), dtype=np.uint8)


def vary_place(place: NDArray[np.float32], rng: np.random.Generator) -> NDArray[np.float32]:
    """A place a little off, or a part of it not told; what is unknown stays so.

    Args:
        place: (5,) float32, as in ``recognizer.glyph_frames``.
        rng: for all draws.
    """
    noise = PLACE_NOISE * rng.normal(size=PLACES)
    varied = place + (noise * np.array([0.0, place[0], 0.0, place[2], place[2]])).astype(np.float32)
    forgotten = rng.random()
    if forgotten < LINE_UNKNOWN + SIZE_UNKNOWN:
        varied[2:] = 0.0
    if forgotten < SIZE_UNKNOWN:
        varied[:] = 0.0
    return np.asarray(varied, dtype=np.float32)
