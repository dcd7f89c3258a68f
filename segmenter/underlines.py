"""Cuts rules loose from the letters they touch: underlines, strokes through words, combs, grids."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from segmenter.components import ComponentTable, find_components
from segmenter.frames import are_frame_sized, find_frame
from segmenter.rule_masks import (
    THICKEST,
    Bands,
    Mask,
    RuleMasks,
    find_bands,
    mask_level_rules,
    open_mask,
    split_rules,
    turn,
)

# All lengths are in character heights of the page.
MIN_WIDTH = 5.0  # wider components may hold a rule
FULLEST = 0.7  # share of its box a component may fill; fuller ones are pictures and borders
LARGEST = 5.0  # higher ones are grids of rules, or pictures and left whole
GRID_FILL = 0.35  # share of its box that a grid of rules with the letters that touch it may fill
GRID_SHARE = 0.4  # of a grid's ink that is straight rules
GRID_SPAN = 0.6  # of a grid's width or height that its longest rule runs
CRUMBS = 0.02  # of a grid's ink that may be left without being letters
TALL_LETTER, LETTER_SHARE = 3.0, 0.6  # higher is no letter; part of what is left that letters must make up
MOST = 0.6  # share of a component that its rule may be where the rest need not be letters
LETTER = (0.3, 0.5)  # width and height from which what is left of a component without its rule is a letter
FEWEST_LETTERS = 1  # on a rule that outweighs them: one that hangs through it is enough
RAG = 0.13  # narrower or lower pieces that are left are rags of the rule
DIVIDER = 0.7  # share of a comb's height that the wall between two of its cells runs straight
MIN_DIVIDERS = 3  # fewer upright strokes between two rules may be letters


@dataclass(frozen=True, slots=True, eq=False)
class _Piece:
    """Components within a part of the component that is being cut.

    Args:
        window: rows and columns of the part.
        labels: (h, w) int32, from 1, 0 where nothing of them is.
        boxes: (n, 4), px of the whole component.
        areas: (n,) px.
    """

    window: tuple[slice, slice]
    labels: NDArray[np.int32]
    boxes: NDArray[np.int32]
    areas: NDArray[np.int32]


def cut_rules(table: ComponentTable, character_height: float) -> tuple[ComponentTable, NDArray[np.intp]]:
    """Make rules that touch letters, or each other, components of their own.

    The label image is large: it is changed, and the table given is of no more use. A rule that letters cross
    stays one component, though the crossings are the letters'.

    Args:
        table: the page's components.
        character_height: px.

    Returns:
        The components, and (k,) which of them are such rules.
    """
    labels, count = table.labels, len(table)
    boxes, areas, cut = [table.boxes.copy()], [table.areas.copy()], []
    for index in _candidates(table, character_height).tolist():
        left, top, right, bottom = table.boxes[index].tolist()
        held = labels[top:bottom, left:right] == index + 1
        component = held.view(np.uint8)
        masks = find_rules(component, character_height)
        if masks is None:
            continue
        letters, rules = _find_letters(component & ~masks.bare), _find_lines(masks)
        total = sum(len(piece.areas) for piece in (*letters, *rules))
        if count + total > np.iinfo(labels.dtype).max:
            labels = labels.astype(np.int32)
        labels.setflags(write=True)
        # The first piece takes the component's own number, the others new ones.
        numbers = np.array([index, *range(count, count + total - 1)], dtype=np.intp)
        count += total - 1
        _renumber(labels[top:bottom, left:right], (*letters, *rules), numbers)
        corners = np.concatenate([piece.boxes for piece in (*letters, *rules)])
        corners += np.array([left, top, left, top], np.int32)
        weights = np.concatenate([piece.areas for piece in (*letters, *rules)])
        boxes[0][index], areas[0][index] = corners[0], weights[0]
        boxes.append(corners[1:])
        areas.append(weights[1:])
        first = sum(len(piece.areas) for piece in letters)
        size = corners[:first, 2:] - corners[:first, :2]
        cut += [numbers[:first][size.min(axis=1) < RAG * character_height], numbers[first:]]
    if not cut:
        return table, np.zeros(0, np.intp)
    return ComponentTable(labels, np.concatenate(boxes), np.concatenate(areas)), np.concatenate(cut)


def _renumber(labels: NDArray[Any], pieces: Sequence[_Piece], numbers: NDArray[np.intp]) -> None:
    """Write the numbers of all pieces, one after another, into a window of the label image."""
    first = 0
    for piece in pieces:
        end = first + len(piece.areas)
        renamed = (np.concatenate([[-1], numbers[first:end]]) + 1).astype(labels.dtype)
        np.copyto(labels[piece.window], renamed[piece.labels], where=piece.labels > 0)
        first = end


def _candidates(table: ComponentTable, character_height: float) -> NDArray[np.intp]:
    """Components that may hold a rule and something else."""
    width, height = table.widths / character_height, table.heights / character_height
    fill = table.areas / (table.widths.astype(np.float64) * table.heights)
    lines = (width > MIN_WIDTH) & (fill < FULLEST) & (height > 2 * THICKEST) & (height < LARGEST)
    grids = (height >= LARGEST) & (width > 2 * THICKEST) & (fill < GRID_FILL)
    return np.flatnonzero(lines | grids | are_frame_sized(table, character_height))


def _find_letters(rest: Mask) -> list[_Piece]:
    """The components of what is left of a component without its rules, band by band of rows."""
    pieces = []
    for band in find_bands(rest.max(axis=1, initial=0)):
        found = find_components(rest[band].view(np.bool_))
        moved = found.boxes + np.array([0, band.start, 0, band.start], np.int32)
        window = (band, slice(0, rest.shape[1]))
        pieces.append(_Piece(window, found.labels.astype(np.int32), moved, found.areas))
    return pieces


def _find_lines(masks: RuleMasks) -> list[_Piece]:
    """Each rule: level ones first, whole across the letters on them."""
    height, width = masks.bare.shape
    pieces = [_find_line(masks.level, masks.bare, (band, slice(0, width))) for band in masks.rows]
    free = masks.bare & ~masks.level
    pieces += [_find_line(masks.upright, free, (slice(0, height), band)) for band in masks.columns]
    return [piece for piece in pieces if len(piece.areas)]


def _find_line(rules: Mask, bare: Mask, window: tuple[slice, slice]) -> _Piece:
    """The rules in a window; they own but their bare pixels."""
    _, numbered = cv2.connectedComponents(np.ascontiguousarray(rules[window]), connectivity=8)
    owned = np.where(bare[window] > 0, np.asarray(numbered, np.int32), np.int32(0))
    row, column = np.nonzero(owned)
    numbers, which = np.unique(owned[row, column], return_inverse=True)
    labels = np.zeros_like(owned)
    labels[row, column] = which + 1
    boxes = np.empty((len(numbers), 4), np.int32)
    boxes[:, :2], boxes[:, 2:] = np.iinfo(np.int32).max, 0
    for side, at in enumerate((column, row)):
        at = (at + window[1 - side].start).astype(np.int32)
        np.minimum.at(boxes[:, side], which, at)
        np.maximum.at(boxes[:, side + 2], which, at + 1)
    return _Piece(window, labels, boxes, np.bincount(which, minlength=len(numbers)).astype(np.int32))


def find_rules(component: Mask, character_height: float) -> RuleMasks | None:
    """The rules inside one component: underlines, a comb's walls, the lines of a grid or a frame.

    Args:
        component: (h, w) uint8, 1 where it has ink.
        character_height: px.

    Returns:
        Masks of the rules, or None where it holds none.
    """
    if component.shape[0] >= LARGEST * character_height:
        return _find_grid(component, character_height)
    frame = find_frame(component, character_height)
    if component.shape[1] <= MIN_WIDTH * character_height:
        return frame
    level = mask_level_rules(component, character_height)
    if not level[1]:
        return frame
    walls = _dividers(component, level[0], character_height)
    masks = split_rules(component, level, walls, character_height)
    if walls[1]:
        return masks
    return frame or (masks if _bears_letters(component, masks, character_height) else None)


def _find_grid(component: Mask, character_height: float) -> RuleMasks | None:
    """The rules of a grid or a frame, or an upright rule that letters touch; None of a picture."""
    height, width = component.shape
    total = int(np.count_nonzero(component))
    level = mask_level_rules(component, character_height)
    turned, columns = mask_level_rules(turn(component), character_height)
    share = np.count_nonzero(level[0]) + np.count_nonzero(turned)
    if share < GRID_SHARE * total:
        return None
    reach = _longest(*level) >= GRID_SPAN * width or _longest(turned, columns) >= GRID_SPAN * height
    if not reach:
        return None
    masks = split_rules(component, level, (turn(turned), columns), character_height)
    return masks if _leaves_letters(component & ~masks.bare, total, character_height) else None


def _longest(level: Mask, rows: Bands) -> int:
    """The most columns that the level rules in one band cover."""
    return max((int(np.count_nonzero(level[band].max(axis=0))) for band in rows), default=0)


def _leaves_letters(rest: Mask, total: int, character_height: float) -> bool:
    """Whether what a grid leaves is next to nothing or mostly letters, not the rags of a torn edge."""
    area = int(np.count_nonzero(rest))
    if area <= CRUMBS * total:
        return True
    found = [piece for piece in _find_letters(rest) if len(piece.areas)]
    boxes = np.concatenate([piece.boxes for piece in found]) / character_height
    width, height = boxes[:, 2] - boxes[:, 0], boxes[:, 3] - boxes[:, 1]
    letters = (np.maximum(width, height) > LETTER[1]) & (height < TALL_LETTER) & (width > LETTER[0])
    areas = np.concatenate([piece.areas for piece in found])
    return bool(areas[letters].sum() >= LETTER_SHARE * area)


def _bears_letters(component: Mask, masks: RuleMasks, character_height: float) -> bool:
    """Whether a component without its rule is letters, not the fringe of a bare rule."""
    bare = masks.bare
    if np.count_nonzero(bare) < MOST * np.count_nonzero(component):
        return True
    rest = find_components((component & ~bare).view(np.bool_))
    letters = (rest.widths > LETTER[0] * character_height) & (rest.heights > LETTER[1] * character_height)
    return bool(np.count_nonzero(letters) >= FEWEST_LETTERS)


def _dividers(component: Mask, level: Mask, character_height: float) -> tuple[Mask, Bands]:
    """The pixels of upright walls from a rule at the top to one at the bottom, and their columns."""
    nothing = np.zeros_like(component), ()
    third = component.shape[0] // 3
    if not (third and level[:third].any() and level[-third:].any()):
        return nothing
    run = max(3, round(DIVIDER * component.shape[0]))
    thick = max(2, round(THICKEST * character_height)) + 1
    upright = open_mask(component, (run, 1))
    bulk = open_mask(upright, (1, thick))
    walls = upright & ~bulk
    columns = find_bands(walls.max(axis=0, initial=0))
    return (walls, columns) if len(columns) >= MIN_DIVIDERS else nothing
