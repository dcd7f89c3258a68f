"""What an engine saw along a line, and where on the page it saw it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recognizer.types import LineReading
from segmenter.types import LineCrop


@dataclass(frozen=True, slots=True, eq=False)
class LineSight:
    """A line's frames, tied to the page.

    Args:
        reading: the frames.
        edges: (frames + 1,) float64, rising: clean-page x of the frames' borders, px.
        crop: what was read, or None where single glyphs were.
    """

    reading: LineReading
    edges: NDArray[np.float64]
    crop: LineCrop | None = None

    def __post_init__(self) -> None:
        """Make the array read-only."""
        self.edges.setflags(write=False)
