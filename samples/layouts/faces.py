"""The typefaces that pages are set in: from font folders, or those that come with Matplotlib.

Where no folder is given every page can still be drawn, on any machine, in STIX General and DejaVu.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Literal

import numpy as np
from PIL import ImageFont

Role = Literal["book", "plain", "fixed", "hand"]
Font = ImageFont.FreeTypeFont
MEASURED_AT = 200  # px an em at which the height of an ``x`` is measured
SUFFIXES = (".ttf", ".otf", ".woff2")
_STYLES = ("latin-400-normal", "latin-400-italic", "latin-700-normal")
_BOOK = ("eb-garamond", "libre-baskerville", "crimson-text", "old-standard-tt", "lora", "pt-serif", "tinos")
_FAMILIES: dict[Role, tuple[str, ...]] = {
    "book": (*_BOOK, "libre-caslon-text", "gelasio", "playfair-display"),
    "plain": ("libre-franklin", "open-sans", "roboto", "arimo"),
    "fixed": ("courier-prime", "cousine", "pt-mono", "special-elite"),
    "hand": ("architects-daughter", "caveat"),
}
_SHIPPED: dict[Role, tuple[tuple[str, str, str], ...]] = {
    "book": (
        ("STIXGeneral", "STIXGeneralItalic", "STIXGeneralBol"),
        ("DejaVuSerif", "DejaVuSerif-Italic", "DejaVuSerif-Bold"),
    ),
    "plain": (("DejaVuSans", "DejaVuSans-Oblique", "DejaVuSans-Bold"),),
    "fixed": (("DejaVuSansMono", "DejaVuSansMono-Oblique", "DejaVuSansMono-Bold"),),
    "hand": (("STIXGeneralItalic", "STIXGeneralItalic", "STIXGeneralItalic"),),
}


@dataclass(frozen=True, slots=True)
class Family:
    """One typeface: the files of its upright, italic and bold cuts; one may stand in for another."""

    upright: Path
    italic: Path
    bold: Path

    def font(self, x_height: float, style: Literal["upright", "italic", "bold"] = "upright") -> Font:
        """The cut at the size at which an ``x`` is ``x_height`` px high."""
        path = str(getattr(self, style))
        return ImageFont.truetype(path, x_height / measure_x_height(path))


@cache
def measure_x_height(path: str) -> float:
    """Height of an ``x`` as a part of the em."""
    box = ImageFont.truetype(path, MEASURED_AT).getbbox("x", anchor="ls")
    return -box[1] / MEASURED_AT


@dataclass(frozen=True, slots=True)
class Faces:
    """The font folders; pages are set in what they hold, and in what Matplotlib brings where they lack it."""

    folders: tuple[Path, ...] = ()
    _known: dict[Role, list[Family]] = field(default_factory=dict, compare=False, repr=False)

    def family(self, role: Role, random: np.random.Generator) -> Family:
        """One of the families that serve a role, by chance."""
        if role not in self._known:
            self._known[role] = self._find(role)
        known = self._known[role]
        return known[int(random.integers(len(known)))]

    def _find(self, role: Role) -> list[Family]:
        files = {
            path.stem: path
            for folder in self.folders
            for path in sorted(folder.rglob("*"))
            if path.suffix in SUFFIXES
        }
        found = []
        for name in _FAMILIES[role]:
            upright, italic, bold = (files.get(f"{name}-{style}") for style in _STYLES)
            if upright is not None:
                found.append(Family(upright, italic or upright, bold or upright))
        return found or [Family(*(_shipped(stem) for stem in stems)) for stems in _SHIPPED[role]]


def _shipped(stem: str) -> Path:
    import matplotlib

    return Path(matplotlib.get_data_path(), "fonts", "ttf", f"{stem}.ttf")
