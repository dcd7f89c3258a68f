"""Trained weights -> a preset's folder: both engines' files, the description and the card."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import os
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from recognizer.calibration import Calibration
from recognizer.card import Card, write_card
from recognizer.charset import Charset
from recognizer.engines import load_weights
from recognizer.network import (
    GlyphNetworkSettings,
    LineNetworkSettings,
    build_glyph_network,
    build_line_network,
)
from recognizer.onnx_export import export_onnx
from recognizer.preset import (
    DESCRIPTION,
    GLYPH_ONNX,
    GLYPH_REPLAY,
    GLYPH_WEIGHTS,
    LINE_INT8,
    LINE_ONNX,
    LINE_WEIGHTS,
    REPLAY,
    CropFrame,
    Preset,
    describe_preset,
    find_preset,
)
from recognizer.types import PresetError
from recognizer.word_calibration import WordCalibration


@dataclass(frozen=True, slots=True)
class PresetParts:
    """What a preset is made of.

    Args:
        name: of the preset.
        line_weights: file of the trained line network's weights.
        line: its shape.
        glyph_weights: file of the trained glyph network's weights, or None.
        glyph: its shape.
        charset: class index <-> character.
        crop: the frame of the line crops.
        calibration: raw to calibrated confidence of characters.
        word_calibration: what a word is made of to its confidence.
        replay: file of drawn lines for adaptations, or None.
        card: what it was trained on and how.
    """

    name: str
    line_weights: Path
    card: Card
    line: LineNetworkSettings = field(default_factory=LineNetworkSettings)
    glyph_weights: Path | None = None
    glyph: GlyphNetworkSettings = field(default_factory=GlyphNetworkSettings)
    charset: Charset = field(default_factory=Charset)
    crop: CropFrame = field(default_factory=CropFrame)
    calibration: Calibration = field(default_factory=Calibration)
    word_calibration: WordCalibration = field(default_factory=WordCalibration)
    replay: Path | None = None


def save_preset(folder: Path, parts: PresetParts) -> Preset:
    """Write a preset: export both networks, copy the weights, describe them, write the card.

    Files are written under temporary names first and the description last, so that a folder with a
    description is whole.

    Args:
        folder: of the preset; made where missing, files of a preset before are replaced.
        parts: what it is made of.

    Returns:
        The preset, as found in the folder.

    Raises:
        PresetError: weights are missing or of another network.
        RecognizerError: an exported file differs from Keras.
        DependencyError: Keras or onnx is not installed.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for stale in (DESCRIPTION, LINE_INT8):  # rounded weights are those of the network before
        (folder / stale).unlink(missing_ok=True)
    if parts.replay is not None and parts.replay.resolve() != (folder / REPLAY).resolve():
        shutil.copyfile(parts.replay, folder / REPLAY)
    networks = [(build_line_network(parts.line), parts.line_weights, LINE_ONNX, LINE_WEIGHTS)]
    if parts.glyph_weights is not None:
        networks.append((build_glyph_network(parts.glyph), parts.glyph_weights, GLYPH_ONNX, GLYPH_WEIGHTS))
    for model, weights, onnx_name, weights_name in networks:
        load_weights(model, weights)
        export_onnx(model, folder / onnx_name)
        _save_weights(model, folder / weights_name)
    names = [name for _, _, *files in networks for name in files]
    names += write_card(folder, dataclasses.replace(parts.card, quantized={}))
    names += [REPLAY] if parts.replay is not None else []
    preset = Preset(
        name=parts.name,
        folder=folder,
        charset=parts.charset,
        crop=parts.crop,
        line=parts.line,
        glyph=None if parts.glyph_weights is None else parts.glyph,
        calibration=parts.calibration,
        word_calibration=parts.word_calibration,
        sha256=_hash_files(folder, names),
    )
    _write_description(preset)
    return find_preset(folder)


def replace_glyph_network(
    folder: Path, origin: Preset, weights: Path, settings: GlyphNetworkSettings, card: Card
) -> Preset:
    """Write a preset with another glyph classifier; its line reader stays, down to the last bit.

    Args:
        folder: of the preset; made where missing, or the origin's own.
        origin: the preset whose line reader, charset and calibration are kept.
        weights: file of the trained glyph network's weights.
        settings: its shape.
        card: what it was trained on and how.

    Raises:
        PresetError: a file of the origin is missing or was changed, or the weights are of another network.
        RecognizerError: the exported file differs from Keras.
        DependencyError: Keras or onnx is not installed.
    """
    if settings.classes != origin.charset.classes:
        raise PresetError(
            f"{weights}: a network of {settings.classes} classes fits no charset of {origin.charset.classes}"
        )
    model = build_glyph_network(settings)
    load_weights(model, weights)
    folder.mkdir(parents=True, exist_ok=True)
    lines = [
        name for name in (LINE_ONNX, LINE_INT8, LINE_WEIGHTS, REPLAY, GLYPH_REPLAY) if name in origin.sha256
    ]
    if folder.resolve() != origin.folder.resolve():
        (folder / DESCRIPTION).unlink(missing_ok=True)
        for name in lines:
            shutil.copyfile(origin.file(name), folder / name)
    export_onnx(model, folder / GLYPH_ONNX)
    _save_weights(model, folder / GLYPH_WEIGHTS)
    names = [*lines, GLYPH_ONNX, GLYPH_WEIGHTS, *write_card(folder, card)]
    changed = dataclasses.replace(
        origin, name=card.name, folder=folder, glyph=settings, sha256=_hash_files(folder, names)
    )
    _write_description(changed)
    return find_preset(folder)


def replace_line_network(folder: Path, origin: Preset, weights: Path, card: Card) -> Preset:
    """Write a preset with another line reader; glyph classifier, replay and calibrations stay as they are.

    The line network in 8 bits is not taken along: ``quantize_preset`` makes one of the new weights.

    Args:
        folder: of the new preset, not the origin's own; made where missing.
        origin: the preset that all else is kept of.
        weights: file of the weights of a line network of the same shape.
        card: what it was trained on and how.

    Raises:
        PresetError: a file of the origin is missing or was changed, or the weights are of another network.
        RecognizerError: the exported file differs from Keras.
        DependencyError: Keras or onnx is not installed.
    """
    model = build_line_network(origin.line)
    load_weights(model, weights)
    folder.mkdir(parents=True, exist_ok=True)
    kept = [name for name in (GLYPH_ONNX, GLYPH_WEIGHTS, GLYPH_REPLAY, REPLAY) if name in origin.sha256]
    for name in kept:
        shutil.copyfile(origin.file(name), folder / name)
    export_onnx(model, folder / LINE_ONNX)
    _save_weights(model, folder / LINE_WEIGHTS)
    names = [*kept, LINE_ONNX, LINE_WEIGHTS, *write_card(folder, dataclasses.replace(card, quantized={}))]
    changed = dataclasses.replace(origin, name=card.name, folder=folder, sha256=_hash_files(folder, names))
    _write_description(changed)
    return find_preset(folder)


def recalibrate_preset(
    preset: Preset,
    calibration: Calibration,
    word_calibration: WordCalibration | None = None,
    final_calibration: Calibration | None = None,
) -> Preset:
    """Write another calibration into a preset's description; its networks stay.

    Args:
        preset: as found.
        calibration: of characters.
        word_calibration: of words; None rates a word by the product of its letters, since the one it had
            was fitted to characters calibrated otherwise.
        final_calibration: of characters at last; None for none.
    """
    changed = dataclasses.replace(
        preset,
        calibration=calibration,
        word_calibration=word_calibration or WordCalibration(),
        final_calibration=final_calibration,
    )
    _write_description(changed)
    return changed


def describe_files(preset: Preset, names: list[str]) -> Preset:
    """Write a preset's description anew after some of its files were added or changed."""
    changed = dataclasses.replace(preset, sha256={**preset.sha256, **_hash_files(preset.folder, names)})
    _write_description(changed)
    return find_preset(preset.folder)


def _save_weights(model: Any, path: Path) -> None:
    part = path.with_name(f".{os.getpid()}.{path.name}")
    model.save_weights(part)
    part.replace(path)


def _hash_files(folder: Path, names: list[str]) -> dict[str, str]:
    return {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in sorted(names)}


def _write_description(preset: Preset) -> None:
    path = preset.folder / DESCRIPTION
    part = path.with_name(f".{os.getpid()}.{path.name}")
    text = json.dumps(describe_preset(preset), indent=2, ensure_ascii=False)
    part.write_text(text + "\n", encoding="utf-8")
    part.replace(path)
