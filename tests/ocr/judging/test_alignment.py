import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocr.comparison import ScoringSettings, normalize_text
from ocr.evaluation import score_text
from ocr.judging.alignment import FREE, NOTHING, align_lines
from ocr.judging.diff_rows import make_rows
from ocr.judging.documents import ReadLine
from ocr.judging.running_text import run_lines

JOINED = ScoringSettings(join_hyphens=True)


def lines(text):
    return [ReadLine(line) for line in text.split("\n")]


def shown(text, truth, settings=None):
    """Each row as its line's number, what was read and what is true, with _ where a side has nothing."""
    rows = make_rows(align_lines(lines(text), truth, settings))
    return [
        (
            row.line,
            "".join(read or "_" for read, _ in row.edits),
            "".join(true or "_" for _, true in row.edits),
        )
        for row in rows
    ]


def test_running_text_is_the_text_as_it_is_compared():
    text = "an  exam-\nple\t“of”\n\nit---x"
    for settings in (
        ScoringSettings(),
        JOINED,
        ScoringSettings(fold_punctuation=True, ignore_case=True),
    ):
        assert "".join(run_lines(lines(text), settings).clusters) == normalize_text(text, settings)


def test_characters_know_their_line_and_the_least_confidence_of_their_code_points():
    read = run_lines(
        [ReadLine("q\u0301 b", (0.9, 0.4, None, 0.8)), ReadLine("-"), ReadLine("c", (0.5,))],
        ScoringSettings(),
    )
    assert read.clusters == ("q\u0301", " ", "b", " ", "-", " ", "c")
    assert read.line.tolist() == [0, 0, 0, 0, 1, 1, 2]
    assert read.joints.tolist() == [False, False, False, True, False, True, False]
    np.testing.assert_equal(read.confidence, [0.4, np.nan, 0.8, np.nan, np.nan, np.nan, 0.5])


def test_a_broken_word_is_joined_over_the_very_next_line_alone():
    assert "".join(run_lines(lines("exam-\nple"), JOINED).clusters) == "example"
    assert "".join(run_lines(lines("exam-\n\nple"), JOINED).clusters) == "exam- ple"
    assert run_lines(lines("exam-\nple"), JOINED).line.tolist() == [0, 0, 0, 0, 1, 1, 1]


def test_substitutions_insertions_and_deletions_stand_where_they_are():
    assert shown("the cot\nsst downs", "the cat sat own") == [
        (0, "the cot", "the cat"),
        (1, "sst downs", "sat _own_"),
    ]


def test_each_side_of_the_alignment_is_known():
    found = align_lines(lines("abx"), "acbd")
    # a for a, c missing before b, b for b, x for d
    assert found.places.tolist() == [0, 2, 3]
    assert found.right.tolist() == [True, True, False]
    assert found.missing.tolist() == [False, True, False, False]
    assert found.anchors.tolist() == [0, 1, 1, 2]
    assert (found.errors, found.in_order) == (2, True)


def test_lines_in_another_order_are_compared_where_the_truth_has_them():
    text, truth = "the second lime here\nthe first line there", "the first line there\nthe second line here"
    found = align_lines(lines(text), truth)
    assert (found.errors, found.in_order) == (1, False)
    assert score_text(text, truth).character_errors > 1
    assert shown(text, truth) == [
        (0, "the second lime here", "the second line here"),
        (1, "the first line there", "the first line there"),
    ]
    assert FREE in found.places.tolist() + found.anchors.tolist()  # the space between the lines is no error


def test_what_is_missing_between_lines_in_another_order_stands_behind_what_is_before_it():
    text, truth = (
        "the second line here\nthe first line there",
        "the first line there ... the second line here",
    )
    assert shown(text, truth) == [
        (0, "the second line here", "the second line here"),
        (1, "the first line there____", "the first line there... "),
    ]


def test_a_line_that_was_not_read_has_a_row_of_its_own():
    first, missing, third = shown("first line\nthird line", "first line\na second, missing\nthird line")
    assert (first, third) == ((0, "first line", "first line"), (1, "third line", "third line"))
    assert (missing[:2], missing[2].strip()) == ((None, "_" * 18), "a second, missing")


def test_what_a_line_lacks_at_its_start_stands_in_that_line():
    assert shown("abc def\nhe end", "abc def The end") == [
        (0, "abc def", "abc def"),
        (1, "_he end", "The end"),
    ]


def test_an_invented_line_is_all_too_much():
    rows = shown("first line\n~~~ --\nlast line", "first line\nlast line")
    assert [row[0] for row in rows] == [0, 1, 2]
    assert (rows[1][1].strip(), rows[1][2]) == ("~~~ --", "_" * 7)


def test_nothing_read_and_nothing_true_are_no_trouble():
    assert shown("", "") == []
    assert shown("", "all is missing") == [(None, "_" * 14, "all is missing")]
    assert shown("noise", "") == [(0, "noise", "_" * 5)]
    assert align_lines([], "ab").errors == 2


def test_characters_are_clusters_so_that_an_accent_is_no_character_of_its_own():
    assert shown("e\u0301q\u0301", "\u00e9q") == [(0, "\u00e9q\u0301", "\u00e9q")]
    assert align_lines(lines("q\u0301"), "q").errors == 1


@pytest.mark.parametrize("settings", [None, JOINED])
def test_a_page_in_order_has_the_errors_of_the_cer(settings):
    text, truth = "Tbe cat-\nfish sat\n~\non a mat", "The catfish sat\non the mat"
    assert (
        align_lines(lines(text), truth, settings).errors == score_text(text, truth, settings).character_errors
    )


@given(st.text("abc -\n", max_size=60), st.text("abc -\n", max_size=60))
def test_rows_hold_every_error_and_both_texts_whole(text, truth):
    found = align_lines(lines(text), truth)
    rows = make_rows(found)
    assert sum(row.errors for row in rows) == found.errors
    assert found.errors <= score_text(text, truth).character_errors
    read = sorted(one for row in rows for one, _ in row.edits if one.strip())
    true = sorted(one for row in rows for _, one in row.edits if one.strip())
    assert read == sorted("".join(text.split()))
    assert true == sorted("".join(truth.split()))
    if found.in_order:
        assert found.errors == score_text(text, truth).character_errors


def test_a_character_that_stands_for_nothing_says_so():
    assert align_lines(lines("ab"), "a").places.tolist() == [0, NOTHING]
