"""Damages a drawn line as printing, ageing, scanning and storing damage real ones."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from recognizer.render import DrawnLine

Grid = NDArray[np.float32]

CLOGGED_SHARE = 0.3  # of lines in soft ink, not clean
FULL_CONTRAST = 160.0  # grey levels between paper and ink above which noise is not held back
MAX_RISE = 0.55  # x-heights a line may rise from end to end where it has neighbours


@dataclass(frozen=True, slots=True)
class DamageSettings:
    """How much damage lines get; one severity is chosen a line.

    Args:
        shares: of clean, mild, middling and hard lines.
        smallest, largest: x-height before cropping, px.
        one_bit: share of lines thresholded to black and white.
        jpeg: share of the grey lines stored as JPEG.
        soft_ink: ink of a ribbon or a pen, which fades, rather than a printer's, which breaks.
    """

    shares: tuple[float, float, float, float] = (0.2, 0.35, 0.3, 0.15)
    smallest: float = 8.0
    largest: float = 26.0
    one_bit: float = 0.35
    jpeg: float = 0.5
    soft_ink: bool = False


def damage_line(
    line: DrawnLine, settings: DamageSettings, rng: np.random.Generator, stretch: float = 1.0
) -> DrawnLine:
    """Bring a line to a scan's size and wear it.

    Args:
        line: as drawn, at the working size.
        settings: how much.
        rng: source of randomness.
        stretch: width as a part of the drawn width.

    Returns:
        The line as a scan shows it: uint8 grey, with spans, baseline and x-height in its own px.
    """
    severity = int(rng.choice(4, p=settings.shares))
    ink = np.float32(1.0) - line.pixels.astype(np.float32) / np.float32(255)
    ink = spread_ink(ink, severity, settings.soft_ink, rng, line.x_height)
    x_height = _choose_x_height(settings, severity, rng)
    scale = x_height / line.x_height
    width, height = max(8, round(ink.shape[1] * scale * stretch)), max(8, round(ink.shape[0] * scale))
    ink = cv2.resize(
        ink, (width, height), interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    ).astype(np.float32)
    ink = bend_line(ink, severity, rng, x_height)
    pixels = lay_on_paper(ink, severity, rng, x_height)
    if rng.random() < settings.one_bit:
        pixels = threshold_page(pixels, severity, rng)
    elif rng.random() < settings.jpeg:
        pixels = store_jpeg(pixels, severity, rng)
    spans = None if line.spans is None else line.spans * np.float32(width / line.pixels.shape[1])
    return DrawnLine(pixels, line.text, spans, line.baseline * height / line.pixels.shape[0], x_height)


def spread_ink(ink: Grid, severity: int, soft: bool, rng: np.random.Generator, x_height: float) -> Grid:
    """Let ink run out or break off at its edges, more in some places than in others.

    Args:
        ink: (H, W) float32 in 0..1, ink high.
        severity: 0 clean to 3 hard.
        soft: fade rather than break.
        rng: source of randomness.
        x_height: px.
    """
    if severity == 0 and rng.random() < 0.5:
        return ink
    reach = x_height * rng.uniform(0.02, (0.05, 0.07, 0.09, 0.11)[severity])
    bias = float(np.clip(rng.normal(0.0, (0.06, 0.1, 0.13, 0.15)[severity]), -0.24, 0.2))
    if soft and severity and rng.random() < CLOGGED_SHARE:
        reach *= 1.6  # a dirty ribbon fills the eyes of e, a and o
        bias = min(bias, 0.0) - 0.06
    blurred = cv2.GaussianBlur(ink, (0, 0), max(reach, 0.4))
    level = np.full(ink.shape, 0.5 + bias - 0.12 * soft, np.float32)
    depth = (0.0, 0.03, 0.07, 0.12)[severity]
    if depth:
        level += depth * make_noise(ink.shape, x_height * rng.uniform(0.15, 0.6), rng)
        level += depth * make_noise(ink.shape, x_height * 3, rng)
    softness = rng.uniform(0.6, 0.95) if soft else rng.uniform(0.15, 0.5)
    out = np.clip((blurred - level) / np.float32(softness) + np.float32(0.5), 0, 1)
    out = np.where(blurred < 0.02, np.float32(0), out)
    if soft and severity:
        ribbon = (
            1
            - np.abs(make_noise(ink.shape, x_height * rng.uniform(0.08, 0.2), rng))
            * (0, 0.12, 0.25, 0.4)[severity]
        )
        out = out * np.clip(ribbon, 0, 1)
    return np.asarray(out, dtype=np.float32)


def bend_line(ink: Grid, severity: int, rng: np.random.Generator, x_height: float) -> Grid:
    """Tilt and wave the line; columns only move up and down, so spans hold."""
    if rng.random() < (0.6, 0.4, 0.25, 0.15)[severity]:
        return ink
    height, width = ink.shape
    columns = np.arange(width, dtype=np.float32) - np.float32(width / 2)
    steepest = min(np.tan(np.radians(1.5)), MAX_RISE * x_height / width)
    shift = columns * np.float32(rng.uniform(-steepest, steepest))
    if rng.random() < 0.5:
        period = x_height * rng.uniform(15, 80)
        shift = shift + np.float32(x_height * rng.uniform(0, 0.14)) * np.sin(
            columns * 2 * np.pi / period + rng.uniform(0, 6.28)
        )
    rows = np.arange(height, dtype=np.float32)[:, None] + shift[None, :].astype(np.float32)
    across = np.broadcast_to(np.arange(width, dtype=np.float32), (height, width))
    return np.asarray(cv2.remap(ink, np.ascontiguousarray(across), rows, cv2.INTER_LINEAR), dtype=np.float32)


def lay_on_paper(ink: Grid, severity: int, rng: np.random.Generator, x_height: float) -> NDArray[np.uint8]:
    """Grey levels of ink on paper: contrast, texture, bleed-through, blur, noise, specks.

    Returns:
        (H, W) uint8, dark on light.
    """
    if severity and rng.random() < 0.25:
        back = cv2.GaussianBlur(
            np.roll(ink[:, ::-1], int(rng.integers(-9, 10)), axis=0), (0, 0), x_height * 0.07
        )
        ink = np.maximum(ink, back * np.float32(rng.uniform(0.05, (0.1, 0.15, 0.22, 0.32)[severity])))
    if rng.random() < (0.3, 0.7, 0.8, 0.9)[severity]:
        ink = cv2.GaussianBlur(ink, (0, 0), rng.uniform(0.3, (0.45, 0.6, 0.85, 1.1)[severity])).astype(
            np.float32
        )
    paper = rng.uniform((235, 190, 160, 130)[severity], 255)
    black = rng.uniform(0, min((30, 80, 120, 150)[severity], paper - (150, 110, 75, 50)[severity]))
    gray = np.float32(paper) - np.float32(paper - black) * ink
    if severity:
        noise = np.float32(
            min(1.0, (paper - black) / FULL_CONTRAST)
        )  # or no reader could tell ink from paper
        gray += (
            noise
            * make_noise(ink.shape, x_height * 6, rng)
            * np.float32(rng.uniform(0, (0, 5, 9, 14)[severity]))
        )
        gray += (
            noise
            * make_noise(ink.shape, x_height * rng.uniform(0.1, 0.4), rng)
            * np.float32(rng.uniform(0, (0, 4, 7, 10)[severity]))
        )
        gray += (
            noise
            * rng.standard_normal(ink.shape, dtype=np.float32)
            * np.float32(rng.uniform(0, (0, 4, 8, 13)[severity]))
        )
        if rng.random() < (0, 0.15, 0.3, 0.5)[severity]:
            _add_specks(gray, paper, black, rng, x_height)
    return np.asarray(np.clip(gray, 0, 255), dtype=np.uint8)


def threshold_page(pixels: NDArray[np.uint8], severity: int, rng: np.random.Generator) -> NDArray[np.uint8]:
    """Black and white by Otsu's threshold, missed by a little (Otsu, A threshold selection method, 1979)."""
    level, _ = cv2.threshold(pixels, 0, 255, cv2.THRESH_BINARY | cv2.THRESH_OTSU)
    span = float(pixels.max()) - float(pixels.min())
    level += float(np.clip(rng.normal(0, (0.03, 0.06, 0.09, 0.11)[severity]), -0.16, 0.16)) * span
    return np.where(pixels > level, np.uint8(255), np.uint8(0))


def store_jpeg(pixels: NDArray[np.uint8], severity: int, rng: np.random.Generator) -> NDArray[np.uint8]:
    """Encode and decode at a poor quality."""
    quality = int(rng.integers((70, 45, 30, 18)[severity], 95))
    _, data = cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, quality])
    return np.asarray(cv2.imdecode(data, cv2.IMREAD_GRAYSCALE), dtype=np.uint8)


def make_noise(shape: tuple[int, ...], grain: float, rng: np.random.Generator) -> Grid:
    """Smooth noise of mean 0 and a spread of about 1, its blobs ``grain`` px wide."""
    grain = max(grain, 1.0)
    small = (int(shape[0] / grain) + 2, int(shape[1] / grain) + 2)
    coarse = rng.standard_normal(small, dtype=np.float32)
    return np.asarray(
        cv2.resize(coarse, (shape[1], shape[0]), interpolation=cv2.INTER_LINEAR), dtype=np.float32
    )


def _add_specks(gray: Grid, paper: float, black: float, rng: np.random.Generator, x_height: float) -> None:
    """Dots of dirt on the paper and of paper in the ink."""
    count = rng.poisson(gray.size / x_height**2 * rng.uniform(0.02, 0.35))
    xs, ys = rng.integers(0, gray.shape[1], count), rng.integers(0, gray.shape[0], count)
    radii = np.minimum(rng.exponential(0.035 * x_height, count), 0.14 * x_height)
    light = rng.random(count) < 0.3
    for x, y, radius, pale in zip(xs.tolist(), ys.tolist(), radii.tolist(), light.tolist(), strict=True):
        cv2.circle(gray, (x, y), round(radius), paper if pale else black, -1)


def _choose_x_height(settings: DamageSettings, severity: int, rng: np.random.Generator) -> float:
    """Most lines lie between; the smallest are no use where much else is wrong."""
    low, high = settings.smallest, settings.largest
    at = rng.beta(1.6, 1.5)
    floor = low + (0.0, 0.0, 1.0, 2.5)[severity]
    return float(floor + (high - floor) * at)
