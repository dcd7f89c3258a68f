"""Components as arrays of levelled boxes, and the groups (text fragments) that they form."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]

JUNCTION_COMPONENTS = 6  # components nearest a junction that tell where the line runs there


@dataclass(frozen=True, slots=True, eq=False)
class Marks:
    """Boxes of N components in level coordinates: moved so that the page's lines lie flat.

    Args:
        left, top, right, bottom: (N,) float64, px.
    """

    left: Floats
    top: Floats
    right: Floats
    bottom: Floats

    @classmethod
    def levelled(cls, boxes: NDArray[np.int32], skew: float) -> Marks:
        """Marks of (N, 4) boxes (left, top, right, bottom), moved so that lines and margins stand straight.

        Args:
            boxes: (N, 4), px.
            skew: degrees the lines rise, counter-clockwise positive; small.
        """
        at = np.asarray(boxes, dtype=np.float64).reshape(-1, 4)
        slope = np.tan(np.radians(skew))
        down = slope * (at[:, 0] + at[:, 2]) / 2
        aside = slope * (at[:, 1] + at[:, 3]) / 2
        return cls(at[:, 0] - aside, at[:, 1] + down, at[:, 2] - aside, at[:, 3] + down)

    def __len__(self) -> int:
        return len(self.left)

    @property
    def x(self) -> Floats:
        """Middles in x, px."""
        return (self.left + self.right) / 2

    @property
    def y(self) -> Floats:
        """Middles in y, px."""
        return (self.top + self.bottom) / 2

    @property
    def width(self) -> Floats:
        """Widths, px."""
        return self.right - self.left

    @property
    def height(self) -> Floats:
        """Heights, px."""
        return self.bottom - self.top

    def take(self, index: Ints | NDArray[np.bool_]) -> Marks:
        """The marks at an index or under a mask."""
        return Marks(self.left[index], self.top[index], self.right[index], self.bottom[index])

    def extended(self, others: Marks, owner: Ints) -> Marks:
        """These boxes grown to hold others.

        Args:
            others: (k) boxes.
            owner: (k,) which of these boxes holds each of the others, -1 for none.
        """
        grown = Marks(self.left.copy(), self.top.copy(), self.right.copy(), self.bottom.copy())
        held = owner >= 0
        np.minimum.at(grown.left, owner[held], others.left[held])
        np.minimum.at(grown.top, owner[held], others.top[held])
        np.maximum.at(grown.right, owner[held], others.right[held])
        np.maximum.at(grown.bottom, owner[held], others.bottom[held])
        return grown


@dataclass(frozen=True, slots=True, eq=False)
class Fragments:
    """Components in groups, each group from left to right.

    Args:
        marks: the components.
        members: (N,) indices of the components, by group and then by middle in x.
        starts: (F + 1,) where each group begins in ``members``.
        box: (F) bounds of the groups, level px.
    """

    marks: Marks
    members: Ints
    starts: Ints
    box: Marks

    @classmethod
    def from_labels(cls, marks: Marks, labels: Ints) -> Fragments:
        """Group the components that share a label (any integers), at least one component."""
        _, group = np.unique(labels, return_inverse=True)
        members = np.lexsort((marks.x, group))
        counts = np.bincount(group)
        starts = np.concatenate([[0], np.cumsum(counts)])
        first = starts[:-1]
        box = Marks(
            np.minimum.reduceat(marks.left[members], first),
            np.minimum.reduceat(marks.top[members], first),
            np.maximum.reduceat(marks.right[members], first),
            np.maximum.reduceat(marks.bottom[members], first),
        )
        return cls(marks, members, starts, box)

    def __len__(self) -> int:
        return len(self.starts) - 1

    @property
    def sizes(self) -> Ints:
        """(F,) how many components each group has."""
        return np.diff(self.starts)

    def labels(self) -> Ints:
        """(N,) the group of each component."""
        found = np.empty(len(self.members), dtype=np.intp)
        found[self.members] = np.repeat(np.arange(len(self)), np.diff(self.starts))
        return found

    def indices(self, fragment: int) -> Ints:
        """The components of one group, left to right."""
        return self.members[self.starts[fragment] : self.starts[fragment + 1]]

    def medians(self, values: Floats) -> Floats:
        """(F,) the median over each group of a value a component."""
        group = self.labels()
        order = np.lexsort((values, group))
        sizes = np.diff(self.starts)
        low = self.starts[:-1] + (sizes - 1) // 2
        high = self.starts[:-1] + sizes // 2
        return np.asarray((values[order][low] + values[order][high]) / 2)

    def bands(self, fragments: Ints, at_x: Floats) -> tuple[Floats, Floats]:
        """The median top and bottom of each fragment's components nearest a place.

        Args:
            fragments: (P,) groups asked about.
            at_x: (P,) where, level px.

        Returns:
            Tops and bottoms, (P,) each, level px.
        """
        if not len(fragments):
            return np.empty(0), np.empty(0)
        first, end = self.starts[fragments], self.starts[fragments + 1]
        place = self._places(fragments, at_x)
        begin = np.clip(place - JUNCTION_COMPONENTS // 2, first, np.maximum(first, end - JUNCTION_COMPONENTS))
        at = begin[:, None] + np.arange(JUNCTION_COMPONENTS)
        held = at < end[:, None]
        component = self.members[np.minimum(at, len(self.members) - 1)]
        return (
            _masked_median(self.marks.top[component], held),
            _masked_median(self.marks.bottom[component], held),
        )

    def _places(self, fragments: Ints, at_x: Floats) -> Ints:
        """Where each x would be inserted among its fragment's components."""
        x = self.marks.x
        span = float(max(x.max(), at_x.max()) - min(x.min(), at_x.min())) + 1.0
        low = min(x.min(), at_x.min())
        keys = np.repeat(np.arange(len(self)), np.diff(self.starts)) * span + (x[self.members] - low)
        return np.asarray(np.searchsorted(keys, fragments * span + (at_x - low)))


def _masked_median(values: Floats, held: NDArray[np.bool_]) -> Floats:
    """The median of each row's held values; each row holds at least one."""
    ordered = np.sort(np.where(held, values, np.inf), axis=1)
    count = held.sum(axis=1)
    rows = np.arange(len(values))
    return np.asarray((ordered[rows, (count - 1) // 2] + ordered[rows, count // 2]) / 2)


def chain_labels(follower: Ints) -> Ints:
    """Labels of the chains formed by ``follower`` (N,): the next of each, or itself at an end.

    The chains must not close on themselves; each label is the index of its chain's last element.
    """
    label = follower.copy()
    while True:
        onward = label[label]
        if np.array_equal(onward, label):
            return label
        label = onward


def overlapping_pairs(low: Floats, high: Floats) -> tuple[Ints, Ints]:
    """All pairs (i, j), each once, of intervals that share more than a point.

    Args:
        low: (N,) where the intervals begin.
        high: (N,) where they end.
    """
    order = np.argsort(low, kind="stable")
    end = np.searchsorted(low[order], high[order], side="left")
    count = np.maximum(end - np.arange(len(order)) - 1, 0)
    first = np.repeat(np.arange(len(order)), count)
    offset = np.arange(len(first)) - np.repeat(np.cumsum(count) - count, count)
    return order[first], order[first + 1 + offset]


def best_per_key(keys: Ints, cost: Floats) -> Ints:
    """For each key that occurs, the index of its entry of least cost."""
    order = np.lexsort((cost, keys))
    new = np.ones(len(order), dtype=bool)
    new[1:] = keys[order][1:] != keys[order][:-1]
    return order[new]
