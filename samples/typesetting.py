"""Sets text on an empty sheet as coverage of ink, and writes down the truth as it goes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

BREAK = "·"  # a word may break here
NO_BREAK_SPACE = "_"  # a line may not break here


@dataclass(frozen=True, slots=True)
class FontShelf:
    """The folders in which font files are looked for, subfolders included."""

    folders: tuple[Path, ...]

    def font(self, name: str, size: float) -> ImageFont.FreeTypeFont:
        """The font file ``name`` at ``size`` px.

        Raises:
            FileNotFoundError: no folder holds such a file.
        """
        for folder in self.folders:
            for path in sorted(folder.rglob(name)):
                return ImageFont.truetype(str(path), size)
        raise FileNotFoundError(f"no {name} below {', '.join(map(str, self.folders))}; see samples/README.md")


@dataclass(slots=True, eq=False)
class Sheet:
    """A sheet being set: layers of ink by name, and the truth in reading order.

    Args:
        width: columns, px.
        height: rows, px.
        lines: the truth so far; an empty string parts two paragraphs.
    """

    width: int
    height: int
    lines: list[str] = field(default_factory=list)
    layers: dict[str, Image.Image] = field(default_factory=dict)

    def layer(self, name: str = "print") -> ImageDraw.ImageDraw:
        """A pen for one layer of ink; a new layer is empty."""
        if name not in self.layers:
            self.layers[name] = Image.new("L", (self.width, self.height), 0)
        return ImageDraw.Draw(self.layers[name])

    def coverage(self, name: str = "print") -> NDArray[np.float32]:
        """A layer as (H, W) float32 in 0..1, ink high."""
        self.layer(name)
        return np.asarray(self.layers[name], dtype=np.float32) / np.float32(255)

    def write(
        self, x: float, baseline: float, text: str, font: ImageFont.FreeTypeFont, layer: str = "print"
    ) -> float:
        """Draw one piece of text standing on ``baseline``; returns the x where it ends, px."""
        self.layer(layer).text((x, baseline), text, font=font, fill=255, anchor="ls")
        return x + float(font.getlength(text))

    def centre(self, baseline: float, text: str, font: ImageFont.FreeTypeFont) -> None:
        """Draw a line in the middle of the sheet and add it to the truth."""
        self.write((self.width - font.getlength(text)) / 2, baseline, text, font)
        self.lines.append(text)

    def truth(self) -> str:
        """The text of the sheet: a line a printed line, an empty line between paragraphs."""
        return "\n".join(self.lines).strip() + "\n"


@dataclass(frozen=True, slots=True)
class Column:
    """Where running text goes.

    Args:
        left, width: px.
        font: of every letter.
        leading: px from one baseline to the next.
        indent: px by which a paragraph's first line is moved in.
    """

    left: float
    width: float
    font: ImageFont.FreeTypeFont
    leading: float
    indent: float

    def set_paragraph(self, sheet: Sheet, baseline: float, text: str) -> float:
        """Set a justified paragraph and its truth; returns the baseline after its last line."""
        lines = list(self._break_lines(text))
        for number, words in enumerate(lines):
            indent = self.indent if number == 0 else 0.0
            self._set_line(sheet, (self.left + indent, baseline), words, justify=number < len(lines) - 1)
            sheet.lines.append(" ".join(words))
            baseline += self.leading
        return baseline

    def _break_lines(self, text: str) -> Iterator[list[str]]:
        """Fill lines greedily, breaking words at their break marks where that fits more in."""
        words = [word.replace(NO_BREAK_SPACE, " ") for word in text.split(" ")]
        line, room = list[str](), self.width - self.indent
        while words:
            whole = words[0].replace(BREAK, "")
            if self._fits([*line, whole], room):
                line.append(whole)
                words.pop(0)
                continue
            head, tail = self._hyphenate(line, words[0], room)
            if head:
                line.append(head)
                words[0] = tail
            yield line
            line, room = [], self.width
        yield line

    def _fits(self, words: Sequence[str], room: float) -> bool:
        return self.font.getlength(" ".join(words)) <= room

    def _hyphenate(self, line: Sequence[str], word: str, room: float) -> tuple[str, str]:
        """The longest head of ``word`` with its hyphen that still fits, and the rest."""
        parts = word.split(BREAK)
        for cut in range(len(parts) - 1, 0, -1):
            head = "".join(parts[:cut]) + "-"
            if self._fits([*line, head], room):
                return head, BREAK.join(parts[cut:])
        return "", word

    def _set_line(
        self, sheet: Sheet, at: tuple[float, float], words: Sequence[str], *, justify: bool
    ) -> None:
        x, baseline = at
        gap = self.font.getlength(" ")
        if justify and len(words) > 1:
            inked = sum(self.font.getlength(word) for word in words)
            gap = (self.left + self.width - x - inked) / (len(words) - 1)
        for word in words:
            x = sheet.write(x, baseline, word, self.font) + gap


def type_line(
    sheet: Sheet,
    at: tuple[float, float],
    text: str,
    font: ImageFont.FreeTypeFont,
    random: np.random.Generator,
) -> None:
    """Type a line of fixed pitch, every stroke a little off its place and of its own weight."""
    pitch = font.getlength("n")
    pen = sheet.layer("type")
    for number, character in enumerate(text):
        x = at[0] + number * pitch + random.normal(0, pitch * 0.02)
        y = at[1] + random.normal(0, pitch * 0.035)
        pen.text((x, y), character, font=font, fill=int(random.integers(165, 256)), anchor="ls")
    sheet.lines.append(text)


def letter_by_hand(
    sheet: Sheet,
    at: tuple[float, float],
    text: str,
    font: ImageFont.FreeTypeFont,
    random: np.random.Generator,
) -> float:
    """Print text as a hand does, the baseline wandering; returns the x where it ends, px."""
    x, y = at
    for character in text:
        y += random.normal(0, font.size * 0.012)
        y += (at[1] - y) * 0.2
        size = font.size * random.normal(1, 0.03)
        sheet.write(x, y, character, font.font_variant(size=size), "hand")
        x += font.getlength(character) * random.normal(1.02, 0.03)
    return x
