"""Index <-> character, the blank and the space, in one place.

The alphabet holds all printable ASCII, typographic signs and the accented Latin letters of ten
languages (English, German, French, Spanish, Italian, Portuguese, Dutch, Danish, Norwegian and
Swedish) in both cases. Text is NFC; the long s is read as s and ligatures as their letters.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

BLANK = 0  # the class index of "no character here"
SPACE = 1  # the class index of the space between words
UNREAD = "\ufffd"  # in the text of a training line: ink that is to be left unread, one for each character

ASCII = "".join(chr(code) for code in range(0x21, 0x7F))
TYPOGRAPHIC = "‘’“”‚„–—…•"
SIGNS = "£€§°©®½¼¾«»¡¿"
ACCENTED = "ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÕÖØÙÚÛÜÝŒŸàáâãäåæçèéêëìíîïñòóôõöøùúûüýœÿß"
LATIN = " " + ASCII + TYPOGRAPHIC + SIGNS + ACCENTED

_FOLDED = str.maketrans(
    {
        "ſ": "s",
        "ﬀ": "ff",
        "ﬁ": "fi",
        "ﬂ": "fl",
        "ﬃ": "ffi",
        "ﬄ": "ffl",
        "ﬅ": "st",
        "ﬆ": "st",
        "\u00a0": " ",
        "\u2009": " ",
        "\u202f": " ",
        "\u00ad": "",
        "‑": "-",
        "‐": "-",
        "−": "-",
        "‒": "–",
        "―": "—",
        "‛": "‘",
        "‟": "“",
        "ĳ": "ij",
        "Ĳ": "IJ",
        "·": "•",
    }
)


@dataclass(frozen=True, slots=True)
class Charset:
    """The characters a recogniser knows; class 0 is blank, class i is ``characters[i - 1]``.

    Args:
        characters: distinct NFC code points; the first is the space.

    Raises:
        ValueError: a character stands twice, or the space is not the first.

    Example:
        >>> Charset(" ab").encode("ab a")
        [2, 3, 1, 2]
    """

    characters: str = LATIN

    def __post_init__(self) -> None:
        """Refuse an alphabet that is no bijection."""
        if len(set(self.characters)) != len(self.characters):
            raise ValueError("a charset names each character once")
        if not self.characters.startswith(" "):
            raise ValueError("a charset starts with the space")

    @property
    def classes(self) -> int:
        """Number of classes, the blank included."""
        return len(self.characters) + 1

    def character(self, index: int) -> str:
        """The character of a class; the empty string for the blank."""
        return "" if index == BLANK else self.characters[index - 1]

    def encode(self, text: str) -> list[int]:
        """Class indices of normalised text.

        Raises:
            ValueError: a character is not in the charset.
        """
        indices = []
        for character in text:
            at = self.characters.find(character)
            if at < 0:
                raise ValueError(f"{character!r} (U+{ord(character):04X}) is not in the charset")
            indices.append(at + 1)
        return indices

    def covers(self, text: str) -> bool:
        """Whether every character of the text is in the charset."""
        return all(character in self.characters for character in text)


def normalize_text(text: str) -> str:
    """Text as the recogniser writes it: NFC, ligatures and long s as letters, plain spaces."""
    return unicodedata.normalize("NFC", text).translate(_FOLDED)
