"""The decoder's answers beside worked ones and a sum over every alignment."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from ocr.decoder import decode_lines
from ocr.language_training import build_language_model
from ocr.settings import DecoderSettings
from recognizer.charset import Charset
from recognizer.types import LineReading

CHARSET = Charset(" ab")
GREEDY = DecoderSettings(beam_width=1)
BEAM = DecoderSettings(beam_width=8, character_bonus=0.0)


def reading(rows: list[list[float]] | NDArray[np.float64]) -> LineReading:
    """Frames of blank, space, a, b as probabilities."""
    table = np.asarray(rows, dtype=np.float64).reshape(-1, 4)
    with np.errstate(divide="ignore"):
        return LineReading(np.log(table).astype(np.float32), 2.0)


def frames(text: str) -> LineReading:
    """One sure frame a letter, ``-`` for a blank."""
    rows = np.full((len(text), 4), 0.01)
    for row, letter in zip(rows, text, strict=True):
        row["- ab".index(letter)] = 0.97
    return reading(rows)


def sum_over_alignments(table: NDArray[np.float64]) -> dict[tuple[int, ...], float]:
    """Probability of every text, by brute force."""
    sums: dict[tuple[int, ...], float] = {}
    for path in itertools.product(range(table.shape[1]), repeat=len(table)):
        text = tuple(c for c, _ in itertools.groupby(path) if c)
        sums[text] = sums.get(text, 0.0) + float(
            np.prod([row[c] for row, c in zip(table, path, strict=True)])
        )
    return sums


@pytest.mark.parametrize("how", [GREEDY, BEAM])
@pytest.mark.parametrize(
    ("seen", "text"),
    [("a-b", "ab"), ("aab", "ab"), ("a-a", "aa"), ("--a--", "a"), ("a- -b", "a b"), ("----", ""), ("", "")],
)
def test_repeats_merge_unless_a_blank_parts_them(how: DecoderSettings, seen: str, text: str) -> None:
    assert [line.text for line in decode_lines([frames(seen)], CHARSET, how)] == [text]


def test_beam_sums_alignments_where_greedy_takes_the_best_path() -> None:
    # blank-blank .36 is the best path; a-, -a and aa together have .4 x .6 x 2 + .16 = .64
    line = reading([[0.6, 0.0, 0.4, 0.0], [0.6, 0.0, 0.4, 0.0]])
    assert decode_lines([line], CHARSET, GREEDY)[0].text == ""
    assert decode_lines([line], CHARSET, BEAM)[0].text == "a"


MODEL = build_language_model(["ab ab ab ab ab aa ab ba ab"], " ab", order=3, least=1)


def test_bonus_keeps_a_character_that_the_model_would_delete() -> None:
    line = reading([[0.48, 0.0, 0.52, 0.0]])
    for bonus, text in ((0.0, ""), (3.0, "a")):
        how = DecoderSettings(language_weight=1.0, character_bonus=bonus)
        assert decode_lines([line], CHARSET, how, language_model=MODEL)[0].text == text


def test_language_decides_between_equals_by_what_stands_before_and_after() -> None:
    def doubt(seen: str, at: int) -> LineReading:
        table = np.exp(frames(seen).log_probabilities)
        table[at] = [0.0, 0.0, 0.48, 0.52]
        return reading(table)

    how = DecoderSettings(language_weight=0.5, character_bonus=0.0)
    lines = [doubt(" a--- a-b-", 3), doubt(" --b-", 1)]
    together = decode_lines(lines, CHARSET, how, language_model=MODEL)
    assert [line.text for line in together] == [" ab ab", " ab"]
    assert [line.text for line in decode_lines(lines, CHARSET, BEAM)] == [" ab ab", " bb"]


@given(st.integers(0, 2**32 - 1), st.integers(1, 6))
@settings(max_examples=60, deadline=None)
def test_beam_finds_the_text_with_the_greatest_sum(seed: int, length: int) -> None:
    table = np.random.default_rng(seed).dirichlet(np.full(4, 0.5), size=length)
    sums = sum_over_alignments(table)
    line = decode_lines([reading(table)], CHARSET, DecoderSettings(beam_width=200, character_bonus=0.0))[0]
    found = sums[tuple(CHARSET.encode(line.text))]
    assert found == pytest.approx(max(sums.values()), rel=1e-4)


@given(st.lists(st.integers(0, 30), min_size=0, max_size=5), st.integers(0, 2**32 - 1))
@settings(max_examples=40, deadline=None)
def test_lines_read_together_read_as_they_do_alone(lengths: list[int], seed: int) -> None:
    rng = np.random.default_rng(seed)
    lines = [reading(rng.dirichlet(np.full(4, 0.3), size=length)) for length in lengths]
    for how in (GREEDY, BEAM):
        together = decode_lines(lines, CHARSET, how)
        assert together == [decode_lines([line], CHARSET, how)[0] for line in lines]


def test_confidence_is_the_posterior_of_the_whole_window() -> None:
    # one frame: a .7, b .2, blank .1
    (line,) = decode_lines([reading([[1, 0, 0, 0], [0.1, 0.0, 0.7, 0.2], [1, 0, 0, 0]])], CHARSET, BEAM)
    (a,) = line.characters
    assert a.character == "a"
    assert a.confidence == pytest.approx(0.7, abs=1e-6)
    assert (a.first_frame, a.last_frame) == (1, 1)
    assert [(o.character, round(o.confidence, 6)) for o in a.alternatives] == [("b", 0.2), (" ", 0.0)]


def test_mass_shared_by_two_frames_is_added_up() -> None:
    # a in the first frame or the second or both: 1 - .5 x .5 = .75; never twice without a blank between
    (line,) = decode_lines([reading([[0.5, 0, 0.5, 0], [0.5, 0, 0.5, 0]])], CHARSET, BEAM)
    assert line.characters[0].confidence == pytest.approx(0.75, abs=1e-6)


def test_a_doubtful_second_letter_lowers_confidence() -> None:
    sure = decode_lines([frames("-a-")], CHARSET, BEAM)[0].characters[0].confidence
    (line,) = decode_lines(
        [reading([[0.03, 0, 0.97, 0], [0.97, 0, 0, 0.03], [0.6, 0, 0, 0.4]])], CHARSET, BEAM
    )
    assert line.text == "a"
    assert line.characters[0].confidence < 0.6 < sure


def test_a_character_covers_the_frames_of_its_peak_alone() -> None:
    (line,) = decode_lines([frames("--aaa---bb-")], CHARSET, BEAM)
    assert [(c.character, c.first_frame, c.last_frame) for c in line.characters] == [("a", 2, 4), ("b", 8, 9)]


def test_every_letter_of_a_long_repeat_keeps_its_own_frame() -> None:
    (line,) = decode_lines([frames("-a--a---a-a--a-")], CHARSET, BEAM)
    assert [c.first_frame for c in line.characters] == [1, 4, 8, 10, 13]


def test_readings_of_another_charset_are_refused() -> None:
    with pytest.raises(ValueError, match="does not fit 4 classes"):
        decode_lines([LineReading(np.zeros((3, 5), dtype=np.float32), 2.0)], CHARSET)


def test_frames_without_any_certainty_are_read_all_the_same() -> None:
    (line,) = decode_lines([reading(np.full((50, 4), 0.25))], CHARSET, BEAM)
    assert all(0.0 <= c.confidence <= 1.0 for c in line.characters)


class Halved:
    """A calibration that believes half."""

    def apply(self, confidences: NDArray[np.float64]) -> NDArray[np.float64]:
        return confidences / 2


def test_calibration_takes_from_the_reading_and_gives_to_its_rivals() -> None:
    seen = [reading([[0.0, 0.0, 0.8, 0.2]])]
    (a,) = decode_lines(seen, CHARSET, BEAM, calibration=Halved())[0].characters
    assert a.confidence == pytest.approx(0.4, abs=1e-6)
    assert a.alternatives[0].confidence == pytest.approx(0.6, abs=1e-6)  # b had all the rest and keeps it
