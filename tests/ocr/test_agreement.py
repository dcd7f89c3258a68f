"""A doubtful letter becomes the rival that it looks like on its page; nothing else changes."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocr.agreement import AgreementWeights, Evidence, combine, settle_doubts, weigh_shapes
from ocr.decoder import DecodedCharacter, DecodedLine
from ocr.glyph_shapes import draw_shapes, lay_out
from ocr.line_sight import LineSight
from ocr.types import Alternative
from recognizer.types import LineReading
from segmenter.geometry import Baseline, Box
from segmenter.types import Component, LineCrop, TextLine

STRIDE, PITCH = 2.0, 20  # px a frame, px a letter
WEIGHTS = AgreementWeights(odds=0.7, likeness=1.0, chosen=-0.7, unknown=2.5)


def draw(marks: str) -> np.ndarray:
    """A crop in which ``o`` is a ring, ``l`` a bar and ``.`` a dot on the baseline, 20 px a letter."""
    pixels = np.zeros((40, PITCH * max(len(marks), 1)), np.float32)
    for at, mark in enumerate(marks):
        left = at * PITCH
        if mark == "o":
            pixels[13:29, left + 4 : left + 16] = 1
            pixels[17:25, left + 8 : left + 12] = 0
        elif mark == "l":
            pixels[5:29, left + 8 : left + 12] = 1
        elif mark == ".":
            pixels[26:29, left + 8 : left + 11] = 1
    return pixels


def see(marks: str) -> LineSight:
    pixels = draw(marks)
    width = pixels.shape[1]
    line = TextLine(
        Box(0, 5, width, 29),
        Baseline((0.0, float(width)), (29.0, 29.0)),
        16.0,
        (Component(Box(0, 5, 9, 29), 9, 1),),
    )
    frames = int(width / STRIDE)
    reading = LineReading(np.zeros((frames, 3), np.float32), STRIDE)
    return LineSight(reading, np.arange(frames + 1) * STRIDE, LineCrop(pixels, 0.0, 1.0, line))


def read(text: str, doubts: dict[int, tuple[float, str, float]] | None = None) -> DecodedLine:
    """Letters sure at .99 on their middle frames, but for doubts: confidence, rival, its confidence."""
    characters = []
    for at, name in enumerate(text):
        confidence, rival, chance = (doubts or {}).get(at, (0.99, "w", 0.001))
        first = int((at + 0.5) * PITCH / STRIDE) - 1
        characters.append(DecodedCharacter(name, confidence, first, first + 1, (Alternative(rival, chance),)))
    return DecodedLine(tuple(characters))


def test_an_l_that_looks_like_the_o_s_is_an_o() -> None:
    (line,) = settle_doubts([read("oooolllll", {8: (0.6, "o", 0.35)})], [see("oooollllo")])
    assert line.text == "oooollllo"
    letter = line.characters[8]
    assert 0.8 < letter.confidence < 0.95
    assert letter.alternatives[0].character == "l"
    assert letter.confidence + letter.alternatives[0].confidence == pytest.approx(0.95)


def test_a_letter_that_looks_as_it_was_read_stays_as_it_was() -> None:
    lines = [read("ooollll", {6: (0.6, "o", 0.35)})]
    assert settle_doubts(lines, [see("ooollll")]) == lines


def test_look_alikes_are_found_on_other_lines() -> None:
    lines = settle_doubts([read("l", {0: (0.6, "o", 0.35)}), read("oooolll")], [see("o"), see("oooolll")])
    assert [line.text for line in lines] == ["o", "oooolll"]


def test_a_sure_letter_is_never_exchanged() -> None:
    lines = [read("oooollll")]
    assert settle_doubts(lines, [see("oooolllo")]) == lines


def test_two_sure_letters_are_too_few_to_tell() -> None:
    lines = [read("oollll", {5: (0.6, "o", 0.35)})]
    assert settle_doubts(lines, [see("oolllo")]) == lines


def test_letters_are_not_exchanged_for_spaces() -> None:
    lines = [read("oooollll", {7: (0.5, " ", 0.45)})]
    assert settle_doubts(lines, [see("oooolll ")]) == lines


def test_height_tells_letters_of_one_shape_apart() -> None:
    """A dot on the baseline is no high bar, however small both are drawn."""
    evidence = weigh_shapes([read("...llll", {6: (0.6, ".", 0.35)})], [see("...llll")])
    assert evidence.likeness[0, 0] > 0.99
    assert evidence.likeness[0, 1] < 0.5


def test_lines_without_a_crop_stay_as_they_are() -> None:
    sight = LineSight(LineReading(np.zeros((8, 3), np.float32), 1.0), np.arange(9.0))
    lines = [read("ool", {2: (0.5, "o", 0.4)})]
    assert settle_doubts(lines, [sight]) == lines


@pytest.mark.parametrize("marks", ["", "    ", "oo"])
def test_pages_with_little_on_them_come_through(marks: str) -> None:
    lines = [read("ol"[: len(marks)], {0: (0.5, "l", 0.4)})]
    assert settle_doubts(lines, [see(marks)]) == lines
    assert settle_doubts([], []) == []


def test_a_class_without_sure_letters_on_the_page_counts_as_a_middling_likeness() -> None:
    found = combine(
        Evidence(np.array([0]), np.array([0]), np.array([[0.5, 0.4]]), np.array([[np.nan, 0.98]])), WEIGHTS
    )
    # 0.7 ln 0.5 + 2.5 - 0.7 = 1.315 against 0.7 ln 0.4 - ln 0.03 = 2.865
    assert found[0] == pytest.approx([0.9 / (1 + np.exp(1.55)), 0.9 / (1 + np.exp(-1.55))], abs=1e-3)


@given(st.lists(st.tuples(*[st.floats(0.0, 0.5)] * 2, *[st.floats(-1.0, 1.0)] * 2), min_size=1, max_size=4))
def test_what_is_shared_out_is_what_there_was(rows: list[tuple[float, ...]]) -> None:
    table = np.array(rows)
    chances = np.maximum(table[:, :2], [1e-4, 0.0])
    at = np.zeros(len(rows), np.int64)
    combined = combine(Evidence(at, at, chances, table[:, 2:]), WEIGHTS)
    assert np.allclose(combined.sum(axis=1), chances.sum(axis=1))
    assert (combined >= 0).all()
    assert (combined[chances == 0] == 0).all()


def test_pictures_of_one_mark_agree_wherever_it_stands() -> None:
    page = lay_out([read("ooo"), read("ol")], [see("ooo"), see("ol")])
    shapes = draw_shapes(page, np.arange(5))
    likeness = shapes @ shapes.T
    assert likeness[:4, :4].min() > 0.999
    assert likeness[4, :4].max() < 0.7
