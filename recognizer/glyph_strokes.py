"""Single characters from recorded pen strokes, drawn anew every time: other pens, slants and shapes."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from recognizer.dataset import read_arrays
from recognizer.datasets.copies import join_copied_strokes
from recognizer.glyph_frames import GLYPH_SIZE, MARGIN, PLACES, place_by_size
from recognizer.pen_strokes import MIN_AGREEMENT
from recognizer.types import DatasetError

KEYS = ("points", "stroke_off", "char_off", "label", "writer", "agreement")
UNIT = 1000.0  # what the writer's usual character size is in a stroke archive
TEST_WRITERS = 5  # one writer in so many is only measured on
USUAL_PEN = 0.08  # width of the pen's line, usual character sizes: a ball-point's
DOUBTFUL_WEIGHT = 0.1  # how often a doubtful label is drawn beside a sure one
SIZE_UNKNOWN = 0.3  # share drawn without telling their size
_OVERSAMPLED = 2  # drawn so much larger, then shrunk
_SUBPIXEL = 4  # binary digits of a pixel's fraction

Doubles = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Pen:
    """How a character is drawn; angles in degrees, lengths in usual character sizes.

    Args:
        width: of the pen's line.
        slant: sideways per height.
        turn: counter-clockwise.
        aspect: width over height, as a factor.
        wave: how far the paper is bent.
        phase: of the bending, four angles in radians.
    """

    width: float = USUAL_PEN
    slant: float = 0.0
    turn: float = 0.0
    aspect: float = 1.0
    wave: float = 0.0
    phase: tuple[float, float, float, float] = (0.0, 0.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True, eq=False)
class StrokeGlyphs:
    """Characters as pen strokes.

    Args:
        points: (n, 2) int16, x and y, y down; 1000 is the writer's usual character size.
        starts: (strokes + 1,) where each stroke's points begin, and the end.
        bounds: (characters, 2) first stroke of each character and the one after its last.
        labels: the characters.
        writers: who wrote them.
        agreement: (characters,) how far its like bear a label out; below 0.1 it is doubtful.
    """

    points: NDArray[np.int16]
    starts: NDArray[np.int64]
    bounds: NDArray[np.int64]
    labels: tuple[str, ...]
    writers: tuple[str, ...]
    agreement: NDArray[np.float32]

    def __len__(self) -> int:
        """Number of characters."""
        return len(self.labels)

    @property
    def weights(self) -> NDArray[np.float64]:
        """(n,) how often each is drawn beside others of its class."""
        return np.where(self.agreement >= MIN_AGREEMENT, 1.0, DOUBTFUL_WEIGHT)

    def strokes(self, row: int) -> list[Doubles]:
        """The strokes of a character, each (points, 2), in usual character sizes."""
        first, last = self.bounds[row].tolist()
        parts = (self.points[self.starts[at] : self.starts[at + 1]] for at in range(first, last))
        return [part.astype(np.float64) / UNIT for part in parts if len(part)]

    def select(self, rows: Sequence[int]) -> StrokeGlyphs:
        """Some of the characters, in the order named."""
        return replace(
            self,
            bounds=self.bounds[list(rows)],
            labels=tuple(self.labels[row] for row in rows),
            writers=tuple(self.writers[row] for row in rows),
            agreement=self.agreement[list(rows)],
        )

    def of_writer(self, writer: str) -> StrokeGlyphs:
        """The characters of one writer."""
        return self.select([row for row, name in enumerate(self.writers) if name == writer])

    def join_hands(self) -> StrokeGlyphs:
        """Without second copies, and writers who are one hand under several names called by one name."""
        found = join_copied_strokes(
            [self.strokes(row) for row in range(len(self))], self.labels, self.writers
        )
        hands = tuple(found.hand_of(writer) for writer in self.writers)
        return replace(self, writers=hands).select(np.flatnonzero(~found.copies).tolist())

    def draw(self, row: int, rng: np.random.Generator) -> tuple[NDArray[np.uint8], NDArray[np.float32]]:
        """One character drawn with a pen at random: picture (32, 32) and place (5,)."""
        image, place = draw_strokes(self.strokes(row), choose_pen(rng))
        if rng.random() < SIZE_UNKNOWN:
            place = np.zeros(PLACES, dtype=np.float32)
        else:
            place[1] += np.float32(0.08 * rng.normal())
        return _soil(image, rng), place


def read_strokes(path: Path, wanted: Callable[[str], bool], join: bool = False) -> StrokeGlyphs:
    """Read a stroke archive.

    Args:
        path: npz with points, stroke_off, char_off, label, writer and agreement.
        wanted: says whether a writer's characters are.
        join: whether writers whose characters are copies of one another count as one hand, called by the
            name that is kept back most, and copies but once; takes some seconds for 100,000 characters.

    Raises:
        DatasetError: it cannot be read, or holds no character of a writer wanted.
    """
    arrays = read_arrays(path, KEYS)
    spans = np.stack([arrays["char_off"][:-1], arrays["char_off"][1:]], axis=1).astype(np.int64)
    starts = arrays["stroke_off"].astype(np.int64)
    inked = np.flatnonzero(starts[spans[:, 1]] > starts[spans[:, 0]])
    glyphs = StrokeGlyphs(
        arrays["points"],
        starts,
        spans[inked],
        tuple(str(label) for label in arrays["label"][inked]),
        tuple(str(writer) for writer in arrays["writer"][inked]),
        arrays["agreement"][inked].astype(np.float32),
    )
    if join:
        glyphs = glyphs.join_hands()
    allowed = {writer for writer in set(glyphs.writers) if wanted(writer)}
    if not allowed:
        raise DatasetError(f"{path}: it holds no character of a writer wanted")
    return glyphs.select([row for row, writer in enumerate(glyphs.writers) if writer in allowed])


def is_test_writer(writer: str) -> bool:
    """Whether a writer is only measured on: one in five, by the CRC of the name."""
    return zlib.crc32(writer.encode()) % TEST_WRITERS == 0


def choose_pen(rng: np.random.Generator) -> Pen:
    """A pen and a hand at random."""
    return Pen(
        width=float(np.exp(rng.uniform(np.log(0.035), np.log(0.15)))),
        slant=float(rng.normal(0.0, 0.14)),
        turn=float(rng.normal(0.0, 5.0)),
        aspect=float(np.exp(rng.normal(0.0, 0.12))),
        wave=float(0.04 * rng.random()),
        phase=tuple(rng.uniform(0, 2 * np.pi, 4).tolist()),
    )


def draw_strokes(strokes: list[Doubles], pen: Pen) -> tuple[NDArray[np.uint8], NDArray[np.float32]]:
    """A character drawn to fill its square, and its place.

    Args:
        strokes: (points, 2) each, at least one, in usual character sizes, y down.
        pen: it is drawn with.

    Returns:
        Picture (32, 32) uint8, ink high, and place (5,) float32 with the size known.
    """
    strokes = [stroke if len(stroke) > 1 else np.repeat(stroke, 2, axis=0) for stroke in strokes]  # dots
    points = _bend(np.concatenate(strokes), pen)
    low, high = points.min(axis=0), points.max(axis=0)
    size = float((high - low).max()) + pen.width
    side = GLYPH_SIZE * _OVERSAMPLED
    scale = (side - 2 * MARGIN * _OVERSAMPLED) / size
    placed = (points - (low + high) / 2) * scale + (side - 1) / 2
    fixed = np.round(placed * (1 << _SUBPIXEL)).astype(np.int32)
    lines = np.split(fixed, np.cumsum([len(stroke) for stroke in strokes])[:-1])
    image = np.zeros((side, side), dtype=np.uint8)
    cv2.polylines(image, lines, False, 255, max(1, round(pen.width * scale)), cv2.LINE_AA, _SUBPIXEL)
    small = cv2.resize(image, (GLYPH_SIZE, GLYPH_SIZE), interpolation=cv2.INTER_AREA)
    return np.asarray(small, dtype=np.uint8), place_by_size(size)


def _bend(points: Doubles, pen: Pen) -> Doubles:
    """Slanted, turned, stretched, and bent along two waves."""
    angle = np.deg2rad(pen.turn)
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    root = np.sqrt(pen.aspect)
    shape = np.array([[root, 0.0], [-pen.slant, 1 / root]])
    moved = (points - points.mean(axis=0)) @ shape @ turn
    if pen.wave:
        a, b, c, d = pen.phase
        bent = np.stack(
            [
                np.sin(5 * moved[:, 1] + a) + np.sin(3 * moved[:, 0] + b),
                np.sin(5 * moved[:, 0] + c) + np.sin(3 * moved[:, 1] + d),
            ],
            axis=1,
        )
        moved = moved + pen.wave * bent
    return np.asarray(moved)


def _soil(image: NDArray[np.uint8], rng: np.random.Generator) -> NDArray[np.uint8]:
    """Some pictures blurred, fainter, or noisy."""
    kind = rng.random()
    if kind < 0.2:
        image = np.asarray(cv2.GaussianBlur(image, (3, 3), float(rng.uniform(0.4, 1.0))), dtype=np.uint8)
    elif kind < 0.4:
        rough = image.astype(np.float32) * rng.uniform(0.6, 1.3)
        rough += rng.normal(0, 14 * rng.random(), image.shape)
        image = np.asarray(np.clip(rough, 0, 255), dtype=np.uint8)
    return image
