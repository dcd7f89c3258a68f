"""The same weights in ONNX Runtime and in Keras, behind the ports of ``recognizer.types``.

ONNX Runtime is the default: it loads in a quarter of a second and imports neither Keras nor
TensorFlow. The Keras engines build the network and load its weights into whatever backend Keras
is set to; the two give the same probabilities to within 1e-3.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from onnxruntime.capi import onnxruntime_pybind11_state

from recognizer.dependencies import import_keras
from recognizer.glyph_frames import PLACES
from recognizer.network import (
    FRAME_STRIDE,
    GlyphNetworkSettings,
    LineNetworkSettings,
    build_glyph_network,
    build_line_network,
)
from recognizer.padding import pad_crops
from recognizer.types import LineReading, PresetError

Floats = NDArray[np.float32]

_LOAD_ERRORS = (  # ONNX Runtime's errors have no base class of their own
    onnxruntime_pybind11_state.Fail,
    onnxruntime_pybind11_state.InvalidArgument,
    onnxruntime_pybind11_state.InvalidGraph,
    onnxruntime_pybind11_state.InvalidProtobuf,
    onnxruntime_pybind11_state.NotImplemented,
)
GLYPHS_A_BATCH = 256  # crops classified at once: bounds the memory


class OnnxLineReader:
    """Reads lines with ONNX Runtime; meets ``LineReader``.

    Args:
        path: of the exported line network.
        threads: that one batch is computed on.

    Raises:
        PresetError: the file is missing or is no such network.
    """

    def __init__(self, path: Path, threads: int = 1) -> None:
        """Load the network."""
        self._session = _open_session(path, threads)
        self._height = int(self._session.get_inputs()[0].shape[1])

    def read_lines(self, crops: Sequence[NDArray[np.float32]]) -> list[LineReading]:
        """Read crops, each (height, width) float32 in 0..1, ink high; one reading a crop, in order.

        Raises:
            ValueError: a crop has another height than the network.
        """
        return _read_in_batches(
            crops,
            self._height,
            lambda pixels: self._session.run(None, {"pixels": pixels[..., 0]})[0],
        )


class KerasLineReader:
    """Reads lines with Keras; meets ``LineReader``.

    Args:
        path: of the line network's weights.
        settings: the network's shape.

    Raises:
        PresetError: the weights are missing or of another network.
        DependencyError: Keras is not installed.
    """

    def __init__(self, path: Path, settings: LineNetworkSettings) -> None:
        """Build the network and load its weights."""
        self._model = build_line_network(settings)
        self._height = settings.height
        load_weights(self._model, path)

    def read_lines(self, crops: Sequence[NDArray[np.float32]]) -> list[LineReading]:
        """Read crops, each (height, width) float32 in 0..1, ink high; one reading a crop, in order.

        Raises:
            ValueError: a crop has another height than the network.
        """
        return _read_in_batches(
            crops, self._height, lambda pixels: _log_softmax(self._model.predict_on_batch(pixels))
        )


class OnnxGlyphClassifier:
    """Classifies single glyphs with ONNX Runtime; meets ``GlyphClassifier``.

    Args:
        path: of the exported glyph network.
        threads: that one batch is computed on.

    Raises:
        PresetError: the file is missing or is no such network.
    """

    def __init__(self, path: Path, threads: int = 1) -> None:
        """Load the network."""
        self._session = _open_session(path, threads)
        self._widths = {value.name: int(value.shape[1]) for value in self._session.get_outputs()}

    def classify_glyphs(self, crops: Floats, places: Floats | None = None) -> Floats:
        """Log-probabilities (n, classes) of crops (n, size, size) float32 in 0..1, ink high.

        Args:
            crops: each glyph filling its square, as ``recognizer.glyph_frames`` fits it.
            places: (n, 5) float32, size and place on the line as far as known; None where nothing is.
        """
        return self._run("log_probabilities", crops, places)

    def embed_glyphs(self, crops: Floats, places: Floats | None = None) -> Floats:
        """What the crops look like, (n, units) float32: close together where glyphs are alike.

        Args:
            crops: as ``classify_glyphs`` takes them.
            places: likewise.
        """
        return self._run("embedding", crops, places)

    def _run(self, output: str, crops: Floats, places: Floats | None) -> Floats:
        def run(pixels: Floats, where: Floats) -> Any:
            return self._session.run([output], {"pixels": pixels, "places": where})[0]

        return _run_glyphs(crops, places, self._widths[output], run)


class KerasGlyphClassifier:
    """Classifies single glyphs with Keras; meets ``GlyphClassifier``.

    Args:
        path: of the glyph network's weights.
        settings: the network's shape.

    Raises:
        PresetError: the weights are missing or of another network.
        DependencyError: Keras is not installed.
    """

    def __init__(self, path: Path, settings: GlyphNetworkSettings) -> None:
        """Build the network and load its weights."""
        self._model = build_glyph_network(settings)
        self._classes = settings.classes
        load_weights(self._model, path)

    def classify_glyphs(self, crops: Floats, places: Floats | None = None) -> Floats:
        """Log-probabilities (n, classes) of crops (n, size, size) float32 in 0..1, ink high.

        Args:
            crops: each glyph filling its square, as ``recognizer.glyph_frames`` fits it.
            places: (n, 5) float32, size and place on the line as far as known; None where nothing is.
        """

        def run(pixels: Floats, where: Floats) -> Any:
            return _log_softmax(self._model.predict_on_batch([pixels[..., None], where]))

        return _run_glyphs(crops, places, self._classes, run)


def _open_session(path: Path, threads: int) -> Any:
    """An ONNX Runtime session for batches of many shapes on few threads."""
    if not path.is_file():
        raise PresetError(f"{path}: there is no such network; train or install a preset")
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.enable_mem_pattern = False  # a pattern is kept for every shape met
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.log_severity_level = 3
    try:
        session = onnxruntime.InferenceSession(path.read_bytes(), options, providers=["CPUExecutionProvider"])
    except _LOAD_ERRORS as error:
        raise PresetError(f"{path}: it is no network that can be loaded ({error})") from error
    if [value.name for value in session.get_inputs()] != ["pixels"]:
        raise PresetError(f"{path}: it is not a network of this library")
    return session


def load_weights(model: Any, path: Path) -> None:
    """Put weights into a network.

    Raises:
        PresetError: they are missing or of another network.
    """
    if not path.is_file():
        raise PresetError(f"{path}: there are no such weights; train or install a preset")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of layers that do not match: the error that follows says it
            model.load_weights(path)
    except (OSError, ValueError, KeyError) as error:
        raise PresetError(f"{path}: the weights are of another network ({error})") from error


def _read_in_batches(
    crops: Sequence[NDArray[np.float32]],
    height: int,
    run: Callable[[NDArray[np.float32]], NDArray[np.float32]],
) -> list[LineReading]:
    """Run padded batches and give each crop the frames that are its own.

    Every engine pads alike: what stands at a line's end is seen a little differently beside more padding.
    """
    readings: dict[int, LineReading] = {}
    for batch in pad_crops(crops, height, tightly=True):
        scores = run(batch.pixels)
        for row, (index, frames) in enumerate(zip(batch.indices, batch.frames, strict=True)):
            own = np.array(scores[row, :frames], dtype=np.float32)  # a copy: the batch can go
            readings[index] = LineReading(own, float(FRAME_STRIDE))
    return [readings[index] for index in range(len(crops))]


def _run_glyphs(
    crops: Floats, places: Floats | None, width: int, run: Callable[[Floats, Floats], Any]
) -> Floats:
    """Run crops in batches of bounded size; none give an empty array."""
    if crops.ndim != 3:
        raise ValueError(f"glyph crops must be (n, size, size), got {crops.shape}")
    known = np.zeros((len(crops), PLACES), dtype=np.float32) if places is None else places
    if known.shape != (len(crops), PLACES):
        raise ValueError(f"places must be ({len(crops)}, {PLACES}), got {known.shape}")
    found = np.zeros((len(crops), width), dtype=np.float32)
    for start in range(0, len(crops), GLYPHS_A_BATCH):
        rows = slice(start, start + GLYPHS_A_BATCH)
        part = np.ascontiguousarray(crops[rows], dtype=np.float32)
        found[rows] = run(part, np.ascontiguousarray(known[rows], dtype=np.float32))
    return found


def _log_softmax(logits: Any) -> NDArray[np.float32]:
    """Log-probabilities of a Keras model's logits."""
    array = np.asarray(import_keras().ops.convert_to_numpy(logits), dtype=np.float32)
    shifted = array - array.max(axis=-1, keepdims=True)
    return np.asarray(shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True)), dtype=np.float32)
