"""A sheet on which lines of rings, for letters, are drawn in the order in which they are read.

No fonts and no reading: where lines stand is all that tells their order, as for a person who sees the page
from too far away to read it. Lines are drawn, and remembered, in the order in which they are read.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from segmenter.geometry import Box, union_boxes
from segmenter.types import TextLine

WIDTH, HEIGHT, MARGIN = 1000, 1400, 90  # px
ASCENT, DESCENT = 0.45, 0.4  # x-heights beyond the band of small letters
CLASSES = (0.55, 0.87)  # small letters; and tall ones, before those with descenders


@dataclass(frozen=True, slots=True)
class OrderErrors:
    """Places where a line is followed by another than the next, lines that hold several, lines not found."""

    breaks: int
    merged: int
    lost: int


@dataclass(eq=False)
class Sheet:
    """A page that is being drawn.

    Args:
        rng: what chooses all that varies.
        x_height: px, of the running text.
        leading: px.
        pixels: (H, W) uint8, drawn upon.
        lines: boxes of the lines drawn, in reading order.
        justified: whether lines fill their measure.
    """

    rng: np.random.Generator
    x_height: float
    leading: float
    pixels: NDArray[np.uint8]
    lines: list[Box] = field(default_factory=list)
    justified: bool = True

    @classmethod
    def blank(cls, seed: int) -> Sheet:
        """White paper for text of a size and leading chosen by the seed."""
        rng = np.random.default_rng(seed)
        x_height = float(rng.uniform(9, 13))
        leading = x_height * float(rng.uniform(2.0, 2.9))
        pixels = np.full((HEIGHT, WIDTH), 255, np.uint8)
        return cls(rng, x_height, leading, pixels, justified=bool(rng.random() < 0.7))

    def ring(self, left: float, top: float, right: float, bottom: float, stroke: float) -> Box:
        """One letter: a ring of ink, open to one side."""
        box = Box(
            round(left), round(top), max(round(right), round(left) + 2), max(round(bottom), round(top) + 2)
        )
        self.pixels[box.top : box.bottom, box.left : box.right] = 0
        inner = max(1, round(stroke))
        low, high = box.top + inner, box.bottom - inner
        self.pixels[low:high, box.left + inner : box.right - inner] = 255
        if self.rng.random() < 0.5:  # open to one side, as n, u and c are: closed frames are boxes to tick
            self.pixels[low:high, box.right - inner : box.right] = 255
        else:
            self.pixels[box.bottom - inner : box.bottom, box.left + inner : box.right - inner] = 255
        return box

    def line(self, left: float, right: float, base: float, size: float = 0.0, fill: float = 1.0) -> Box:
        """A line of words from ``left``; it fills so much of the measure, and all of it if justified."""
        size = size or self.x_height
        end = left + fill * (right - left)
        words = self._words(end - left, size, 0.6 if self.justified and fill == 1 else 0.85)
        width = sum(sum(word) + 0.25 * size * (len(word) - 1) for word in words)
        space = 0.85 * size
        if self.justified and fill == 1 and len(words) > 1:
            space = (end - left - width) / (len(words) - 1)
        boxes, x = [], left
        for word in words:
            for letter in word:
                kind = float(self.rng.random())
                top = base - size * (1 + ASCENT * (CLASSES[0] <= kind < CLASSES[1]))
                foot = base + size * DESCENT * (kind >= CLASSES[1])
                boxes.append(self.ring(x, top, x + letter, foot, size * 0.17))
                x += letter + 0.25 * size
            x += space - 0.25 * size
        self.lines.append(union_boxes(boxes))
        return self.lines[-1]

    def _words(self, room: float, size: float, space: float) -> list[list[float]]:
        """Widths of letters, by word, that fill a room with spaces of so many x-heights."""
        words: list[list[float]] = []
        used = 0.0
        while True:
            word = (size * self.rng.uniform(0.55, 1.0, int(self.rng.integers(1, 10)))).tolist()
            wide = sum(word) + 0.25 * size * (len(word) - 1)
            if words and used + space * size + wide > room:
                short = room - used - space * size
                if short > 3.0 * size:
                    words.append((size * self.rng.uniform(0.55, 1.0, int(short / (1.25 * size)))).tolist())
                return words
            if used + wide > room:
                word = word[: max(1, int(room / (1.25 * size)))]
                wide = sum(word) + 0.25 * size * (len(word) - 1)
            used += wide + (space * size if words else 0)
            words.append(word)

    def centred(self, left: float, right: float, base: float, share: float, size: float) -> float:
        """A centred line, such as a heading; the y below it."""
        width = share * (right - left)
        self.line((left + right - width) / 2, (left + right + width) / 2, base, size, 0.97)
        return base

    def text(self, left: float, right: float, top: float, bottom: float, size: float = 0.0) -> float:
        """Paragraphs from the first baseline ``top`` to at most ``bottom``; the next free baseline."""
        size = size or self.x_height
        step = self.leading * size / self.x_height
        base, until = top, 0
        while base <= bottom:
            if until == 0:
                until = int(self.rng.integers(2, 8))
            ends = until == 1
            starts = left + (2 * size if self.rng.random() < 0.25 and right - left > 20 * size else 0)
            ragged = 1.0 if self.justified else float(self.rng.uniform(0.8, 1.0))
            self.line(starts, right, base, size, float(self.rng.uniform(0.3, 0.9)) if ends else ragged)
            until -= 1
            base += step
        return base

    def rule(self, left: float, top: float, right: float, bottom: float) -> None:
        """A straight line of ink."""
        self.pixels[
            round(top) : max(round(bottom), round(top) + 1), round(left) : max(round(right), round(left) + 1)
        ] = 0

    def picture(self, left: float, top: float, right: float, bottom: float) -> None:
        """A picture: grey with dark blotches."""
        shape = (round(bottom) - round(top), round(right) - round(left))
        coarse = self.rng.integers(20, 150, (shape[0] // 8 + 1, shape[1] // 8 + 1))
        fine = np.kron(coarse, np.ones((8, 8)))[: shape[0], : shape[1]]
        self.pixels[round(top) : round(bottom), round(left) : round(right)] = fine.astype(np.uint8)

    def compare(self, found: Sequence[TextLine]) -> OrderErrors:
        """What went wrong with the lines found on this sheet.

        Args:
            found: in reading order.
        """
        sides = np.array([(box.left, box.top, box.right, box.bottom) for box in self.lines], dtype=np.float64)
        order: list[int] = []
        merged = 0
        for line in found:
            x, y = np.array([component.box.center for component in line.components]).T[..., None]
            inside = (x >= sides[:, 0] - 1) & (x <= sides[:, 2] + 1)
            inside &= (y >= sides[:, 1] - 1) & (y <= sides[:, 3] + 1)
            held = np.unique(np.argmax(inside[inside.any(axis=1)], axis=1)).tolist()
            merged += len(held) > 1
            order += [one for one in held if not order or one != order[-1]]
        breaks = sum(after != before + 1 for before, after in pairwise(order))
        return OrderErrors(breaks, merged, len(sides) - len(set(order)))
