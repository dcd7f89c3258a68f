from ocr.evaluation import score_text
from ocr.score_intervals import find_intervals


def test_intervals_are_drawn_over_pages_and_none_are_told_of_one():
    pages = [score_text("abcd", "abcd"), score_text("abxx", "abcd")]
    found = find_intervals(pages)
    assert found.cer == (0.0, 0.5)
    assert found.wer == (0.0, 1.0)
    assert found.word_f1 == (0.0, 1.0)
    assert find_intervals(pages[:1]) is None
