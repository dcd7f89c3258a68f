"""``ocr calibrate``: a new preset where that is better, a reason and nothing else where it is not."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import cv2
import numpy as np
import pytest

from cli.main import run_command
from ocr.confidence_samples import JudgedSet
from recognizer.calibrated_preset import copy_with_calibration
from recognizer.calibration import Calibration
from recognizer.preset import find_preset
from recognizer.word_calibration import WordCalibration

PAGES = 5
SAMPLES = Path(__file__).parents[2] / "samples"


def fill(found: JudgedSet, raw: np.ndarray, rights: np.ndarray) -> None:
    found.letters += raw.tolist()
    found.letters_right += rights.tolist()
    found.starts += list(range(len(raw)))
    found.spaces += [(float("nan"), 1.0)] * len(raw)
    found.words_right += rights.tolist()


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    """A folder of pages with texts; what they say is not looked at."""
    folder = tmp_path / "pages"
    folder.mkdir()
    for number in range(PAGES):
        cv2.imwrite(str(folder / f"{number}.png"), np.full((40, 40), 255, np.uint8))
        (folder / f"{number}.txt").write_text("text\n")
    return folder


@pytest.fixture
def read_as(monkeypatch: pytest.MonkeyPatch):
    """Makes every page read as letters that are right as often as a calibration says."""

    def install(chance: Calibration) -> None:
        rng = np.random.default_rng(0)

        def judge(found, *_, settled):
            assert settled
            raw = rng.beta(5, 1, 300)
            fill(found, raw, rng.random(300) < chance.apply(raw))

        monkeypatch.setattr("ocr.confidence_samples.judge_pixels", judge)
        monkeypatch.setattr("ocr.page_reader.load_page_reader", lambda settings: None)

    return install


def test_a_better_calibration_becomes_a_preset(tmp_path, pages, read_as, capsys) -> None:
    read_as(Calibration(1.0, 1.0, -2.0))
    to, picture = tmp_path / "mine", tmp_path / "plots/calibration.png"
    assert run_command(["calibrate", str(pages), "--to", str(to), "-o", str(picture), "-q"]) == 0
    said = capsys.readouterr().out
    assert f"{PAGES} pages: 1,500 characters" in said
    assert "calibration error in %" in said
    assert picture.read_bytes().startswith(b"\x89PNG")
    assert find_preset(to).final_calibration.apply(0.9) < 0.7
    assert find_preset(to).calibration == find_preset("latin").calibration
    assert find_preset(to).sha256["line.onnx"] == find_preset("latin").sha256["line.onnx"]


def test_a_dry_run_writes_no_preset(tmp_path, pages, read_as, capsys) -> None:
    read_as(Calibration(1.0, 1.0, -2.0))
    assert run_command(["calibrate", str(pages), "--dry-run", "--to", str(tmp_path / "mine"), "-q"]) == 0
    assert "calibration error in %" in capsys.readouterr().out
    assert not (tmp_path / "mine").exists()


def test_a_calibration_that_is_no_better_is_refused_with_exit_code_4(
    tmp_path, pages, read_as, capsys
) -> None:
    read_as(Calibration())
    true = copy_with_calibration(
        find_preset("latin"), tmp_path / "true", Calibration(), WordCalibration()
    ).folder
    to = tmp_path / "mine"
    assert run_command(["calibrate", str(pages), "--preset", str(true), "--to", str(to), "-q"]) == 4
    assert "nothing was changed" in capsys.readouterr().err
    assert not to.exists()


def test_pages_that_are_all_right_are_refused(tmp_path, pages, read_as, capsys) -> None:
    read_as(Calibration(0.0, 0.0, 60.0))
    assert run_command(["calibrate", str(pages), "--to", str(tmp_path / "mine"), "-q"]) == 2
    assert "0 wrong on 5 pages" in capsys.readouterr().err
    assert not (tmp_path / "mine").exists()


def test_one_page_is_refused_with_the_number_that_is_needed(tmp_path, pages, read_as, capsys) -> None:
    read_as(Calibration())
    assert run_command(["calibrate", str(pages / "0.png"), "--to", str(tmp_path / "mine"), "-q"]) == 2
    assert "at least 3 are needed" in capsys.readouterr().err


def test_a_place_for_the_preset_is_asked_for(pages, capsys) -> None:
    assert run_command(["calibrate", str(pages), "-q"]) == 2
    assert "--to" in capsys.readouterr().err


def test_the_shipped_preset_and_folders_that_are_there_are_safe(pages, capsys) -> None:
    shipped = find_preset("latin").folder
    before = (shipped / "preset.json").read_bytes()
    for taken in (shipped, pages):
        assert run_command(["calibrate", str(pages), "--to", str(taken), "-q"]) == 3
    assert (shipped / "preset.json").read_bytes() == before


def test_pages_with_the_text_of_others_are_told(pages, read_as, capsys) -> None:
    read_as(Calibration(0.0, 0.0, -3.0))
    run_command(["calibrate", str(pages), "--dry-run"])
    told = [line for line in capsys.readouterr().err.splitlines() if "is it another page's" in line]
    assert len(told) == PAGES
    assert "4.png" in told[-1]


@pytest.mark.slow
def test_pages_that_are_read_well_say_too_little(tmp_path, capsys) -> None:
    folder = tmp_path / "pages"
    folder.mkdir()
    for name in ("book", "letter", "receipt"):
        shutil.copy(SAMPLES / f"{name}.png", folder)
        shutil.copy(SAMPLES / "truth" / f"{name}.txt", folder)
    assert run_command(["calibrate", str(folder), "--to", str(tmp_path / "mine"), "-q"]) == 2
    said = capsys.readouterr().err
    assert re.search(r"\d{3,} characters are right and \d+ wrong on 3 pages", said)
    assert not (tmp_path / "mine").exists()
