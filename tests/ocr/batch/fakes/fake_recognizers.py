"""Recognisers for the batch's tests: they read a page's name instead of its pixels, and misbehave by it."""

import os
import signal
import time
from pathlib import Path

from ocr.types import Block, Glyph, Line, PageResult, Paragraph, Word
from segmenter.geometry import Baseline, Box


def load_fake(settings):
    return recognize


def load_missing(settings):
    from ocr.errors import MissingModelError

    raise MissingModelError(f"no preset '{settings.preset}'")


def load_dead(settings):
    os.kill(os.getpid(), signal.SIGKILL)


def recognize(image):
    name = Path(image.source).stem
    if "killed" in name:
        os.kill(os.getpid(), signal.SIGKILL)
    if "hung" in name:
        Path(f"{image.source}.started").touch()
        time.sleep(60)
    if "slow" in name:
        time.sleep(0.5)
    if "raises" in name:
        raise ValueError("no such luck")
    return page_of(f"{name}{image.index + 1}", image)


def page_of(text, image):
    box = Box(0, 0, 10, 10)
    word = Word(tuple(Glyph(character, 0.9, box) for character in text), 0.9, box)
    line = Line((word,), box, Baseline((0.0,), (9.0,)), 5.0)
    height, width = image.pixels.shape
    block = Block("text", (Paragraph((line,), box),), box)
    return PageResult(image.source, image.index, width, height, 0.0, 0, (block,), (), (), 0.0, (), "fake")
