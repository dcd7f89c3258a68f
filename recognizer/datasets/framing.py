"""A picture of one character, ink dark or light -> the filled square that the glyph network is shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal, TypeVar

import cv2
import numpy as np
from numpy.typing import NDArray

from recognizer.datasets.samples import Sample
from recognizer.glyph_frames import FAINTEST, INK_LEVEL, fill_square, find_ink, lift_ink

Ink = Literal["dark", "light"]
Number = TypeVar("Number", np.uint8, np.int32)

JUDGED = 256  # pictures that tell what the paper is like
LEAST_HEIGHT = 0.2  # of the picture that a character takes up
UNLIKE_PAPER = 64.0  # grey levels: a border that differs more from the paper is ink cut tightly
BLANK = "blank: no ink, or nothing but ink"


@dataclass(frozen=True, slots=True, eq=False)
class Framed:
    """A framed picture.

    Args:
        image: (32, 32) uint8, ink high, filling the square.
        extent: rows and columns of its ink before.
        place: (5,) float32 as in ``recognizer.glyph_frames`` where it is known already, else None.
    """

    image: NDArray[np.uint8]
    extent: tuple[int, int]
    place: NDArray[np.float32] | None = None


@dataclass(frozen=True, slots=True)
class Paper:
    """What pictures of a data set are drawn on.

    Args:
        level: its usual grey.
        ink: whether ink is darker or lighter.
        has_margins: most pictures leave a margin around their character; what touches the border of
            the others then belongs to their neighbours.
    """

    level: float = 255.0
    ink: Ink = "dark"
    has_margins: bool = False


def judge_paper(samples: Sequence[Sample]) -> Paper:
    """The paper of these pictures, by the most of them: it lies at their borders."""
    seen = [sample.image for sample in samples[:JUDGED] if not sample.framed and sample.image.size]
    if not seen:
        return Paper()
    borders = [float(np.median(_border(image))) for image in seen]
    votes = [border - float(image.mean()) for border, image in zip(borders, seen, strict=True)]
    paper = Paper(float(np.median(borders)), "light" if np.sign(votes).sum() < 0 else "dark")
    free = [not np.any(_border(separate_ink(image, paper)) >= INK_LEVEL) for image in seen]
    return replace(paper, has_margins=sum(free) > len(free) / 2)


def frame_sample(sample: Sample, paper: Paper) -> Framed | None:
    """Bring one sample into the frame; None where it is blank.

    Args:
        sample: as read.
        paper: of its data set; pictures cut so tightly that their border is ink get a border of it.
    """
    if sample.framed:
        box = find_ink(sample.image)
        return None if box is None else Framed(sample.image, sample.extent, sample.place)
    strength = separate_ink(sample.image, paper)
    if paper.has_margins:
        strength = drop_foreign_ink(strength)
    box = find_ink(strength) if strength.size else None
    if box is None:
        return None
    top, bottom, left, right = box
    extent = sample.extent if any(sample.extent) else (bottom - top, right - left)
    return Framed(fill_square(strength[top:bottom, left:right]), extent)


def separate_ink(image: NDArray[np.uint8], paper: Paper) -> NDArray[np.uint8]:
    """(h, w) uint8: 0 paper to 255 ink, whatever the paper's grey; all 0 where nothing stands out."""
    if not image.size or float(image.max()) - float(image.min()) < FAINTEST:
        return np.zeros_like(image)
    if abs(float(np.median(_border(image))) - paper.level) <= UNLIKE_PAPER:
        return lift_ink(image)
    high, wide = (side // 2 + 1 for side in image.shape)
    around = cv2.copyMakeBorder(
        image, high, high, wide, wide, cv2.BORDER_CONSTANT, value=(round(paper.level),)
    )
    lifted = lift_ink(np.asarray(around, dtype=np.uint8))
    return np.ascontiguousarray(lifted[high:-high, wide:-wide])


def drop_foreign_ink(strength: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Take away what touches the border, such as a ruled line or the tail of a letter in the row above.

    Where nothing of a character's height stands free of the border, all is kept.

    Args:
        strength: (h, w) uint8, ink high.
    """
    ink = (strength >= INK_LEVEL).astype(np.uint8)
    touching = _border(ink)
    if not touching.any():
        return strength
    _, labels, boxes, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    foreign = np.unique(_border(labels.astype(np.int32)))
    own = np.setdiff1d(np.arange(1, len(boxes)), foreign)
    if not len(own) or boxes[own, cv2.CC_STAT_HEIGHT].max() < LEAST_HEIGHT * len(strength):
        return strength
    kept = np.where(np.isin(labels, foreign[foreign > 0]), 0, strength).astype(np.uint8)
    kept[cv2.dilate(np.isin(labels, own).astype(np.uint8), np.ones((3, 3), np.uint8)) == 0] = 0
    return kept


def _border(image: NDArray[Number]) -> NDArray[Number]:
    return np.concatenate([image[0], image[-1], image[:, 0], image[:, -1]])
