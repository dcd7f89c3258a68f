"""Finds leaders: dots at even steps that lead the eye from a word to a number, or are to be written on."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from segmenter.components import ComponentTable
from segmenter.marks import Floats, Ints, Marks, best_per_key, chain_labels
from segmenter.rules import Sorted

# All lengths are in character heights of the page.
DOT = 0.45  # wider or higher marks are no dots
ROUND = 2.0  # times as wide as high, or as high as wide, at most
STEP = 3.5  # from one dot to the next, at most
LEVEL = 0.2  # up or down from one dot to the next
BROKEN = 2.6  # times the usual step, up to which steps go on with a leader at its ends
EVEN = 0.3  # of the usual step, by which a step may differ
FEWEST, SHORTEST = 5, 7.0  # dots, and length: fewer, or shorter ones, are points of omission
STAR, FEWEST_STARS = 0.85, 8  # higher ones are letters; fewer of larger marks than dots may be a word
ALIKE = 0.15  # of their usual step and size, by which stars may differ
MAX_DOTS = 6000  # more are grain


def take_leaders(
    table: ComponentTable, kinds: Sorted, character_height: float
) -> tuple[ComponentTable, Sorted]:
    """Make each leader one component, and a rule; what it was made of is left as components without ink.

    The label image is changed, and the table given is of no more use.

    Args:
        table: the page's components.
        kinds: the same components sorted.
        character_height: px.
    """
    marks = np.flatnonzero(kinds.text | kinds.small)
    found = find_leaders(Marks.levelled(table.boxes[marks], 0.0), character_height)
    if not (found >= 0).any():
        return table, kinds
    labels, boxes, areas = table.labels, table.boxes.copy(), table.areas.copy()
    labels.setflags(write=True)
    text, small, rule, shape = (each.copy() for each in (kinds.text, kinds.small, kinds.rule, kinds.shape))
    for leader in range(int(found.max()) + 1):
        dots = marks[found == leader]
        for dot in dots[1:].tolist():
            left, top, right, bottom = boxes[dot].tolist()
            window = labels[top:bottom, left:right]
            window[window == dot + 1] = dots[0] + 1
        text[dots], small[dots], shape[dots] = False, False, True
        rule[dots[0]], shape[dots[0]] = True, False
        boxes[dots[0], :2], boxes[dots[0], 2:] = boxes[dots, :2].min(axis=0), boxes[dots, 2:].max(axis=0)
        areas[dots[0]], areas[dots[1:]] = areas[dots].sum(), 0
    kinds = replace(kinds, text=text, small=small, rule=rule, shape=shape)
    return ComponentTable(labels, boxes, areas), kinds


def find_leaders(marks: Marks, x_height: float) -> Ints:
    """(n,) the leader that each mark is a dot of, -1 for none; rows of stars and the like count, too.

    Args:
        marks: of the page, px; it may lean a little.
        x_height: px.
    """
    owner = np.full(len(marks), -1, dtype=np.intp)
    size = np.maximum(marks.width, marks.height) / x_height
    round_ones = size * x_height <= ROUND * np.minimum(marks.width, marks.height)
    number = 0
    for chosen, even in ((round_ones & (size < DOT), EVEN), (round_ones & (size < STAR), ALIKE)):
        dots = np.flatnonzero(chosen & (owner < 0))
        if not FEWEST <= len(dots) <= MAX_DOTS:
            continue
        held = marks.take(dots)
        for core, chain in _even_chains(held.x, _next_dots(held, x_height), even):
            if _is_leader(held.take(core), x_height) and (owner[dots[core]] < 0).all():
                owner[dots[chain]] = number
                owner[_run_together(marks, owner, held.take(chain), x_height)] = number
                number += 1
    return owner


def _is_leader(dots: Marks, x_height: float) -> bool:
    """Whether marks at even steps are enough, and where they are larger than dots, all the same."""
    if len(dots) < FEWEST or np.ptp(dots.x) < SHORTEST * x_height:
        return False
    if float(np.maximum(dots.width, dots.height).max()) < DOT * x_height:
        return True
    sizes = (dots.width, dots.height)
    alike = [float(np.quantile(np.abs(size / np.median(size) - 1), 0.9)) <= ALIKE for size in sizes]
    return len(dots) >= FEWEST_STARS and all(alike)


def _run_together(marks: Marks, owner: Ints, dots: Marks, x_height: float) -> Ints:
    """Marks as low as a leader's dots among them, on their level: dots that run into each other."""
    left, right = float(dots.left.min()), float(dots.right.max())
    free = (owner < 0) & (marks.left > left) & (marks.right < right) & (marks.height < DOT * x_height)
    among = np.flatnonzero(free)
    foot = np.interp(marks.x[among], np.sort(dots.x), dots.bottom[np.argsort(dots.x)])
    return np.asarray(among[np.abs(marks.bottom[among] - foot) <= LEVEL * x_height])


def _next_dots(dots: Marks, x_height: float) -> Ints:
    """(n,) the nearest dot to the right of each, on its level; itself where there is none."""
    follower = np.arange(len(dots))
    band = np.floor(dots.bottom / (LEVEL * x_height)).astype(np.intp)
    span = float(np.ptp(dots.x)) + 2 * STEP * x_height
    x = dots.x - float(dots.x.min())
    key = band * span + x
    order = np.argsort(key, kind="stable")
    here, there = [], []
    for shift in (-1, 0, 1):  # the next dot to the right in the bands above, of and below each dot
        place = np.searchsorted(key[order], (band + shift) * span + x, side="right")
        found = np.flatnonzero(place < len(order))
        here.append(found)
        there.append(order[place[found]])
    left, right = np.concatenate(here), np.concatenate(there)
    away = x[right] - x[left]
    near = (away > 0) & (away <= STEP * x_height)
    near &= np.abs(dots.bottom[right] - dots.bottom[left]) <= LEVEL * x_height
    left, right, away = left[near], right[near], away[near]
    nearest = best_per_key(left, away)
    left, right, away = left[nearest], right[nearest], away[nearest]
    nearest = best_per_key(right, away)
    follower[left[nearest]] = right[nearest]
    return follower


def _even_chains(x: Floats, follower: Ints, even: float) -> list[tuple[Ints, Ints]]:
    """Runs of dots, each step of which differs from the one before by no more than a share of it.

    Returns:
        The dots of each run, and these with the dots that go on at its ends: one that is missing, or run
        into the next, ends the even steps but not the leader.
    """
    label = chain_labels(follower)
    order = np.lexsort((x, label))
    step = np.diff(x[order])
    step[np.diff(label[order]) != 0] = np.inf
    known = np.isfinite(step)
    alike = known[1:] & known[:-1]
    before, after = np.where(known, step, 0.0)[:-1], np.where(known, step, 0.0)[1:]
    alike &= np.abs(after - before) <= even * np.minimum(after, before)
    ends = np.flatnonzero(np.concatenate([~alike, [True]])) + 1  # of runs of steps that are alike
    starts = np.concatenate([[0], ends[:-1]])
    long = ends - starts >= FEWEST - 1
    chains = []
    for start, end in zip(starts[long].tolist(), ends[long].tolist(), strict=True):
        usual = BROKEN * float(np.median(step[start:end]))
        first, last = start, end
        while first > 0 and step[first - 1] <= usual:
            first -= 1
        while last < len(step) and step[last] <= usual:
            last += 1
        chains.append((order[start : end + 1], order[first : last + 1]))
    return chains
