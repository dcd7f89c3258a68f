"""How a line is set: spacing, ligatures, small capitals, and the faults of a typewriter."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from recognizer.fonts import Face


@dataclass(frozen=True, slots=True)
class LineStyle:
    """How a line is set; lengths are multiples of the x-height unless said otherwise.

    Args:
        tracking: added between characters.
        word_space: width of a space; wide in justified lines.
        space_jitter: how unevenly words are spaced, as a part of the space.
        thin_space: unwritten gap before ``;:!?`` and inside quotes, as old printers set it.
        ligatures: fi, fl, ff drawn as one where the face has them.
        long_s: the long s within words where the face has it.
        small_caps: lower case drawn as small capitals.
        superscripts: figures that follow a letter are raised.
        underline: a rule below the line or a part of it.
        fixed_pitch: every character takes the same width.
        pitch: width of a character of fixed pitch, as a part of the face's own.
        jitter: px a glyph strays from its place.
        unevenness: how much fainter some glyphs are struck.
        double_strike: share of glyphs struck twice, a little apart.
        shift_rise: px that capitals stand too high.
        stretch: width of the line as a part of the face's own.
        leading: from baseline to baseline.
    """

    tracking: float = 0.0
    word_space: float = 0.6
    space_jitter: float = 0.0
    thin_space: float = 0.0
    ligatures: bool = True
    long_s: bool = False
    small_caps: bool = False
    superscripts: bool = False
    underline: bool = False
    fixed_pitch: bool = False
    pitch: float = 1.0
    jitter: float = 0.0
    unevenness: float = 0.0
    double_strike: float = 0.0
    shift_rise: float = 0.0
    stretch: float = 1.0
    leading: float = 2.7


def choose_style(face: Face, rng: np.random.Generator) -> LineStyle:
    """A style at random that suits the kind of face."""
    return _typed_style(rng) if face.kind == "type" else _printed_style(face, rng)


def _printed_style(face: Face, rng: np.random.Generator) -> LineStyle:
    wide = rng.random() < 0.05
    return LineStyle(
        tracking=float(rng.uniform(0.12, 0.45) if wide else rng.normal(0.01, 0.03)),
        word_space=float(
            rng.uniform(0.9, 1.5) if wide else rng.choice([rng.uniform(0.38, 0.7), rng.uniform(0.6, 1.3)])
        ),
        space_jitter=float(rng.uniform(0, 0.12)),
        thin_space=float(rng.uniform(0.1, 0.35)) if rng.random() < 0.25 else 0.0,
        ligatures=bool(rng.random() < 0.6),
        long_s=bool(rng.random() < 0.05),
        small_caps=bool(rng.random() < 0.03 and face.kind == "print"),
        superscripts=bool(rng.random() < 0.4),
        underline=bool(rng.random() < 0.02),
        stretch=float(np.clip(rng.normal(1.0, 0.05), 0.85, 1.2)),
        leading=float(rng.uniform(2.1, 3.6)),
    )


def _typed_style(rng: np.random.Generator) -> LineStyle:
    worn = rng.random() < 0.6  # a real machine rather than a printer
    return LineStyle(
        word_space=1.0,
        ligatures=False,
        underline=bool(rng.random() < 0.06),
        fixed_pitch=True,
        pitch=float(rng.uniform(0.94, 1.08)),
        jitter=float(rng.uniform(0.2, 1.3)) if worn else 0.0,
        unevenness=float(rng.uniform(0.0, 0.35)) if worn else 0.0,
        double_strike=float(rng.uniform(0, 0.05)) if rng.random() < 0.3 else 0.0,
        shift_rise=float(rng.normal(0, 5.0 if rng.random() < 0.3 else 1.5)) if worn else 0.0,
        stretch=float(np.clip(rng.normal(1.04, 0.08), 0.84, 1.3)),
        leading=float(rng.choice([rng.uniform(2.0, 2.6), rng.uniform(3.0, 4.5)])),
    )
