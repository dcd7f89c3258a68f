"""A preset's line network -> the same in 8-bit integers, which CPUs with dot-product instructions like.

Weights get a scale for every output channel and 7 bits: on CPUs without dot-product instructions the
16-bit sums of two 8-bit products could overflow, and a preset should read alike everywhere. What flows
between the layers gets 8 bits over the range seen on calibration crops (B. Jacob et al., "Quantization
and Training of Neural Networks for Efficient Integer-Arithmetic-Only Inference", 2018). The layer
that sees the pixels, the one that names the classes and the sums between layers stay in float32: they
are a twentieth of the work, and rounding costs most in them.
"""

from __future__ import annotations

import dataclasses
import hashlib
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import Levenshtein

from recognizer.card import read_card, write_card
from recognizer.charset import Charset
from recognizer.dataset import TrainingLine
from recognizer.dependencies import import_optional
from recognizer.padding import pad_crops
from recognizer.preset import LINE_INT8, LINE_ONNX, Preset, find_preset, load_line_reader
from recognizer.preset_writer import describe_files
from recognizer.scoring import fold_text, read_greedily
from recognizer.types import LineReader

ROUNDED = ("Conv", "MaxPool", "Relu")  # operators computed in integers
KEPT = ("stem_1", "frames")  # layers left in float32
LINES_AT_ONCE = 64  # while measuring: bounds the memory


def quantize_preset(
    folder: Path,
    crops: Sequence[NDArray[np.float32]],
    held_out: dict[str, Sequence[TrainingLine]] | None = None,
) -> Preset:
    """Add ``line.int8.onnx`` to a preset, and to its card what that costs.

    Args:
        folder: of the preset; its float32 networks stay as they are.
        crops: some hundred training crops of all kinds, each (height, width) float32 in 0..1, ink
            high, to measure ranges on.
        held_out: lines no training saw, by the name of their set, to tell the cost on.

    Returns:
        The preset, which is read in 8 bits from now on.

    Raises:
        PresetError: the folder holds no whole preset.
        ValueError: there are no crops, or of another height than the network's.
        DependencyError: onnx is not installed.
    """
    preset = find_preset(folder)
    if not crops:
        raise ValueError("ranges cannot be measured without crops")
    quantize_network(preset.file(LINE_ONNX), folder / LINE_INT8, crops)
    sha256 = hashlib.sha256((folder / LINE_INT8).read_bytes()).hexdigest()
    changed = dataclasses.replace(preset, sha256={**preset.sha256, LINE_INT8: sha256})
    readers = {name: load_line_reader(changed, precision=name) for name in ("float32", "int8")}
    cost = {
        "lines": len(crops),
        "difference": round(_mean_difference(readers, crops), 5),
        "scores": [
            row
            for name, lines in (held_out or {}).items()
            for row in _score(name, lines, readers, preset.charset)
        ],
    }
    card = dataclasses.replace(read_card(folder), quantized=cost)
    return describe_files(changed, [LINE_INT8, *write_card(folder, card)])


def quantize_network(source: Path, target: Path, crops: Sequence[NDArray[np.float32]]) -> None:
    """Write a line network in 8-bit integers, its input and output unchanged.

    Args:
        source: the network in float32, as ``onnx_export`` writes it.
        target: the file to write.
        crops: to measure ranges on, each (height, width) float32 in 0..1, ink high.

    Raises:
        ValueError: crops differ in height.
        DependencyError: onnx is not installed.
    """
    import_optional("onnx")
    from onnxruntime import quantization

    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".quantize-") as scratch:
        part = Path(scratch) / target.name
        quantization.quantize_static(
            source,
            part,
            _CropReader(crops),
            quant_format=quantization.QuantFormat.QDQ,
            op_types_to_quantize=list(ROUNDED),
            nodes_to_exclude=list(KEPT),
            per_channel=True,
            reduce_range=True,
            activation_type=quantization.QuantType.QUInt8,
            weight_type=quantization.QuantType.QInt8,
            calibrate_method=quantization.CalibrationMethod.MinMax,
        )
        part.replace(target)


class _CropReader:
    """Crops as ONNX Runtime's calibration asks for them, batch by batch."""

    def __init__(self, crops: Sequence[NDArray[np.float32]]) -> None:
        self._batches: Iterator[Any] = pad_crops(crops, crops[0].shape[0])

    def get_next(self) -> dict[str, NDArray[np.float32]] | None:
        """The next batch; None after the last."""
        batch = next(self._batches, None)
        return None if batch is None else {"pixels": batch.pixels[..., 0]}


def _mean_difference(readers: dict[str, LineReader], crops: Sequence[NDArray[np.float32]]) -> float:
    """The mean over frames of the largest difference of a probability between two readers."""
    largest = [
        np.abs(np.exp(a.log_probabilities) - np.exp(b.log_probabilities)).max(axis=1)
        for start in range(0, len(crops), LINES_AT_ONCE)
        for a, b in zip(
            *(reader.read_lines(crops[start : start + LINES_AT_ONCE]) for reader in readers.values()),
            strict=True,
        )
    ]
    return float(np.concatenate(largest).mean())


def _score(
    name: str, lines: Sequence[TrainingLine], readers: dict[str, LineReader], charset: Charset
) -> list[dict[str, Any]]:
    """Errors of greedy readings by kind, a row each as the card holds it."""
    rows: dict[str, dict[str, Any]] = {}
    for start in range(0, len(lines), LINES_AT_ONCE):
        part = lines[start : start + LINES_AT_ONCE]
        crops = [line.pixels.astype(np.float32) * np.float32(1 / 255) for line in part]
        readings = [reader.read_lines(crops) for reader in readers.values()]
        for line, *read in zip(part, *readings, strict=True):
            row = rows.setdefault(
                line.kind,
                {
                    "name": name,
                    "kind": line.kind,
                    "lines": 0,
                    "characters": 0,
                    "edits": dict.fromkeys(readers, 0),
                },
            )
            truth = fold_text(line.text)
            row["lines"] += 1
            row["characters"] += len(truth)
            for precision, reading in zip(readers, read, strict=True):
                text = fold_text(read_greedily(reading.log_probabilities, charset))
                row["edits"][precision] += Levenshtein.distance(truth, text)
    return [row for _, row in sorted(rows.items())]
