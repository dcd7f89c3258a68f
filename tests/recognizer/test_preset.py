import dataclasses
import hashlib
import json

import pytest

from recognizer.calibration import Calibration
from recognizer.charset import Charset
from recognizer.network import GlyphNetworkSettings, LineNetworkSettings
from recognizer.preset import (
    CropFrame,
    Preset,
    describe_preset,
    find_preset,
    load_glyph_classifier,
    load_line_reader,
)
from recognizer.types import PresetError
from recognizer.word_calibration import WordCalibration

ABC = Charset(" abx")


@pytest.fixture
def folder(tmp_path):
    """A preset whose networks are no networks: enough to find and to check."""
    files = {"line.onnx": b"no network", "line.weights.h5": b"no weights"}
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    preset = Preset(
        name="toy",
        folder=tmp_path,
        charset=ABC,
        crop=CropFrame(),
        line=LineNetworkSettings(classes=ABC.classes),
        glyph=None,
        calibration=Calibration(2, 1, 0.5),
        word_calibration=WordCalibration(space_a=0.25, length=0.5),
        sha256={name: hashlib.sha256(content).hexdigest() for name, content in files.items()},
    )
    (tmp_path / "preset.json").write_text(json.dumps(describe_preset(preset)))
    return tmp_path


def edit(folder, **changes):
    path = folder / "preset.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), **changes}))


def test_preset_is_found_by_its_folder_as_it_was_described(folder):
    preset = find_preset(folder)
    assert preset.name == "toy"
    assert preset.charset == ABC
    assert preset.line == LineNetworkSettings(classes=5)
    assert preset.calibration == Calibration(2, 1, 0.5)
    assert preset.word_calibration == WordCalibration(space_a=0.25, length=0.5)
    assert preset.file("line.onnx") == folder / "line.onnx"


def test_calibration_of_the_first_version_rates_words_by_their_letters(folder):
    edit(folder, calibration={"a": 2, "b": 1, "c": 0.5})
    preset = find_preset(folder)
    assert preset.calibration == Calibration(2, 1, 0.5)
    assert preset.word_calibration == WordCalibration()


def test_unknown_preset_is_named_with_the_remedy():
    with pytest.raises(PresetError, match=r"no preset 'greek'.*shipped"):
        find_preset("greek")


def test_folder_without_description_is_no_preset(tmp_path):
    with pytest.raises(PresetError, match=r"holds no preset\.json"):
        find_preset(tmp_path)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"format": 99}, "not of preset format 1"),
        ({"charset": " ab"}, "another number of classes"),
        ({"charset": "aa"}, "does not describe"),
        ({"crop": {"height": 48, "baseline_row": 29, "x_height": 16, "margin": 8}}, "another height"),
        ({"crop": {"hight": 40}}, "hight"),
        ({"line": {"classes": 5, "stem": [1, 2, 3, 4], "typo": 1}}, "typo"),
        ({"calibration": {"a": -1, "b": 1, "c": 0}}, "0 or more"),
        ({"calibration": {"version": 9}}, "version 9"),
        ({"calibration": {"version": 2, "characters": {}}}, "words"),
        ({"calibration": {"version": 2, "characters": {}, "words": {"space_a": -1}}}, "0 or more"),
        ({"sha256": {"line.onnx": "0", "gone.onnx": "0"}}, r"lacks gone\.onnx"),
    ],
)
def test_description_that_does_not_fit_is_refused(folder, changes, said):
    edit(folder, **changes)
    with pytest.raises(PresetError, match=said):
        find_preset(folder)


@pytest.mark.parametrize("content", ["", "[]", "{", "null"])
def test_damaged_description_is_refused(folder, content):
    (folder / "preset.json").write_text(content)
    with pytest.raises(PresetError, match=r"preset\.json"):
        find_preset(folder)


def test_changed_file_is_refused_when_it_is_loaded(folder):
    preset = find_preset(folder)
    (folder / "line.onnx").write_bytes(b"other")
    with pytest.raises(PresetError, match="not the file the preset was saved with"):
        load_line_reader(preset)


def test_file_that_is_no_network_is_refused(folder):
    with pytest.raises(PresetError, match="no network that can be loaded"):
        load_line_reader(find_preset(folder))


def test_wanted_precision_is_refused_where_the_preset_lacks_it(folder):
    preset = find_preset(folder)
    with pytest.raises(PresetError, match=r"no line\.int8\.onnx.*quantize_preset"):
        load_line_reader(preset, precision="int8")
    with pytest.raises(PresetError, match="Keras computes in float32"):
        load_line_reader(preset, "keras", precision="int8")


def test_int8_network_is_taken_where_it_is_and_checked_like_any_file(folder):
    said = json.loads((folder / "preset.json").read_text())
    edit(folder, sha256={**said["sha256"], "line.int8.onnx": hashlib.sha256(b"rounded").hexdigest()})
    with pytest.raises(PresetError, match=r"line\.onnx: it is no network"):  # listed, but taken away: float32
        load_line_reader(find_preset(folder))
    (folder / "line.int8.onnx").write_bytes(b"rounded")
    with pytest.raises(PresetError, match=r"line\.int8\.onnx: it is no network"):
        load_line_reader(find_preset(folder))
    with pytest.raises(PresetError, match=r"line\.onnx: it is no network"):
        load_line_reader(find_preset(folder), precision="float32")
    (folder / "line.int8.onnx").write_bytes(b"changed")
    with pytest.raises(PresetError, match=r"line\.int8\.onnx: it is not the file"):
        load_line_reader(find_preset(folder))


def test_preset_without_glyph_classifier_says_how_to_get_one(folder):
    with pytest.raises(PresetError, match="ocr train glyphs"):
        load_glyph_classifier(find_preset(folder))


def test_glyph_network_must_fit_the_charset_too(folder):
    edit(folder, glyph=json.loads(json.dumps(dataclasses.asdict(GlyphNetworkSettings(classes=9)))))
    with pytest.raises(PresetError, match="another number of classes"):
        find_preset(folder)
