"""Finds font faces fit for drawing training lines, and measures what drawing needs to know of them.

Faces that would teach a wrong label are dropped: those without lower case, those whose missing
letters are drawn as boxes and those whose ``b`` is their ``B``.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFont

from recognizer.charset import LATIN
from recognizer.dependencies import import_optional
from recognizer.wordlists import split_words

FaceKind = Literal["print", "type", "hand"]

Gray = NDArray[np.uint8]

SCALED_ALIKE = 38.0  # mean difference of grey levels under which two shapes count as one
HELD_OUT = 5  # the remainder of a family name's checksum that marks it as held out
MEASURING_SIZE = 100  # px an em at which faces are measured
LIGATURES = "ﬁﬂﬀﬃﬄ"
LONG_S = "ſ"
LOWER = "abcdefghijklmnopqrstuvwxyz"
NEEDED = LOWER + LOWER.upper() + "0123456789.,-"
_SUFFIXES = (".ttf", ".otf", ".woff2")
_HAND_WORDS = split_words("""
    hand script caveat flower architects gloria handlee homemade kalam reenie shadows cedarville dancing
    tangerine humor manners jara
""")
_UNFIT_WORDS = split_words("""
    initials symbols integrals size punt pautada guiada nonunicode theokritos math junkyard winks wargames
    wasn_t flatline progenisis balker abecedario phon penguin marked atari vt323 swift icons emoji variants
    sc alfa allsc
""")
_TYPEWRITER = {"special elite"}  # typewriter faces that are not of fixed pitch
_SAME_DESIGN = {
    "liberation serif": "tinos",
    "liberation sans": "arimo",
    "liberation mono": "cousine",
    "nimbus roman": "tinos",
    "nimbus sans": "arimo",
    "free serif": "tinos",
    "free sans": "arimo",
    "freeserif": "tinos",
    "freesans": "arimo",
    "freemono": "nimbus mono",
    "carlito": "lato",
    "dejavu mono": "dejavu sans mono",
}
_NAME_NOISE = {
    "tt",
    "std",
    "pro",
    "ps",
    "beta",
    "no",
    "no2",
    "no3",
    "12",
    "08",
    "two",
    "adf",
    "1911",
    "text",
    "display",
}


@dataclass(frozen=True, slots=True)
class Face:
    """One font file that lines can be drawn with.

    Args:
        path: a file FreeType opens.
        family: its design's name in lower case; faces of one family never straddle a data split.
        style: weight and slope, e.g. ``bold italic``.
        kind: print, type (fixed pitch) or hand (imitates writing).
        x_height: height of ``x`` as a part of the em.
        cap_height: height of ``H`` as a part of the em.
        characters: those of the charset it draws, with the long s and ligatures where it has them.
    """

    path: str
    family: str
    style: str
    kind: FaceKind
    x_height: float
    cap_height: float
    characters: str

    def covers(self, text: str) -> bool:
        """Whether every character of the text can be drawn; the space always can."""
        return all(character in self.characters or character == " " for character in text)


def find_faces(folders: Iterable[Path], cache: Path) -> list[Face]:
    """Scan folders for usable faces; compressed web fonts are unpacked into the cache folder.

    Args:
        folders: searched with everything below them for ttf, otf and woff2 files.
        cache: a folder to write unpacked fonts and the index ``faces.json`` to.

    Returns:
        Usable faces, one a (family, style), in order of family and style.
    """
    cache.mkdir(parents=True, exist_ok=True)
    found: dict[tuple[str, str], Face] = {}
    for path in sorted(path for folder in folders for path in folder.rglob("*") if _is_wanted(path)):
        face = inspect_face(path, cache)
        if face is not None:
            found.setdefault((face.family, face.style), face)
    faces = [found[key] for key in sorted(found)]
    (cache / "faces.json").write_text(json.dumps([asdict(face) for face in faces]), encoding="utf-8")
    return faces


def load_faces(cache: Path) -> list[Face]:
    """Read the index that ``find_faces`` left in its cache folder."""
    return [Face(**entry) for entry in json.loads((cache / "faces.json").read_text(encoding="utf-8"))]


def split_faces(faces: Sequence[Face], one_in: int = 12) -> tuple[list[Face], list[Face]]:
    """Part faces by family into (training, held out): about one family in ``one_in`` is held out."""
    training: list[Face] = []
    held: list[Face] = []
    for face in faces:
        (held if zlib.crc32(face.family.encode()) % one_in == HELD_OUT else training).append(face)
    return training, held


def inspect_face(path: Path, cache: Path) -> Face | None:
    """Measure one font file; None where lines drawn with it would be wrong or unreadable."""
    tables = import_optional("fontTools.ttLib")
    with path.open("rb") as stream:
        try:
            font = tables.TTFont(stream, lazy=True)
            cmap = font.getBestCmap() or {}
            family, style = _names(font, path)
            if not all(ord(c) in cmap for c in NEEDED) or _is_unfit(family, path):
                return None
            drawn = path if path.suffix != ".woff2" else _unpack(font, path, cache)
            return _measure(drawn, family, style, _kind(font, family, path), cmap)
        except (tables.TTLibError, OSError, AssertionError, KeyError, ValueError):
            return None  # a damaged or unusual file: there are enough others


def _is_unfit(family: str, path: Path) -> bool:
    """Whether the name tells of initials, symbols or a display face no page is set in."""
    words = set(family.split()) | set(path.stem.lower().replace("_", "-").split("-"))
    return any(word in words or (len(word) > 3 and word in path.stem.lower()) for word in _UNFIT_WORDS)


def _measure(path: Path, family: str, style: str, kind: FaceKind, cmap: dict[int, str]) -> Face | None:
    font = ImageFont.truetype(str(path), MEASURING_SIZE, layout_engine=ImageFont.Layout.BASIC)
    missing = _bitmap(font, "\uffff")
    wanted = [c for c in LATIN[1:] + LONG_S + LIGATURES if ord(c) in cmap]
    characters = "".join(c for c in wanted if _is_drawn(font, c, missing))
    if not all(c in characters for c in NEEDED) or _same(_bitmap(font, "b"), _bitmap(font, "B")):
        return None
    if sum(_is_scaled(_bitmap(font, c), _bitmap(font, c.upper())) for c in "aegr") >= 2:
        return None  # small capitals stand in for the lower case
    x_height = -font.getbbox("x", anchor="ls")[1] / MEASURING_SIZE
    cap_height = -font.getbbox("H", anchor="ls")[1] / MEASURING_SIZE
    if not (0.15 < x_height < 0.8 and 1.1 < cap_height / x_height < 2.6):
        return None
    return Face(str(path), family, style, kind, x_height, cap_height, characters)


def _is_wanted(path: Path) -> bool:
    if path.suffix.lower() not in _SUFFIXES:
        return False
    if path.suffix != ".woff2":
        return True
    parts = path.stem.split("-")
    return "latin" in parts and "ext" not in parts and parts[-2] in ("400", "700")


def _names(font: Any, path: Path) -> tuple[str, str]:
    """The family and the style, folded so that two makers' files of one design agree."""
    table = font["name"]
    name = str(table.getDebugName(16) or table.getDebugName(1) or path.stem)
    words = [word for word in name.lower().replace("-", " ").split() if word not in _NAME_NOISE]
    style = str(table.getDebugName(17) or table.getDebugName(2) or "regular").lower()
    if path.suffix == ".woff2":
        _, weight, slope = path.stem.rsplit("-", 2)
        style = (
            " ".join(filter(None, ["bold" * (weight == "700"), "italic" * (slope == "italic")])) or "regular"
        )
    family = " ".join(words).replace("adf", "").strip() or path.stem.lower()
    return _SAME_DESIGN.get(family, family), style.replace("oblique", "italic").replace("roman", "regular")


def _kind(font: Any, family: str, path: Path) -> FaceKind:
    if any(word in family or word in path.stem.lower() for word in _HAND_WORDS if len(word) > 3):
        return "hand"
    if family in _TYPEWRITER:
        return "type"
    widths = {font["hmtx"][font.getBestCmap()[ord(c)]][0] for c in "ilmMW.0"}
    return "type" if len(widths) == 1 else "print"


def _unpack(font: Any, path: Path, cache: Path) -> Path:
    target = cache / f"{path.stem}.ttf"
    if not target.exists():
        font.flavor = None
        font.save(target)
    return target


def _bitmap(font: ImageFont.FreeTypeFont, text: str) -> Gray:
    mask = font.getmask(text)
    return np.array(list(mask), dtype=np.uint8).reshape(mask.size[::-1])


def _same(one: Gray, other: Gray) -> bool:
    return one.shape == other.shape and bool(np.abs(one.astype(int) - other).mean() < 4.0)


def _is_scaled(one: Gray, other: Gray) -> bool:
    """Whether two bitmaps, brought to one size, show nearly the same shape."""
    size = (32, 32)
    a, b = (np.asarray(Image.fromarray(each).resize(size), dtype=int) for each in (one, other))
    return bool(np.abs(a - b).mean() < SCALED_ALIKE)


def _is_drawn(font: ImageFont.FreeTypeFont, character: str, missing: Gray) -> bool:
    drawn = _bitmap(font, character)
    return bool(drawn.any()) and not _same(drawn, missing)
