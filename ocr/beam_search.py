"""Prefix beam search over many lines at once: every step is a few array operations.

A. Graves et al., Connectionist temporal classification (2006); A. Hannun et al., First-pass large
vocabulary continuous speech recognition using bi-directional recurrent DNNs (2014).

The language model's weight and the bonus are folded into the probabilities as a character is added:
they depend on the prefix alone, so that all alignments of one prefix carry the same factor. Only growths
that could still matter are scored: at most frames these are few.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ocr.frames import Emissions, Ints
from ocr.scoring import PrefixScorer
from recognizer.charset import BLANK

Doubles = NDArray[np.float64]

CANDIDATES = 5  # classes that may be added at a frame: the most probable ones
HOPELESS = 1e-5  # growths below this part of a track's best prefix are not looked at
_HASH_STEP = np.int64(-7046029254386353131)  # odd: multiplying by it loses nothing (Knuth 6.4)
_NO_PARENT = np.int64(-1)
_DEAD = np.int64(-2)


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


@dataclass(frozen=True, slots=True, eq=False)
class _Frames:
    """One frame of every track.

    Args:
        blank: (tracks, 1) probability of the blank.
        candidates: (tracks, candidates) int64, the most probable classes but the blank, in any order.
        chances: (tracks, candidates) their probabilities.
        rows: (tracks, classes) probabilities of all.
    """

    blank: Doubles
    candidates: Ints
    chances: Doubles
    rows: NDArray[np.float32]


@dataclass(slots=True, eq=False)
class _Beams:
    """The prefixes held for each track; every plane is (tracks, beams).

    Args:
        chances: (3, tracks, beams): probability of the alignments that end in a blank, of those that end in
            the last character, and what that character was worth.
        names: (4, tracks, beams) int64: the last class, a hash that names the prefix, the one that names it
            without its last character, and the scorer's state.
    """

    chances: Doubles
    names: Ints

    def first(self, count: int) -> _Beams:
        """The beams of the first tracks alone."""
        if count == self.chances.shape[1]:
            return self
        return _Beams(self.chances[:, :count], self.names[:, :count])

    def rescale(self) -> None:
        """Keep the probabilities from running out of range; dead prefixes are nobody's kin."""
        total = self.chances[0] + self.chances[1]
        self.chances[:2] /= np.maximum(total.max(axis=1, keepdims=True), np.finfo(np.float64).tiny)
        dead = total <= 0.0
        self.names[1][dead], self.names[2][dead] = _DEAD, _NO_PARENT


@dataclass(frozen=True, slots=True, eq=False)
class _Growths:
    """Prefixes with a character added, those with hope alone; (n,) arrays.

    Args:
        track, beam: the prefix each grew out of; sorted by track.
        classes: what was added.
        chance: probability of each, what the character is worth included.
        worth: of the character.
    """

    track: Ints
    beam: Ints
    classes: Ints
    chance: Doubles
    worth: Doubles


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
        seen = _look(probabilities[tracks.frames[:active, step]])
        beams, parents[step, :active], added[step, :active] = _step(beams, seen, scorer)
        over = int(np.searchsorted(-tracks.lengths[:active], -step - 1, side="left"))
        if over < active:
            ends[over:active] = beams.chances[:2, over:].sum(axis=0).argmax(axis=1)
    return _trace_back(tracks, parents, added, ends)


def _start(tracks: Tracks, beam_width: int) -> _Beams:
    """One empty prefix a track; the other places are free."""
    chances = np.zeros((3, len(tracks.lengths), beam_width))
    chances[0, :, 0] = 1.0
    chances[2] = 1.0
    names = np.zeros((4, len(tracks.lengths), beam_width), dtype=np.int64)
    names[1, :, 1:] = _DEAD
    names[2] = _NO_PARENT
    names[3] = tracks.states[:, None]
    return _Beams(chances, names)


def _look(rows: NDArray[np.float32]) -> _Frames:
    """What may stand at one frame of every track."""
    count = min(CANDIDATES, rows.shape[1] - 1)
    candidates: Ints = np.argpartition(rows[:, 1:], rows.shape[1] - 1 - count, axis=1)[:, -count:] + 1
    chances = rows[np.arange(len(rows))[:, None], candidates].astype(np.float64)
    return _Frames(rows[:, :1].astype(np.float64), candidates, chances, rows)


def _step(beams: _Beams, seen: _Frames, scorer: PrefixScorer) -> tuple[_Beams, Ints, Ints]:
    """Take one frame in: (beams, parent of each, class added to it or 0).

    A prefix stays as it is (a blank, or its last character again) or grows by a candidate. Where the
    grown prefix is in the beam already, the growth counts there.
    """
    kin = np.nonzero(beams.names[2][:, :, None] == beams.names[1][:, None, :])  # (track, child, parent)
    stayed, parents, added = _stay(beams, seen, kin)
    grown = _grow(beams, seen, scorer, kin, stayed.chances[:2].sum(axis=0).max(axis=1))
    if len(grown.track):
        _take_in(stayed, parents, added, grown, scorer)
    stayed.rescale()
    return stayed, parents, added


def _stay(beams: _Beams, seen: _Frames, kin: tuple[Ints, ...]) -> tuple[_Beams, Ints, Ints]:
    """The prefixes that stay as they are, the place each comes from, and the class it added.

    That is its own place and nothing, but where it has just grown again out of its parent with more
    probability than it held: then the character was read here, not before.
    """
    blank, other, factor = beams.chances
    last = beams.names[0]
    total = blank + other
    of_last = seen.rows[np.arange(len(last))[:, None], last] * (last != BLANK)
    chances = np.stack([total * seen.blank, other * of_last, factor])
    track, child, parent = kin
    repeats = last[track, child] == last[track, parent]
    inflow = np.where(repeats, blank[track, parent], total[track, parent])
    gain = inflow * of_last[track, child] * factor[track, child]
    anew = gain > chances[0, track, child] + chances[1, track, child]
    chances[1, track, child] += gain
    parents = np.tile(np.arange(last.shape[1]), (len(last), 1))
    parents[track[anew], child[anew]] = parent[anew]
    added = np.zeros_like(last)
    added[track[anew], child[anew]] = last[track[anew], child[anew]]
    return _Beams(chances, beams.names.copy()), parents, added


def _grow(
    beams: _Beams, seen: _Frames, scorer: PrefixScorer, kin: tuple[Ints, ...], best: Doubles
) -> _Growths:
    """The prefixes with each candidate added, where that is not in the beam and not without hope.

    ``kin`` tells which prefix of the beam is the parent of which; ``best``, (tracks,), how probable the
    best one is that stays.
    """
    last, state = beams.names[0], beams.names[3]
    total = beams.chances[0] + beams.chances[1]
    same = last[:, :, None] == seen.candidates[:, None, :]
    chance = np.where(same, beams.chances[0][:, :, None], total[:, :, None]) * seen.chances[:, None, :]
    track, child, parent = kin
    held, candidate = np.nonzero(seen.candidates[track] == last[track, child][:, None])
    chance[track[held], parent[held], candidate] = 0.0
    hope = np.maximum(chance.max(axis=(1, 2)), best) * HOPELESS
    track, beam, candidate = np.nonzero(chance > hope[:, None, None])
    classes, states = seen.candidates[track, candidate], state[track, beam]
    worth = scorer.factors(states, classes)
    return _Growths(track, beam, classes, chance[track, beam, candidate] * worth, worth)


def _take_in(stayed: _Beams, parents: Ints, added: Ints, grown: _Growths, scorer: PrefixScorer) -> None:
    """Let the best growths take the places of worse prefixes, in place.

    Growths are ranked with the prefixes of their track; each track keeps as many as before.
    """
    width = parents.shape[1]
    first = np.flatnonzero(np.concatenate([[True], grown.track[1:] != grown.track[:-1]]))
    tracks, sizes = grown.track[first], np.diff(np.append(first, len(grown.track)))
    row = np.repeat(np.arange(len(tracks)), sizes)
    column = width + np.arange(len(row)) - np.repeat(first, sizes)
    scores = np.zeros((len(tracks), width + int(sizes.max())))
    scores[:, :width] = stayed.chances[:2, tracks].sum(axis=0)
    scores[row, column] = grown.chance
    chosen = np.argpartition(scores, scores.shape[1] - width, axis=1)[:, -width:]
    is_alive = np.take_along_axis(scores, chosen, axis=1) > 0.0
    at, place = np.nonzero((chosen >= width) & is_alive)
    which = first[at] + chosen[at, place] - width
    kept = np.where(chosen < width, chosen, 0)
    chances = stayed.chances[:, tracks[:, None], kept]
    names = stayed.names[:, tracks[:, None], kept]
    chances[:2] *= is_alive
    track, beam, classes = tracks[at], grown.beam[which], grown.classes[which]
    key, state = stayed.names[1][track, beam], stayed.names[3][track, beam]
    chances[:, at, place] = np.stack([np.zeros(len(which)), grown.chance[which], grown.worth[which]])
    names[:, at, place] = np.stack([classes, _extend_key(key, classes), key, scorer.advance(state, classes)])
    for table, values in ((parents, beam), (added, classes)):
        renewed = table[tracks[:, None], kept]
        renewed[at, place] = values
        table[tracks] = renewed
    stayed.chances[:, tracks], stayed.names[:, tracks] = chances, names


def _extend_key(keys: Ints, classes: Ints) -> Ints:
    """Names of the prefixes with a class added to each."""
    mixed = (keys ^ classes) * _HASH_STEP
    return mixed ^ (mixed >> 29)


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
