"""A text line cut out straight: its baseline level, its x-height the same for every line."""

from __future__ import annotations

import math
from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from segmenter.components import find_components
from segmenter.frame_fit import fit_scale
from segmenter.geometry import Baseline
from segmenter.touching import Share, share_touching
from segmenter.types import CleanPage, CropSettings, LineCrop, Region, Segmentation, TextLine

FULL_INK = 0.85  # of a line's ink is fainter than what counts as full, whatever the ribbon or toner
FAINTEST_INK = 30  # grey levels between paper and full ink; less is never strengthened to full
SURELY_INK = 160  # grey levels above every threshold of ink: what was taken out of it, as scan borders
HALO = np.ones((3, 3), np.uint8)  # grey pixels around another line's ink that go with it
LARGEST_OVERSAMPLING = 4  # samples a crop px and direction; bigger print is halved first
WIDEST_PIECE = 4096  # crop columns straightened at a time, within cv2.remap's limits
WIDEST_CROP = 32768  # crop columns; longer lines are cut off


def crop_lines(segmentation: Segmentation, settings: CropSettings) -> list[LineCrop]:
    """Cut every text line out, in reading order.

    The components of other lines and of regions (rules, pictures) are left out of a line's crop;
    whatever else there is stays, down to specks that may be parts of faint letters.

    Args:
        segmentation: a segmented page.
        settings: the crops' frame.
    """
    if not segmentation.lines:
        return []
    page = with_labels(segmentation.page)
    assert page.labels is not None
    others = np.zeros(int(page.labels.max()) + 1, np.bool_)
    for region in segmentation.regions:
        others[_labels_of(region, page.labels)] = True
    others[[component.label for component in segmentation.unread]] = False
    for line in segmentation.lines:
        others[[component.label for component in line.components]] = True
    others[0] = False
    shares = share_touching(segmentation.lines)
    return [
        crop_line(page, line, settings, others, shared)
        for line, shared in zip(segmentation.lines, shares, strict=True)
    ]


def _labels_of(region: Region, labels: NDArray[np.int32]) -> NDArray[np.int32]:
    """The components of a region: all in its box; of a rule or frame the one that reaches all sides of it."""
    box = region.box
    inside = labels[box.top : box.bottom, box.left : box.right]
    if region.kind not in ("rule", "border") or inside.size == 0:
        return inside.ravel()
    sides = (inside[0], inside[-1], inside[:, 0], inside[:, -1])
    held = set.intersection(*(set(side.tolist()) for side in sides))  # pages may hold a thousand dashes
    return np.array(sorted(held), dtype=np.int32)


def crop_line(
    page: CleanPage,
    line: TextLine,
    settings: CropSettings,
    others: NDArray[np.bool_] | None = None,
    shared: Sequence[Share] = (),
) -> LineCrop:
    """Cut one text line out: straightened by vertical shifts alone, so columns stay columns.

    Args:
        page: the page; its ``labels`` are needed where ``others`` is given.
        line: the line.
        settings: the crop's frame: rows, baseline's row, x-height, margin, px.
        others: (labels + 1,) bool, the components to leave out; the line's own always stay.
        shared: components in which this line's letters touch another's, and the rows to show.

    Black that the page's ink does not hold, as in scan borders, is left out too.

    Returns:
        The crop: (settings.height, width) float32, 0 paper to 1 the line's own full ink.
    """
    scale = fit_scale(line, settings)
    rows, columns = _window(page.gray.shape, line, settings, scale)
    dark = np.asarray(255 - page.gray[rows, columns], dtype=np.uint8)
    ink = page.ink[rows, columns]
    erased = (dark > SURELY_INK) & ~ink
    if others is not None and page.labels is not None:
        others = others.copy()
        others[[component.label for component in line.components]] = False
        labels = page.labels[rows, columns]
        erased |= np.take(others, labels, mode="clip")  # every label is there: clipping is but faster
        for share in shared:
            held = labels == share.label
            row = np.arange(rows.start, rows.stop)[:, None]
            erased = np.where(held, (row < share.top) | (row >= share.bottom), erased)
    dark, ink = erase_ink(dark, ink, erased)
    return straighten(normalise_ink(dark, ink), (columns.start, rows.start), line, settings, scale)


def with_labels(page: CleanPage) -> CleanPage:
    """The page with its label image, made from its ink where it has none."""
    if page.labels is not None:
        return page
    return CleanPage(page.gray, page.ink, page.skew, page.to_source, find_components(page.ink).labels)


def erase_ink(
    dark: NDArray[np.uint8], ink: NDArray[np.bool_], erased: NDArray[np.bool_]
) -> tuple[NDArray[np.uint8], NDArray[np.bool_]]:
    """Darkness and ink without some of the ink and the grey around it; other ink stays whole.

    Args:
        dark: (h, w) uint8, 255 - grey.
        ink: (h, w) bool.
        erased: (h, w) bool, the ink that goes.
    """
    if not erased.any():
        return dark, ink
    kept = ink & ~erased
    near = cv2.dilate(np.ascontiguousarray(erased).view(np.uint8), HALO).view(np.bool_)
    return np.asarray(dark * (~near | kept).view(np.uint8), dtype=np.uint8), kept


def normalise_ink(dark: NDArray[np.uint8], ink: NDArray[np.bool_]) -> NDArray[np.uint8]:
    """Darkness between the line's own paper and its own full ink; faint ink comes out strong.

    Args:
        dark: (h, w) uint8, 255 - grey.
        ink: (h, w) bool; full ink is measured on these pixels, paper on the others.

    Returns:
        (h, w) uint8, 0 paper to 255 full ink.
    """
    inked = np.bincount(dark[ink], minlength=256)
    bare = cv2.calcHist([dark], [0], None, [256], [0, 256]).ravel() - inked
    full = _level(inked, FULL_INK, 255)
    paper = min(_level(bare, 0.5, 0), full // 2)
    span = max(full - paper, FAINTEST_INK)
    levels = np.clip((np.arange(256) - paper) * (255.0 / span), 0, 255).round().astype(np.uint8)
    return np.asarray(cv2.LUT(dark, levels), dtype=np.uint8)


def _level(counts: NDArray[np.generic], share: float, otherwise: int) -> int:
    """The grey level below which a share of the counted pixels lie."""
    running = np.cumsum(counts)
    return int(np.searchsorted(running, share * running[-1])) if running[-1] else otherwise


def straighten(
    strength: NDArray[np.uint8],
    origin: tuple[int, int],
    line: TextLine,
    settings: CropSettings,
    scale: float,
) -> LineCrop:
    """Lay a line's baseline level and scale its x-height, averaging over area where it shrinks.

    Args:
        strength: (h, w) uint8, 255 full ink: the part of the page that holds the line.
        origin: page x and y of its first pixel.
        line: the line, in page px.
        settings: the crop's frame.
        scale: crop px a page px.
    """
    left = line.box.left - settings.margin / scale
    width = min(int(np.ceil(line.box.width * scale)) + 2 * settings.margin, WIDEST_CROP)
    source, shrunk = strength, 1.0
    while scale * shrunk < 1 / LARGEST_OVERSAMPLING:
        size = (max(1, source.shape[1] // 2), max(1, source.shape[0] // 2))
        halved = cv2.resize(source[: size[1] * 2, : size[0] * 2], size, interpolation=cv2.INTER_AREA)
        source = np.asarray(halved, dtype=np.uint8)
        shrunk *= 2
    pieces = []
    for start in range(0, width, WIDEST_PIECE):
        columns = np.arange(start, min(start + WIDEST_PIECE, width))
        pieces.append(_sample(source, (columns, left, scale), line.baseline, settings, (*origin, shrunk)))
    return LineCrop(np.concatenate(pieces, axis=1), left, scale, line)


def _sample(
    source: NDArray[np.uint8],
    across: tuple[NDArray[np.intp], float, float],
    baseline: Baseline,
    settings: CropSettings,
    placed: tuple[int, int, float],
) -> NDArray[np.float32]:
    """Some columns of a crop: the source sampled often enough, then averaged over each crop px."""
    (columns, left, scale), (origin_x, origin_y, shrunk) = across, placed
    times = min(max(math.ceil(1 / (scale * shrunk) - 0.01), 1), LARGEST_OVERSAMPLING)
    shape = (settings.height * times, len(columns) * times)
    step = 1 / (scale * shrunk * times)  # source px a sample
    first_x = (left + columns[0] / scale - origin_x) / shrunk + step / 2 - 0.5
    first_y = -(settings.baseline_row / scale + origin_y) / shrunk + step / 2 - 0.5
    how = cv2.INTER_CUBIC if scale * shrunk > 1 else cv2.INTER_LINEAR
    straight = len(baseline.xs) <= 2  # then both ends tell all
    across_at = np.array([0, shape[1] - 1]) if straight else np.arange(shape[1])
    x = left + (columns[0] + (across_at + 0.5) / times) / scale
    drop = baseline.y_at(x) / shrunk
    if straight:
        fall = (drop[-1] - drop[0]) / max(shape[1] - 1, 1)
        turn = np.array([[step, 0.0, first_x], [fall, step, first_y + drop[0]]])
        flags = how | cv2.WARP_INVERSE_MAP
        pixels = cv2.warpAffine(source, turn, shape[::-1], flags=flags, borderValue=0)
    else:
        map_x = np.tile((first_x + step * np.arange(shape[1])).astype(np.float32), (shape[0], 1))
        rows = (first_y + step * np.arange(shape[0])).astype(np.float32)
        map_y = np.add.outer(rows, drop.astype(np.float32))
        pixels = cv2.remap(source, map_x, map_y, how, borderMode=cv2.BORDER_CONSTANT, borderValue=0)
    if times > 1:
        pixels = cv2.resize(pixels, (len(columns), settings.height), interpolation=cv2.INTER_AREA)
    return np.asarray(pixels, dtype=np.float32) * np.float32(1 / 255)


def _window(
    shape: tuple[int, ...], line: TextLine, settings: CropSettings, scale: float
) -> tuple[slice, slice]:
    """The rows and columns of the page that a line's crop shows, as slices inside the page."""
    knots = np.array([line.box.left, *line.baseline.xs, line.box.right], dtype=np.float64)
    along = line.baseline.y_at(np.minimum(np.maximum(knots, line.box.left), line.box.right))
    edge = 2.0 + 2.0 / scale
    top = int(np.floor(along.min() - settings.baseline_row / scale - edge))
    bottom = int(np.ceil(along.max() + (settings.height - settings.baseline_row) / scale + edge))
    left = int(np.floor(line.box.left - settings.margin / scale - edge))
    right = int(np.ceil(line.box.right + (settings.margin + 1) / scale + edge))
    height, width = shape
    rows = slice(min(max(top, 0), height - 1), min(max(bottom, 1), height))
    return rows, slice(min(max(left, 0), width - 1), min(max(right, 1), width))
