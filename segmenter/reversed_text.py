"""Finds light text on dark bars, boxes and pictures and turns it into dark text on paper."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from segmenter.components import ComponentTable
from segmenter.light_rows import find_light_rows

# Lengths are in character heights of the page unless said otherwise.
BAR_SIZE = (3.5, 1.3)  # width and height, at least: less holds no words
BAR_AREA = 0.3  # of those two multiplied
RECTANGULAR = 0.85  # of the upright or leaning rectangle around it that a bar fills: blots do not
RIM, DARK_RIM = 0.12, 0.8  # around a bar, and the share of it that is ink
BAR_SHARE = 0.8  # of those two multiplied that a bar's solid part covers
MOST_BARS = 60  # the largest of a page; more are blots
DETAIL = 4  # px a character height at which a bar's outline is sought
LETTER, RULE = 1.3, 1.0  # light gaps narrower than this are filled; what is thinner than this is cut off
ALIKE = 0.55  # of a bar's light area that rows of letters hold: then the whole bar is turned
ROW_RIM = 0.35  # of the letters' height around a row that is turned out of a picture
EDGE_RIM = 0.12  # around a bar: its soft edge is turned into paper with it


@dataclass(frozen=True, slots=True, eq=False)
class _Part:
    """A solid part of a component, and its box in the component's own, px."""

    outline: NDArray[np.int32]  # at a reduced size
    step: int  # px a px of the outline
    left: int
    top: int
    right: int
    bottom: int


@dataclass(frozen=True, slots=True, eq=False)
class _Turned:
    """The page as it is turned bit by bit: (H, W) grey uint8 and ink bool, both to be written in."""

    gray: NDArray[np.uint8]
    ink: NDArray[np.bool_]


def turn_reversed_bars(
    gray: NDArray[np.uint8], ink: NDArray[np.bool_], table: ComponentTable, character_height: float
) -> tuple[NDArray[np.uint8], NDArray[np.bool_]] | None:
    """Make dark bars that hold light letters light, and their letters dark.

    Bars, boxes and sidebars that hold little but rows of letters are turned as they are; out of
    dark pictures only the rows are. What is dark without rows of letters stays.

    Args:
        gray: (H, W) uint8, the flattened page.
        ink: (H, W) bool.
        table: its components.
        character_height: px.

    Returns:
        New arrays, or None where the page has no light text.
    """
    turned: _Turned | None = None
    for index in _candidates(table, character_height):
        left, top, right, bottom = table.boxes[index].tolist()
        whole = table.labels[top:bottom, left:right] == index + 1
        for part in _find_bars(whole, character_height):
            window = slice(top + part.top, top + part.bottom), slice(left + part.left, left + part.right)
            bar = _outline(whole, part)
            dark = bar & whole[part.top : part.bottom, part.left : part.right]
            if _rim_darkness(bar, dark, character_height) < DARK_RIM:
                continue
            rows = find_light_rows(bar & ~dark, ink[window], character_height)
            if rows is None:
                continue
            turned = turned or _Turned(gray.copy(), ink.copy())
            page = _Turned(turned.gray[window], turned.ink[window])
            if rows.share >= ALIKE:
                _turn_bar(page, bar, rows.light, character_height)
            else:
                for box in rows.boxes:
                    _turn_row(page, box, rows.light)
    return None if turned is None else (turned.gray, turned.ink)


def _candidates(table: ComponentTable, character_height: float) -> list[int]:
    """The components large and full enough to be bars, the largest first."""
    width, height = table.widths / character_height, table.heights / character_height
    large = (width > BAR_SIZE[0]) & (height > BAR_SIZE[1])
    large &= table.areas > BAR_AREA * BAR_SIZE[0] * BAR_SIZE[1] * character_height**2
    chosen = np.flatnonzero(large)
    return [int(i) for i in chosen[np.argsort(-table.areas[chosen], kind="stable")][:MOST_BARS]]


def _find_bars(dark: NDArray[np.bool_], character_height: float) -> list[_Part]:
    """The solid rectangles of a component, the letters in them filled; no thin rules, no blots.

    Args:
        dark: (h, w) bool, a component in its own box.
        character_height: px.
    """
    step = max(1, round(character_height / DETAIL))
    size = (max(1, -(-dark.shape[1] // step)), max(1, -(-dark.shape[0] // step)))
    every = max(1, step // 2)  # pixels looked at
    seen = np.ascontiguousarray(dark[::every, ::every]).view(np.uint8) * np.uint8(255)
    small = cv2.resize(seen, size, interpolation=cv2.INTER_AREA)
    solid = (np.asarray(small) > 127).astype(np.uint8)
    letter, rule = (max(2, round(length * character_height / step)) for length in (LETTER, RULE))
    framed = cv2.copyMakeBorder(solid, letter, letter, letter, letter, cv2.BORDER_CONSTANT, value=0)
    filled = cv2.morphologyEx(framed, cv2.MORPH_CLOSE, np.ones((letter, letter), np.uint8))
    opened = cv2.morphologyEx(filled, cv2.MORPH_OPEN, np.ones((rule, rule), np.uint8))
    outlines, _ = cv2.findContours(
        np.ascontiguousarray(opened[letter:-letter, letter:-letter]),
        cv2.RETR_EXTERNAL,
        cv2.CHAIN_APPROX_NONE,
    )
    least = BAR_SHARE * BAR_SIZE[0] * BAR_SIZE[1] * (character_height / step) ** 2
    found = []
    for outline in outlines:
        across, down = cv2.minAreaRect(outline)[1]
        area = (across + 1) * (down + 1)  # outlines run through the middles of pixels
        if area >= least and cv2.contourArea(outline) + across + down >= RECTANGULAR * area:
            left, top, width, height = cv2.boundingRect(outline)
            corners = np.array([left - 2, top - 2, left + width + 2, top + height + 2]) * step
            limits = np.array([dark.shape[1], dark.shape[0]] * 2)
            found.append(
                _Part(np.asarray(outline, dtype=np.int32), step, *np.clip(corners, 0, limits).tolist())
            )
    return found


def _outline(dark: NDArray[np.bool_], part: _Part) -> NDArray[np.bool_]:
    """A bar and the letters in it, (h, w) bool in its own window."""
    height, width = part.bottom - part.top, part.right - part.left
    shift = np.array([part.left, part.top], dtype=np.int32)
    inner = np.zeros((height, width), np.uint8)
    outline = (part.outline * part.step + part.step // 2 - shift).astype(np.int32)
    cv2.drawContours(inner, [outline], -1, 1, cv2.FILLED)
    grown = cv2.dilate(inner, np.ones((4 * part.step + 1, 4 * part.step + 1), np.uint8)).view(np.bool_)
    own = dark[part.top : part.bottom, part.left : part.right]
    return np.asarray(inner.view(np.bool_) | (own & grown), dtype=np.bool_)


def _rim_darkness(bar: NDArray[np.bool_], dark: NDArray[np.bool_], character_height: float) -> float:
    """The share of a bar's rim that is ink: heaps of letters grown together have gaps along theirs."""
    rim = 2 * max(1, round(RIM * character_height)) + 1
    loose = 2 * round(character_height / DETAIL / 2) + 1  # the outline of a leaning bar is off by half a step
    framed = cv2.copyMakeBorder(bar.view(np.uint8), 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=0)
    outer = cv2.erode(framed, np.ones((loose, loose), np.uint8), borderValue=0)
    inner = cv2.erode(outer, np.ones((rim, rim), np.uint8), borderValue=0)
    around = (np.asarray(outer) > inner)[1:-1, 1:-1]
    return float(np.count_nonzero(dark & around) / max(int(np.count_nonzero(around)), 1))


def _turn_bar(
    page: _Turned, bar: NDArray[np.bool_], light: NDArray[np.bool_], character_height: float
) -> None:
    """Turn a whole bar, in place: its letters become ink, all else of it paper."""
    rim = max(1, round(EDGE_RIM * character_height))
    around = cv2.dilate(bar.view(np.uint8), np.ones((2 * rim + 1, 2 * rim + 1), np.uint8)).view(np.bool_)
    edge = around & ~bar
    level = float(np.median(page.gray[bar]))
    page.gray[...] = np.where(bar, _inverted(page.gray, light, level), np.where(edge, 255, page.gray))
    # What is dark inside a light letter, as in an O, becomes paper.
    page.ink[...] = np.where(bar, light & ~page.ink, page.ink & ~edge)


def _turn_row(page: _Turned, box: tuple[int, int, int, int], light: NDArray[np.bool_]) -> None:
    """Turn one row of letters out of a picture, in place."""
    left, top, right, bottom = box
    rim = max(1, round(ROW_RIM * (bottom - top)))
    part = (slice(max(0, top - rim), bottom + rim), slice(max(0, left - rim), right + rim))
    level = float(np.median(page.gray[part]))
    page.gray[part] = _inverted(page.gray[part], light[part], level)
    page.ink[part] = light[part] & ~page.ink[part]


def _inverted(gray: NDArray[np.uint8], light: NDArray[np.bool_], level: float) -> NDArray[np.uint8]:
    """Light letters dark and all around them white; ``level`` is the grey of what was dark around them."""
    near = cv2.dilate(light.view(np.uint8), np.ones((3, 3), np.uint8)).view(np.bool_)
    shades = 255 - np.clip((np.arange(256) - level) * (255 / max(255 - level, 1.0)), 0, 255)
    return np.where(near, cv2.LUT(gray, shades.astype(np.uint8)), 255).astype(np.uint8)
