"""Reads what stands where on a page: ALTO and PAGE files, and the corrections made to a run's output."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from lxml import etree

from ocr.corrections import CORRECTION_COLUMNS, CORRECTIONS, Correction, read_correction_rows
from ocr.errors import DamagedFileError
from segmenter.geometry import Box

__all__ = [
    "CORRECTIONS",
    "CORRECTION_COLUMNS",
    "Mark",
    "TruePage",
    "page_file_kind",
    "read_corrections",
    "read_page_file",
]

_UNITS = ("mm10", "inch1200")  # of ALTO, beside pixel
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")


@dataclass(frozen=True, slots=True)
class Mark:
    """A text and its box, px of the page image."""

    text: str
    box: Box


@dataclass(frozen=True, slots=True)
class TruePage:
    """What is known of one page.

    Args:
        image: its file's name or path, as told.
        index: 0-based page number within it.
        glyphs: single characters and their boxes.
        lines: text lines, or words, and their boxes.
        size: width and height the boxes refer to, where told, else zeros.
        empty: entries without a text or with an empty box.
        turn: degrees counter-clockwise by which the page has to be turned to be read, 90, 180 or 270,
            where the file says so.
    """

    image: str
    index: int
    glyphs: tuple[Mark, ...]
    lines: tuple[Mark, ...]
    size: tuple[int, int] = (0, 0)
    empty: int = 0
    turn: int | None = None


def read_page_file(path: Path) -> TruePage:
    """Read an ALTO or PAGE file, whichever it is.

    ALTO is the Library of Congress' (versions 2 to 4), PAGE S. Pletschacher and A. Antonacopoulos,
    "The PAGE (Page Analysis and Ground-Truth Elements) Format Framework", 2010.

    Raises:
        DamagedFileError: it is no XML, or neither of the two, in a unit that is no pixel, or of several
            pages.
    """
    root = _parse(path)
    kind = page_file_kind(path)
    pages = sum(1 for _ in _find(root, "Page"))
    if kind and pages > 1:
        raise DamagedFileError(f"{path}: it tells of {pages} pages; write a file for each")
    if kind == "page":
        return _read_page(root)
    if kind == "alto":
        return _read_alto(root, path)
    raise DamagedFileError(f"{path}: it is neither ALTO nor PAGE but {_name(root)!r}")


def page_file_kind(path: Path) -> str | None:
    """``alto``, ``page``, or an empty string, by the file's first element; None where it is no XML."""
    try:
        with path.open("rb") as stream:
            opened = etree.iterparse(stream, events=("start",), resolve_entities=False, no_network=True)
            first = next((_name(element) for _, element in opened), "")
    except (etree.XMLSyntaxError, OSError):
        return None
    return {"alto": "alto", "PcGts": "page"}.get(first, "")


def read_corrections(path: Path) -> list[TruePage]:
    """Read corrections; the last row for a box wins. Rows of one character are glyphs, others lines or words.

    Raises:
        DamagedFileError: columns are missing, or a number is none.
    """
    pages: dict[tuple[str, int], list[Correction]] = {}
    for row in read_correction_rows(path):
        pages.setdefault((row.source, row.index), []).append(row)
    return [_corrected_page(source, index, rows) for (source, index), rows in pages.items()]


def _corrected_page(source: str, index: int, rows: list[Correction]) -> TruePage:
    glyphs: list[Mark] = []
    lines: list[Mark] = []
    empty = 0
    for row in rows:
        if not row.new or row.bounds is None:
            empty += 1
            continue
        found = glyphs if row.is_character and len(row.new) == 1 else lines
        found.append(Mark(row.new, row.bounds))
    return TruePage(source, index, tuple(glyphs), tuple(lines), empty=empty)


def _read_page(root: etree._Element) -> TruePage:
    page = next(_find(root, "Page"), root)
    glyphs: list[Mark] = []
    lines: list[Mark] = []
    empty = 0
    for found, wanted in ((glyphs, "Glyph"), (lines, "TextLine")):
        for element in _find(page, wanted):
            text, box = _page_text(element), _points_box(element)
            if text and box is not None:
                found.append(Mark(text, box))
            else:
                empty += 1
    size = (_whole(page.get("imageWidth")), _whole(page.get("imageHeight")))
    told = [element.get("orientation") for element in (page, *_find(page, "TextRegion"))]
    turn = _common_turn([-angle for angle in _angles(told)])  # PAGE's are clockwise
    return TruePage(page.get("imageFilename") or "", 0, tuple(glyphs), tuple(lines), size, empty, turn)


def _page_text(element: etree._Element) -> str:
    """The best of the element's own readings; of a line without one, its words joined."""
    own = [child for child in element if _name(child) == "TextEquiv"]
    own.sort(key=lambda child: _whole(child.get("index")))
    for reading in own:
        text = next((found.text for found in _find(reading, "Unicode")), None)
        if text and text.strip():
            return str(text).strip()
    words = (_page_text(child) for child in element if _name(child) == "Word")
    return " ".join(word for word in words if word)


def _points_box(element: etree._Element) -> Box | None:
    """The box of an element's own outline, in either way PAGE has written it."""
    outline = next((child for child in element if _name(child) == "Coords"), None)
    if outline is None:
        return None
    told = outline.get("points")
    if told is None:
        told = " ".join(f"{point.get('x')},{point.get('y')}" for point in _find(outline, "Point"))
    numbers = [float(number) for number in _NUMBER.findall(told)]
    return _box(numbers[0::2], numbers[1::2])


def _read_alto(root: etree._Element, path: Path) -> TruePage:
    unit = next((found.text or "" for found in _find(root, "MeasurementUnit")), "pixel").strip()
    page = next(_find(root, "Page"), root)
    size = (_whole(page.get("WIDTH")), _whole(page.get("HEIGHT")))
    if unit in _UNITS and not all(size):
        raise DamagedFileError(f"{path}: lengths are in {unit}, but the page's size is not told")
    name = next((found.text or "" for found in _find(root, "fileName")), "").strip()
    glyphs: list[Mark] = []
    lines: list[Mark] = []
    empty = 0
    for line in _find(root, "TextLine"):
        words = [child for child in line if _name(child) in ("String", "HYP")]
        parts = [(child.get("CONTENT") or "") for child in words]
        text = " ".join(parts)
        if words and _name(words[-1]) == "HYP" and len(parts) > 1:
            text = " ".join(parts[:-1]) + (parts[-1] or "-")
        box = _alto_box(line)
        if text.strip() and box is not None:
            lines.append(Mark(text.strip(), box))
        else:
            empty += 1
        for glyph in _find(line, "Glyph"):
            mark = _alto_box(glyph)
            if mark is not None and glyph.get("CONTENT"):
                glyphs.append(Mark(str(glyph.get("CONTENT")), mark))
            else:
                empty += 1
    told = [block.get("ROTATION") for block in _find(root, "TextBlock")]
    turn = _common_turn([-angle for angle in _angles(told)])  # how the text lies, counter-clockwise
    return TruePage(name, 0, tuple(glyphs), tuple(lines), size, empty, turn)


def _alto_box(element: etree._Element) -> Box | None:
    try:
        left, top, width, height = (float(element.get(key)) for key in ("HPOS", "VPOS", "WIDTH", "HEIGHT"))
    except (TypeError, ValueError):
        return None
    return _box([left, left + width], [top, top + height])


def _box(xs: list[float], ys: list[float]) -> Box | None:
    if not xs or len(xs) != len(ys) or not all(math.isfinite(value) for value in (*xs, *ys)):
        return None
    if round(max(xs)) <= round(min(xs)) or round(max(ys)) <= round(min(ys)):
        return None
    return Box(round(min(xs)), round(min(ys)), round(max(xs)), round(max(ys)))


def _parse(path: Path) -> etree._Element:
    try:
        return etree.parse(str(path), etree.XMLParser(resolve_entities=False, no_network=True)).getroot()
    except (OSError, etree.XMLSyntaxError) as error:
        raise DamagedFileError(f"{path}: no XML that can be read ({error})") from error


def _find(element: etree._Element, name: str) -> Iterator[etree._Element]:
    """Descendants of a local name, whatever the namespace, in order."""
    return (found for found in element.iter() if _name(found) == name)


def _name(element: etree._Element) -> str:
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def _whole(text: str | None) -> int:
    try:
        return round(float(text or 0))
    except (ValueError, OverflowError):
        return 0


def _angles(told: list[str | None]) -> list[float]:
    """The angles among some attributes, degrees."""
    found = []
    for text in told:
        try:
            found.append(float(text or "nan"))
        except ValueError:
            continue
    return [angle for angle in found if math.isfinite(angle)]


def _common_turn(angles: list[float]) -> int | None:
    """The quarter turn that most angles are nearest to; None where that is none at all."""
    turns = Counter(round(angle / 90) % 4 * 90 for angle in angles)
    best = max(turns, key=lambda turn: turns[turn], default=0)
    return best or None
