"""Prefix beam search over many lines at once: every step is a few array operations.

A. Graves et al., Connectionist temporal classification (2006); A. Hannun et al., First-pass large
vocabulary continuous speech recognition using bi-directional recurrent DNNs (2014).

The language model's weight and the bonus are folded into the probabilities as a character is added:
they depend on the prefix alone, so that all alignments of one prefix carry the same factor.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ocr.frames import Emissions, Ints
from ocr.scoring import PrefixScorer
from recognizer.charset import BLANK

Doubles = NDArray[np.float64]

CANDIDATES = 5  # classes that may be added at a frame: the most probable ones
_HASH_STEP = np.uint64(0x9E3779B97F4A7C15)  # odd: multiplying by it loses nothing (Knuth 6.4)
_NO_PARENT = np.uint64(0xFFFFFFFFFFFFFFFF)


@dataclass(frozen=True, slots=True, eq=False)
class Tracks:
    """Stretches of frames that are searched side by side, the longest first.

    Args:
        frames: (tracks, steps) int64, rows of the frame table; beyond a track's length anything.
        lengths: (tracks,) int64, in falling order.
        states: (tracks,) int64, the scorer's state before the track.
    """

    frames: Ints
    lengths: Ints
    states: Ints


@dataclass(slots=True, eq=False)
class _Beams:
    """The prefixes held for each track; all arrays are (tracks, beams)."""

    blank: Doubles  # probability of the alignments that end in a blank
    other: Doubles  # and of those that end in the last character
    last: Ints
    factor: Doubles  # what the last character was worth
    key: NDArray[np.uint64]  # names the prefix
    parent_key: NDArray[np.uint64]  # names the prefix without its last character
    state: Ints

    def first(self, count: int) -> _Beams:
        """The beams of the first tracks alone."""
        if count == len(self.blank):
            return self
        return _Beams(*(array[:count] for array in self._arrays()))

    def pick(self, index: Ints) -> _Beams:
        """The beams at places (tracks, beams) of each track."""
        return _Beams(*(_take(array, index) for array in self._arrays()))

    def rescale(self) -> None:
        """Keep the probabilities from running out of range; dead prefixes are nobody's children."""
        total = self.blank + self.other
        scale = 1.0 / np.maximum(total.max(axis=1, keepdims=True), np.finfo(np.float64).tiny)
        self.blank, self.other = self.blank * scale, self.other * scale
        self.parent_key = np.where(total > 0.0, self.parent_key, _NO_PARENT)

    def _arrays(self) -> tuple[NDArray[Any], ...]:
        """The arrays in the order of the fields."""
        return self.blank, self.other, self.last, self.factor, self.key, self.parent_key, self.state


def search_tracks(
    probabilities: NDArray[np.float32], tracks: Tracks, scorer: PrefixScorer, beam_width: int
) -> Emissions:
    """The most probable characters of every track.

    Args:
        probabilities: (frames, classes) float32 in 0..1.
        tracks: what is searched.
        scorer: worth of a character after a prefix.
        beam_width: prefixes kept a step.

    Returns:
        The characters of all tracks, sorted by frame.
    """
    steps = int(tracks.lengths[0]) if len(tracks.lengths) else 0
    parents = np.zeros((steps, len(tracks.lengths), beam_width), dtype=np.int16)
    added = np.zeros_like(parents)
    ends = np.zeros(len(tracks.lengths), dtype=np.int64)
    beams = _start(tracks, beam_width)
    for step in range(steps):
        active = int(np.searchsorted(-tracks.lengths, -step, side="left"))
        beams = beams.first(active)
        rows = probabilities[tracks.frames[:active, step]].astype(np.float64)
        beams, parents[step, :active], added[step, :active] = _step(beams, rows, scorer)
        over = tracks.lengths[:active] == step + 1
        ends[:active][over] = (beams.blank + beams.other)[over].argmax(axis=1)
    return _trace_back(tracks, parents, added, ends)


def _start(tracks: Tracks, beam_width: int) -> _Beams:
    """One empty prefix a track; the other places are free."""
    shape = (len(tracks.lengths), beam_width)
    blank = np.zeros(shape)
    blank[:, 0] = 1.0
    return _Beams(
        blank=blank,
        other=np.zeros(shape),
        last=np.full(shape, BLANK, dtype=np.int64),
        factor=np.ones(shape),
        key=np.zeros(shape, dtype=np.uint64),
        parent_key=np.full(shape, _NO_PARENT),
        state=np.broadcast_to(tracks.states[:, None], shape).copy(),
    )


def _step(beams: _Beams, rows: Doubles, scorer: PrefixScorer) -> tuple[_Beams, Ints, Ints]:
    """Take one frame in: (beams, parent of each, class added to it or 0).

    A prefix stays as it is (a blank, or its last character again) or grows by a candidate. Where the
    grown prefix is in the beam already, the growth counts there.
    """
    is_parent = beams.parent_key[:, :, None] == beams.key[:, None, :]  # (track, child, parent)
    blank = (beams.blank + beams.other) * rows[:, :1]
    other, origin = _stay(beams, rows, is_parent, blank)
    classes = _best_classes(rows)
    grown, worth = _grow(beams, rows, classes, scorer, is_parent)

    width = blank.shape[1]
    scores = np.concatenate([blank + other, grown.reshape(len(grown), -1)], axis=1)
    chosen = np.argsort(-scores, axis=1, kind="stable")[:, :width]
    grew = chosen >= width
    kept = np.minimum(chosen, width - 1)  # the prefix that stays, where it does
    step = np.maximum(chosen - width, 0)  # the growth, where it grows
    parent = np.where(grew, step // classes.shape[1], kept)
    added = _take(classes, step % classes.shape[1])
    stayed = _Beams(blank, other, beams.last, beams.factor, beams.key, beams.parent_key, beams.state)
    new = stayed.pick(kept)
    _add_characters(new, grew, added, beams.pick(parent), scorer)
    new.other = np.where(grew, _take(scores, chosen), new.other)
    new.factor = np.where(grew, _take(worth.reshape(len(worth), -1), step), new.factor)
    new.rescale()
    moved = ~grew & (_take(origin, kept) >= 0)
    return new, np.where(moved, _take(origin, kept), parent), np.where(grew | moved, new.last, BLANK)


def _add_characters(
    new: _Beams, grew: NDArray[np.bool_], added: Ints, parents: _Beams, scorer: PrefixScorer
) -> None:
    """Make what grew its parent and a character, in place; the probabilities are the caller's."""
    new.blank = np.where(grew, 0.0, new.blank)
    new.last = np.where(grew, added, new.last)
    new.parent_key = np.where(grew, parents.key, new.parent_key)
    new.key = np.where(grew, _extend_key(parents.key, added), new.key)
    new.state = np.where(grew, scorer.advance(parents.state, added), new.state)


def _stay(beams: _Beams, rows: Doubles, is_parent: NDArray[np.bool_], blank: Doubles) -> tuple[Doubles, Ints]:
    """Probability that each prefix ends in its last character, and what it came from.

    The second array names the parent out of which the prefix has just grown again with more
    probability than it held, -1 where it did not: the character was read here, not before.
    """
    of_last = np.where(beams.last == BLANK, 0.0, np.take_along_axis(rows, beams.last, axis=1))
    repeats = beams.last[:, :, None] == beams.last[:, None, :]
    total = beams.blank + beams.other
    inflow = is_parent * np.where(repeats, beams.blank[:, None, :], total[:, None, :])
    gain = inflow.sum(axis=2) * of_last * beams.factor
    held = beams.other * of_last
    return held + gain, np.where(gain > held + blank, inflow.argmax(axis=2), -1)


def _grow(
    beams: _Beams, rows: Doubles, classes: Ints, scorer: PrefixScorer, is_parent: NDArray[np.bool_]
) -> tuple[Doubles, Doubles]:
    """Probability of each prefix with each candidate added, (tracks, beams, candidates), and its worth."""
    total = beams.blank + beams.other
    worth = scorer.factors(beams.state[:, :, None], classes[:, None, :])
    same = beams.last[:, :, None] == classes[:, None, :]
    grown = np.where(same, beams.blank[:, :, None], total[:, :, None]) * worth
    grown *= np.take_along_axis(rows, classes, axis=1)[:, None, :]
    held = (is_parent[:, :, :, None] & same[:, :, None, :]).any(axis=1)
    grown[held] = 0.0
    return grown, worth


def _best_classes(rows: Doubles) -> Ints:
    """The most probable classes of each row but the blank, (rows, candidates); in any order."""
    count = min(CANDIDATES, rows.shape[1] - 1)
    found: Ints = np.argpartition(-rows[:, 1:], count - 1, axis=1)[:, :count] + 1
    return found


def _take(values: NDArray[Any], index: Ints) -> NDArray[Any]:
    """Values (tracks, places) at places (tracks, n) of each track."""
    return values[np.arange(len(values))[:, None], index]


def _extend_key(keys: NDArray[np.uint64], classes: Ints) -> NDArray[np.uint64]:
    """Names of the prefixes with a class added to each."""
    mixed = (keys ^ classes.astype(np.uint64)) * _HASH_STEP
    return mixed ^ (mixed >> np.uint64(29))


def _trace_back(
    tracks: Tracks, parents: NDArray[np.int16], added: NDArray[np.int16], ends: Ints
) -> Emissions:
    """Follow the best prefix of every track back to its first frame."""
    place = ends.copy()
    classes, frames = [], []
    for step in range(len(parents) - 1, -1, -1):
        inside = np.flatnonzero(tracks.lengths > step)
        now = added[step, inside, place[inside]].astype(np.int64)
        place[inside] = parents[step, inside, place[inside]]
        grew = now != BLANK
        classes.append(now[grew])
        frames.append(tracks.frames[inside[grew], step])
    if not classes:
        return Emissions(np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64))
    frame = np.concatenate(frames)
    order = np.argsort(frame, kind="stable")
    return Emissions(np.concatenate(classes)[order], frame[order])
