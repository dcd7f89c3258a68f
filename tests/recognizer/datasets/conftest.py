"""Tiny data sets built on the spot: glyphs of a few boxes, in every format."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest


def draw_letter(letter: str, shift: int = 0, side: int = 28) -> np.ndarray:
    """A letter of bars, ink high: F is upright and unlike its mirror images; o a ring, l a bar."""
    image = np.zeros((side, side), np.uint8)
    if letter == "F":
        image[5:23, 8:11] = 255
        image[5:8, 8:20] = 255
        image[12:15, 8 : 17 + shift % 2] = 255
    elif letter == "o":
        image[8:20, 8:20] = 255
        image[11:17, 11 : 17 - shift % 3] = 0
    else:
        image[4:24, 12 : 15 + shift % 2] = 255
    return image


@pytest.fixture
def letter() -> Callable[..., np.ndarray]:
    return draw_letter


@pytest.fixture
def written(tmp_path: Path) -> Path:
    """An archive of 12 writers with three letters, four times each, dark on light."""
    rng = np.random.default_rng(1)
    images, labels, writers = [], [], []
    for writer in range(12):
        for name in "Flo":
            for at in range(4):
                noisy = 255 - draw_letter(name, writer + at).astype(int)
                images.append(np.clip(noisy + rng.normal(0, 6, noisy.shape), 0, 255).astype(np.uint8))
                labels.append(name)
                writers.append(f"w{writer}")
    path = tmp_path / "written.npz"
    np.savez(path, images=np.stack(images), label=np.array(labels), writer=np.array(writers))
    return path
