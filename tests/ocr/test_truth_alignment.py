"""Lines find their part of a truth that has no line breaks."""

from hypothesis import given
from hypothesis import strategies as st

from ocr.truth_alignment import align_lines


def test_readings_with_mistakes_get_the_truth():
    assert align_lines(["The quik brovn", "fox jumps ovcr", "it."], "The quick brown fox jumps over it.") == [
        "The quick brown",
        "fox jumps over",
        "it.",
    ]


def test_a_hyphen_at_a_line_end_is_kept_where_the_truth_joins_the_word():
    assert align_lines(["a long exam-", "ple of text"], "a long example of text") == [
        "a long exam-",
        "ple of text",
    ]


def test_a_headline_the_truth_lacks_is_given_up():
    lines = align_lines(
        ["HISTORY OF ENGLAND 12", "it was a dark and", "stormy night"], "it was a dark and stormy night"
    )
    assert lines == [None, "it was a dark and", "stormy night"]


def test_blank_readings_and_an_empty_truth_give_nothing():
    assert align_lines(["", "abc"], "") == [None, None]
    assert align_lines([], "abc") == []


def test_curly_quotes_of_the_truth_are_kept():
    assert align_lines(['"It is," he said.'], "“It is,” he said.") == ["“It is,” he said."]


@given(st.lists(st.text(alphabet="ab -", max_size=12), max_size=6), st.text(alphabet="ab -\n", max_size=60))
def test_any_reading_gives_one_answer_a_line(rough, truth):
    lines = align_lines(rough, truth)
    assert len(lines) == len(rough)
    assert all(line is None or line for line in lines)
