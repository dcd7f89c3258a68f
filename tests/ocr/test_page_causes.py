import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import Levenshtein

from ocr import page_causes
from ocr.comparison import ScoringSettings, normalize_text
from ocr.page_causes import count_causes

FIRST = "It was then that the King called upon one"
SECOND = "to finish the story that was being told him"
THIRD = "when the white horse neighed in the stable"


def causes(read, truth, settings=None):
    return {cause: count for cause, count in count_causes(read, truth, settings).items() if count}


def page(*lines):
    return "\n".join(lines) + "\n"


def test_a_perfect_page_has_no_causes():
    assert causes(page(FIRST, SECOND), page(FIRST, SECOND)) == {}
    assert causes("", "") == {}


def test_a_line_that_was_not_read_is_missed_with_its_break():
    assert causes(page(FIRST, THIRD), page(FIRST, SECOND, THIRD)) == {"line_missed": len(SECOND) + 1}
    assert causes("", FIRST) == {"line_missed": len(FIRST)}


def test_a_short_line_is_missed_too():
    assert causes(page(FIRST, SECOND), page("7", FIRST, SECOND)) == {"line_missed": 2}


def test_a_line_that_no_truth_holds_is_invented():
    assert causes(page(FIRST, "~. ,;", SECOND), page(FIRST, SECOND)) == {"line_invented": 6}


def test_lines_in_another_order_are_told_from_misread_ones():
    found = causes(page(SECOND, FIRST.replace("King", "Kinq"), THIRD), page(FIRST, SECOND, THIRD))
    assert found["look_alike"] == 1
    assert set(found) == {"look_alike", "order"}


def test_columns_read_straight_across_are_a_matter_of_order():
    columns = page(FIRST, SECOND, THIRD, "One of the lords said to the King at last")
    across = page(f"{FIRST} {THIRD}", f"{SECOND} One of the lords said to the King at last")
    found = causes(across, columns)
    assert set(found) == {"order"}
    assert found["order"] > 40


def test_order_does_not_matter_for_what_was_misread_within_a_line():
    found = causes(page(FIRST.replace("It", "it"), SECOND), page(FIRST, SECOND))
    assert found == {"case": 1}


def test_a_truth_of_paragraphs_serves_as_well_as_one_of_lines():
    text = page(FIRST, SECOND.replace("told", "to1d"), "when the white horse neigh-", "ed in the stable")
    settings = ScoringSettings(join_hyphens=True)
    assert causes(text, f"{FIRST} {SECOND} {THIRD}", settings) == {"look_alike": 1}


def test_words_run_together_at_a_line_s_end_are_a_matter_of_space():
    assert causes(page(FIRST + SECOND, THIRD), page(FIRST, SECOND, THIRD)) == {"space": 1}


@pytest.mark.parametrize("text", ["\0\0", "\f\n", "\ud800x", "a" * 300, "." * 50])
def test_hostile_texts_are_counted(text):
    assert count_causes(text, FIRST).total > 0
    assert count_causes(FIRST, text).total > 0


def test_texts_too_long_to_place_lines_in_are_aligned_as_a_whole(monkeypatch):
    monkeypatch.setattr(page_causes, "MOST_CELLS", 100)
    found = causes(page(SECOND, FIRST), page(FIRST, SECOND))
    assert "order" not in found
    assert sum(found.values()) == Levenshtein.distance(f"{SECOND} {FIRST}", f"{FIRST} {SECOND}")


@given(
    st.lists(st.sampled_from([FIRST, SECOND, THIRD, "7", "x y", "in the"]), max_size=5),
    st.lists(st.sampled_from([FIRST, SECOND, THIRD, "7", "xy", "in tbe"]), max_size=5),
)
def test_causes_sum_to_the_character_errors(read, truth):
    text, true = "\n".join(read), "\n".join(truth)
    plain = ScoringSettings()
    distance = Levenshtein.distance(normalize_text(text, plain), normalize_text(true, plain))
    found = count_causes(text, true)
    assert found.total == distance
    assert min(dict(found.items()).values()) >= 0
