"""Which characters may be read: a set written like ``0-9.,``, and what it leaves of a reading."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ocr.errors import UsageError
from recognizer.charset import BLANK, SPACE, Charset, normalize_text

LEAST_CHANCE = 1e-9  # of all that is allowed together: with less, nothing is read


def parse_characters(wanted: str, charset: Charset | None = None) -> str:
    """The characters that a set names, in the charset's order, without the space.

    A hyphen between two characters is a range of code points; at either end it is a hyphen.

    Raises:
        UsageError: a range runs backwards, or the charset has none of the characters.

    Example:
        >>> parse_characters("3-5.,")
        ',.345'
    """
    charset = charset or Charset()
    text = normalize_text(wanted)
    named: set[str] = set()
    at = 0
    while at < len(text):
        if at + 2 < len(text) and text[at + 1] == "-":
            first, last = text[at], text[at + 2]
            if first > last:
                raise UsageError(f"characters {wanted!r}: the range {first}-{last} runs backwards")
            named.update(map(chr, range(ord(first), ord(last) + 1)))
            at += 3
        else:
            named.add(text[at])
            at += 1
    allowed = "".join(character for character in charset.characters[1:] if character in named)
    if not allowed:
        raise UsageError(f"characters {wanted!r}: none of them can be read; name some such as 0-9 or A-Z")
    return allowed


def restrict_probabilities(probabilities: NDArray[np.float32], charset: Charset, wanted: str) -> None:
    """Take from each frame what is not allowed, in place; the rest, blank and space share it.

    Args:
        probabilities: (frames, classes) float32 in 0..1.
        charset: names the classes.
        wanted: a set of characters as ``parse_characters`` reads it.

    Raises:
        UsageError: see ``parse_characters``.
    """
    kept = np.zeros(probabilities.shape[1], dtype=np.float32)
    kept[[BLANK, SPACE, *charset.encode(parse_characters(wanted, charset))]] = 1.0
    probabilities *= kept
    total = probabilities.sum(axis=1, keepdims=True)
    nothing = total[:, 0] < LEAST_CHANCE
    probabilities /= np.maximum(total, np.float32(LEAST_CHANCE))
    probabilities[nothing] = 0.0
    probabilities[nothing, BLANK] = 1.0
