"""The overlay's layer of the reading order: blocks and lines numbered, arrows from block to block."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from ocr.overlay import OverlaySettings, render_overlay
from ocr.overlay_order import BLOCK_COLORS
from ocr.types import Block, PageImage, PageResult

MakePage = Callable[..., PageResult]
ORDER = OverlaySettings(scale=4, layer="order")


def blank_of(page: PageResult) -> PageImage:
    return PageImage("a", 0, np.full((page.height, page.width), 255, np.uint8))


def count_of(picture: np.ndarray, color: str) -> int:
    """Pixels of nearly one colour."""
    from matplotlib.colors import to_rgb

    wanted = 255 * np.array(to_rgb(color))
    return int((np.abs(picture - wanted).max(axis=2) < 12).sum())


def in_blocks(page: PageResult) -> PageResult:
    """The same page, each of its paragraphs a block of its own."""
    paragraphs = [paragraph for block in page.blocks for paragraph in block.paragraphs]
    return replace(page, blocks=tuple(Block("text", (p,), p.box) for p in paragraphs))


def test_blocks_have_their_colours_in_turn(make_page: MakePage) -> None:
    one = in_blocks(make_page([["one two"]]))
    two = in_blocks(make_page([["one two"], ["three four"]]))
    first, second = (render_overlay(blank_of(page), page, ORDER) for page in (one, two))
    assert count_of(first, BLOCK_COLORS[0]) > 300 < count_of(second, BLOCK_COLORS[1])
    # The key shows the second colour too, and no more of it than that.
    assert count_of(first, BLOCK_COLORS[1]) < count_of(second, BLOCK_COLORS[1]) / 2


def test_order_differs_with_the_order_of_blocks(make_page: MakePage) -> None:
    page = in_blocks(make_page([["one two"], ["three four"], ["five"]]))
    turned = replace(page, blocks=page.blocks[::-1])
    image = blank_of(page)
    assert not np.array_equal(render_overlay(image, page, ORDER), render_overlay(image, turned, ORDER))


def test_page_without_text_is_drawn(make_page: MakePage) -> None:
    page = make_page([])
    assert render_overlay(blank_of(page), page, ORDER).shape[2] == 3
