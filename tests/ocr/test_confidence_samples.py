import cv2
import numpy as np
import pytest

from ocr.confidence_samples import JudgedSet, find_words, judge_page, judge_training_lines
from ocr.decoder import DecodedCharacter, DecodedLine
from ocr.page_reader import PageReader
from ocr.settings import DecoderSettings
from recognizer.charset import Charset
from recognizer.dataset import TrainingLine
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


def judge(*texts):
    return judge_training_lines("x", PageReader(line_reader=AlwaysAb(), charset=AB), lines(*texts), GREEDY)


def test_words_and_their_letters_are_judged_and_spaces_are_not():
    found = judge("a b", "b b")
    assert found.letters_right == [True, True, False, True]
    assert found.words_right == [True, True, False, True]
    assert found.starts == [0, 1, 2, 3]
    assert found.letters[0] == found.letters[2] < found.letters[1]


def test_spaces_beside_a_word_are_kept_with_it():
    before, after = np.array(judge("a b").spaces).T
    assert np.isnan(before).tolist() == [True, False]
    assert np.isnan(after).tolist() == [False, True]
    assert after[0] == before[1] > 0.9


def test_words_run_together_or_torn_apart_are_wrong_though_their_letters_are_right():
    found = judge("ab", "a ab")
    assert found.letters_right == [True] * 4
    assert found.words_right == [False, False, True, False]


def test_reader_of_glyphs_cannot_be_judged_on_lines():
    with pytest.raises(ValueError, match="reader of lines"):
        judge_training_lines("x", PageReader(charset=AB), lines("a"))


def test_words_stand_between_spaces():
    assert find_words(" ab  c ") == [(1, 3), (5, 6)]
    assert find_words("") == find_words(" ") == []


def judged_page(tmp_path, monkeypatch, truth, *texts):
    """What is judged where a page reads as the texts, every character with confidence .9."""
    read = [DecodedLine(tuple(DecodedCharacter(c, 0.9, at, at) for at, c in enumerate(t))) for t in texts]
    (tmp_path / "p.txt").write_text(truth, encoding="utf-8")
    cv2.imwrite(str(tmp_path / "p.png"), np.full((50, 50), 255, np.uint8))
    monkeypatch.setattr("ocr.confidence_samples.read_segmentation", lambda *_: [Holder(one) for one in read])
    monkeypatch.setattr("ocr.confidence_samples.judge_lines", lambda read: [True] * len(read))
    found = JudgedSet("page")
    judge_page(found, PageReader(), tmp_path / "p.png")
    return found


class Holder:
    """A line that was read."""

    def __init__(self, decoded):
        self.decoded = decoded


def test_lines_of_a_page_are_judged_wherever_their_truth_stands(tmp_path, monkeypatch):
    found = judged_page(
        tmp_path, monkeypatch, "the first line\nthe second one\n", "the secand one", "the first line"
    )
    assert found.words_right == [True, False, True, True, True, True]
    assert sum(found.letters_right) == len(found.letters) - 1


def test_a_line_that_the_truth_does_not_have_is_wrong(tmp_path, monkeypatch):
    found = judged_page(tmp_path, monkeypatch, "the first line\n", "the first line", "§§ xyz")
    assert found.words_right == [True, True, True, False, False]


def test_a_truth_in_capitals_says_nothing_of_case(tmp_path, monkeypatch):
    assert judged_page(tmp_path, monkeypatch, "TOTAL 12.50", "Total 12.50").words_right == [True, True]
    assert judged_page(tmp_path, monkeypatch, "TOTAL Sum", "Total Sum").words_right == [False, True]


def test_halves_of_a_word_that_the_truth_has_whole_are_left_out(tmp_path, monkeypatch):
    found = judged_page(tmp_path, monkeypatch, "this is an example of it", "this is an exam-", "ple of it")
    assert found.words_right == [True] * 5
    kept = judged_page(tmp_path, monkeypatch, "this is an exam-\nple of it", "this is an exam-", "ple of it")
    assert kept.words_right == [True] * 7
