"""What the line reader is about to learn from: the first batch drawn, damaged as it will be, with texts."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from recognizer.batches import Batch
from recognizer.character_plots import plot_sheet
from recognizer.charset import BLANK, Charset
from recognizer.windows import IGNORED

SHEET = "augmentation.png"
SHOWN = 32  # windows on it
WINDOWS_IN_A_ROW = 4
MOST_CAPTION = 34  # characters


def show_windows(batch: Batch, ctc: bool, charset: Charset, path: Path) -> None:
    """Draw a batch's windows, what each says above it.

    Args:
        batch: as ``recognizer.batches`` makes it.
        ctc: its labels are texts, not frames.
        charset: names the classes.
        path: of the PNG written.
    """
    images = np.asarray(np.round(batch.pixels[:SHOWN, :, :, 0] * 255), dtype=np.uint8)
    captions = [_say(row, ctc, charset) for row in batch.labels[:SHOWN]]
    wide = images.shape[2] > 2 * images.shape[1] * WINDOWS_IN_A_ROW
    plot_sheet(images, captions, path, columns=2 if wide else WINDOWS_IN_A_ROW)


def _say(labels: NDArray[np.int32], ctc: bool, charset: Charset) -> str:
    """The text that a row of labels stands for."""
    kept = labels if ctc else labels[np.flatnonzero(np.diff(labels, prepend=IGNORED))]
    text = "".join(charset.character(int(at)) for at in kept if at not in (IGNORED, BLANK))
    return text if len(text) <= MOST_CAPTION else text[: MOST_CAPTION - 1] + "…"
