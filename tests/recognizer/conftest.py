"""Toy lines: three letters that a tiny network learns in seconds."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from recognizer.dataset import TrainingLine, write_line_shard

GLYPH_WIDTHS = {"a": 9, "b": 5, "x": 12}
GAP = 3
WORD_GAP = 10


def draw_toy_line(text: str, source: str = "toy") -> TrainingLine:
    """A line of full and hollow boxes with the columns of every character."""
    columns, spans = [np.zeros((40, 8), np.uint8)], []
    at = 8
    for character in text:
        wide = GLYPH_WIDTHS.get(character, WORD_GAP)
        glyph = np.zeros((40, wide), np.uint8)
        if character in GLYPH_WIDTHS:
            glyph[13 if character == "x" else 5 : 29] = 255
        if character == "a":
            glyph[15:25, 2:-2] = 0
        columns += [glyph, np.zeros((40, GAP), np.uint8)]
        spans.append((at, at + wide))
        at += wide + GAP
    columns.append(np.zeros((40, 5), np.uint8))
    return TrainingLine(np.hstack(columns), text, np.array(spans, np.float32), source, "print")


@pytest.fixture
def toy_line() -> Callable[..., TrainingLine]:
    return draw_toy_line


@pytest.fixture
def toy_shards(tmp_path: Path) -> Path:
    """A folder with two shards of 60 toy lines each."""
    rng = np.random.default_rng(5)
    folder = tmp_path / "shards"
    for shard in range(2):
        lines = []
        for at in range(60):
            words = [
                "".join(rng.choice(list("abx"), int(rng.integers(2, 6))))
                for _ in range(int(rng.integers(2, 7)))
            ]
            lines.append(draw_toy_line(" ".join(words), source=f"toy{at % 5}"))
        write_line_shard(folder / f"{shard}.npz", lines)
    return folder
