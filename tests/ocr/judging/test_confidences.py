import pytest

from ocr.judging.alignment import align_lines
from ocr.judging.confidences import judge_characters, rate_reliability
from ocr.judging.documents import Document, ReadLine, Sheet
from ocr.judging.judged_documents import judge_document
from ocr.reliability import Judged
from ocr.word_judging import ReadWord


def line(text, *sure, sheet=0):
    return ReadLine(text, sure, tuple(ReadWord(word, 0.5) for word in text.split()), sheet=sheet)


def test_characters_are_right_where_the_alignment_pairs_them_with_their_like():
    lines = [line("cot a", 0.9, 0.3, 0.8, None, 0.2)]
    (judged,) = judge_characters(align_lines(lines, "cat"), [0])
    assert judged.confidence.tolist() == [0.9, 0.3, 0.8, 0.2]
    assert judged.right.tolist() == [True, False, True, False]


def test_lines_in_another_order_do_not_make_right_characters_wrong():
    lines = [
        line("second one", *[0.9] * 6, None, *[0.9] * 3),
        line("first line", *[0.8] * 5, None, *[0.8] * 4),
    ]
    (judged,) = judge_characters(align_lines(lines, "first line\nsecond one"), [0, 0])
    assert judged.right.all()
    assert len(judged) == 18


def test_sheets_of_a_document_are_judged_by_themselves():
    lines = [line("ab", 0.9, 0.8), line("cx", 0.7, 0.6, sheet=1)]
    first, second = judge_characters(align_lines(lines, "ab cd"), [0, 1])
    assert (first.right.tolist(), second.right.tolist()) == ([True, True], [True, False])
    assert judge_characters(align_lines([], "ab"), []) == []


def test_lines_without_confidences_are_not_judged():
    lines = [ReadLine("ab"), line("c", 0.7)]
    (judged,) = judge_characters(align_lines(lines, "ab c"), [0, 0])
    assert judged.confidence.tolist() == [0.7]


def test_words_are_judged_as_a_whole():
    document = Document("a", (line("the cot", *[0.9] * 3, None, *[0.9] * 3),), (Sheet(),))
    (words,) = judge_document(document, "the cat").words
    assert words.right.tolist() == [True, False]


def test_pages_of_a_document_are_judged_one_by_one_where_the_truth_has_as_many():
    lines = (line("one", 0.9, 0.9, 0.9), ReadLine(""), line("twx", 0.9, 0.9, 0.9, sheet=1))
    document = Document("a", lines, (Sheet(1), Sheet(2)))
    found = judge_document(document, "one\n\ftwo\n")
    assert [judged.right.tolist() for judged in found.characters] == [[True] * 3, [True, True, False]]
    assert [judged.right.tolist() for judged in found.words] == [[True], [False]]
    assert [(row.line, row.errors) for row in found.rows] == [(0, 0), (2, 1)]
    whole = judge_document(document, "one two")
    assert len(whole.words) == 1
    assert [(row.line, row.errors) for row in whole.rows] == [(0, 0), (2, 1)]


def test_texts_without_confidences_are_aligned_but_not_judged():
    found = judge_document(Document("a", (ReadLine("ab"),), (Sheet(),)), "ax")
    assert (found.characters, found.words, found.rows[0].errors) == ((), (), 1)


def test_reliability_has_an_interval_over_pages_and_none_for_one():
    good, bad = Judged.of([1.0] * 10, [True] * 10), Judged.of([1.0] * 10, [False] * 10)
    both = rate_reliability([good, bad, Judged.of([], [])])
    assert (both.error, both.interval) == (0.5, (0.0, 1.0))
    assert (both.curve.area, both.coverage) == (pytest.approx(0.5), 0.0)
    one = rate_reliability([good])
    assert (one.error, one.interval, one.coverage) == (0.0, None, 1.0)
