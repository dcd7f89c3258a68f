"""Writers whose glyphs are copies of one another are one hand: joined, so that no split parts them.

Collections of handwriting hold some sessions twice, under two names. Two hands write a character alike now
and then; they do not write eight of them, and a twentieth of all, the same to the point. Names of which that
is true are joined, and so are those joined with either.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recognizer.datasets.likeness import NEARLY, is_plain, small_pictures
from recognizer.datasets.samples import PARTS
from recognizer.datasets.splits import part_of_name

FEWEST_COPIES = 8  # that two writers share
LEAST_SHARE = 0.05  # of the glyphs that the one with fewer has, and that are not too plain to tell
MOST_SHARING = 8  # writers who share a shape; beyond, it is anybody's
SAME_STROKES = 0.9995  # product of strokes, place and size removed, from which one is a copy
FEWEST_POINTS = 12  # of a recorded character that can be told from others
STRAIGHT = 0.03  # variance across over variance along, below which strokes are one plain line
A_BLOCK = 256  # rows compared at once

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class CopiedWriters:
    """Which writers are one hand, and which glyphs stand in the data twice.

    Args:
        hands: each joined writer -> the name that stands for the hand: that of its names which is dealt to
            the part kept back most (test, then valid), so that nothing measured on is learnt from; the first
            of several. Writers that nobody is a copy of are not in it.
        copies: (n,) bool: glyphs that an earlier one of the same hand, under another name, is a copy of.
    """

    hands: dict[str, str]
    copies: NDArray[np.bool_]

    def hand_of(self, writer: str) -> str:
        """The hand's name; the writer's own where it was not joined."""
        return self.hands.get(writer, writer)

    @property
    def groups(self) -> tuple[tuple[str, ...], ...]:
        """The names of each joined hand, the one that stands for it first."""
        found = defaultdict(list)
        for writer, hand in sorted(self.hands.items()):
            if writer != hand:
                found[hand].append(writer)
        return tuple((hand, *others) for hand, others in sorted(found.items()))


def join_copied_strokes(
    characters: Sequence[Sequence[NDArray[np.generic]]],
    labels: Sequence[str],
    writers: Sequence[str],
    seed: int = 0,
) -> CopiedWriters:
    """Join the writers of a stroke archive by what they wrote: copies may be scaled and moved.

    Args:
        characters: the strokes of each, (points, 2).
        labels: (n,) characters.
        writers: (n,) names; glyphs of an empty one are left alone.
        seed: of the split that the names are dealt by.
    """
    traces = [
        np.concatenate([np.asarray(stroke, dtype=np.float32).reshape(-1, 2) for stroke in strokes])
        if len(strokes)
        else np.zeros((0, 2), dtype=np.float32)
        for strokes in characters
    ]
    lengths = [tuple(len(stroke) for stroke in strokes) for strokes in characters]
    shapes = [_trace_shape(trace) for trace in traces]
    told = np.array([shape is not None for shape in shapes], dtype=bool)
    buckets: dict[Hashable, list[tuple[int, Floats]]] = defaultdict(list)
    for row, shape in enumerate(shapes):
        if shape is not None and writers[row]:
            buckets[labels[row], lengths[row]].append((row, shape))
    alike = [
        (np.array([row for row, _ in some]), np.stack([shape for _, shape in some]))
        for some in buckets.values()
        if len(some) > 1
    ]
    keys = [
        (label, length, trace.tobytes()) for label, length, trace in zip(labels, lengths, traces, strict=True)
    ]
    return _join(np.asarray(writers, dtype=np.str_), told, keys, alike, SAME_STROKES, seed)


def join_copied_pictures(
    images: NDArray[np.uint8],
    labels: Sequence[str],
    writers: Sequence[str],
    extents: NDArray[np.int32],
    seed: int = 0,
) -> CopiedWriters:
    """Join the writers of pictures: copies may be drawn with another pen, but have the same shape.

    Args:
        images: (n, size, size) uint8, ink high, each filling its square.
        labels: (n,) characters.
        writers: (n,) names; glyphs of an empty one are left alone.
        extents: (n, 2) rows and columns of ink before framing.
        seed: of the split that the names are dealt by.
    """
    names = np.asarray(writers, dtype=np.str_)
    told = ~is_plain(images, extents) & (names != "")
    buckets: dict[Hashable, list[int]] = defaultdict(list)
    for row in np.flatnonzero(told).tolist():
        buckets[labels[row]].append(row)
    alike = [(np.array(rows), small_pictures(images[rows])) for rows in buckets.values() if len(rows) > 1]
    keys = [(label, image.tobytes()) for label, image in zip(labels, images, strict=True)]
    return _join(names, told, keys, alike, NEARLY, seed)


def _trace_shape(points: Floats) -> Floats | None:
    """(2 points,) float32 of length 1, place and size removed; None where it is too plain to tell."""
    if len(points) < FEWEST_POINTS:
        return None
    centred = points - points.mean(axis=0)
    across, along = np.linalg.eigvalsh(centred.T @ centred).tolist()
    if across <= STRAIGHT * along:
        return None
    return np.asarray(centred.ravel() / np.linalg.norm(centred), dtype=np.float32)


def _join(
    writers: NDArray[np.str_],
    told: NDArray[np.bool_],
    keys: Sequence[Hashable],
    alike: Sequence[tuple[Ints, Floats]],
    least: float,
    seed: int,
) -> CopiedWriters:
    """Join writers, and mark the copies that each hand then has.

    Args:
        writers: (n,) names.
        told: (n,) bool: not too plain to tell.
        keys: equal for glyphs that are the same to the byte.
        alike: rows that can be copies of one another, and their vectors of length 1.
        least: product of two vectors from which they are copies.
        seed: of the split.
    """
    names, codes = np.unique(writers, return_inverse=True)
    hands = _name_hands(names.tolist(), _shared_glyphs(codes, alike, least), codes[told], seed)
    copies = np.zeros(len(writers), dtype=bool)
    joined = np.array([hands.get(str(name), "") for name in names], dtype=np.str_)
    for rows, vectors in alike:
        own = np.flatnonzero(joined[codes[rows]] != "") if hands else np.zeros(0, dtype=np.int64)
        for one, other in _pairs(vectors[own], least):
            first, second = rows[own[one]], rows[own[other]]
            same = (joined[codes[first]] == joined[codes[second]]) & (codes[first] != codes[second])
            copies[second[same & (first < second)]] = True
    seen: dict[Hashable, int] = {}
    for row in np.flatnonzero(joined[codes] != "").tolist() if hands else ():
        earlier = seen.setdefault((str(joined[codes[row]]), keys[row]), row)
        copies[row] |= bool(codes[earlier] != codes[row])
    return CopiedWriters(hands, copies)


def _shared_glyphs(
    codes: Ints, alike: Sequence[tuple[Ints, Floats]], least: float
) -> Counter[tuple[int, int]]:
    """How many glyphs of one writer have a copy by another, for each pair that has any.

    A glyph that its own writer repeats to the point, or that many writers have, tells nothing: it was drawn
    by a machine, or anybody draws it so.
    """
    shared: Counter[tuple[int, int]] = Counter()
    many = int(codes.max(initial=0)) + 1
    for rows, vectors in alike:
        own = codes[rows]
        for one, other in _pairs(vectors, least):
            repeated = np.unique(one[(own[one] == own[other]) & (one != other)])
            different = own[one] != own[other]
            glyph, writer = np.divmod(np.unique(one[different] * many + own[other[different]]), many)
            _, at, sharing = np.unique(glyph, return_inverse=True, return_counts=True)
            telling = (sharing[at] <= MOST_SHARING) & ~np.isin(glyph, repeated)
            shared.update(zip(own[glyph[telling]].tolist(), writer[telling].tolist(), strict=True))
    return shared


def _pairs(vectors: Floats, least: float) -> Iterator[tuple[Ints, Ints]]:
    """Places of vectors that are copies of each other, and of themselves, a block of the first at a time."""
    for start in range(0, len(vectors), A_BLOCK):
        one, other = np.nonzero(vectors[start : start + A_BLOCK] @ vectors.T >= least)
        yield one + start, other


def _name_hands(
    names: Sequence[str], shared: Counter[tuple[int, int]], codes: Ints, seed: int
) -> dict[str, str]:
    """Each joined writer's hand.

    Args:
        names: of the writers.
        shared: glyphs of one writer that another has too.
        codes: the writer of every glyph that is not too plain to tell.
        seed: of the split.
    """
    counts = np.bincount(codes, minlength=len(names))
    hand = list(range(len(names)))
    for (one, other), found in shared.items():
        both = min(found, shared[other, one])
        if one < other and both >= max(FEWEST_COPIES, LEAST_SHARE * min(counts[one], counts[other])):
            old, new = hand[other], hand[one]
            hand = [new if at == old else at for at in hand]
    groups = defaultdict(list)
    for name, at in zip(names, hand, strict=True):
        groups[at].append(name)
    found_hands: dict[str, str] = {}
    for group in groups.values():
        if len(group) > 1:
            first = max(sorted(group), key=lambda name: PARTS.index(part_of_name(name, seed)))
            found_hands.update(dict.fromkeys(group, first))
    return found_hands
