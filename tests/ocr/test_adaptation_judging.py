import numpy as np
import pytest

from ocr.adaptation_judging import Counts, Verdict, chance_of_gain, split_examples
from ocr.adaptation_lines import Example
from recognizer.dataset import TrainingLine


def example(page, corrected=True):
    return Example(page, TrainingLine(np.zeros((40, 9), np.uint8), "a", None, page, "print"), corrected)


def test_a_gain_on_every_one_of_five_lines_is_as_likely_by_chance_as_five_heads():
    assert chance_of_gain(np.array([3, 3, 3, 3, 3]), np.array([2, 2, 2, 2, 2])) == pytest.approx(
        1 / 32, abs=0.005
    )


def test_lines_that_stay_the_same_tell_nothing():
    with_many = chance_of_gain(np.array([1] * 5 + [4] * 90), np.array([0] * 5 + [4] * 90))
    assert with_many == chance_of_gain(np.array([1] * 5), np.array([0] * 5))
    assert chance_of_gain(np.array([2, 0]), np.array([2, 0])) == 1.0


def test_a_loss_is_never_a_gain():
    assert chance_of_gain(np.array([0, 0, 0]), np.array([4, 4, 4])) > 0.9


def test_whole_pages_are_held_out_where_there_are_five():
    examples = [example(f"page {at % 6}", corrected=at % 5 > 0) for at in range(60)]
    learn, held, by_page = split_examples(examples, seed=3)
    assert by_page
    assert not {one.page for one in learn} & {one.page for one in held}
    assert sum(one.corrected for one in held) >= 0.3 * 48
    assert len(learn) + len(held) == 60


@pytest.mark.parametrize("pages", [1, 4])
def test_lines_of_both_sorts_are_held_out_where_pages_are_few(pages):
    examples = [example(f"page {at % pages}", corrected=at < 30) for at in range(40)]
    learn, held, by_page = split_examples(examples, seed=3)
    assert not by_page
    assert sum(one.corrected for one in held) == 9
    assert sum(not one.corrected for one in held) == 3
    assert len(learn) == 28
    assert split_examples(examples, seed=3)[1] == held
    assert split_examples(examples, seed=4)[1] != held


def test_one_page_with_most_corrections_does_not_leave_nothing_to_learn():
    examples = [example("large")] * 100 + [example(f"page {at}") for at in range(5)]
    for seed in range(10):
        learn, held, _ = split_examples(examples, seed)
        assert len(learn) > len(held)


def verdict(held=(100, 60), base=(200, 200), chance=0.01):
    return Verdict(Counts(30, 1000, *held), Counts(300, 8000, *base), chance, False)


def test_a_clear_gain_without_a_loss_is_accepted():
    assert verdict().objections == ()
    assert verdict(base=(200, 208)).objections == ()  # 0.1 points of 8000


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"held": (100, 100)}, "no better"),
        ({"held": (100, 130)}, "no better"),
        ({"chance": 0.06}, "may be chance"),
        ({"base": (200, 209)}, "rises by 0.11 points"),
    ],
)
def test_what_stands_against_it_is_said(changes, said):
    (told,) = verdict(**changes).objections
    assert said in told
