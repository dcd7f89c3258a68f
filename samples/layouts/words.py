"""Sentences, headings, names and figures without end, put together by chance from parts written for them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

VOWELS = "aeiouy"
LEAST_PART = 3  # letters on either side of a hyphen


def _split(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.replace("\n", " ").split(";"))


_WHO = _split("""
    the miller; her brother; an old sailor; the new clerk; our neighbour; the widow Marsh;
    a stranger from the coast; the harbour master; one of the twins; the gardener; Mr. Quill;
    the youngest of the carters; the doctor; a boy of twelve; the keeper of the bridge; Aunt Vera
""")
_DID = _split("""
    carried; counted; mended; lost; sold; described; painted; hid; weighed; borrowed; bought; found;
    remembered; praised; measured; wrapped; forgot; returned; examined
""")
_WHAT = _split("""
    a basket of pears; the brass lamp; seven letters; the broken clock; a map of the river;
    two sacks of barley; the parish ledger; a box of candles; his father's boots; the last kettle;
    a quarter of the harvest; the iron key; some bottles of ink; a coil of rope; the red umbrella;
    an empty birdcage; a very good saddle; the price of timber; five yards of cloth; the green door
""")
_WHERE = _split("""
    behind the mill; at the market in Dunmoor; under the stairs; near the old quarry; in the attic;
    by the western gate; on the road to Hexley; across the valley; beside the forge; at the ferry;
    in front of the town hall; among the reeds; beyond the orchard; along the canal; in the cellar
""")
_WHEN = _split("""
    before breakfast; on the ninth of May; after the great storm; in the dry summer of 1874; at noon;
    when the bells had stopped; while the kettle boiled; without saying a word; for the third time;
    as soon as the ice was gone; during the long winter; every other Thursday; long after midnight
""")
_LINKS = _split("""
    and; but; so that; although; because; until; while; for
""")
_TOPICS = _split("""
    The Ferry; Of Weights; A Late Frost; The Upper Meadow; Market Days; On Mending Clocks;
    The Empty House; Rain at Last; Two Letters; The Bridge Toll; News from Hexley; Old Ropes;
    Barley and Oats; The Quarry Road; Lamps and Oil; A Quiet Year; The Saddler; Winter Stores
""")
_THINGS = _split("""
    Candles; Lamp oil; Rope, coil; Nails, box; Barley; Oat flour; Soap; Kettle; Twine; Paint, red;
    Brushes; Ink, bottle; Ledger; Saddle; Horseshoes; Tallow; Cloth; Timber; Bricks; Lime; Hay; Pears;
    Honey; Salt; Vinegar; Buttons; Thread; Glass; Putty
""")
_FIRST = _split("""
    Anna; Peter; Ruth; Samuel; Clara; Hugh; Edith; Martin; Vera; Oliver; Joan
""")
_LAST = _split("""
    Marsh; Quill; Holloway; Dunn; Barley; Thorne; Whitcombe; Penhallow; Vance; Orme
""")
_TOWNS = _split("""
    Dunmoor; Hexley; Ludlow; St. Oran; Ashbourne; Clee Hill; Milborough; Wexcombe
""")


class Words:
    """Text by chance; the same source of chance gives the same text."""

    def __init__(self, random: np.random.Generator) -> None:
        self._random = random

    def pick(self, choices: Sequence[str]) -> str:
        """One of several."""
        return choices[int(self._random.integers(len(choices)))]

    def number(self, low: int, high: int) -> int:
        """A whole number from ``low`` up to but without ``high``."""
        return int(self._random.integers(low, high))

    def sentence(self) -> str:
        """One sentence of one or two clauses."""
        parts = [self.pick(_WHO), self.pick(_DID), self.pick(_WHAT), self.pick(_WHERE)]
        if self._random.random() < 0.6:
            parts.append(self.pick(_WHEN))
        if self._random.random() < 0.5:
            parts[-1] += ","
            parts += [self.pick(_LINKS), self.pick(_WHO), self.pick(_DID), self.pick(_WHAT)]
        text = " ".join(parts)
        return text[0].upper() + text[1:] + "."

    def paragraph(self, sentences: int) -> str:
        """Sentences one after another."""
        return " ".join(self.sentence() for _ in range(sentences))

    def paragraphs(self, low: int = 2, high: int = 6) -> Iterator[str]:
        """Paragraphs of ``low`` to ``high`` sentences, without end."""
        while True:
            yield self.paragraph(self.number(low, high))

    def heading(self) -> str:
        """A few words."""
        return self.pick(_TOPICS)

    def thing(self) -> str:
        """Something with a price."""
        return self.pick(_THINGS)

    def things(self, count: int) -> list[str]:
        """Different things with prices."""
        order = self._random.permutation(len(_THINGS))[:count]
        return [_THINGS[int(at)] for at in order]

    def name(self) -> str:
        """A person's first and last name."""
        return f"{self.pick(_FIRST)} {self.pick(_LAST)}"

    def town(self) -> str:
        """A town's name."""
        return self.pick(_TOWNS)

    def price(self, high: int = 90) -> str:
        """An amount with two decimals."""
        return f"{self.number(1, high)}.{self.number(0, 100):02d}"


def hyphenate(word: str) -> list[int]:
    """Where a word may break: before a consonant that a vowel follows, with letters enough on both sides.

    Example:
        >>> hyphenate("barley"), hyphenate("ink")
        ([3], [])
    """
    if not word.isalpha():
        return []
    small = word.lower()
    return [
        at
        for at in range(LEAST_PART, len(word) - LEAST_PART + 1)
        if small[at] not in VOWELS and small[at + 1] in VOWELS and any(c in VOWELS for c in small[:at])
    ]
