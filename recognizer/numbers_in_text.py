"""Which characters of a text a preset for numbers reads: figures and their signs, never those of words."""

from __future__ import annotations

import re

import numpy as np
from numpy.typing import NDArray

from recognizer.charset import UNREAD

_LOOSE = ".,-–/:+'#*=x"  # signs that belong to the word where they touch one, not to the number beside it
_WORD = re.compile(r"\S+")


def find_readable(text: str, characters: str) -> NDArray[np.bool_]:
    """What of a text is read by a charset that lacks the letters.

    All of a word (what stands between spaces) whose characters are known is read. Of a word with unknown
    characters only the stretches of known ones that hold a digit are, without such signs at their ends as
    may belong to the letters beside them: of ``No.12/b`` that is ``12``, of ``don't`` nothing.

    Args:
        text: normalised.
        characters: the charset's, the space among them.

    Returns:
        (len(text),) bool.

    Example:
        >>> text = "2 boxes No.12/b 3x4"
        >>> "".join(c for c, is_read in zip(text, find_readable(text, " 0123456789/.x")) if is_read)
        '2  12 3x4'
    """
    known = np.array([character in characters for character in text], dtype=np.bool_)
    for word in _WORD.finditer(text):
        start, end = word.span()
        if not known[start:end].all():
            known[start:end] = _read_of_word(text[start:end], known[start:end])
    return known


def mark_unread(text: str, characters: str) -> str:
    """A text of the same length with ``UNREAD`` for each character, spaces apart, that is not read."""
    readable = find_readable(text, characters).tolist()
    return "".join(c if read or c == " " else UNREAD for c, read in zip(text, readable, strict=True))


def keep_readable(text: str, characters: str) -> str:
    """The part of a text that ``find_readable`` says is read, with single spaces between its words."""
    readable = find_readable(text, characters).tolist()
    return " ".join("".join(c for c, read in zip(text, readable, strict=True) if read).split())


def _read_of_word(word: str, known: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """What is read of a word with unknown characters."""
    read = np.zeros(len(word), dtype=np.bool_)
    for stretch in re.finditer("1+", "".join("1" if one else "0" for one in known)):
        start, end = stretch.span()
        while start < end and start > 0 and word[start] in _LOOSE:
            start += 1
        while start < end and end < len(word) and word[end - 1] in _LOOSE:
            end -= 1
        if any(character.isdigit() for character in word[start:end]):
            read[start:end] = True
    return read
