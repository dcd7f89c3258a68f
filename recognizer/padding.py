"""Crops of many widths <-> batches of like widths, so that a network's memory stays flat."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recognizer.network import FRAME_STRIDE

WIDTH_STEP = 16  # batches are padded to multiples of this, px: shapes that must be compiled stay few
TIGHT_STEP = 4  # the same where any shape is as good as another: columns of the network
RUN_COLUMNS = 20  # that a run of ONNX Runtime costs beside those of its batch: more padding is not worth one
BATCH_AREA = 2048  # columns of all crops in a batch, padding included: small ones waste little and cache well
PADDING = 8  # columns of paper kept after each crop at least, px


@dataclass(frozen=True, slots=True, eq=False)
class PaddedBatch:
    """Crops of like widths laid side by side.

    Args:
        indices: which crops they are.
        pixels: (batch, height, width, 1) float32; paper (0) after each crop.
        frames: of each crop, that are its own and not padding.
    """

    indices: tuple[int, ...]
    pixels: NDArray[np.float32]
    frames: tuple[int, ...]


def pad_crops(
    crops: Sequence[NDArray[np.float32]], height: int, tightly: bool = False
) -> Iterator[PaddedBatch]:
    """Divide crops into padded batches, narrow ones first.

    Args:
        crops: each (height, width) float32 in 0..1, ink high.
        height: that all must have, px.
        tightly: no more padding than runs of the network are worth, in batches of any width.

    Yields:
        Batches; every crop is in one of them.

    Raises:
        ValueError: a crop is not two-dimensional, empty, or of another height.
    """
    for crop in crops:
        if crop.ndim != 2 or crop.shape[0] != height or crop.shape[1] == 0:
            raise ValueError(f"a line crop must be ({height}, width) with a width above 0, got {crop.shape}")
    order = sorted(range(len(crops)), key=lambda at: crops[at].shape[1])
    step, spare = (TIGHT_STEP, RUN_COLUMNS) if tightly else (WIDTH_STEP, BATCH_AREA)
    places = [_place(crops[at], step) for at in order]
    start = 0
    while start < len(order):
        end = start + 1
        while end < len(order) and (end + 1 - start) * places[end] <= BATCH_AREA:
            if (end - start) * (places[end] - places[end - 1]) > spare:
                break
            end += 1
        yield _lay_out(crops, order[start:end], (height, places[end - 1]))
        start = end


def count_frames(width: int) -> int:
    """Frames that cover a crop of so many columns."""
    return -(-width // FRAME_STRIDE)


def _place(crop: NDArray[np.float32], step: int) -> int:
    """Columns that a crop is padded to, a multiple of a step."""
    return -(-(int(crop.shape[1]) + PADDING) // step) * step


def _lay_out(
    crops: Sequence[NDArray[np.float32]], members: Sequence[int], frame: tuple[int, int]
) -> PaddedBatch:
    """One batch of crops in frames of a height and a width."""
    pixels = np.zeros((len(members), *frame, 1), dtype=np.float32)
    for row, at in enumerate(members):
        pixels[row, :, : crops[at].shape[1], 0] = crops[at]
    frames = tuple(count_frames(crops[at].shape[1]) for at in members)
    return PaddedBatch(tuple(members), pixels, frames)
