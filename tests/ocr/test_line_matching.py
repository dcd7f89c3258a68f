import pytest

from ocr.comparison import ScoringSettings
from ocr.line_matching import MatchedScore, covered_by_all, match_lines

RUNNING = "It was then that the King called upon one to finish the story"


def pairs(page):
    return [(pair.text, pair.truth) for pair in page.pairs]


def test_lines_are_paired_by_text_whatever_their_order():
    page = match_lines("second line\nfirst 1ine\n", "first line\nsecond line\n")
    assert pairs(page) == [("second line", "second line"), ("first 1ine", "first line")]
    score = page.score()
    assert (score.characters, score.character_errors) == (21, 1)
    assert (score.words, score.wrong_words) == (4, 1)
    assert score.coverage == 1.0
    assert page.causes.look_alike == 1


def test_halves_of_lines_and_lines_run_together_pair_with_nothing():
    truth = "a line of the left column\na line of the right column\nlast line"
    page = match_lines(
        "a line of the left\na line of the left column a line of the right column\nlast line", truth
    )
    assert pairs(page) == [("a line of the left", "a line of the left column"), ("last line", "last line")]
    page = match_lines("a line of th\nlast line", truth)  # less than two thirds of its line
    assert pairs(page) == [("last line", "last line")]


def test_a_line_of_the_truth_is_paired_once():
    page = match_lines("total 9.50\ntotal 9.50", "total 9.50\nand a sum for rounding")
    assert pairs(page) == [("total 9.50", "total 9.50")]
    assert page.score().coverage == pytest.approx(9 / 27)


def test_equal_lines_are_paired_in_their_order():
    page = match_lines("0.00\nnine\n0.00", "0.00\nnine\n0.00")
    assert [pair.start for pair in page.pairs] == [0, 5, 10]


def test_a_line_too_badly_read_to_be_known_is_paired_by_its_neighbours():
    truth = "first line\nPortland, UT 57312\nlast line"
    page = match_lines("first line\nPo evan sYVT STW.\nlast line", truth)
    assert pairs(page)[1] == ("Po evan sYVT STW.", "Portland, UT 57312")
    two = match_lines("first line\nPo evan\nxyz sYVT\nlast line", truth)  # as many on both sides, or none
    assert len(two.pairs) == 2


def test_found_lines_cover_stretches_of_a_truth_without_line_breaks():
    text = "It was thon that\nthe King called up-\non one\nPAGE 7"
    page = match_lines(text, RUNNING, ScoringSettings(join_hyphens=True), line_breaks=False)
    assert pairs(page) == [
        ("It was thon that", "It was then that"),
        ("the King called upon", "the King called upon"),
        ("one", "one"),
    ]
    score = page.score()
    assert (score.character_errors, score.wrong_words, score.words) == (1, 1, 9)
    assert score.covered_characters == score.truth_characters - len("tofinishthestory")


def test_columns_run_together_cover_no_stretch_either():
    across = "It was then that the lords of old"
    assert match_lines(across, "It was then that the", line_breaks=False).pairs == ()


def test_what_was_inserted_counts_within_its_pair():
    page = match_lines("abcdef..\nnext line", "abcdef\nnext line")
    assert page.score().character_errors == 2
    assert page.edits[:6].sum() == 2
    assert match_lines("..abcdef", "abcdef").edits.tolist() == [2, 0, 0, 0, 0, 0]


def test_words_that_a_line_s_cut_left_out_or_took_in_do_not_count():
    truth = "a line of the left column with its end\nlast line"
    for text in ("a l1ne of the left column with", "a l1ne of the left column with its end of the right"):
        page = match_lines(f"{text}\nlast line", truth)
        assert page.score().character_errors == page.causes.total == 1
    page = match_lines("a line of the left column with\nlast line", truth)
    assert page.score().covered_characters == page.score().truth_characters - len("itsend")


def test_engines_are_compared_on_the_lines_that_all_found():
    truth = "first line\nsecond line\nthird line"
    ours, theirs = (
        match_lines("first line\nsecond 1ine", truth),
        match_lines("second line\nthird 1ine", truth),
    )
    within = covered_by_all([ours, theirs])
    assert within.sum() == len("second line")
    assert ours.score(within).character_errors == 1
    assert theirs.score(within).character_errors == 0
    assert theirs.score().character_errors == 1


def test_matches_of_different_truths_cannot_be_compared():
    with pytest.raises(ValueError, match="one truth"):
        covered_by_all([match_lines("a", "a"), match_lines("a", "b")])
    with pytest.raises(ValueError, match="one truth"):
        covered_by_all([])


@pytest.mark.parametrize("line_breaks", [True, False])
def test_empty_texts_and_truths_match_nothing(line_breaks):
    for text, truth in (("", ""), ("words", ""), ("", "words")):
        score = match_lines(text, truth, line_breaks=line_breaks).score()
        assert (score.characters, score.character_errors, score.words) == (0, 0, 0)
    assert match_lines("", "", line_breaks=line_breaks).score().cer == 0.0


def test_scores_add_up():
    total = MatchedScore(1, 10, 8, 9, 1, 2, 1) + MatchedScore(1, 10, 2, 3, 2, 1, 1)
    assert total == MatchedScore(2, 20, 10, 12, 3, 3, 2)
    assert (total.cer, total.word_error, total.coverage) == (0.25, pytest.approx(2 / 3), 0.5)
