"""Tests of telling from its components how a page lies."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw, ImageFont

from segmenter.components import ComponentTable, find_components
from segmenter.ink import find_ink
from segmenter.orientation import TURNS, UNKNOWN, TurnScores, score_turns
from segmenter.types import SegmenterSettings

SAMPLES = Path(__file__).parents[2] / "samples"
PROSE = (
    "It was the best of times, it was the worst of times, it was the age of wisdom, it was the age "
    "of foolishness, it was the epoch of belief, it was the epoch of incredulity, it was the season "
    "of light, it was the season of darkness, it was the spring of hope, it was the winter of despair, "
    "we had everything before us, we had nothing before us, we were all going direct to heaven."
)


def draw(lines, size=26, height=None):
    """Lines of text on white paper, by the font that Pillow carries."""
    font = ImageFont.load_default(size)
    width = 80 + max((round(font.getlength(line)) for line in lines), default=400)
    page = Image.new("L", (width, height or 80 + 2 * size * len(lines)), 255)
    pen = ImageDraw.Draw(page)
    for number, line in enumerate(lines):
        pen.text((40, 40 + 2 * size * number), line, fill=0, font=font)
    return np.asarray(page)


def wrap(text, letters=60):
    lines = [""]
    for word in text.split():
        if len(lines[-1]) + len(word) > letters:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines


def score(pixels):
    found = find_ink(pixels, SegmenterSettings())
    return score_turns(found.table, found.height)


@pytest.mark.parametrize("lying", TURNS)
def test_prose_is_surely_upright_whichever_side_it_lies_on(lying):
    scores = score(np.ascontiguousarray(np.rot90(draw(wrap(PROSE * 2)), lying // 90)))
    assert scores.best == -lying % 360
    assert scores.sure


@pytest.mark.parametrize("lying", TURNS)
@pytest.mark.parametrize("degrees", [-9.0, 6.0])
def test_leaning_prose_is_set_upright_too(lying, degrees):
    leaning = Image.fromarray(draw(wrap(PROSE * 2))).rotate(degrees, expand=True, fillcolor=255)
    assert score(np.ascontiguousarray(np.rot90(np.asarray(leaning), lying // 90))).best == -lying % 360


@pytest.mark.parametrize("lying", TURNS)
@pytest.mark.parametrize(
    "lines",
    [
        wrap(PROSE.upper()),
        [" ".join(str(7919 * row * column % 9973) for column in range(1, 12)) for row in range(1, 25)],
        ["A short line of text"],
    ],
)
def test_what_doubts_still_tells_along_which_side_its_lines_run(lines, lying):
    scores = score(np.ascontiguousarray(np.rot90(draw(lines), lying // 90)))
    assert scores.best % 180 == lying % 180
    assert not scores.sure or scores.best == -lying % 360
    assert -lying % 360 in scores.candidates()


@pytest.mark.parametrize("lying", TURNS)
@pytest.mark.parametrize("name", ["book.png", "form.png", "letter.png", "newspaper.png", "receipt.png"])
def test_samples_are_never_surely_laid_wrongly(name, lying):
    with Image.open(SAMPLES / name) as sample:
        pixels = np.asarray(sample.convert("L"))
    scores = score(np.ascontiguousarray(np.rot90(pixels, lying // 90)))
    assert not scores.sure or scores.best == -lying % 360
    assert -lying % 360 in scores.candidates()


def test_blank_paper_and_single_letters_tell_nothing():
    assert score(np.full((300, 200), 255, np.uint8)) == UNKNOWN
    assert score(draw(["A"])) == UNKNOWN
    assert not score(draw(["word"])).sure


def test_candidates_come_with_the_likeliest_first():
    scores = TurnScores((0.2, 0.01, 0.7, 0.09), False)
    assert scores.best == 180
    assert scores.candidates() == (180, 0, 270)
    assert scores.candidates(0.5) == (180,)


@given(st.integers(0, 2**32 - 1), st.integers(0, 60), st.floats(1.0, 40.0))
@settings(max_examples=40, deadline=None)
def test_scattered_boxes_of_any_size_have_probabilities(seed, count, height):
    random = np.random.default_rng(seed)
    corners = random.integers(0, 900, (count, 2))
    sizes = random.integers(1, 60, (count, 2))
    boxes = np.concatenate([corners, corners + sizes], axis=1).astype(np.int32)
    areas = sizes.prod(axis=1).astype(np.int32)
    scores = score_turns(ComponentTable(np.zeros((1, 1), np.int32), boxes, areas), height)
    assert sum(scores.probabilities) == pytest.approx(1.0)
    assert min(scores.probabilities) >= 0.0
    assert scores.best in TURNS


def test_a_page_all_ink_is_no_text():
    table = find_components(np.ones((50, 50), np.bool_))
    assert score_turns(table, 50.0) == UNKNOWN
