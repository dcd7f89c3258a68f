"""A doubtful glyph's cause follows from its ink and its rivals."""

from __future__ import annotations

from typing import get_args

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocr.decoder import DecodedCharacter
from ocr.doubt_causes import find_causes, has_double, look_alike, usual_pieces
from ocr.glyph_boxes import box_characters
from ocr.overlay_layers import CAUSE_COLORS
from ocr.types import Alternative, DoubtCause
from recognizer.charset import LATIN
from segmenter.geometry import Baseline, Box, union_boxes
from segmenter.types import CleanPage, Component, TextLine

Part = tuple[int, int, int, int]


def read(character: str, confidence: float = 0.5, rival: str = "w", left: float = 0.4) -> DecodedCharacter:
    return DecodedCharacter(character, confidence, 0, 0, (Alternative(rival, left),))


def causes_of(
    characters: list[DecodedCharacter],
    parts: list[Part],
    spans: list[tuple[float, float]],
    shades: list[int] | None = None,
    x_height: float = 20.0,
) -> list[DoubtCause]:
    """Causes on a page where every part is a solid block of its shade."""
    gray = np.full((60, 100), 255, np.uint8)
    for (left, top, right, bottom), shade in zip(parts, shades or [0] * len(parts), strict=True):
        gray[top:bottom, left:right] = shade
    components = tuple(Component(Box(*part), 9, label) for label, part in enumerate(parts, 1))
    box = union_boxes(component.box for component in components)
    line = TextLine(box, Baseline((0.0, 99.0), (40.0, 40.0)), x_height, components)
    page = CleanPage(gray, gray < 250, 0.0, np.array([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]]))
    ink = box_characters(line, np.array(spans), page.ink)
    return find_causes(characters, ink, line, page, 1.0)


BLOCK, NEXT = (10, 20, 26, 40), (40, 20, 56, 40)
ON_BLOCK, ON_NEXT = (12.0, 24.0), (42.0, 54.0)


def test_a_sure_glyph_has_no_cause() -> None:
    assert causes_of([read("a", 0.8), read("b", 0.79)], [BLOCK, NEXT], [ON_BLOCK, ON_NEXT]) == ["", "other"]


def test_letters_in_one_component_touch() -> None:
    assert causes_of([read("a"), read("b", 0.9)], [(10, 20, 56, 40)], [ON_BLOCK, ON_NEXT]) == ["touching", ""]


def test_a_letter_in_two_pieces_is_broken_but_an_i_is_not() -> None:
    stem, dot = (10, 28, 14, 40), (10, 18, 15, 24)
    assert causes_of([read("a")], [stem, dot], [(10.0, 14.0)]) == ["broken"]
    assert causes_of([read("i")], [stem, dot], [(10.0, 14.0)]) == ["other"]


def test_a_speck_breaks_no_letter() -> None:
    assert causes_of([read("a")], [BLOCK, (15, 15, 18, 18)], [ON_BLOCK]) == ["other"]


def test_ink_paler_than_the_lines_is_faint() -> None:
    both = [read("a"), read("b")]
    assert causes_of(both, [BLOCK, NEXT], [ON_BLOCK, ON_NEXT], [0, 150]) == ["other", "faint"]
    assert causes_of(both, [BLOCK, NEXT], [ON_BLOCK, ON_NEXT], [150, 150]) == ["other", "other"]


def test_a_character_without_ink_is_faint() -> None:
    assert causes_of([read("a"), read("b")], [BLOCK], [ON_BLOCK, ON_NEXT]) == ["other", "faint"]


def test_small_type_is_small_and_a_look_alike_goes_before_it() -> None:
    assert causes_of([read("a")], [BLOCK], [ON_BLOCK], x_height=7.0) == ["small"]
    assert causes_of([read("l", rival="1")], [BLOCK], [ON_BLOCK], x_height=7.0) == ["ambiguous"]


@pytest.mark.parametrize("pair", ["l1", "1I", "Il", "l|", "O0", "oO", "ce", "un", ".,", "eé", "cC", "”’"])
def test_pairs_that_are_taken_for_one_another_look_alike(pair: str) -> None:
    assert look_alike(*pair)
    assert has_double([read(pair[0], rival=pair[1])], 0)


def test_a_rival_that_hardly_counts_makes_no_double() -> None:
    assert not has_double([read("l", 0.5, "1", 0.1)], 0)
    assert not has_double([read("l", 0.5, "w", 0.5)], 0)
    assert not has_double([DecodedCharacter("l", 0.5, 0, 0)], 0)


def test_r_and_n_are_the_double_of_m() -> None:
    assert has_double([read("r", 0.9), read("n", rival="m")], 1)
    assert has_double([read("r", rival="m"), read("n", 0.9)], 0)
    assert not has_double([read("t", rival="m"), read("o", 0.9)], 0)


def test_pieces_of_every_character_are_known() -> None:
    assert [usual_pieces(c) for c in "aijéïäçø%“.:-Å"] == [1, 2, 2, 2, 3, 3, 1, 1, 3, 2, 1, 2, 1, 2]
    assert all(1 <= usual_pieces(c) <= 3 for c in LATIN)


def test_every_cause_has_a_colour() -> None:
    assert set(CAUSE_COLORS) == set(get_args(DoubtCause)) - {""}


@given(st.characters(exclude_categories=["Cs"]), st.characters(exclude_categories=["Cs"]))
def test_look_alikes_are_mutual(one: str, other: str) -> None:
    assert look_alike(one, other) == look_alike(other, one)
