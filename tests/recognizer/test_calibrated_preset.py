"""A copy of a preset with another calibration; what it comes from stays."""

from __future__ import annotations

from pathlib import Path

import pytest

from recognizer.calibrated_preset import copy_with_calibration, require_new_folder
from recognizer.calibration import Calibration
from recognizer.card import read_card
from recognizer.preset import SHIPPED, find_preset
from recognizer.preset_writer import recalibrate_preset
from recognizer.types import PresetError
from recognizer.word_calibration import WordCalibration

FINAL, WORDS = Calibration(0.5, 0.25, -1.0), WordCalibration(c=0.5)


def test_a_copy_has_the_new_calibration_and_the_old_networks(tmp_path: Path) -> None:
    origin = find_preset("latin")
    before = (origin.folder / "preset.json").read_bytes()
    made = copy_with_calibration(origin, tmp_path / "mine", FINAL, WORDS, "Fitted here.")
    found = find_preset(tmp_path / "mine")
    assert (found.final_calibration, found.word_calibration) == (FINAL, WORDS)
    assert found.calibration == origin.calibration  # what is read depends on it
    assert found == made
    assert found.name == "mine"
    assert found.file("line.onnx").read_bytes() == origin.file("line.onnx").read_bytes()
    assert (origin.folder / "preset.json").read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["mine"]


def test_its_card_tells_of_the_fit(tmp_path: Path) -> None:
    made = copy_with_calibration(find_preset("latin"), tmp_path / "mine", FINAL, WORDS, "Fitted here.")
    card = read_card(tmp_path / "mine")
    assert card.name == "mine"
    assert card.summary.endswith(" Fitted here.")
    assert "Fitted here." in made.file("card.md").read_text(encoding="utf-8")


def test_an_empty_folder_may_be_there(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    copy_with_calibration(find_preset("latin"), tmp_path / "mine", FINAL, WORDS)
    assert find_preset(tmp_path / "mine").final_calibration == FINAL


def test_what_is_there_is_not_overwritten(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    for taken in (tmp_path / "file", tmp_path):
        with pytest.raises(PresetError, match="it is there already"):
            copy_with_calibration(find_preset("latin"), taken, FINAL, WORDS)
    assert (tmp_path / "file").read_text() == "mine"


def test_nothing_is_written_among_the_shipped_presets() -> None:
    for folder in (SHIPPED, SHIPPED / "latin", SHIPPED / "new"):
        with pytest.raises(PresetError, match="shipped presets are not overwritten"):
            require_new_folder(folder)
    assert not (SHIPPED / "new").exists()


def test_a_damaged_origin_leaves_nothing_behind(tmp_path: Path) -> None:
    broken = copy_with_calibration(find_preset("latin"), tmp_path / "broken", FINAL, WORDS)
    (broken.folder / "line.onnx").write_bytes(b"cut")
    with pytest.raises(PresetError, match="not the file the preset was saved with"):
        copy_with_calibration(find_preset(broken.folder), tmp_path / "mine", FINAL, WORDS)
    assert [path.name for path in tmp_path.iterdir()] == ["broken"]


def test_presets_without_a_last_calibration_load_and_say_nothing_of_it(tmp_path: Path) -> None:
    assert find_preset("latin").final_calibration is None
    made = copy_with_calibration(find_preset("latin"), tmp_path / "mine", FINAL, WORDS)
    again = recalibrate_preset(made, Calibration(), WORDS)
    assert again.final_calibration is None  # it was fitted to other characters
    assert '"final"' not in (again.folder / "preset.json").read_text(encoding="utf-8")
    assert find_preset(again.folder) == again


def test_a_last_calibration_that_is_none_is_refused(tmp_path: Path) -> None:
    made = copy_with_calibration(find_preset("latin"), tmp_path / "mine", FINAL, WORDS)
    path = made.folder / "preset.json"
    path.write_text(path.read_text(encoding="utf-8").replace('"a": 0.5,', '"a": -0.5,'), encoding="utf-8")
    with pytest.raises(PresetError, match="does not describe a preset"):
        find_preset(made.folder)
