"""Sets a page upright: as is asked, as its components say, or by reading a few lines where they doubt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from ocr.line_seeing import see_lines
from ocr.page_reader import PageReader
from ocr.settings import OcrSettings
from ocr.types import PageImage
from recognizer.charset import BLANK
from recognizer.types import LineReading
from segmenter.baselines import fit_baselines
from segmenter.geometry import Box, union_boxes
from segmenter.ink import find_ink
from segmenter.orientation import TurnScores, score_turns
from segmenter.page import segment_page
from segmenter.types import Block, CleanPage, Component, Segmentation, TextLine

LINES = 6  # read each way
LONGEST_LINE = 80  # components; more would add time only
FEWEST_LETTERS = 3  # frames with letters read in all, that tell anything
CHANCE = 0.5  # over the root of the number of frames: what their mean may be off by
LEGIBLE = 0.6  # mean probability of letters below which nothing was read, whatever the way
MARGIN = 0.03  # by which another turn must read better than the page as it lies


@dataclass(frozen=True, slots=True, eq=False)
class UprightPage:
    """A page set upright.

    Args:
        image: turned.
        turn: degrees counter-clockwise that it was turned: 0, 90, 180 or 270.
        segmentation: of the turned page.
    """

    image: PageImage
    turn: int
    segmentation: Segmentation


def set_upright(image: PageImage, reader: PageReader, settings: OcrSettings) -> UprightPage:
    """Turn a page as its settings say, and segment it.

    With ``auto`` the components tell; where they are not sure that the page is upright, a few lines
    are read each way.

    Args:
        image: the page as loaded.
        reader: what reads it.
        settings: ``orientation`` and how the page is segmented.

    Raises:
        MissingModelError: lines must be read, and the reader lacks the engine that the settings ask for.
    """
    if settings.orientation == "auto":
        return _find_upright(image, reader, settings)
    turn = 0 if settings.orientation == "keep" else int(settings.orientation)
    turned = image.turned(turn)
    return UprightPage(turned, turn, segment_page(turned.pixels, settings.segmenter))


def _find_upright(image: PageImage, reader: PageReader, settings: OcrSettings) -> UprightPage:
    """The page as it lies where its components are sure of that, else as it reads best."""
    found = find_ink(image.pixels, settings.segmenter)
    scores = score_turns(found.table, found.height)
    as_it_lies = UprightPage(image, 0, segment_page(image.pixels, settings.segmenter, found))
    if (scores.sure and scores.best == 0) or not len(found.table):
        return as_it_lies
    return settle_turn(as_it_lies, scores, reader, settings)


def settle_turn(
    as_it_lies: UprightPage, scores: TurnScores, reader: PageReader, settings: OcrSettings
) -> UprightPage:
    """Read a few lines each way that the components leave open, and take what reads best.

    The page stays as it lies unless another way reads clearly better.

    Args:
        as_it_lies: the page, segmented as it lies.
        scores: what its components say.
        reader: what reads the lines.
        settings: how.

    Raises:
        MissingModelError: the reader lacks the engine that the settings ask for.
    """
    seen = {0: as_it_lies}
    legible: dict[int, float] = {}
    for turn in sorted({0, *scores.candidates()}):
        page = seen.get(turn % 180)
        if page is None:
            turned = as_it_lies.image.turned(turn % 180)
            page = UprightPage(turned, turn % 180, segment_page(turned.pixels, settings.segmenter))
            seen[turn % 180] = page
        lines = choose_lines(page.segmentation)
        few = (
            turn_lines_over(page.segmentation, lines) if turn >= 180 else keep_lines(page.segmentation, lines)
        )
        legible[turn] = measure_legibility([sight.reading for sight in see_lines(few, reader, settings)])
    best = max(legible, key=lambda turn: legible[turn] + (MARGIN if turn == 0 else 0.0))
    if best == 0 or legible[best] < LEGIBLE:
        return as_it_lies
    if best in seen:
        return seen[best]
    turned = as_it_lies.image.turned(best)
    return UprightPage(turned, best, segment_page(turned.pixels, settings.segmenter))


def choose_lines(segmentation: Segmentation, most: int = LINES) -> list[TextLine]:
    """The lines with the most components, but for those that are too long; in reading order."""
    lines = [line for line in segmentation.lines if len(line.components) <= LONGEST_LINE]
    lines = lines or list(segmentation.lines)
    ranked = sorted(range(len(lines)), key=lambda i: (-len(lines[i].components), i))
    return [lines[i] for i in sorted(ranked[:most])]


def keep_lines(segmentation: Segmentation, lines: Sequence[TextLine]) -> Segmentation:
    """The page with some of its lines alone, at least one."""
    if not lines:
        return replace(segmentation, blocks=(), regions=(), unread=())
    block = Block("text", union_boxes(line.box for line in lines), tuple(lines))
    return replace(segmentation, blocks=(block,), regions=(), unread=())


def turn_lines_over(segmentation: Segmentation, lines: Sequence[TextLine]) -> Segmentation:
    """The page upside down with some of its lines alone, their baselines fitted anew.

    Args:
        segmentation: of the page.
        lines: some of its lines.
    """
    page = segmentation.page
    height, width = page.gray.shape
    labels = None if page.labels is None else page.labels[::-1, ::-1]
    over = np.array([[-1.0, 0.0, width], [0.0, -1.0, height], [0.0, 0.0, 1.0]])
    turned = CleanPage(page.gray[::-1, ::-1], page.ink[::-1, ::-1], page.skew, page.to_source @ over, labels)

    def move(box: Box) -> Box:
        return Box(width - box.right, height - box.bottom, width - box.left, height - box.top)

    parts = [[replace(c, box=move(c.box)) for c in reversed(line.components)] for line in lines]
    fits = fit_baselines([_corners(components) for components in parts])
    moved = [
        TextLine(move(line.box), baseline, x_height, tuple(components))
        for line, components, (baseline, x_height) in zip(lines, parts, fits, strict=True)
    ]
    return keep_lines(replace(segmentation, page=turned), moved)


def measure_legibility(readings: Sequence[LineReading]) -> float:
    """How surely letters were read: the mean probability of the frames that show one, less its chance error.

    Args:
        readings: of some lines.

    Returns:
        At most 1.0; 0.0 where too few letters were read.
    """
    best = [np.exp(reading.log_probabilities.max(axis=1)) for reading in readings]
    chosen = [reading.log_probabilities.argmax(axis=1) != BLANK for reading in readings]
    sure: NDArray[np.float64] = np.concatenate(
        [p[c] for p, c in zip(best, chosen, strict=True)] or [np.zeros(0)]
    )
    return float(sure.mean() - CHANCE / np.sqrt(len(sure))) if len(sure) >= FEWEST_LETTERS else 0.0


def _corners(components: Sequence[Component]) -> NDArray[np.float64]:
    """(n, 4) boxes of components, px."""
    boxes = [(c.box.left, c.box.top, c.box.right, c.box.bottom) for c in components]
    return np.array(boxes, dtype=np.float64).reshape(-1, 4)
