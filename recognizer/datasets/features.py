"""What a glyph looks like as a vector: the glyph network's embedding, or oriented gradients without it."""

from __future__ import annotations

import os
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from recognizer.datasets.collection import Collection
from recognizer.glyph_frames import GLYPH_SIZE, fill_square, find_ink
from recognizer.preset import Preset, load_glyph_classifier
from recognizer.types import PresetError

EMBEDDING = "the glyph network's embedding"
GRADIENTS = "oriented gradients"
ORIENTATIONS, CELL = 8, 8  # directions of a histogram; px of a cell it is taken over
SIZE_WEIGHT = 0.25  # of a doubling of size, beside gradients of length 1
A_BATCH = 2048
MOST_THREADS = 4  # the network is small: more do not help it
TINY = 1e-6


@dataclass(frozen=True, slots=True, eq=False)
class Features:
    """Glyphs as vectors.

    Args:
        vectors: (n, dimensions) float32, each of length 1.
        origin: what they are, in words.
    """

    vectors: NDArray[np.float32]
    origin: str


def describe_glyphs(collection: Collection, preset: Preset | None) -> Features:
    """Vectors of all glyphs: alike glyphs have a large product.

    Args:
        collection: the glyphs.
        preset: whose glyph network embeds them; None, or one without an embedding: oriented
            gradients take its place.
    """
    if preset is not None and preset.glyph is not None:
        try:
            return Features(_embed(collection, preset), f"{EMBEDDING} ({preset.name})")
        except PresetError:
            pass  # a preset of before: its network tells no embedding
    return Features(gradient_features(collection.images, collection.places), GRADIENTS)


def gradient_features(images: NDArray[np.uint8], places: NDArray[np.float32]) -> NDArray[np.float32]:
    """Histograms of oriented gradients over cells of 8 px, and the size where it is known.

    After N. Dalal and B. Triggs, "Histograms of Oriented Gradients for Human Detection", 2005, with
    signed directions and one norm for the whole picture.

    Args:
        images: (n, size, size) uint8, ink high.
        places: (n, 5) float32.

    Returns:
        (n, (size / 8)**2 * 8 + 1) float32, rows of length 1.
    """
    parts = [_gradients(images[start : start + A_BATCH]) for start in range(0, len(images), A_BATCH)]
    shapes = np.concatenate(parts) if parts else np.zeros((0, 1), dtype=np.float32)
    return _unit(np.concatenate([_unit(shapes), SIZE_WEIGHT * places[:, 1:2]], axis=1))


def _embed(collection: Collection, preset: Preset) -> NDArray[np.float32]:
    classifier = load_glyph_classifier(preset, threads=min(MOST_THREADS, os.cpu_count() or 1))
    embed = getattr(classifier, "embed_glyphs", None)
    if embed is None:
        raise PresetError("this engine tells no embedding")
    images = collection.images
    if images.shape[1:] != (GLYPH_SIZE, GLYPH_SIZE):
        images = np.stack([_refit(image) for image in images])
    parts = []
    for start in range(0, len(images), A_BATCH):
        pixels = images[start : start + A_BATCH].astype(np.float32) * np.float32(1 / 255)
        parts.append(embed(pixels, collection.places[start : start + A_BATCH]))
    return _unit(np.concatenate(parts))


def _refit(image: NDArray[np.uint8]) -> NDArray[np.uint8]:
    box = find_ink(image)
    if box is None:
        return np.zeros((GLYPH_SIZE, GLYPH_SIZE), np.uint8)
    return fill_square(image[box[0] : box[1], box[2] : box[3]])


def _gradients(images: NDArray[np.uint8]) -> NDArray[np.float32]:
    """(n, cells * orientations) float32: strength of the slopes in each direction, a cell after another."""
    n, rows, columns = images.shape
    pixels = np.stack([cv2.GaussianBlur(image, (3, 3), 0) for image in images]).astype(np.float32)
    down, across = np.zeros_like(pixels), np.zeros_like(pixels)
    down[:, 1:-1] = pixels[:, 2:] - pixels[:, :-2]
    across[:, :, 1:-1] = pixels[:, :, 2:] - pixels[:, :, :-2]
    strength = np.sqrt(down * down + across * across)
    angle = np.arctan2(down, across) * np.float32(ORIENTATIONS / (2 * np.pi))
    low = np.floor(angle)
    share = angle - low
    first = low.astype(np.int32) % ORIENTATIONS
    cells = (rows // CELL, columns // CELL)
    found = np.zeros((n, *cells, ORIENTATIONS), dtype=np.float32)
    for direction in range(ORIENTATIONS):
        weight = np.where(first == direction, 1 - share, 0) + np.where(
            (first + 1) % ORIENTATIONS == direction, share, 0
        )
        cut = (strength * weight)[:, : cells[0] * CELL, : cells[1] * CELL]
        found[..., direction] = cut.reshape(n, cells[0], CELL, cells[1], CELL).sum(axis=(2, 4))
    return np.sqrt(found.reshape(n, -1))


def _unit(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.maximum(lengths, TINY), dtype=np.float32)
