import shutil

import numpy as np
import pytest

from ocr.confidence_fitting import align_texts, calibrate_preset, fit_confidences, judge_characters
from ocr.page_reader import PageReader
from ocr.settings import DecoderSettings
from recognizer.calibration import Calibration
from recognizer.charset import Charset
from recognizer.dataset import TrainingLine, write_line_shard
from recognizer.preset import find_preset
from recognizer.types import LineReading

AB = Charset(" ab")
GREEDY = DecoderSettings(beam_width=1, alternatives=1)


class AlwaysAb:
    """Reads ``a b`` everywhere: a with probability .6, b with .97."""

    def read_lines(self, crops):
        blank, space = [0.97, 0.01, 0.01, 0.01], [0.01, 0.97, 0.01, 0.01]
        a, b = [0.01, 0.01, 0.6, 0.38], [0.01, 0.01, 0.01, 0.97]
        rows = np.array([blank, a, blank, space, blank, b, blank])
        return [LineReading(np.log(rows).astype(np.float32), 2.0) for _ in crops]


def lines(*texts):
    return [TrainingLine(np.zeros((40, 14), np.uint8), text, None, "page", "print") for text in texts]


def test_alignment_marks_what_stands_in_the_truth():
    assert align_texts("abc", ["b", "c", "d"]) == [True, True, False]
    assert align_texts("", ["a"]) == [False]
    assert align_texts("abc", []) == []


def test_characters_are_judged_and_spaces_are_not():
    judged = judge_characters(PageReader(line_reader=AlwaysAb(), charset=AB), lines("a b", "b b"), GREEDY)
    assert judged.right.tolist() == [True, True, False, True]
    assert judged.confidence[0] == judged.confidence[2] < judged.confidence[1]


def test_fit_lowers_a_confidence_that_boasts():
    reader = PageReader(line_reader=AlwaysAb(), charset=AB, calibration=Calibration(0, 0, 5))
    texts = ["a b"] * 100 + ["b b"] * 300
    fitted = fit_confidences(reader, lines(*texts), GREEDY)
    judged = judge_characters(
        PageReader(line_reader=AlwaysAb(), charset=AB, calibration=fitted), lines(*texts), GREEDY
    )
    assert judged.confidence[0] == pytest.approx(0.25, abs=0.03)
    assert judged.confidence[1] == pytest.approx(1.0, abs=0.03)
    assert judged.calibration_error < 0.03


def test_reader_of_glyphs_cannot_be_judged_on_lines():
    with pytest.raises(ValueError, match="reader of lines"):
        judge_characters(PageReader(charset=AB), lines("a"))


def test_preset_is_calibrated_on_the_lines_of_its_shards(tmp_path, monkeypatch):
    folder = tmp_path / "mine"
    shutil.copytree(find_preset("latin").folder, folder)
    reader = PageReader(line_reader=AlwaysAb(), charset=AB)
    monkeypatch.setattr("ocr.confidence_fitting.load_page_reader", lambda settings: reader)
    (tmp_path / "shards").mkdir()
    write_line_shard(tmp_path / "shards/lines-00000.npz", lines(*["a b"] * 30, *["b b"] * 90))
    fitted = calibrate_preset(folder, [tmp_path / "shards"])
    assert fitted is not None
    assert find_preset(folder).calibration == fitted
    assert fitted.apply(np.array([0.6]))[0] < 0.45


def test_preset_stays_as_it_is_without_lines(tmp_path):
    folder = tmp_path / "mine"
    shutil.copytree(find_preset("latin").folder, folder)
    before = (folder / "preset.json").read_bytes()
    assert calibrate_preset(folder, []) is None
    assert (folder / "preset.json").read_bytes() == before
