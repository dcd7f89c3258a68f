"""Draws what is not text: photographs, line drawings, stamps, barcodes, signatures, scribbles."""

from __future__ import annotations

import cv2
import numpy as np
import scanning as scan
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from layouts.drawing import Drawing, Rectangle

DARKEST = 0.82  # of a photograph's tones: a share of the brightness taken away
HALFTONE = 3.2  # px from one dot of a screen to the next


def draw_photo(drawing: Drawing, box: Rectangle, *, screened: bool = False) -> None:
    """A photograph: a hill under a cloudy sky and a house, in grey tones, or as the dots of a screen."""
    left, top, right, bottom = (round(side) for side in box)
    shape = (bottom - top, right - left)
    tone = 0.25 + 0.1 * scan.clouds(shape, shape[0] / 3, drawing.random)
    rows, columns = np.mgrid[: shape[0], : shape[1]].astype(np.float32)
    hill = 0.62 + 0.12 * np.sin(columns / shape[1] * 5 + drawing.random.uniform(0, 6))
    tone = np.where(rows / shape[0] > hill, 0.66 + 0.12 * scan.clouds(shape, 9, drawing.random), tone)
    x, y = float(drawing.random.uniform(0.15, 0.6)), float(drawing.random.uniform(0.35, 0.5))
    house = (columns > x * shape[1]) & (columns < (x + 0.25) * shape[1])
    house &= (rows > y * shape[0]) & (rows < 0.8 * shape[0])
    tone = np.clip(np.where(house, 0.75 + 0.05 * scan.clouds(shape, 20, drawing.random), tone), 0.05, 1)
    if screened:
        turn = np.pi / HALFTONE / np.sqrt(2)
        dots = 0.5 + 0.25 * (np.cos((columns + rows) * turn) + np.cos((columns - rows) * turn))
        tone = np.clip((tone - dots) * 6 + 0.5, 0, 1)
    _lay_tone(drawing, (left, top), DARKEST * tone)
    drawing.regions.append(("picture", box))


def _lay_tone(drawing: Drawing, at: tuple[int, int], tone: NDArray[np.floating]) -> None:
    """Put grey tones, a share of the brightness taken away, on the sheet's layer of tones."""
    drawing.sheet.layer("tone")
    drawing.sheet.layers["tone"].paste(Image.fromarray(np.asarray(tone * 255, dtype=np.uint8)), at)


def draw_figure(drawing: Drawing, box: Rectangle) -> None:
    """A line drawing: a machine of circles and bars, some parts hatched."""
    left, top, right, bottom = box
    pen, width, height = drawing.sheet.layer(), right - left, bottom - top
    pen.rectangle((left, bottom - 0.12 * height, right, bottom), outline=255, width=2)
    for x in np.arange(left, right - 0.1 * height, 9):
        pen.line((x, bottom, x + 0.1 * height, bottom - 0.12 * height), fill=255, width=1)
    centres = []
    for _ in range(5):
        radius = float(drawing.random.uniform(0.08, 0.2)) * height
        x = float(drawing.random.uniform(left + radius, right - radius))
        y = float(drawing.random.uniform(top + radius, bottom - 0.12 * height - radius))
        for part, thick in ((1.0, 3), (0.3, 2)):
            pen.ellipse(_circle((x, y), part * radius), outline=255, width=thick)
        centres.append((x, y))
    pen.line([*centres, (left + width / 2, bottom)], fill=255, width=3)
    pen.line([(left, bottom), centres[0]], fill=255, width=2)
    pen.line([(right, bottom), centres[-1]], fill=255, width=2)
    drawing.regions.append(("drawing", box))


def draw_stamp(drawing: Drawing, centre: tuple[float, float], radius: float) -> None:
    """A round stamp: two rings, a star between letters that run round it; its words are nobody's text."""
    side = 2 * round(radius) + 8
    face = Image.new("L", (side, side), 0)
    font = drawing.faces.family("plain", drawing.random).font(0.16 * radius, "bold")
    middle = side / 2
    word = f"* {drawing.words.town()} * PARISH OFFICE ".upper()
    for number, character in enumerate(word):
        angle = 360 * number / len(word)
        letter = Image.new("L", (side, side), 0)
        at = (middle, middle - 0.72 * radius)
        ImageDraw.Draw(letter).text(at, character, font=font, fill=255, anchor="ms")
        face.paste(255, mask=letter.rotate(-angle))
    pen = ImageDraw.Draw(face)
    for part, width in ((1.0, 4), (0.6, 3)):
        pen.ellipse(_circle((middle, middle), part * radius), outline=255, width=width)
    pen.text((middle, middle), "1874", font=font, fill=255, anchor="mm")
    turned = face.rotate(float(drawing.random.uniform(-40, 40)))
    corner = (round(centre[0] - middle), round(centre[1] - middle))
    drawing.sheet.layer()
    drawing.sheet.layers["print"].paste(230, corner, turned)
    drawing.regions.append(("stamp", _circle((corner[0] + middle, corner[1] + middle), radius)))


def _circle(centre: tuple[float, float], radius: float) -> Rectangle:
    """The box round a circle."""
    return centre[0] - radius, centre[1] - radius, centre[0] + radius, centre[1] + radius


def draw_barcode(drawing: Drawing, box: Rectangle) -> None:
    """Upright bars of one to four modules, white or black by turns."""
    left, top, right, bottom = box
    pen, module = drawing.sheet.layer(), max(2, round((right - left) / 95))
    x = left
    while x < right - 4 * module:
        bar, space = (module * int(n) for n in drawing.random.integers(1, 4, 2))
        pen.rectangle((x, top, x + bar - 1, bottom), fill=255)
        end, x = x + bar, x + bar + space
    drawing.regions.append(("barcode", (left, top, end, bottom)))


def draw_signature(drawing: Drawing, box: Rectangle) -> None:
    """A name written in one run of the pen that nobody can read, with a flourish under it."""
    left, top, right, bottom = box
    width, height = right - left, bottom - top
    loops = int(drawing.random.integers(7, 11))
    at = np.linspace(0, 1, 40 * loops)
    swing = 0.5 + 0.5 * scan.clouds((len(at), 2), 50, drawing.random)[:, 0].clip(-1, 1)
    x = left + width * (0.9 * at + 0.05) + 0.045 * width * np.cos(2 * np.pi * loops * at)
    y = top + height * (0.5 + 0.42 * swing * np.sin(2 * np.pi * loops * at) * (1 - 0.5 * at))
    stroke = np.stack([x, y], axis=1)
    flourish = np.stack([right - width * at, bottom - 0.12 * height * np.sin(3 * at + 0.4)], axis=1)
    pen = drawing.sheet.layer()
    for path in (stroke, flourish):
        pen.line([tuple(point) for point in path.tolist()], fill=255, width=3, joint="curve")
    drawing.regions.append(("signature", box))


def draw_scribble(drawing: Drawing, box: Rectangle) -> None:
    """Rows of marks that look like writing and are none: each is a few strokes thrown together."""
    left, top, right, bottom = box
    size, y = drawing.x_height, top
    pen = drawing.sheet.layer()
    while y + 2 * size < bottom:
        x = left
        while x + 2 * size < right:
            if drawing.random.random() < 0.15:
                x += size
            points = drawing.random.uniform(0, 1, (int(drawing.random.integers(4, 7)), 2))
            curve = cv2.resize(points.astype(np.float32), (2, 24), interpolation=cv2.INTER_CUBIC)
            where = np.array([x, y - 0.4 * size]) + curve * np.array([1.5 * size, 2.0 * size])
            pen.line([tuple(point) for point in where.tolist()], fill=255, width=2)
            x += 1.9 * size
        y += 3.2 * size
    drawing.regions.append(("unread", box))
