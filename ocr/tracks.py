"""Finds the stretches of a page's lines that are in doubt: only these need a search.

A network is sure of most frames. Runs of sure frames of one class count once; sure blanks between two
sure characters that differ say nothing; between sure frames, doubtful ones through which the reading only
passes from one to the other change no text. What is left in doubt is searched together with some sure
characters behind it, which tell how well it goes on; everything else is read as it stands.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ocr.beam_search import Tracks
from ocr.frames import Emissions, FrameTable, Ints, run_starts, surest_frames
from ocr.scoring import PrefixScorer
from recognizer.charset import BLANK, SPACE

SURE = 0.95  # probability from which a frame's class is not doubted
LOOKAHEAD = 4  # sure characters searched behind a doubtful stretch

Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class _Frames:
    """The frames that matter; (n,) arrays.

    Args:
        rows: rows of the frame table, rising.
        line: line of each.
        classes: most probable class of each.
        is_sure: whether that class is beyond doubt.
    """

    rows: Ints
    line: Ints
    classes: Ints
    is_sure: Bools

    @property
    def emits(self) -> Bools:
        """Whether each, read as it stands, adds a character."""
        before = np.concatenate([[BLANK], self.classes[:-1]])
        first = np.concatenate([[True], self.line[1:] != self.line[:-1]])[: len(self.line)]
        return np.asarray((self.classes != BLANK) & (first | (self.classes != before[: len(self.classes)])))


def find_tracks(table: FrameTable, scorer: PrefixScorer) -> tuple[Tracks, Emissions]:
    """The stretches to search, and what is read without a search, sorted by frame.

    Args:
        table: the frames of all lines.
        scorer: makes the states that the stretches begin in.
    """
    frames = _drop_blanks(_drop_passages(table, _thin_out(table)))
    emits = frames.emits
    searched = _mark_doubtful(frames, emits)
    settled = emits & ~searched
    begins = _begin_anew(frames) | ~np.concatenate([[False], searched[:-1]])[: len(searched)]
    starts = np.flatnonzero(searched & begins)
    ends = np.flatnonzero(searched & np.concatenate([(~searched | begins)[1:], [True]])[: len(searched)])
    order = np.argsort(starts - ends, kind="stable")
    starts, lengths = starts[order], (ends - starts + 1)[order]
    at = starts[:, None] + np.arange(int(lengths.max(initial=0)))
    tracks = Tracks(
        frames.rows[np.minimum(at, max(len(frames.rows) - 1, 0))] if len(starts) else at,
        lengths,
        _states_before(frames, emits, starts, scorer),
    )
    return tracks, Emissions(frames.classes[settled], frames.rows[settled])


def _thin_out(table: FrameTable) -> _Frames:
    """All doubtful frames, and the surest one of each run of sure frames of one class."""
    best = table.probabilities.argmax(axis=1)
    peak = np.take_along_axis(table.probabilities, best[:, None], axis=1)[:, 0]
    is_sure = peak >= SURE
    if not len(best):
        return _Frames(best, best, best, is_sure)
    first = run_starts(np.where(is_sure, best, -1 - np.arange(len(best))), table)
    rows = surest_frames(first, peak)
    return _Frames(rows, table.line_of_frame[rows], best[rows], is_sure[rows])


def _drop_passages(table: FrameTable, frames: _Frames) -> _Frames:
    """Without the doubtful frames through which the reading only passes from one sure class to the next.

    Between sure frames of two different classes, those in which nothing but the two and the blank is
    likely, the first ever less so and the second ever more so.
    """
    count = len(frames.rows)
    index = np.arange(count)
    left = np.maximum.accumulate(np.where(frames.is_sure, index, -1))
    right = np.minimum.accumulate(np.where(frames.is_sure, index, count)[::-1])[::-1]
    inside = ~frames.is_sure & (left >= 0) & (right < count)
    inside[inside] = frames.line[left[inside]] == frames.line[right[inside]]
    at = np.flatnonzero(inside)
    if not len(at):
        return frames
    old, new = frames.classes[left[at]], frames.classes[right[at]]
    rows, chances = frames.rows[at], table.probabilities
    blank = np.where((old == BLANK) | (new == BLANK), 0.0, chances[rows, BLANK])
    fine = (old != new) & (chances[rows, old] + chances[rows, new] + blank >= SURE)
    fine &= chances[rows, old] <= chances[rows - 1, old]
    fine &= chances[rows, new] <= chances[rows + 1, new]
    run = np.flatnonzero(np.concatenate([[True], left[at][1:] != left[at][:-1]]))
    whole = np.logical_and.reduceat(fine, run)
    lengths = np.diff(np.append(run, len(at)))
    kept = np.ones(count, dtype=bool)
    kept[at[np.repeat(whole, lengths)]] = False
    return _Frames(frames.rows[kept], frames.line[kept], frames.classes[kept], frames.is_sure[kept])


def _drop_blanks(frames: _Frames) -> _Frames:
    """Without the sure blanks between two sure characters that differ: the reading is the same."""
    count = len(frames.rows)
    inner = slice(1, count - 1)
    before, after = slice(0, max(count - 2, 0)), slice(2, count)
    idle = np.zeros(count, dtype=bool)
    idle[inner] = frames.is_sure[inner] & (frames.classes[inner] == BLANK)
    for beside in (before, after):
        idle[inner] &= frames.is_sure[beside] & (frames.line[beside] == frames.line[inner])
    idle[inner] &= frames.classes[before] != frames.classes[after]
    kept = ~idle
    return _Frames(frames.rows[kept], frames.line[kept], frames.classes[kept], frames.is_sure[kept])


def _mark_doubtful(frames: _Frames, emits: Bools) -> Bools:
    """The doubtful frames, the frame before each stretch of them, and some sure characters after."""
    count = len(frames.rows)
    last = np.maximum.accumulate(np.where(frames.is_sure, -1, np.arange(count)))
    written = np.cumsum(emits)
    after = np.asarray(last >= 0)
    since: Ints = np.asarray(written - emits - written[last])[after]
    after[after] = np.equal(frames.line[last[after]], frames.line[after]) & (since < LOOKAHEAD)
    marked = ~frames.is_sure | after
    leads = np.zeros(count, dtype=np.bool_)
    leads[:-1] = ~frames.is_sure[1:] & (frames.line[1:] == frames.line[:-1])
    return np.asarray(marked | leads)


def _begin_anew(frames: _Frames) -> Bools:
    """Frames with which a track begins in any case, so that none grows long.

    The first of a line, and sure ones behind a sure space and the sure beginning of the next word: what
    stands before that space says little of them.
    """
    begins = np.ones(len(frames.rows), dtype=bool)
    begins[1:] = frames.line[1:] != frames.line[:-1]
    sure, classes, line = frames.is_sure, frames.classes, frames.line
    apart = sure[:-2] & sure[1:-1] & sure[2:] & (line[:-2] == line[2:])
    begins[2:] |= apart & (classes[:-2] == SPACE) & (classes[1:-1] > SPACE) & (classes[1:-1] != classes[2:])
    return begins


def _states_before(frames: _Frames, emits: Bools, starts: Ints, scorer: PrefixScorer) -> Ints:
    """The scorer's state before each start, after what is read before it on its line as it stands."""
    states = np.full(len(starts), scorer.start(), dtype=np.int64)
    written = frames.classes[emits]
    line = frames.line[emits]
    if not len(written):
        return states
    before: Ints = np.asarray(np.cumsum(emits) - emits)[starts]  # characters read before each start
    for back in range(scorer.memory, 0, -1):
        at = np.maximum(before - back, 0)
        known = np.asarray(before >= back)
        known[known] = np.equal(line[at], frames.line[starts])[known]
        states[known] = scorer.advance(states[known], written[at[known]])
    return states
