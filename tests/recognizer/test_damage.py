"""Damage wears a line but keeps what is known of it."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recognizer.damage import (
    DamageSettings,
    bend_line,
    damage_line,
    make_noise,
    spread_ink,
    store_jpeg,
    threshold_page,
)
from recognizer.render import DrawnLine

ONLY = {level: tuple(float(at == level) for at in range(4)) for level in range(4)}


def bars():
    """Three upright bars of 8 px, 20 px apart, standing on row 80, at an x-height of 24 px."""
    pixels = np.full((120, 160), 255, np.uint8)
    spans = []
    for left in (40, 68, 96):
        pixels[56:80, left : left + 8] = 0
        spans.append((left, left + 8))
    return DrawnLine(pixels, "lll", np.array(spans, np.float32), 80.0, 24.0)


@given(seed=st.integers(0, 10_000), level=st.integers(0, 3))
@settings(max_examples=40, deadline=None)
def test_any_damage_keeps_spans_on_the_paper_and_the_size_in_range(seed, level):
    worn = damage_line(bars(), DamageSettings(shares=ONLY[level]), np.random.default_rng(seed))
    assert worn.pixels.dtype == np.uint8
    assert 8.0 <= worn.x_height <= 26.0
    assert worn.spans.min() >= 0
    assert worn.spans.max() <= worn.pixels.shape[1]
    assert worn.baseline == pytest.approx(80 * worn.pixels.shape[0] / 120)


@given(seed=st.integers(0, 1000))
@settings(max_examples=20, deadline=None)
def test_the_bars_of_a_clean_line_stay_in_their_spans(seed):
    settings_ = DamageSettings(shares=ONLY[0], smallest=20.0, one_bit=0.0, jpeg=0.0)
    worn = damage_line(bars(), settings_, np.random.default_rng(seed))
    darkness = worn.pixels.max() - worn.pixels.astype(float)
    centers = worn.spans.mean(axis=1).astype(int)
    gaps = ((worn.spans[1:, 0] + worn.spans[:-1, 1]) / 2).astype(int)
    assert darkness[:, centers].max(axis=0).min() > 3 * darkness[:, gaps].max()


def test_harder_damage_departs_further_from_the_drawing():
    ink = (255 - bars().pixels).astype(np.float32) / 255

    def change(level):
        return np.mean(
            [
                np.abs(spread_ink(ink, level, False, np.random.default_rng(s), 24.0) - ink).mean()
                for s in range(20)
            ]
        )

    assert change(3) > change(0)


def test_bending_moves_columns_up_and_down_only():
    ink = (255 - bars().pixels).astype(np.float32) / 255
    bent = bend_line(ink, 3, np.random.default_rng(3), 24.0)
    assert np.allclose(bent.sum(axis=0), ink.sum(axis=0), atol=0.6)


def test_thresholding_leaves_black_and_white():
    pixels = np.tile(np.linspace(0, 255, 64, dtype=np.uint8), (10, 1))
    assert set(np.unique(threshold_page(pixels, 1, np.random.default_rng(0)))) == {0, 255}


def test_jpeg_keeps_the_shape():
    assert store_jpeg(np.full((37, 91), 200, np.uint8), 3, np.random.default_rng(0)).shape == (37, 91)


def test_noise_is_centred():
    noise = make_noise((200, 300), 2.0, np.random.default_rng(0))
    assert abs(float(noise.mean())) < 0.05
    assert 0.3 < float(noise.std()) < 1.1


def test_blank_paper_stays_blank_enough():
    blank = DrawnLine(np.full((120, 100), 255, np.uint8), "", np.zeros((0, 2), np.float32), 80.0, 24.0)
    worn = damage_line(blank, DamageSettings(shares=ONLY[0], one_bit=0.0), np.random.default_rng(0))
    assert worn.pixels.min() > 200
