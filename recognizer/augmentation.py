"""Small, cheap changes to training windows on the fly: stretch, shift, contrast, noise, cut-outs.

The heavy damage is drawn beforehand into the shards; this keeps a network from learning them by heart.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from recognizer.windows import Window

NOISE_TILE = 1 << 16  # numbers drawn once a batch and laid over all its windows from random starts


@dataclass(frozen=True, slots=True)
class AugmentationSettings:
    """How far windows are changed; all zeros change nothing.

    Args:
        stretch: widths are scaled by up to 1 ± this.
        shift: rows moved up or down at most.
        gamma: grey values are raised to a power of up to e ± this.
        noise: standard deviation of noise at most, grey values.
        cutout: share of windows with a small patch of paper or ink laid over.
    """

    stretch: float = 0.10
    shift: int = 1
    gamma: float = 0.4
    noise: float = 14.0
    cutout: float = 0.15


def stretch_window(
    window: Window, longest: int, settings: AugmentationSettings, rng: np.random.Generator
) -> Window:
    """Scale a window's width, and its spans with it.

    Args:
        window: to scale.
        longest: columns it may not grow beyond.
        settings: how far.
        rng: draws the factor.

    Returns:
        A new window; the classes are shared.
    """
    height, width = window.pixels.shape
    if settings.stretch <= 0 or width < 2:
        return window
    factor = 1 + settings.stretch * float(rng.uniform(-1, 1))
    wide = max(1, min(round(width * factor), max(longest, width)))
    if wide == width:
        return window
    pixels = cv2.resize(np.ascontiguousarray(window.pixels), (wide, height), interpolation=cv2.INTER_LINEAR)
    spans = None if window.spans is None else window.spans * np.float32(wide / width)
    return Window(np.asarray(pixels, dtype=np.uint8), window.classes, spans)


def augment_pixels(
    pixels: NDArray[np.uint8], settings: AugmentationSettings, rng: np.random.Generator
) -> None:
    """Change a batch in place: rows moved, contrast bent, noise added, patches laid over.

    Args:
        pixels: (batch, height, width) uint8, ink high.
        settings: how far.
        rng: for all draws.
    """
    tile = rng.standard_normal(NOISE_TILE + pixels[0].size, dtype=np.float32)
    for image in pixels:
        if settings.shift:
            _shift_rows(image, int(rng.integers(-settings.shift, settings.shift + 1)))
        if settings.cutout and rng.random() < settings.cutout:
            _cut_out(image, rng)
        gamma = float(np.exp(settings.gamma * rng.uniform(-1, 1))) if settings.gamma else 1.0
        levels = 255 * (np.arange(256, dtype=np.float32) / 255) ** gamma
        grey = levels[image]
        strength = settings.noise * float(rng.random()) ** 2
        if strength > 0:
            start = int(rng.integers(NOISE_TILE))
            grey += strength * tile[start : start + image.size].reshape(image.shape)
        image[:] = np.clip(grey, 0, 255)


def _shift_rows(image: NDArray[np.uint8], rows: int) -> None:
    """Move an image down by so many rows, paper coming in."""
    if rows > 0:
        image[rows:] = image[:-rows].copy()
        image[:rows] = 0
    elif rows < 0:
        image[:rows] = image[-rows:].copy()
        image[rows:] = 0


def _cut_out(image: NDArray[np.uint8], rng: np.random.Generator) -> None:
    """Lay a patch of paper, a faint blot or a thin stroke of ink over a part of an image."""
    height, width = image.shape
    tall, wide = int(rng.integers(2, 9)), int(rng.integers(2, 9))
    top, left = int(rng.integers(0, height - tall + 1)), int(rng.integers(0, max(1, width - wide + 1)))
    patch = image[top : top + tall, left : left + wide]
    if rng.random() < 0.5:
        patch[:] = 0
    else:
        patch[:] = np.maximum(patch, np.uint8(rng.integers(40, 160)))
