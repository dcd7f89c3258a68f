"""A set of characters: ranges, hyphens, and nothing else read than it names."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ocr.characters import parse_characters, restrict_probabilities
from ocr.decoder import decode_lines
from ocr.errors import UsageError
from ocr.settings import DecoderSettings
from recognizer.charset import LATIN, Charset
from recognizer.types import LineReading

CHARSET = Charset(" O0l1")


def reading(*rows: list[float]) -> LineReading:
    return LineReading(np.log(np.maximum(np.array(rows, dtype=np.float32), 1e-12)), 2.0)


@pytest.mark.parametrize(
    ("wanted", "named"),
    [("0-9.,", ",.0123456789"), ("a-c", "abc"), ("-9", "-9"), ("9-", "-9"), ("x", "x"), ("+--", "+,-")],
)
def test_a_set_names_characters_and_ranges(wanted: str, named: str) -> None:
    assert parse_characters(wanted) == named


@pytest.mark.parametrize("wanted", ["", " ", "Ж-Я", "9-0"])
def test_a_set_of_nothing_is_refused(wanted: str) -> None:
    with pytest.raises(UsageError, match="characters"):
        parse_characters(wanted)


@given(st.text(max_size=12))
@settings(deadline=None)
def test_any_set_is_read_or_refused(wanted: str) -> None:
    try:
        named = parse_characters(wanted)
    except UsageError:
        return
    assert named
    assert set(named) <= set(LATIN)


@pytest.mark.parametrize("width", [1, 4])
def test_only_what_is_allowed_is_read(width: int) -> None:
    # blank, space, O, 0, l, 1
    seen = reading([0.01, 0, 0.9, 0.09, 0, 0], [0.9, 0.1, 0, 0, 0, 0], [0.01, 0, 0, 0, 0.6, 0.39])
    settings = DecoderSettings(beam_width=width, characters="0-9")
    assert decode_lines([seen], CHARSET, DecoderSettings(beam_width=width))[0].text == "Ol"
    assert decode_lines([seen], CHARSET, settings)[0].text == "01"


def test_spaces_are_always_allowed() -> None:
    seen = reading([0, 0, 0, 1, 0, 0], [0.1, 0.9, 0, 0, 0, 0], [0, 0, 0, 0, 0, 1])
    assert decode_lines([seen], CHARSET, DecoderSettings(characters="01"))[0].text == "0 1"


def test_a_frame_that_holds_nothing_allowed_is_blank() -> None:
    frames = np.array([[0, 0, 1, 0, 0, 0], [0.2, 0, 0.6, 0.2, 0, 0]], dtype=np.float32)
    restrict_probabilities(frames, CHARSET, "0")
    assert frames == pytest.approx(np.array([[1, 0, 0, 0, 0, 0], [0.5, 0, 0, 0.5, 0, 0]]))
