"""A page being drawn: ink on layers, and the truth beside it: lines in reading order, and regions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import numpy as np
from typesetting import Sheet

from layouts.faces import Faces, Font
from layouts.words import Words, hyphenate

Rectangle = tuple[float, float, float, float]  # left, top, right, bottom, px


@dataclass(frozen=True, slots=True)
class DrawnLine:
    """A printed line, or one cell of a row.

    Args:
        text: what it says.
        left, right: where its ink begins and ends, px.
        baseline: y that it stands on, px.
        above, below: px that its font reaches over and under the baseline.
        opens: whether a paragraph begins with it.
        cell: whether it stands in the same row as the line before.
    """

    text: str
    left: float
    right: float
    baseline: float
    above: float
    below: float
    opens: bool = False
    cell: bool = False


@dataclass(frozen=True, slots=True)
class Frame:
    """Where running text goes.

    Args:
        left, width: px.
        font: of every letter.
        leading: px from one baseline to the next.
        indent: px by which a paragraph's first lines are moved in.
        justified: whether lines end at the right edge.
        indented: how many lines are moved in.
    """

    left: float
    width: float
    font: Font
    leading: float
    indent: float = 0.0
    justified: bool = True
    indented: int = 1

    def inset(self, line: int) -> float:
        """Px by which a paragraph's line of that number, from 0, is moved in."""
        return self.indent if line < self.indented else 0.0


@dataclass(slots=True, eq=False)
class Drawing:
    """A page of ``width`` x ``height`` px being drawn; ``x_height`` is that of its running text, px."""

    width: int
    height: int
    x_height: float
    faces: Faces
    random: np.random.Generator
    lines: list[DrawnLine] = field(default_factory=list)
    regions: list[tuple[str, Rectangle]] = field(default_factory=list)
    sheet: Sheet = field(init=False)
    words: Words = field(init=False)

    def __post_init__(self) -> None:
        """Lay an empty sheet."""
        self.sheet = Sheet(self.width, self.height)
        self.words = Words(self.random)

    def put(
        self,
        at: tuple[float, float],
        text: str,
        font: Font,
        *,
        opens: bool = False,
        cell: bool = False,
        ink: int = 255,
    ) -> float:
        """Draw one line whose left end and baseline are given; returns the x where it ends, px.

        ``ink`` is 255 for print, 0 for white on what is dark already.
        """
        self.sheet.layer().text(at, text, font=font, fill=ink, anchor="ls")
        end = at[0] + float(font.getlength(text))
        self.record(DrawnLine(text, at[0], end, at[1], *reach(font), opens, cell))
        return end

    def centre(self, middle: float, baseline: float, text: str, font: Font, *, opens: bool = True) -> None:
        """Draw one line in the middle of a column or a page."""
        self.put((middle - font.getlength(text) / 2, baseline), text, font, opens=opens)

    def record(self, line: DrawnLine) -> None:
        """Add a line to the truth."""
        self.lines.append(line)

    def record_text(
        self, text: str, span: tuple[float, float], baseline: float, font: Font, *, cell: bool = False
    ) -> None:
        """Add a line that is drawn letter by letter, from ``span[0]`` to ``span[1]``, to the truth."""
        self.record(DrawnLine(text, *span, baseline, *reach(font), cell=cell))

    def rule(self, box: Rectangle) -> None:
        """Draw a filled bar, and write it down as a rule."""
        self.sheet.layer().rectangle(box, fill=255)
        self.regions.append(("rule", box))

    def text(self) -> str:
        """The page's text: a line a printed line, cells parted by tabs, an empty line between paragraphs."""
        parts = []
        for line in self.lines:
            parts.append("\t" if line.cell else "\n\n" if line.opens else "\n")
            parts.append(line.text)
        return "".join(parts).strip() + "\n"


def reach(font: Font) -> tuple[float, float]:
    """How far a font's letters reach over and under the baseline, px."""
    box = font.getbbox("dHlgpq", anchor="ls")
    return float(-box[1]), float(box[3])


def set_paragraph(drawing: Drawing, frame: Frame, baseline: float, text: str, last: float = np.inf) -> float:
    """Set a paragraph down to the last baseline allowed; returns the baseline after its last line."""
    for number, (words, ends) in enumerate(list(break_lines(frame, text))):
        if baseline > last:
            break
        left, spread = frame.left + frame.inset(number), frame.justified and not ends
        put_words(drawing, frame, (left, baseline), words, justified=spread, opens=number == 0)
        baseline += frame.leading
    return baseline


def fill_column(drawing: Drawing, frame: Frame, first: float, last: float, texts: Iterable[str]) -> float:
    """Set paragraphs until the column is full; returns the baseline after the last line."""
    baseline = first
    for text in texts:
        if baseline > last:
            break
        baseline = set_paragraph(drawing, frame, baseline, text, last)
    return baseline


def put_words(
    drawing: Drawing,
    frame: Frame,
    at: tuple[float, float],
    words: list[str],
    *,
    justified: bool,
    opens: bool = False,
) -> None:
    """Draw the words of one line, spread to the frame's right edge where it is justified."""
    x, gap = at[0], frame.font.getlength(" ")
    inked = sum(frame.font.getlength(word) for word in words)
    if justified and len(words) > 1:
        gap = (frame.left + frame.width - x - inked) / (len(words) - 1)
    for word in words:
        end = drawing.sheet.write(x, at[1], word, frame.font)
        x = end + gap
    drawing.record(DrawnLine(" ".join(words), at[0], end, at[1], *reach(frame.font), opens))


def break_lines(frame: Frame, text: str) -> Iterator[tuple[list[str], bool]]:
    """Fill lines greedily, words broken where they may; each with whether it is the paragraph's last."""
    words, line, number = text.split(" "), list[str](), 0
    while words:
        room = frame.width - frame.inset(number)
        if frame.font.getlength(" ".join([*line, words[0]])) <= room:
            line.append(words.pop(0))
            continue
        for cut in reversed(hyphenate(words[0])):
            head = words[0][:cut] + "-"
            if frame.font.getlength(" ".join([*line, head])) <= room:
                line.append(head)
                words[0] = words[0][cut:]
                break
        if not line:  # a word wider than its column stands alone
            line.append(words.pop(0))
        yield line, not words
        line, number = [], number + 1
    if line:
        yield line, True
