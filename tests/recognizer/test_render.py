"""Drawn lines know where their characters stand."""

from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from recognizer.fonts import inspect_face
from recognizer.linestyle import LineStyle, choose_style
from recognizer.render import DOWN, UP, WORKING_X_HEIGHT, GlyphSheet, draw_line, split_pieces
from recognizer.strips import add_column_rule, stack_lines

FONTS = Path(find_spec("matplotlib").origin).parent / "mpl-data" / "fonts" / "ttf"


@pytest.fixture(scope="module")
def sheet(tmp_path_factory):
    return GlyphSheet(inspect_face(FONTS / "DejaVuSans.ttf", tmp_path_factory.mktemp("cache")))


def rng():
    return np.random.default_rng(0)


def test_an_x_stands_on_the_baseline_at_the_working_x_height(sheet):
    line = draw_line("xxx", sheet, LineStyle(), rng())
    rows = np.flatnonzero((line.pixels < 128).any(axis=1))
    assert line.pixels.shape[0] == int((UP + DOWN) * WORKING_X_HEIGHT)
    assert rows[-1] + 1 == pytest.approx(line.baseline, abs=1)
    assert len(rows) == pytest.approx(WORKING_X_HEIGHT, abs=1)


def test_each_character_has_its_ink_in_its_span(sheet):
    line = draw_line("l m l", sheet, LineStyle(space_jitter=0.0), rng())
    ink = [int((line.pixels[:, int(a) : int(b)] < 128).sum()) for a, b in line.spans]
    assert len(ink) == 5
    assert ink[1] == ink[3] == 0
    assert ink[2] > ink[0] > 0


def test_spans_run_from_left_to_right_without_gaps_in_fixed_pitch(sheet):
    line = draw_line("ab c", sheet, LineStyle(fixed_pitch=True), rng())
    widths = np.diff(line.spans, axis=1).ravel()
    assert np.allclose(widths, widths[0])
    assert np.allclose(line.spans[1:, 0], line.spans[:-1, 1])


def test_a_ligature_is_drawn_once_and_read_as_its_letters(sheet):
    pieces = split_pieces("office", sheet.face, LineStyle(ligatures=True), rng())
    assert [(piece.drawn, piece.label) for piece in pieces][1] == ("ﬃ", "ffi")
    line = draw_line("office", sheet, LineStyle(ligatures=True), rng())
    assert line.text == "office"
    assert len(line.spans) == 6


def test_the_long_s_stands_within_words_only_and_is_read_as_s(sheet):
    pieces = split_pieces("sees us", sheet.face, LineStyle(long_s=True), rng())
    assert "".join(piece.drawn for piece in pieces) == "ſees us"
    assert "".join(piece.label for piece in pieces) == "sees us"


def test_small_capitals_are_read_as_capitals(sheet):
    assert draw_line("Cap", sheet, LineStyle(small_caps=True), rng()).text == "CAP"


def test_figures_after_letters_are_raised_only_where_asked(sheet):
    raised = split_pieces("word1 12", sheet.face, LineStyle(superscripts=True), rng())
    assert [piece.rise > 0 for piece in raised] == [False] * 4 + [True] + [False] * 3


def test_the_same_seed_draws_the_same_line(sheet):
    style = choose_style(sheet.face, rng())
    one, other = (draw_line("Twice the same.", sheet, style, rng()) for _ in range(2))
    assert np.array_equal(one.pixels, other.pixels)


def test_neighbours_show_above_and_below_without_moving_the_line(sheet):
    line, above = (draw_line(text, sheet, LineStyle(), rng()) for text in ("nnn", "ggg"))
    stacked = stack_lines(line, above, None, leading=2.6)
    middle = slice(int(line.baseline) - WORKING_X_HEIGHT, int(line.baseline))
    assert np.array_equal(stacked.pixels[middle], line.pixels[middle])
    assert (stacked.pixels[: 2 * WORKING_X_HEIGHT] < 128).any()
    assert stacked.spans is line.spans


def test_a_column_rule_runs_from_top_to_bottom_beside_the_text(sheet):
    line = draw_line("nnn", sheet, LineStyle(), rng())
    ruled = add_column_rule(line, rng())
    added = np.flatnonzero((ruled.pixels != line.pixels).any(axis=0))
    assert (ruled.pixels[:, added] == 0).all()
    assert added[-1] < line.spans[0, 0] or added[0] > line.spans[-1, 1]


def test_a_worn_shift_lifts_capitals_and_leaves_other_letters(sheet):
    level, lifted = (draw_line("Eh", sheet, LineStyle(shift_rise=rise), rng()) for rise in (0.0, 6.0))

    def foot(line, at):
        left, right = (int(edge) for edge in line.spans[at])
        return np.flatnonzero((line.pixels[:, left:right] < 128).any(axis=1))[-1]

    assert foot(lifted, 0) == foot(level, 0) - 6
    assert foot(lifted, 1) == foot(level, 1)
