"""Makes a set sheet look like a scan: ink that spreads, paper that aged, light that falls off, noise."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

Plane = NDArray[np.float32]
Colour = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Paper:
    """The paper and how it aged; every strength is a share of full brightness.

    Args:
        colour: RGB of the clean sheet.
        mottle: slow clouds of tone.
        grain: fibres.
        spots: how many brown spots.
        shadow: darkness of the gutter at the left edge.
        show_through: darkness of the other side's print.
    """

    colour: Colour = (236, 226, 204)
    mottle: float = 0.03
    grain: float = 0.02
    spots: int = 0
    shadow: float = 0.0
    show_through: float = 0.0


@dataclass(frozen=True, slots=True)
class Scanner:
    """How the sheet lay on the glass and what the lamp and the sensor did.

    Args:
        skew: degrees the text rises, counter-clockwise positive.
        curl: px by which lines bend near the left edge.
        blur: Gaussian sigma, px.
        noise: sensor noise, a share of full brightness.
        lamp: brightness lost from one corner to the other, a share.
        margin: px of the dark bed seen round the sheet.
    """

    skew: float = 0.0
    curl: float = 0.0
    blur: float = 0.7
    noise: float = 0.015
    lamp: float = 0.06
    margin: int = 0


def clouds(shape: tuple[int, int], size: float, random: np.random.Generator) -> Plane:
    """Smooth noise of mean 0 and deviation 1 whose features are about ``size`` px, (H, W)."""
    small = (max(2, round(shape[0] / size) + 2), max(2, round(shape[1] / size) + 2))
    field = random.standard_normal(small).astype(np.float32)
    wide = cv2.resize(field, (shape[1], shape[0]), interpolation=cv2.INTER_CUBIC)
    return np.asarray((wide - wide.mean()) / (wide.std() + 1e-6), dtype=np.float32)


def spread_ink(coverage: Plane, spread: float, uneven: float, random: np.random.Generator) -> Plane:
    """Let ink bleed into the paper: edges go ragged, thin strokes break where the ink was short.

    Args:
        coverage: (H, W) in 0..1, ink high.
        spread: how far strokes swell (above 0) or starve (below 0), a share of their blur.
        uneven: how much the ink supply varies over the page and from fibre to fibre.
        random: source of chance.
    """
    soft = cv2.GaussianBlur(coverage, (0, 0), 0.9)
    supply = 0.5 * clouds(coverage.shape, 90, random) + 0.35 * clouds(coverage.shape, 3, random)
    at = 0.5 - spread + uneven * np.clip(supply, -1.5, 1.5)
    pressed = np.clip(soft * 8, 0, 1)  # ink lies only where type touched the paper
    return np.asarray(pressed / (1 + np.exp(-(soft - at) * 11)), dtype=np.float32)


def make_paper(shape: tuple[int, int], paper: Paper, print_: Plane, random: np.random.Generator) -> Plane:
    """Brightness of the empty sheet, (H, W) around 1; ``print_`` is what may show through from behind."""
    tone = 1 + paper.mottle * (clouds(shape, 300, random) * 0.6 + clouds(shape, 60, random) * 0.4)
    tone += paper.grain * cv2.GaussianBlur(random.standard_normal(shape).astype(np.float32), (0, 0), 1.2) * 2
    if paper.show_through:
        behind = cv2.GaussianBlur(np.ascontiguousarray(print_[:, ::-1]), (0, 0), 2.2)
        tone -= paper.show_through * np.roll(behind, 17, axis=0)
    for _ in range(paper.spots):
        add_spot(tone, random)
    if paper.shadow:
        x = np.arange(shape[1], dtype=np.float32) / shape[1]
        tone *= 1 - paper.shadow * np.exp(-x * 22)
    return np.asarray(tone, dtype=np.float32)


def add_spot(tone: NDArray[np.floating], random: np.random.Generator) -> None:
    """Darken one small irregular spot of age in place."""
    height, width = tone.shape
    x, y, radius = random.uniform(0, width), random.uniform(0, height), random.uniform(2, 9)
    rows, columns = np.ogrid[:height, :width]
    distance = np.hypot(rows - y, (columns - x) * random.uniform(0.7, 1.4))
    tone -= random.uniform(0.04, 0.16) / (1 + np.exp(np.clip((distance - radius) * 0.8, -30, 30)))


def cup_ring(
    shape: tuple[int, int], centre: tuple[float, float], radius: float, random: np.random.Generator
) -> Plane:
    """The ring a wet cup leaves: darkness (H, W) in 0..1, dried darker at its rim, broken in places."""
    rows, columns = np.mgrid[: shape[0], : shape[1]].astype(np.float32)
    wobble = 4 * clouds(shape, 80, random)
    distance = np.hypot(columns - centre[0], rows - centre[1]) + wobble
    rim = np.exp(-(((distance - radius) / 5) ** 2))
    wash = 0.35 * np.exp(-(((distance - radius + 16) / 16) ** 2))
    angle = np.arctan2(rows - centre[1], columns - centre[0])
    broken = 0.55 + 0.45 * np.sin(angle + 1.1)
    return np.asarray((rim + wash) * broken, dtype=np.float32)


def crease(shape: tuple[int, int], row: float, random: np.random.Generator) -> Plane:
    """Shading of a fold across the sheet: light on one side, dark on the other, (H, W) around 0."""
    rows = np.arange(shape[0], dtype=np.float32)[:, None]
    bend = row + 2.5 * clouds((shape[1], 2), 200, random)[:, :1].T
    distance = rows - bend
    shade = np.tanh(distance / 3) * np.exp(-np.abs(distance) / 26)
    return np.asarray(shade - 0.9 * np.exp(-((distance / 1.6) ** 2)), dtype=np.float32)


def lay_on_glass(page: Plane, scanner: Scanner, bed: float = 0.12) -> Plane:
    """Turn, bend and blur the sheet, (H, W, 3) in 0..1; what lies beside it is the scanner's bed."""
    height, width = page.shape[:2]
    rows, columns = np.mgrid[: height + 2 * scanner.margin, : width + 2 * scanner.margin].astype(np.float32)
    columns, rows = columns - scanner.margin - width / 2, rows - scanner.margin - height / 2
    turn = np.deg2rad(scanner.skew)
    x = columns * np.cos(turn) - rows * np.sin(turn) + width / 2
    y = columns * np.sin(turn) + rows * np.cos(turn) + height / 2
    y += (scanner.curl * np.exp(-np.clip(x, 0, None) / (0.16 * width))).astype(np.float32)
    laid = cv2.remap(
        page,
        x.astype(np.float32),
        y.astype(np.float32),
        cv2.INTER_CUBIC,
        borderMode=cv2.BORDER_CONSTANT if scanner.margin else cv2.BORDER_REPLICATE,
        borderValue=(bed, bed, bed),
    )
    return np.asarray(cv2.GaussianBlur(laid, (0, 0), scanner.blur), dtype=np.float32)


def expose(page: Plane, scanner: Scanner, random: np.random.Generator) -> NDArray[np.uint8]:
    """What the sensor makes of the page under an uneven lamp, (H, W, 3) uint8 RGB."""
    height, width = page.shape[:2]
    rows, columns = np.mgrid[0 : 1 : height * 1j, 0 : 1 : width * 1j].astype(np.float32)
    lamp = 1 - scanner.lamp * (0.7 * columns + 0.3 * (1 - rows))
    lit = page * lamp[..., None]
    lit += (scanner.noise * random.standard_normal((height, width, 1))).astype(np.float32)
    return np.asarray(np.clip(lit * 255, 0, 255), dtype=np.uint8)


def lay_ink(page: Plane, ink: Plane, colour: Colour) -> Plane:
    """Print ``ink`` (H, W) in 0..1 over an RGB page (H, W, 3) in 0..1."""
    tint = np.asarray(colour, dtype=np.float32) / 255
    return np.asarray(page * (1 - ink[..., None] * (1 - tint)), dtype=np.float32)


def tint_paper(tone: Plane, colour: Colour) -> Plane:
    """Brightness (H, W) as an RGB page (H, W, 3) in 0..1; darker paper turns browner."""
    base = np.asarray(colour, dtype=np.float32) / 255
    browner = np.array([0.85, 1.0, 1.35], dtype=np.float32)
    return np.asarray(np.clip(base * (1 + (tone[..., None] - 1) * browner), 0, 1), dtype=np.float32)
