import io

import pytest

from ocr.comparison import ScoringSettings
from ocr.page_report import write_page_header
from ocr.types import Block, Glyph, Line, PageResult, Paragraph, Word
from ocr.word_judging import ReadWord, judge_words, read_word_lines, result_word_lines
from segmenter.geometry import Baseline, Box

FOLDED = ScoringSettings(ignore_case=True, fold_punctuation=True, join_hyphens=True)


def line(text, confidence=0.5):
    return [ReadWord(word, confidence) for word in text.split()]


def judged(lines, truth, settings=None):
    return judge_words(lines, truth, settings).right.tolist()


def test_words_are_right_where_the_truth_has_them():
    assert judged([line("the cot sat")], "the cat sat") == [True, False, True]


def test_confidence_stays_beside_its_word():
    result = judge_words([[ReadWord("the", 0.9), ReadWord("cot", 0.4)]], "the cat")
    assert result.confidence.tolist() == [0.9, 0.4]


def test_lines_in_another_order_are_not_wrong():
    assert judged([line("second line here"), line("the first 1ine")], "the first line\nsecond line here") == [
        *(True, True, True),
        *(True, True, False),
    ]


def test_lines_that_no_truth_holds_are_wrong_and_missed_ones_do_not_count():
    assert (
        judged([line("zyx 4711"), line("the first line")], "the first line\nmissed one")
        == [False] * 2 + [True] * 3
    )


def test_a_word_run_together_or_split_is_wrong():
    assert judged([line("thecat sat on a mat")], "the cat sat on a mat") == [False, True, True, True, True]
    assert judged([line("the cat s at on a mat")], "the cat sat on a mat") == [
        True,
        True,
        False,
        False,
        *[True] * 3,
    ]


def test_what_is_forgiven_is_no_error():
    assert judged([line("“TOTAL” 9.50")], '"total" 9.50', FOLDED) == [True, True]
    assert judged([line("TOTAL 9.50")], "total 9.50") == [False, True]


def test_a_word_broken_at_a_line_s_end_is_one_word_as_sure_as_its_parts():
    result = judge_words([line("an exam-", 0.5), line("ple of it", 0.8)], "an example of it", FOLDED)
    assert result.right.tolist() == [True] * 4
    assert result.confidence.tolist() == [0.5, 0.4, 0.8, 0.8]


@pytest.mark.parametrize("lines", [[], [[]], [[ReadWord(" ", 0.5)]]])
def test_no_words_are_no_judgements(lines):
    assert judged(lines, "truth") == []


def test_nothing_is_right_without_a_truth():
    assert judged([line("some words")], "") == [False, False]


def test_words_are_read_from_a_page_report_by_line(tmp_path):
    stream = io.StringIO()
    write_page_header(stream)
    names = stream.getvalue().strip().split(",")
    rows = [(1, 1, "'=", 0.5), (1, 1, "a", 0.5), (1, 2, '","', 0.9), (2, 1, "NA"[0], 1.0)]
    text = stream.getvalue()
    for line_num, word_num, character, confidence in rows:
        cells = {"page_num": 1, "block_num": 1, "par_num": 1, "line_num": line_num, "word_num": word_num}
        cells |= {"text": character, "confidence": confidence}
        text += ",".join(str(cells.get(name, "")) for name in names) + "\n"
    (tmp_path / "page.csv").write_text(text, encoding="utf-8")
    assert read_word_lines(tmp_path / "page.csv") == [
        [ReadWord("=a", 0.25), ReadWord(",", 0.9)],
        [ReadWord("N", 1.0)],
    ]


def test_a_report_that_rates_words_is_believed(tmp_path):
    head = "page_num,block_num,par_num,line_num,word_num,text,confidence,word_confidence"
    rows = ["1,1,1,1,1,a,0.5,0.7", "1,1,1,1,1,b,0.5,0.7", "1,1,1,1,2,c,0.5,"]
    (tmp_path / "page.csv").write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
    assert read_word_lines(tmp_path / "page.csv") == [[ReadWord("ab", 0.7), ReadWord("c", 0.5)]]


def test_words_of_a_page_result_are_as_sure_as_it_says():
    box = Box(0, 0, 9, 9)
    words = tuple(Word((Glyph(text, 0.5, box),), sure, box) for text, sure in (("a", 0.6), ("b", 0.7)))
    blocks = (Block("text", (Paragraph((Line(words, box, Baseline((0.0,), (8.0,)), 5.0),), box),), box),)
    page = PageResult("x", 0, 9, 9, 0.0, 0, blocks, (), (), 0.0, (), "latin")
    assert result_word_lines(page) == [[ReadWord("a", 0.6), ReadWord("b", 0.7)]]
