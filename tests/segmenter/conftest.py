"""Fixtures that draw pages of plain letters for the tests of layout."""

from types import SimpleNamespace

import numpy as np
import pytest

LETTER, GAP, SPACE = 14, 4, 12  # px: a letter's side, between letters, more between words
STEP = 34  # px from line to line


def blank(height=900, width=1200):
    """White paper."""
    return np.full((height, width), 255, np.uint8)


def draw_line(page, x, y, words):
    """Words of so many letters each on a baseline at y; returns the x after the last letter."""
    for letters in words:
        for index in range(letters):
            top = y - LETTER - (6 if index % 5 == 0 else 0)
            page[top:y, x : x + LETTER - 4] = 0
            page[top + 4 : y - 4, x + 3 : x + LETTER - 7] = 255
            x += LETTER - 4 + GAP
        x += SPACE
    return x - SPACE - GAP


def draw_column(page, x, y, lines, words):
    """Lines of the same words below each other."""
    for index in range(lines):
        draw_line(page, x, y + index * STEP, words[index % len(words)])


@pytest.fixture
def drawing():
    """The drawing functions and the step from line to line."""
    return SimpleNamespace(blank=blank, line=draw_line, column=draw_column, step=STEP)
