"""A preset: one folder with weights, charset, settings, calibration and card, or it does not load.

===================== =======================================================================
``preset.json``       format, name, charset, crop, network shapes, calibration, SHA-256 of files
``line.onnx``         the line network for ONNX Runtime
``line.int8.onnx``    the same rounded to 8 bits, where ``quantize_preset`` made it
``line.weights.h5``   the same weights for Keras
``glyph.onnx``        the glyph network, where there is one
``glyph.weights.h5``  the same weights for Keras
``glyph.replay.npz``  drawn glyphs for ``ocr train glyphs --adapt``, where there are some
``replay.npz``        drawn lines for ``ocr adapt``, where ``scripts/make_replay.py`` chose some
``card.json``         what it was trained on, how, and how well it reads
``card.md``           the same for people
===================== =======================================================================
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from recognizer.calibration import Calibration
from recognizer.calibration_format import (
    describe_calibrations,
    parse_calibrations,
    parse_final_calibration,
)
from recognizer.charset import Charset
from recognizer.network import GlyphNetworkSettings, LineNetworkSettings
from recognizer.types import GlyphClassifier, LineReader, PresetError
from recognizer.word_calibration import WordCalibration

PrecisionKind = Literal["auto", "float32", "int8"]

FORMAT = 1
SHIPPED = Path(__file__).parent / "presets"
DESCRIPTION = "preset.json"
LINE_ONNX, LINE_WEIGHTS = "line.onnx", "line.weights.h5"
LINE_INT8 = "line.int8.onnx"  # optional: a preset is whole without it
REPLAY = "replay.npz"  # optional too; see recognizer.replay
GLYPH_ONNX, GLYPH_WEIGHTS = "glyph.onnx", "glyph.weights.h5"
GLYPH_REPLAY = "glyph.replay.npz"  # optional too; see recognizer.glyph_replay
_OPTIONAL = (LINE_INT8, REPLAY, GLYPH_REPLAY)


@dataclass(frozen=True, slots=True)
class CropFrame:
    """The frame the line crops a preset was trained on stood in; readers must be fed the same.

    Args:
        height: rows of a crop, px.
        baseline_row: the row the baseline lies on.
        x_height: rows from the baseline to the top of an ``x``.
        margin: empty columns before the first and after the last component, px.
    """

    height: int = 40
    baseline_row: int = 29
    x_height: int = 16
    margin: int = 8


@dataclass(frozen=True, slots=True)
class Preset:
    """What ``preset.json`` says.

    Args:
        name: of the preset.
        folder: that its files lie in.
        charset: class index <-> character.
        crop: the frame of its line crops.
        line: shape of the line network.
        glyph: shape of the glyph network; None where it has none.
        calibration: raw to calibrated confidence of characters.
        word_calibration: what a word is made of to its confidence.
        final_calibration: of characters, after look-alikes had their say; None where it changes nothing.
        sha256: of each file, hexadecimal.
    """

    name: str
    folder: Path
    charset: Charset
    crop: CropFrame
    line: LineNetworkSettings
    glyph: GlyphNetworkSettings | None
    calibration: Calibration
    word_calibration: WordCalibration = field(default_factory=WordCalibration)
    final_calibration: Calibration | None = None
    sha256: dict[str, str] = field(default_factory=dict)

    def file(self, name: str) -> Path:
        """The path of one of its files, after its contents were checked.

        Raises:
            PresetError: the preset has no such file, or it was changed.
        """
        path = self.folder / name
        if name not in self.sha256:
            raise PresetError(f"the preset {self.name!r} ({self.folder}) has no {name}")
        try:
            found = hashlib.sha256(path.read_bytes()).hexdigest()
        except OSError as error:
            raise PresetError(f"the preset {self.name!r} lacks {path} ({error.strerror})") from error
        if found != self.sha256[name]:
            raise PresetError(
                f"{path}: it is not the file the preset was saved with; install the preset again"
            )
        return path


def find_preset(name_or_path: str | Path) -> Preset:
    """A shipped preset by its name, or any by its folder.

    Raises:
        PresetError: there is none, or it is incomplete; the message names what is missing.
    """
    folder = _locate(name_or_path)
    path = folder / DESCRIPTION
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise PresetError(f"{folder}: it holds no {DESCRIPTION}, so it is no preset") from error
    except ValueError as error:
        raise PresetError(f"{path}: it is damaged ({error})") from error
    if not isinstance(said, dict) or said.get("format") != FORMAT:
        raise PresetError(f"{path}: it is not of preset format {FORMAT}, the one this version reads")
    preset = _parse(said, folder)
    missing = [name for name in preset.sha256 if name not in _OPTIONAL and not (folder / name).is_file()]
    if missing:
        raise PresetError(f"the preset {preset.name!r} ({folder}) lacks {', '.join(missing)}")
    return preset


def list_presets() -> list[str]:
    """Names of the shipped presets, sorted."""
    if not SHIPPED.is_dir():
        return []
    return sorted(folder.name for folder in SHIPPED.iterdir() if (folder / DESCRIPTION).is_file())


def load_line_reader(
    preset: Preset,
    engine: Literal["onnx", "keras"] = "onnx",
    threads: int = 1,
    precision: PrecisionKind = "auto",
) -> LineReader:
    """The preset's line reader.

    Args:
        preset: as found.
        engine: ``onnx`` (ONNX Runtime) or ``keras``.
        threads: a batch is computed on, in ONNX Runtime.
        precision: of ONNX Runtime's arithmetic; ``auto`` is ``int8`` where the preset has it. Keras
            computes in float32.

    Raises:
        PresetError: a file is missing or was changed, or int8 is asked of what has none.
        DependencyError: the engine is not installed.
    """
    from recognizer import engines  # takes ONNX Runtime along, which finding a preset does not need

    if engine == "onnx":
        return engines.OnnxLineReader(_line_network(preset, precision), threads)
    if precision == "int8":
        raise PresetError("Keras computes in float32; int8 is for the engine onnx")
    return engines.KerasLineReader(preset.file(LINE_WEIGHTS), preset.line)


def load_glyph_classifier(
    preset: Preset, engine: Literal["onnx", "keras"] = "onnx", threads: int = 1
) -> GlyphClassifier:
    """The preset's glyph classifier.

    Args:
        preset: as found.
        engine: ``onnx`` (ONNX Runtime) or ``keras``.
        threads: a batch is computed on, in ONNX Runtime.

    Raises:
        PresetError: it has none, or a file is missing or was changed.
        DependencyError: the engine is not installed.
    """
    from recognizer import engines

    if preset.glyph is None:
        raise PresetError(
            f"the preset {preset.name!r} has no glyph classifier; train one with `ocr train glyphs`"
        )
    if engine == "onnx":
        return engines.OnnxGlyphClassifier(preset.file(GLYPH_ONNX), threads)
    return engines.KerasGlyphClassifier(preset.file(GLYPH_WEIGHTS), preset.glyph)


def describe_preset(preset: Preset) -> dict[str, Any]:
    """What ``preset.json`` holds for a preset."""
    return {
        "format": FORMAT,
        "name": preset.name,
        "charset": preset.charset.characters,
        "crop": dataclasses.asdict(preset.crop),
        "line": dataclasses.asdict(preset.line),
        "glyph": None if preset.glyph is None else dataclasses.asdict(preset.glyph),
        "calibration": describe_calibrations(
            preset.calibration, preset.word_calibration, preset.final_calibration
        ),
        "sha256": preset.sha256,
    }


def _line_network(preset: Preset, precision: PrecisionKind) -> Path:
    """The exported line network to run."""
    has_int8 = LINE_INT8 in preset.sha256 and (preset.folder / LINE_INT8).is_file()
    if precision == "int8" and not has_int8:
        raise PresetError(
            f"the preset {preset.name!r} has no {LINE_INT8}; make it with scripts/quantize_preset.py, "
            "or choose the precision auto"
        )
    return preset.file(LINE_INT8 if has_int8 and precision != "float32" else LINE_ONNX)


def _locate(name_or_path: str | Path) -> Path:
    """The folder of a preset."""
    path = Path(name_or_path)
    if path.is_dir():
        return path
    if path.name == str(name_or_path) and (SHIPPED / path.name).is_dir():
        return SHIPPED / path.name
    known = ", ".join(list_presets()) or "none"
    raise PresetError(
        f"there is no preset {str(name_or_path)!r}; shipped: {known}; or name a preset's folder"
    )


def _parse(said: dict[str, Any], folder: Path) -> Preset:
    """A preset from its description; what is unknown or missing is an error."""
    try:
        characters, words = parse_calibrations(said["calibration"])
        preset = Preset(
            name=str(said["name"]),
            folder=folder,
            charset=Charset(said["charset"]),
            crop=CropFrame(**said["crop"]),
            line=LineNetworkSettings(**_tuples(said["line"])),
            glyph=None if said["glyph"] is None else GlyphNetworkSettings(**_tuples(said["glyph"])),
            calibration=characters,
            word_calibration=words,
            final_calibration=parse_final_calibration(said["calibration"]),
            sha256=dict(said["sha256"]),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise PresetError(f"{folder / DESCRIPTION}: it does not describe a preset ({error})") from error
    classes = {preset.line.classes, preset.line.classes if preset.glyph is None else preset.glyph.classes}
    if classes != {preset.charset.classes}:
        raise PresetError(f"{folder}: a network has another number of classes than the charset")
    if preset.line.height != preset.crop.height:
        raise PresetError(f"{folder}: the line network has another height than the crops")
    return preset


def _tuples(said: dict[str, Any]) -> dict[str, Any]:
    """JSON's lists as the settings' tuples."""
    return {key: tuple(value) if isinstance(value, list) else value for key, value in said.items()}
