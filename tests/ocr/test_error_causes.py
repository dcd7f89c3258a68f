import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import Levenshtein

from ocr.error_causes import CAUSES, ErrorCauses, add_causes, align_causes, name_substitution


def causes(read, truth):
    return {cause: count for cause, count in align_causes(read, truth).items() if count}


@pytest.mark.parametrize(
    ("read", "truth", "expected"),
    [
        ("the cat", "the cat", {}),
        ("thecat", "the cat", {"space": 1}),
        ("th e cat", "the cat", {"space": 1}),
        ("The cat", "the cat", {"case": 1}),
        ("the cat.", "the cat", {"punctuation": 1}),
        ("the cat", "the cat.", {"punctuation": 1}),
        ("a, b", "a; b", {"punctuation": 1}),
        ("ete", "été", {"accent": 2}),
        ("coeur", "cœur", {"accent": 2}),
        ("strasse", "straße", {"accent": 2}),
        ("l0st", "lost", {"look_alike": 1}),
        ("rnan", "man", {"look_alike": 2}),
        ("clog", "dog", {"look_alike": 2}),
        ("cxt", "cat", {"other": 1}),
        ("ct", "cat", {"other": 1}),
        ("a x, b", "a b", {"space": 1, "other": 1, "punctuation": 1}),
    ],
)
def test_each_error_has_its_cause(read, truth, expected):
    assert causes(read, truth) == expected


def test_a_long_run_on_one_side_alone_is_a_line_missed_or_invented():
    assert causes("ab", "a 12345678b") == {"line_missed": 9}
    assert causes("a 12345678b", "ab") == {"line_invented": 9}
    assert causes("a 12345b", "ab") == {"space": 1, "other": 5}


def test_case_comes_before_look_alike_and_accent_before_both():
    assert name_substitution("O", "o") == "case"
    assert name_substitution("E", "é") == "accent"
    assert name_substitution("c", "é") == "look_alike"  # what an é looks like where its accent is faint
    assert name_substitution("|", "l") == "look_alike"
    assert name_substitution("~", "l") == "punctuation"
    assert name_substitution(" ", "l") == "space"


@given(st.text(alphabet="abcrnm Oo0.,é-", max_size=30), st.text(alphabet="abcrnm Oo0.,é-", max_size=30))
def test_causes_sum_to_the_edits(read, truth):
    assert align_causes(read, truth).total == Levenshtein.distance(read, truth)


def test_counts_add_up_cause_by_cause():
    total = add_causes([ErrorCauses(case=1, other=2), ErrorCauses(case=3), ErrorCauses()])
    assert total == ErrorCauses(case=4, other=2)
    assert total.total == 6
    assert tuple(dict(total.items())) == CAUSES
    assert add_causes([]) == ErrorCauses()
