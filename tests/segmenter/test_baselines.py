"""Tests of fitting baselines and x-heights: what tells a capital O from a small one."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from segmenter.baselines import fit_baseline, fit_baselines, usual_x_height

SMALL, TALL, LOW, MARKS = "acemnorsuvwxz", "bdfhklABCDEFGHIKLMNORSTUVWXYZ0123456789t", "gpqy", ".,'-"


def boxes_of(text, x_height=20.0, baseline=100.0, cap=1.45, bend=lambda x: 0.0):
    """The boxes of a line's letters: (n, 4), as they would be found on a page."""
    boxes, x = [], 50.0
    for letter in text:
        width = 0.9 * x_height
        if letter in SMALL:
            span = (0.0, 1.0)
        elif letter in TALL:
            span = (0.0, cap)
        elif letter in LOW:
            span = (-0.42, 1.0)
        elif letter in MARKS:
            span = {".": (0.0, 0.18), ",": (-0.2, 0.18), "'": (1.0, 1.45), "-": (0.4, 0.55)}[letter]
            width = 0.25 * x_height
        if letter != " ":
            y = baseline + bend(x + width / 2)
            boxes.append([x, y - span[1] * x_height, x + width, y - span[0] * x_height])
        x += width + 0.15 * x_height
    return np.round(np.array(boxes))


@pytest.mark.parametrize("text", ["handsome young men", "the quick brown fox, jumps", "many happy gypsy"])
@pytest.mark.parametrize("x_height", [8.0, 20.0, 47.0])
def test_ordinary_line_is_fitted_without_a_prior(text, x_height):
    line, fitted = fit_baseline(boxes_of(text, x_height))
    assert fitted == pytest.approx(x_height, rel=0.08)
    assert float(line.y_at(200)) == pytest.approx(100, abs=0.05 * x_height + 0.6)


@pytest.mark.parametrize("text", ["CHAPTER THE FIRST", "1853 1920 44", "WHY"])
@pytest.mark.parametrize("cap", [1.35, 1.45, 1.6])
def test_capitals_and_digits_take_the_x_height_of_their_page(text, cap):
    _, fitted = fit_baseline(boxes_of(text, cap=cap), 20.0)
    assert fitted == pytest.approx(20, rel=0.1)


def test_long_line_of_capitals_is_known_without_a_prior():
    _, fitted = fit_baseline(boxes_of("IN THE NAME OF THE REBEL ARMIES"))
    assert fitted == pytest.approx(20, rel=0.06)


@pytest.mark.parametrize("text", ["sun", "one", "an", "x", "we are seen"])
def test_short_words_without_ascenders_are_no_capitals(text):
    _, fitted = fit_baseline(boxes_of(text), 20.0)
    assert fitted == pytest.approx(20, rel=0.06)


def test_heading_larger_than_the_page_keeps_its_own_size():
    _, fitted = fit_baseline(boxes_of("the beginning of things", 44.0), 20.0)
    assert fitted == pytest.approx(44, rel=0.06)


def test_long_line_outweighs_a_prior_that_is_a_little_off():
    _, fitted = fit_baseline(boxes_of("the quick brown fox jumps over"), 22.5)
    assert fitted == pytest.approx(20, rel=0.04)


@pytest.mark.parametrize("text", ["-", "- -", ".", "..."])
def test_marks_alone_take_the_prior_and_stand_where_marks_do(text):
    line, fitted = fit_baseline(boxes_of(text), 20.0)
    assert fitted == 20.0
    assert float(line.y_at(60)) == pytest.approx(100, abs=2)


def test_slope_is_followed():
    line, fitted = fit_baseline(boxes_of("a long line of sloping letters here", bend=lambda x: 0.03 * x))
    assert fitted == pytest.approx(20, rel=0.06)
    assert np.allclose(line.y_at([100, 400, 600]), [103, 112, 118], atol=1.0)
    assert len(line.xs) == 2


def test_long_line_may_curve():
    def bend(x):
        return 14 * ((x - 750) / 750) ** 2

    line, fitted = fit_baseline(boxes_of("the quick brown fox jumps over a lazy dog " * 2, bend=bend))
    at = np.array([150.0, 500.0, 750.0, 1100.0, 1500.0])
    assert fitted == pytest.approx(20, rel=0.06)
    assert len(line.xs) > 2
    assert np.allclose(line.y_at(at), 100 + bend(at), atol=2.0)


def test_straight_long_line_stays_straight_among_descenders():
    line, _ = fit_baseline(boxes_of("gypsy puppy happy apply quay jog " * 2))
    assert len(line.xs) == 2
    assert np.allclose(line.y_at([100, 900]), 100, atol=1.0)


def test_apostrophes_commas_and_rules_do_not_move_the_line():
    boxes = boxes_of("'don't,' he said, 'you can't.'")
    rule = np.array([[40.0, 108.0, 700.0, 110.0]])
    line, fitted = fit_baseline(np.vstack([boxes, rule]))
    assert fitted == pytest.approx(20, rel=0.08)
    assert np.allclose(line.y_at([60, 600]), 100, atol=1.0)


def test_order_of_the_boxes_does_not_matter():
    boxes = boxes_of("the quick brown fox")
    one, two = fit_baseline(boxes), fit_baseline(boxes[::-1])
    assert one[1] == pytest.approx(two[1])
    assert one[0].ys == pytest.approx(two[0].ys)


def test_all_lines_of_a_page_share_one_scale():
    texts = ["the quick brown fox jumps over", "CHAPTER", "1853", "so on and so forth, he said", "ONE"]
    fitted = [x_height for _, x_height in fit_baselines([boxes_of(text) for text in texts])]
    assert fitted == pytest.approx([20] * 5, rel=0.08)


def test_handwriting_of_uneven_letters_keeps_to_its_page():
    rng = np.random.default_rng(3)
    texts = [
        "career paths and life plans",
        "Hank Samuals of Topeka",
        "the secretary will change",
        "seven years on",
    ]
    lines = []
    for text in texts:
        boxes = boxes_of(text, 30.0)
        boxes[:, 1] += rng.normal(0, 4.5, len(boxes))
        boxes[:, 3] += rng.normal(0, 3.0, len(boxes))
        lines.append(boxes)
    fitted = [x_height for _, x_height in fit_baselines(lines)]
    assert fitted == pytest.approx([30] * len(texts), rel=0.12)


def test_usual_x_height_is_weighted_by_letters():
    assert usual_x_height([10, 20, 30], [5, 50, 5]) == 20
    assert usual_x_height([], []) == 0.0


def test_no_boxes_are_refused():
    with pytest.raises(ValueError, match="no boxes"):
        fit_baseline(np.zeros((0, 4)))


@given(
    st.lists(
        st.tuples(st.integers(0, 900), st.integers(0, 300), st.integers(1, 300), st.integers(1, 200)),
        min_size=1,
        max_size=60,
    ),
    st.one_of(st.none(), st.floats(1, 100)),
)
@settings(max_examples=80, deadline=None)
def test_any_boxes_give_a_finite_line(spans, prior):
    boxes = np.array([[x, y, x + w, y + h] for x, y, w, h in spans])
    line, x_height = fit_baseline(boxes, prior)
    assert np.isfinite(line.ys).all()
    assert np.isfinite(x_height)
    assert x_height > 0


def test_lines_of_a_page_are_fitted_as_each_is_with_the_page_s_x_height():
    texts = ["the quick brown fox jumps over", "CHAPTER", "1853", "- -", "so on and so forth, he said"]
    lines = [boxes_of(text) for text in texts]
    alone = [fit_baseline(boxes)[1] for boxes in lines]
    prior = usual_x_height(alone, [len(boxes) for boxes in lines])
    assert fit_baselines(lines) == [fit_baseline(boxes, prior) for boxes in lines]
