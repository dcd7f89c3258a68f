"""Which pixels of a flattened page are ink."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from segmenter.clean import count_levels, enlarge_evenly, find_scan_borders, is_bilevel, shrink_evenly
from segmenter.components import find_components, measure_character_height

LOCAL_SHARE = 0.4  # of the darkest ink around: what is darker than this is ink
OTSU_SLACK = 10.0  # grey levels above Otsu's threshold that a strict page may ask for
HIGHEST_THRESHOLD = 150.0  # darkness at which anything is ink
NOISE_SIGMAS = 5.0  # robust deviations of the paper's grain that are still paper
NOISE_LIMITS = (30.0, 70.0)  # darkness between which the noise floor is sought
GRAINY = 36.0  # darkness of the noise floor from which the page is smoothed before it is split
SMALLEST_SMOOTHED = 14.0  # px a character height; in smaller print smoothing joins letters
GRAIN_BLOCK = 3.0  # character heights a side of the blocks whose own grain is measured
GRAIN_BLOCK_LIMITS = (24, 160)  # px
GRAIN_SAMPLES = 16  # rows and columns looked at in a block
GRAIN_QUANTILES = (0.05, 0.33)  # of a block, paper even where a block is full of print
GRAIN_DEVIATIONS = (-1.645, -0.44)  # those quantiles of a normal distribution
GRAIN_LIMIT = 80.0  # darkness above which no grain raises the threshold
WINDOW = 8.0  # character heights around a pixel in which the darkest ink is sought
LOCAL_DETAIL = 6.0  # px a character height at which the local maximum is sought
LARGEST_SHRINK = 4


def binarize_otsu(flat: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """One threshold for the whole page, between its two kinds of pixel.

    Otsu, N., A threshold selection method from gray-level histograms, 1979; never below the grain
    of the paper, so that a blank page holds no ink.

    Args:
        flat: (H, W) uint8, background flattened to white.

    Returns:
        (H, W) bool, True where there is ink.
    """
    if flat.size == 0:
        return np.zeros(flat.shape, np.bool_)
    dark = 255 - flat
    counts = count_levels(dark)
    threshold = max(_otsu_threshold(counts), _noise_floor(counts))
    return np.asarray(dark > threshold, dtype=np.bool_)


def binarize_local(
    flat: NDArray[np.uint8], character_height: float | None = None, bilevel: bool | None = None
) -> NDArray[np.bool_]:
    """A threshold at every pixel: a share of the darkest ink around, held between two bounds.

    Faint typing and heavy print on one page both come out whole: the threshold falls to where
    paper's grain begins beside faint ink and never rises above Otsu's by more than a little.

    Args:
        flat: (H, W) uint8, background flattened to white.
        character_height: px; measured on the page where it is not given.
        bilevel: whether the page is black and white already; found out where it is not given.

    Returns:
        (H, W) bool, True where there is ink.
    """
    if flat.size == 0 or (is_bilevel(flat) if bilevel is None else bilevel):
        return np.asarray(flat < 128, dtype=np.bool_)
    dark = np.asarray(255 - flat, dtype=np.uint8)
    written, otsu, floor = _measure(dark)
    if character_height is None:
        character_height = _rough_character_height(written, max(otsu, floor))
    if floor > GRAINY and character_height >= SMALLEST_SMOOTHED:
        dark = np.asarray(cv2.GaussianBlur(dark, (3, 3), 0), dtype=np.uint8)
        written, otsu, floor = _measure(dark)
    shrink = int(np.clip(round(character_height / LOCAL_DETAIL), 1, LARGEST_SHRINK))
    local = _local_maximum(shrink_evenly(written, shrink), character_height / shrink) * LOCAL_SHARE
    del written  # pages may be large
    grain = cv2.resize(_grain(dark, character_height), local.shape[::-1], interpolation=cv2.INTER_LINEAR)
    strict = min(otsu + OTSU_SLACK, HIGHEST_THRESHOLD)
    small = np.clip(np.minimum(local, strict), np.maximum(floor, grain), HIGHEST_THRESHOLD).astype(np.uint8)
    threshold = enlarge_evenly(small, shrink, dark.shape, cv2.INTER_LINEAR)
    return np.asarray(dark > threshold, dtype=np.bool_)


def _measure(dark: NDArray[np.uint8]) -> tuple[NDArray[np.uint8], float, float]:
    """Darkness without the scan's borders, its Otsu threshold, and the page's noise floor."""
    counts = count_levels(dark)
    floor = _noise_floor(counts)
    written = _without_borders(dark, floor)
    return written, _otsu_threshold(counts if written is dark else count_levels(written)), floor


def _otsu_threshold(counts: NDArray[np.float64]) -> float:
    """Otsu's threshold, 0 to 255, from how many pixels (256,) have each darkness."""
    levels = np.arange(256)
    share = np.cumsum(counts) / counts.sum()
    sums = np.cumsum(counts * levels) / counts.sum()
    parted = np.minimum(share, 1 - share) > np.finfo(np.float32).eps
    between = np.zeros(256)
    apart = sums[-1] * share - sums
    between[parted] = apart[parted] ** 2 / (share * (1 - share))[parted]
    return float(np.argmax(between))


def _noise_floor(counts: NDArray[np.float64]) -> float:
    """The darkness below which everything may be the paper's grain: median and 5 robust deviations."""
    levels, half = np.arange(256), counts.sum() / 2
    median = int(np.searchsorted(np.cumsum(counts), half))
    spread = np.bincount(np.abs(levels - median), weights=counts)
    deviation = int(np.searchsorted(np.cumsum(spread), half))
    return float(np.clip(median + NOISE_SIGMAS * 1.4826 * deviation, *NOISE_LIMITS))


def _grain(dark: NDArray[np.uint8], character_height: float) -> NDArray[np.float32]:
    """The noise floor of each block of the page, from its lightest pixels: high on cloth and stains."""
    side = int(np.clip(round(GRAIN_BLOCK * character_height), *GRAIN_BLOCK_LIMITS))
    down, across = (max(1, length // side) for length in dark.shape)
    high, wide = dark.shape[0] // down, dark.shape[1] // across
    blocks = dark[: down * high, : across * wide].reshape(down, high, across, wide)
    step = max(1, side // GRAIN_SAMPLES)
    samples = blocks[:, ::step, :, ::step].transpose(0, 2, 1, 3).reshape(down, across, -1)
    low, middle = (int(share * samples.shape[2]) for share in GRAIN_QUANTILES)
    ranked = np.partition(samples, (low, middle), axis=2).astype(np.float32)
    spread = (ranked[..., middle] - ranked[..., low]) / (GRAIN_DEVIATIONS[1] - GRAIN_DEVIATIONS[0])
    grain = ranked[..., middle] + (NOISE_SIGMAS - GRAIN_DEVIATIONS[1]) * spread
    floors = np.minimum(grain, GRAIN_LIMIT).astype(np.float32)
    return np.asarray(cv2.medianBlur(floors, 3), dtype=np.float32)


def _without_borders(dark: NDArray[np.uint8], floor: float) -> NDArray[np.uint8]:
    """Darkness with the black margins of the scan taken for paper, so that they set no threshold."""
    coarse = np.ascontiguousarray(dark[::2, ::2])
    borders = find_scan_borders(
        np.asarray(coarse > max(_otsu_threshold(count_levels(coarse)), floor), dtype=np.bool_)
    )
    if borders is None:
        return dark
    black = cv2.dilate(borders.view(np.uint8) * np.uint8(255), np.ones((3, 3), np.uint8))
    whole = cv2.resize(black, (dark.shape[1], dark.shape[0]), interpolation=cv2.INTER_NEAREST)
    return np.asarray(cv2.subtract(dark, whole), dtype=np.uint8)  # never below 0


def _rough_character_height(dark: NDArray[np.uint8], threshold: float) -> float:
    """The characters' height measured at half size, px; enough to choose a window by."""
    return 2 * measure_character_height(find_components(_halved(dark, threshold))) or LOCAL_DETAIL


def _halved(dark: NDArray[np.uint8], threshold: float) -> NDArray[np.bool_]:
    """Where any of four pixels is darker than a threshold, at half size."""
    darkest = cv2.dilate(dark, np.ones((2, 2), np.uint8))[::2, ::2]
    return np.asarray(darkest > threshold, dtype=np.bool_)


def _local_maximum(dark: NDArray[np.uint8], character_height: float) -> NDArray[np.float32]:
    """The darkest ink within some characters (of a height in px) of each place, smoothed."""
    window = max(3, round(WINDOW * character_height) | 1)
    highest = cv2.dilate(dark, np.ones((window, 1), np.uint8))
    highest = cv2.dilate(highest, np.ones((1, window), np.uint8))
    return np.asarray(cv2.blur(highest, (window, window)), dtype=np.float32)
