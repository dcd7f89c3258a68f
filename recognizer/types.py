"""What the recogniser produces and the ports it is used through; its settings and errors."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray


class RecognizerError(Exception):
    """The recogniser cannot do what was asked; the message says what to do next."""


class PresetError(RecognizerError):
    """A preset's folder is missing, incomplete or does not fit together."""


class DependencyError(RecognizerError):
    """A package that an optional part needs is not installed."""


class DatasetError(RecognizerError):
    """Training data is missing, damaged or holds nothing to learn from."""


class TrainingError(RecognizerError):
    """Training cannot go on: a loss that is not a number, or memory that ran out."""


@dataclass(frozen=True, slots=True, eq=False)
class LineReading:
    """What a line reader saw along one crop.

    Args:
        log_probabilities: (frames, classes) float32, natural logarithm; every row sums to 1
            after ``exp``. Class indices are those of ``recognizer.charset``; index 0 is blank.
        stride: px of the crop a frame; frame f covers columns f*stride .. (f+1)*stride.
    """

    log_probabilities: NDArray[np.float32]
    stride: float

    def __post_init__(self) -> None:
        """Make the array read-only."""
        self.log_probabilities.setflags(write=False)


@runtime_checkable
class LineReader(Protocol):
    """The port through which lines are read; Keras, ONNX Runtime and test engines meet it."""

    def read_lines(self, crops: Sequence[NDArray[np.float32]]) -> list[LineReading]:
        """Read straightened crops, each (height, width) float32 in 0..1 with ink high."""
        ...


@runtime_checkable
class GlyphClassifier(Protocol):
    """The port through which single glyph crops are classified."""

    def classify_glyphs(
        self, crops: NDArray[np.float32], places: NDArray[np.float32] | None = None
    ) -> NDArray[np.float32]:
        """Character log-probabilities (n, classes) for crops (n, height, width), ink high.

        Args:
            crops: each glyph filling its square, as ``recognizer.glyph_frames`` fits it.
            places: (n, 5) what is known of size and place on the line, as there; None where nothing is.
        """
        ...
