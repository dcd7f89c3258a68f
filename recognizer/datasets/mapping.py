"""Which character a class is: mapping files, and names of folders that stand for characters.

Three kinds of mapping file are read:

- EMNIST's ``*-mapping.txt``: a class number and the character's code, or several codes where small
  and large letters were joined into one class (the first then stands for all);
- a table with the columns ``folder`` (or ``class``) and ``label``;
- the same with the character's code point, ``U+002F``, for a label.

A folder that no table names is read by its own name: one character (``a``), a code point
(``U+002F``), ``upper_A`` or ``A_`` and ``lower_a`` for file systems that cannot tell them apart, ``digit_7``,
a name of ``NAMES`` (``slash``, ``colon``) or a Unicode name with underscores
(``latin_small_letter_e_with_acute``).
"""

from __future__ import annotations

import csv
import re
import unicodedata
from pathlib import Path

from recognizer.datasets.samples import clean_label
from recognizer.types import DatasetError

CLASSES_FILE = "classes.csv"
NAMES = {
    "ampersand": "&",
    "apostrophe": "'",
    "asterisk": "*",
    "at": "@",
    "backslash": "\\",
    "backtick": "`",
    "bar": "|",
    "brace_close": "}",
    "brace_open": "{",
    "bracket_close": "]",
    "bracket_open": "[",
    "caret": "^",
    "colon": ":",
    "comma": ",",
    "dollar": "$",
    "dot": ".",
    "equals": "=",
    "exclamation": "!",
    "greater": ">",
    "hash": "#",
    "hyphen": "-",
    "less": "<",
    "minus": "-",
    "paren_close": ")",
    "paren_open": "(",
    "percent": "%",
    "period": ".",
    "pipe": "|",
    "plus": "+",
    "question": "?",
    "quote": '"',
    "semicolon": ";",
    "slash": "/",
    "star": "*",
    "tilde": "~",
    "underscore": "_",
}
_CODE_POINT = re.compile(r"U\+([0-9A-Fa-f]{4,6})")
_CASED = re.compile(r"(upper|lower|digit)_(.)", re.IGNORECASE)


def read_mapping(path: Path) -> dict[str, str]:
    """Class -> character of a mapping file; where classes join several characters, the first.

    Raises:
        DatasetError: the file cannot be read, or a line of it says nothing that is understood.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise DatasetError(f"{path}: the mapping cannot be read ({error})") from error
    lines = [line for line in text.splitlines() if line.strip()]
    if not lines:
        raise DatasetError(f"{path}: the mapping is empty")
    if re.fullmatch(r"\s*\d+(\s+\d+)+\s*", lines[0]):
        return {line.split()[0]: _of_codes(path, line) for line in lines}
    return _read_table(path, lines)


def folder_label(name: str) -> str:
    """The character that a folder's name stands for; empty where it stands for none."""
    code = _CODE_POINT.fullmatch(name)
    if code is not None:
        return _of_code_point(int(code[1], 16))
    cased = _CASED.fullmatch(name)
    if cased is not None:
        letter = cased[2].upper() if cased[1].lower() == "upper" else cased[2].lower()
        return clean_label(letter)
    if len(name) == 2 and name.endswith("_"):
        return clean_label(name[0])
    if name.lower() in NAMES:
        return NAMES[name.lower()]
    if len(name) > 2:
        try:
            return clean_label(unicodedata.lookup(name.replace("_", " ")))
        except KeyError:
            return ""
    return clean_label(name)


def _read_table(path: Path, lines: list[str]) -> dict[str, str]:
    rows = csv.DictReader(lines)
    names = rows.fieldnames or []
    key = next((name for name in ("folder", "class") if name in names), None)
    if key is None or "label" not in names:
        raise DatasetError(f"{path}: a mapping needs the columns folder and label, or EMNIST's numbers")
    found: dict[str, str] = {}
    for row in rows:
        said = row["label"] or ""
        code = _CODE_POINT.fullmatch(said.strip())
        label = _of_code_point(int(code[1], 16)) if code else clean_label(said)
        if not label:
            raise DatasetError(f"{path}, line {rows.line_num}: the label {said!r} is not one character")
        found[str(row[key])] = label
    return found


def _of_codes(path: Path, line: str) -> str:
    """The first of the characters that a line of numbers names after the class."""
    try:
        label = _of_code_point(int(line.split()[1]))
    except (IndexError, ValueError):
        label = ""
    if not label:
        raise DatasetError(f"{path}: the line {line.strip()!r} names no character")
    return label


def _of_code_point(code: int) -> str:
    return clean_label(chr(code)) if code <= 0x10FFFF and not 0xD800 <= code < 0xE000 else ""
