"""The frames of a page's lines in one table, and which of them the search has to look at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recognizer.charset import BLANK
from recognizer.types import LineReading

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class FrameTable:
    """All frames of all lines, one below the other.

    Args:
        probabilities: (frames, classes) float32 in 0..1.
        starts: (lines + 1,) int64; line i holds the rows starts[i] .. starts[i + 1].
    """

    probabilities: Floats
    starts: Ints

    @property
    def lines(self) -> int:
        """Number of lines."""
        return len(self.starts) - 1

    @property
    def line_of_frame(self) -> Ints:
        """(frames,) int64: the line that each frame belongs to."""
        return np.repeat(np.arange(self.lines), np.diff(self.starts))


@dataclass(frozen=True, slots=True, eq=False)
class Emissions:
    """The characters read on all lines, and the frame each was read at; in reading order.

    Args:
        classes: (n,) int64, never the blank.
        frames: (n,) int64, rows of the frame table, strictly increasing.
    """

    classes: Ints
    frames: Ints


def stack_frames(readings: Sequence[LineReading], classes: int) -> FrameTable:
    """Lay the frames of all lines into one table.

    Args:
        readings: one a line; a line may have no frames.
        classes: width of every reading.

    Raises:
        ValueError: a reading has another number of classes.
    """
    for reading in readings:
        if reading.log_probabilities.ndim != 2 or reading.log_probabilities.shape[1] != classes:
            raise ValueError(
                f"a reading of shape {reading.log_probabilities.shape} does not fit {classes} classes"
            )
    lengths = [len(reading.log_probabilities) for reading in readings]
    starts = np.concatenate([[0], np.cumsum(lengths, dtype=np.int64)]).astype(np.int64)
    table = np.empty((int(starts[-1]), classes), dtype=np.float32)
    for reading, start in zip(readings, starts, strict=False):
        table[start : start + len(reading.log_probabilities)] = reading.log_probabilities
    np.exp(table, out=table)
    return FrameTable(table, starts)


def read_greedily(table: FrameTable) -> Emissions:
    """The best class of every frame, repeats and blanks taken out; each at its surest frame."""
    if not len(table.probabilities):
        return Emissions(np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64))
    best = table.probabilities.argmax(axis=1)
    peak = np.take_along_axis(table.probabilities, best[:, None], axis=1)[:, 0]
    first = run_starts(best, table)
    frames = surest_frames(first, peak)
    kept = best[first] != BLANK
    return Emissions(best[first][kept], frames[kept])


def run_starts(best: Ints, table: FrameTable) -> Ints:
    """First frame of every run of one class; a new line begins a new run."""
    changes = np.ones(len(best), dtype=bool)
    changes[1:] = best[1:] != best[:-1]
    starts = table.starts[:-1]
    changes[starts[starts < len(best)]] = True
    return np.flatnonzero(changes)


def surest_frames(first: Ints, peak: Floats) -> Ints:
    """The frame of each run with the greatest probability; the first of equals.

    Args:
        first: (runs,) first frame of every run; the last run ends with the table.
        peak: (frames,) probability of the run's class.
    """
    top = np.maximum.reduceat(peak, first)
    run = np.repeat(np.arange(len(first)), np.diff(np.append(first, len(peak))))
    is_top = np.flatnonzero(peak >= top[run])
    _, index = np.unique(run[is_top], return_index=True)
    return is_top[index]
