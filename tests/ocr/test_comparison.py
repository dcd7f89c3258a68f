import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocr.comparison import ScoringSettings, normalize_lines, normalize_text, unify_clusters

ALL = ScoringSettings(ignore_case=True, fold_punctuation=True, join_hyphens=True)
PLAIN = ScoringSettings()


def test_lines_without_text_are_left_out_and_tabs_part_words():
    assert normalize_lines("Tea\t2.00\r\n \n\x0c  Milk  \n", PLAIN) == ["Tea 2.00", "Milk"]


def test_rest_of_a_broken_word_moves_up_into_its_line():
    assert normalize_lines("an exam-\nple of it\nhere", ALL) == ["an example", "of it", "here"]
    assert normalize_lines("an exam-\nple of it", PLAIN) == ["an exam-", "ple of it"]


@given(st.text(alphabet="ab-\n \t“é\u0301", max_size=40), st.booleans())
def test_lines_joined_by_spaces_are_the_text(text, folds):
    settings = ScoringSettings(fold_punctuation=folds, ignore_case=folds)
    assert " ".join(normalize_lines(text, settings)) == normalize_text(text, settings)


def test_clusters_of_several_code_points_become_one_each_alike_in_all_texts():
    a, b = unify_clusters("q\u0301ab", "bq\u0301")
    assert (len(a), len(b)) == (3, 2)
    assert a[0] == b[1]
    assert a[1:] == "ab"


@pytest.mark.parametrize("text", ["\0", "\U000f0000", "a\0b"])
def test_code_points_that_stand_for_others_inside_are_replaced(text):
    (unified,) = unify_clusters(text)
    assert len(unified) == len(text)
    assert "\0" not in unified


def test_different_clusters_keep_different_names():
    (unified,) = unify_clusters("q\u0301\0\U000f0000")
    assert len(set(unified)) == 3
