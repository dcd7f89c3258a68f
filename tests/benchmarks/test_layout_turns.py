"""Tests of measuring pages that lie wrongly."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import layout_turns
import numpy as np
import pytest
from layout_turns import TurnCounts, add_counts, lean_page, measure_orientation, measure_skew, measure_turned
from numpy.typing import NDArray
from pagesets import PageSet
from PIL import Image, ImageDraw, ImageFont

from ocr.evaluation import Score
from ocr.page_reader import PageReader
from recognizer.charset import Charset
from recognizer.types import LineReading

CHARSET = Charset()
TEXT = "all work and no play makes jack a dull boy that is what they say\n" * 12


class BlindReader:
    """Sees nothing anywhere."""

    def read_lines(self, crops: Sequence[NDArray[np.float32]]) -> list[LineReading]:
        seen = np.full((20, CHARSET.classes), -20.0, dtype=np.float32)
        seen[:, 0] = 0.0
        return [LineReading(seen, 2.0) for _ in crops]


@pytest.fixture
def drawn(tmp_path: Path) -> PageSet:
    page = Image.new("L", (1000, 620), 255)
    ImageDraw.Draw(page).multiline_text((40, 40), TEXT, fill=0, font=ImageFont.load_default(24), spacing=14)
    page.save(tmp_path / "a.png")
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    return PageSet("drawn", (tmp_path / "a.png",))


def test_a_leaning_page_keeps_its_ink_and_its_values_without_a_lean() -> None:
    page = np.full((60, 80), 255, np.uint8)
    page[20:40, 30:50] = 0
    assert lean_page(page, 0.0) is page
    leaning = lean_page(page, 12.0)
    assert leaning.shape > page.shape
    assert (255.0 - leaning).sum() == pytest.approx((255.0 - page).sum(), rel=0.02)
    assert leaning[0, 0] == leaning[-1, -1] == 255


def test_the_skew_of_a_drawn_page_is_known_to_a_tenth_of_a_degree(drawn: PageSet) -> None:
    errors = measure_skew([drawn], angles=3, seed=1)
    assert errors["drawn"].shape == (1, 4)
    assert errors["drawn"].max() < 0.1
    table = layout_turns.skew_table(errors).splitlines()
    assert table[2].startswith("| drawn | 1 | 4 |")
    assert table[3].startswith("| all | 1 | 4 |")


def test_the_same_seed_draws_the_same_angles() -> None:
    one, same, other = (layout_turns._draw_angles(5, [seed, 0]) for seed in (3, 3, 4))
    assert one.tolist() == same.tolist() != other.tolist()
    assert one[0] == 0.0
    assert np.abs(one).max() <= layout_turns.LARGEST_SKEW


def test_turns_are_counted(drawn: PageSet) -> None:
    counts = measure_orientation([drawn], PageReader(line_reader=BlindReader(), charset=CHARSET))["drawn"]
    assert (counts.pages, counts.by_components) == (4, 4)
    assert counts.upright == counts.upright_kept == 1  # the others need a reader that sees
    assert counts.seconds > 0
    row = layout_turns.turn_table({"drawn": counts}).splitlines()[2]
    assert row.startswith("| drawn | 4 | 100.0 | ")


def test_counts_add_up() -> None:
    one = TurnCounts(4, 3, 2, 4, 1, 0.5)
    assert add_counts([one, one]) == TurnCounts(8, 6, 4, 8, 2, 1.0)
    assert add_counts([]) == TurnCounts(0, 0, 0, 0, 0, 0)


def test_pages_are_read_as_they_lie_turned_and_leaning(drawn: PageSet) -> None:
    scores = measure_turned([drawn], PageReader(line_reader=BlindReader(), charset=CHARSET))["drawn"]
    assert len(scores) == 4 + len(layout_turns.READ_SKEWS)
    assert all(score.cer == 1.0 for score in scores)


def test_the_table_tells_what_turning_adds() -> None:
    straight, worse = Score(pages=1, characters=200, character_errors=2), Score(1, 0, 200, 5)
    row = layout_turns.read_table({"a": [straight, straight, worse]}).splitlines()[2]
    assert row == "| a | 1 | 1.00 | +0.00 | +1.50 |"
