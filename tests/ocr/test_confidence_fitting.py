import shutil

import cv2
import numpy as np
import pytest

from ocr.confidence_fitting import (
    calibrate_preset,
    fit_confidences,
    fit_without,
    judge_places,
    rate_characters,
    rate_judged_words,
)
from ocr.confidence_samples import JudgedSet
from ocr.page_reader import PageReader
from recognizer.calibration import Calibration
from recognizer.charset import Charset
from recognizer.dataset import TrainingLine, write_line_shard
from recognizer.preset import find_preset
from recognizer.types import LineReading
from recognizer.word_calibration import WordCalibration

AB = Charset(" ab")


class AlwaysAb:
    """Reads ``a b`` everywhere: a with probability .6, b with .97."""

    def read_lines(self, crops):
        blank, space = [0.97, 0.01, 0.01, 0.01], [0.01, 0.97, 0.01, 0.01]
        a, b = [0.01, 0.01, 0.6, 0.38], [0.01, 0.01, 0.01, 0.97]
        rows = np.array([blank, a, blank, space, blank, b, blank])
        return [LineReading(np.log(rows).astype(np.float32), 2.0) for _ in crops]


def write_lines(folder, *texts, kind="print"):
    folder.mkdir(exist_ok=True)
    pixels = np.zeros((40, 14), np.uint8)
    write_line_shard(
        folder / f"lines-{len(list(folder.iterdir())):05d}.npz",
        [TrainingLine(pixels, text, None, "page", kind) for text in texts],
    )
    return folder


def words_of_two(name, rights, confidence=0.9):
    """A set of words of two letters, both right or both wrong, between spaces beyond doubt."""
    found = JudgedSet(name)
    for right in rights:
        found.starts.append(len(found.letters))
        found.letters += [confidence, confidence]
        found.letters_right += [right, right]
        found.spaces.append((float("nan"), 1.0))
        found.words_right.append(right)
    return found


def test_words_whose_errors_come_together_are_surer_than_the_product_of_their_letters():
    found = words_of_two("x", [True] * 450 + [False] * 50)
    fitted = fit_confidences([found])
    assert rate_characters(found, fitted).confidence[0] == pytest.approx(0.9, abs=0.01)
    assert rate_judged_words(found, fitted).confidence[0] == pytest.approx(0.9, abs=0.01)  # and not .81


def test_a_large_set_does_not_decide_alone():
    sure = words_of_two("sure", [True] * 8100)
    doubtful = words_of_two("doubtful", [False] * 900)
    fitted = fit_confidences([sure, doubtful])
    # they count as the roots of their sizes, 90 to 30, and not 9 to 1
    assert rate_characters(sure, fitted).confidence[0] == pytest.approx(0.75, abs=0.01)


def test_a_fold_has_no_say_in_its_own_confidences():
    right, wrong = [True] * 200, [False] * 200
    sets = [words_of_two("a", right), words_of_two("a", right), words_of_two("b", wrong)]
    first, second, third = fit_without(sets, [0, 0, 1])
    assert first is second
    assert rate_characters(sets[0], first).confidence[0] < 0.1
    assert rate_characters(sets[2], third).confidence[0] > 0.9
    with pytest.raises(ValueError, match="at least one"):
        fit_without(sets, [0, 0, 0])


def test_sets_of_one_name_count_together_as_one():
    pages = [words_of_two("mine", [True] * 50) for _ in range(9)]
    other = words_of_two("other", [False] * 450)
    third = words_of_two("third", [False])
    *_, fitted = fit_without([*pages, other, third], [0] * 10 + [1])
    assert rate_characters(other, fitted).confidence[0] == pytest.approx(0.5, abs=0.02)


def test_nothing_to_fit_is_refused():
    with pytest.raises(ValueError, match="at least one"):
        fit_confidences([])


def test_places_hold_shards_by_kind_and_pages_with_their_truths(tmp_path):
    shards = write_lines(tmp_path / "shards", "a b", "b b")
    write_lines(shards, "a b", kind="hand")
    pages = tmp_path / "pages"
    pages.mkdir()
    for name in ("blank.png", "untold.png"):
        cv2.imwrite(str(pages / name), np.full((60, 60), 255, np.uint8))
    (pages / "blank.txt").write_text("")
    (pages / "blank.json").write_text("{}")
    found = judge_places(
        PageReader(line_reader=AlwaysAb(), charset=AB), [shards, pages, pages / "blank.json"]
    )
    assert {one.name: len(one.starts) for one in found} == {"shards hand": 2, "shards print": 4}


def test_preset_is_calibrated_on_the_lines_of_its_shards(tmp_path, monkeypatch):
    folder = tmp_path / "mine"
    shutil.copytree(find_preset("latin").folder, folder)
    reader = PageReader(
        line_reader=AlwaysAb(),
        charset=AB,
        calibration=Calibration(0, 0, 5),
        word_calibration=WordCalibration(c=9),
    )
    monkeypatch.setattr("ocr.confidence_fitting.load_page_reader", lambda settings: reader)
    fitted = calibrate_preset(folder, [write_lines(tmp_path / "shards", *["a b"] * 30, *["b b"] * 90)])
    assert fitted is not None
    preset = find_preset(folder)
    assert (preset.calibration, preset.word_calibration) == (fitted.characters, fitted.words)
    assert preset.calibration.apply(0.6) == pytest.approx(0.25, abs=0.05)


def test_preset_stays_as_it_is_without_lines(tmp_path):
    folder = tmp_path / "mine"
    shutil.copytree(find_preset("latin").folder, folder)
    before = (folder / "preset.json").read_bytes()
    assert calibrate_preset(folder, []) is None
    assert (folder / "preset.json").read_bytes() == before
