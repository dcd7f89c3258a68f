"""Characters that were read are found in the truth, wherever their lines stand."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ocr.character_places import fold_text, judge_text, name_characters, place_characters


def marked(line: str, right: list[bool]) -> str:
    return "".join(one if is_right else f"[{one}]" for one, is_right in zip(line, right, strict=True))


def judge(truth: str, *lines: str) -> list[str]:
    judged = judge_text(lines, truth)
    return [marked(line, right.tolist()) for line, right in zip(lines, judged.right, strict=True)]


def test_substituted_and_inserted_characters_are_wrong_and_missed_ones_are_not_counted() -> None:
    assert judge("the dog ran", "tbe dogs rn") == ["t[b]e dog[s] rn"]


def test_the_order_of_lines_does_not_count() -> None:
    assert judge("the first line\nthe second one", "the secand one", "the first line") == [
        "the sec[a]nd one",
        "the first line",
    ]


def test_a_line_that_the_truth_leaves_out_is_wrong_and_told() -> None:
    judged = judge_text(["the first line", "§§ xyz"], "the first line")
    assert judged.found == (True, False)
    assert not judged.right[1].any()


def test_a_hyphen_at_a_lines_end_is_right_where_the_truth_has_the_word_whole() -> None:
    assert judge("this is an example of it", "this is an exam-", "ple of it") == [
        "this is an exam-",
        "ple of it",
    ]
    assert judge("this is an end of it", "this is an end-", "of it") == ["this is an end[-]", "of it"]


def test_a_truth_in_capitals_says_nothing_of_case() -> None:
    assert judge("TOTAL 12.50", "Total 12.50") == ["Total 12.50"]
    assert judge("TOTAL Sum", "Total Sum") == ["T[o][t][a][l] Sum"]


def test_letters_typed_in_another_alphabet_stand_for_those_they_look_like() -> None:
    assert judge("das M\u04d3dchen", "das Mädchen") == ["das Mädchen"]


def test_quotes_and_dashes_are_alike() -> None:
    assert judge('"so" - it is', "“so” — it is") == ["“so” — it is"]


def test_nothing_read_and_nothing_true_are_no_trouble() -> None:
    assert judge_text([], "the truth").right == ()
    assert judge("", "read") == ["[r][e][a][d]"]
    assert judge("truth", "") == [""]


@given(st.lists(st.text(max_size=12), max_size=4), st.text(max_size=30))
def test_any_lines_are_judged_character_by_character(lines: list[str], truth: str) -> None:
    judged = judge_text(lines, truth)
    assert [len(right) for right in judged.right] == [len(line) for line in lines]


@given(st.text(max_size=40))
def test_places_point_at_the_same_character(text: str) -> None:
    truth, line = fold_text(text), name_characters(text)
    for read, at in zip(line, place_characters([line], truth)[0].tolist(), strict=True):
        assert at < 0 or truth[at] == read
