"""How sure each character of a reading is, what else it might be, and the frames it covers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ocr.frames import Emissions, FrameTable, Ints
from recognizer.charset import BLANK

Doubles = NDArray[np.float64]

_REACH = 12  # frames looked at on either side of a character's peak
_EDGE = 0.5  # of its peak's probability: where a character's own frames end
_RIVALS = 6  # classes weighed against each other for one character


@dataclass(frozen=True, slots=True, eq=False)
class Posteriors:
    """What may stand at each place of a reading.

    Args:
        first, last: (n,) int64, the frames that the character itself covers, both included.
        classes: (n, k) int64, column 0 the character that was read, then its rivals; the
            last column is the blank: no character here.
        probabilities: (n, k) float64 in [0, 1]; a row sums to at most 1, the rest is for classes
            not listed and for two characters in this place.
    """

    first: Ints
    last: Ints
    classes: Ints
    probabilities: Doubles


def weigh_characters(table: FrameTable, read: Emissions) -> Posteriors:
    """Weigh every character of a reading against its rivals.

    A character's window runs from the middle between it and the one before to the middle between it
    and the next. The probability of a class is that of all alignments (Graves 2006) in which the
    window holds this class alone; mass of the neighbouring characters at the window's edges counts
    as blank, since it belongs to them.
    """
    first, last = find_extents(table, read)
    start, stop = _windows(table, read, first, last)
    classes = _rivals(table, read, first, last)
    neutral, own = _window_probabilities(table, read, classes, start, stop)
    with_blank = np.concatenate([classes, np.full((len(classes), 1), BLANK)], axis=1)
    return Posteriors(first, last, with_blank, _sum_alignments(neutral, own))


def find_extents(table: FrameTable, read: Emissions) -> tuple[Ints, Ints]:
    """First and last frame of every character: where it keeps half of its peak's probability."""
    low, high = _limits(table, read)
    top = table.probabilities[read.frames, read.classes] * _EDGE
    ends = []
    for direction, bound in ((-1, low), (1, high)):
        at = read.frames.copy()
        for _ in range(_REACH):
            ahead = at + direction
            inside = (ahead > bound) if direction < 0 else (ahead < bound)
            safe = np.where(inside, ahead, at)
            goes = inside & (table.probabilities[safe, read.classes] >= top)
            if not goes.any():
                break
            at = np.where(goes, ahead, at)
        ends.append(at)
    return ends[0], ends[1]


def _limits(table: FrameTable, read: Emissions) -> tuple[Ints, Ints]:
    """The frames, both excluded, between which each character lies: its neighbours' or the line's ends."""
    line = table.line_of_frame[read.frames]
    low, high = table.starts[line] - 1, table.starts[line + 1]
    same = line[1:] == line[:-1]
    low[1:] = np.where(same, read.frames[:-1], low[1:])
    high[:-1] = np.where(same, read.frames[1:], high[:-1])
    return low, high


def _windows(table: FrameTable, read: Emissions, first: Ints, last: Ints) -> tuple[Ints, Ints]:
    """Half-open windows of frames, which do not overlap."""
    low, high = _limits(table, read)
    start, stop = low + 1, high.copy()
    if len(first) > 1:
        middle = (np.minimum(last[:-1], first[1:]) + np.maximum(last[:-1], first[1:]) + 1) // 2
        middle = np.clip(middle, read.frames[:-1] + 1, read.frames[1:])
        same = np.diff(table.line_of_frame[read.frames]) == 0
        stop[:-1] = np.where(same, middle, stop[:-1])
        start[1:] = np.where(same, middle, start[1:])
    return np.maximum(start, first - _REACH), np.minimum(stop, last + _REACH + 1)


def _rivals(table: FrameTable, read: Emissions, first: Ints, last: Ints) -> Ints:
    """The character itself and the most probable other classes under it, (n, rivals) int64."""
    count = min(_RIVALS, table.probabilities.shape[1] - 1)
    found = np.zeros((len(first), count), dtype=np.int64)
    if not len(first):
        return found
    seen = table.probabilities[read.frames].copy()
    for frames in (first, last, np.maximum(read.frames - 1, first), np.minimum(read.frames + 1, last)):
        np.maximum(seen, table.probabilities[frames], out=seen)
    seen[:, BLANK] = -1.0
    seen[np.arange(len(seen)), read.classes] = 2.0
    order = np.argpartition(-seen, count - 1, axis=1)[:, :count]
    rank = np.argsort(-np.take_along_axis(seen, order, axis=1), axis=1, kind="stable")
    found[:] = np.take_along_axis(order, rank, axis=1)
    return found


def _window_probabilities(
    table: FrameTable, read: Emissions, classes: Ints, start: Ints, stop: Ints
) -> tuple[Doubles, Doubles]:
    """The blank's and the classes' probabilities in each window, padded with certain blanks.

    Returns:
        (n, frames) and (n, frames, classes) float64.
    """
    width = int((stop - start).max()) if len(start) else 0
    at = start[:, None] + np.arange(width)
    inside = at < stop[:, None]
    at = np.where(inside, at, 0)
    neutral = table.probabilities[at, BLANK].astype(np.float64)
    same = np.diff(table.line_of_frame[read.frames]) == 0
    for own, other in ((slice(1, None), slice(None, -1)), (slice(None, -1), slice(1, None))):
        before = own.start == 1
        rival = np.zeros_like(neutral)
        rival[own] = table.probabilities[at[own], read.classes[other][:, None]]
        differs = np.zeros(len(start), dtype=bool)
        differs[own] = same & (read.classes[own] != read.classes[other])
        side = (at < read.frames[:, None]) if before else (at > read.frames[:, None])
        neutral += np.where(side & differs[:, None], rival, 0.0)
    chosen = table.probabilities[at[:, :, None], classes[:, None, :]].astype(np.float64)
    return np.where(inside, neutral, 1.0), np.where(inside[:, :, None], chosen, 0.0)


def _sum_alignments(neutral: Doubles, own: Doubles) -> Doubles:
    """Sum over alignments of: exactly one run of a class among blanks; last column: blanks only.

    Args:
        neutral: (n, frames), probability of the blank.
        own: (n, frames, k), probability of each class.

    Returns:
        (n, k + 1) float64.
    """
    before = np.ones((len(own), 1))
    within = np.zeros((own.shape[0], own.shape[2]))
    after = np.zeros_like(within)
    for frame in range(own.shape[1]):
        blank = neutral[:, frame, None]
        after = (after + within) * blank
        within = (within + before) * own[:, frame]
        before = before * blank
    return np.asarray(np.minimum(np.concatenate([within + after, before], axis=1), 1.0))
