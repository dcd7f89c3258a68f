"""Words that a user expects: they become likelier to the language model, capitals and all.

A word is known by its beginning: from its third character on, what follows in the word is taken to be
as probable as it is among the user's words that begin so.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ocr.errors import UsageError
from recognizer.charset import Charset, normalize_text

BELIEF = 0.5  # part of the probability that goes to the user's words where one has begun
_BITS = 8  # a character's index in a packed n-gram, as in ocr.language
_SHORTEST, _LONGEST = 4, 6  # characters of the n-grams kept, the space before a word included


@dataclass(frozen=True, slots=True, eq=False)
class FavouredWords:
    """N-grams of the user's words.

    Args:
        keys: (n,) int64, packed, rising.
        values: (n,) float32 log-probabilities.
    """

    keys: NDArray[np.int64]
    values: NDArray[np.float32]

    def raise_scores(
        self, scores: NDArray[np.float32], states: NDArray[np.int64], indices: NDArray[np.int64]
    ) -> NDArray[np.float32]:
        """Log-probabilities of characters after states, not less than the user's words make them.

        Args:
            scores: the model's own.
            states: the model's states, the last characters' indices packed.
            indices: the characters'; same shape as the others.
        """
        if not len(self.keys):
            return scores
        for length in range(_SHORTEST, _LONGEST + 1):
            wanted = ((states & ((1 << (_BITS * (length - 1))) - 1)) << _BITS) | indices
            at = np.minimum(np.searchsorted(self.keys, wanted), len(self.keys) - 1)
            held = self.keys[at] == wanted
            scores = np.where(held, np.maximum(scores, self.values[at]), scores)
        return scores


def favour_words(words: Iterable[str], characters: str) -> FavouredWords:
    """What makes words likelier, their capitalised and all-capital forms too.

    Args:
        words: the words; digits are not told apart.
        characters: those that the model knows; character i has the index i + 1.
    """
    known = {character: index + 1 for index, character in enumerate(characters)}
    known.update(dict.fromkeys("123456789", known.get("0", 0)))
    counts: Counter[tuple[int, ...]] = Counter()
    for word in words:
        for form in {word, word[:1].upper() + word[1:], word.upper()}:
            counts.update(_grams([known.get(character, 0) for character in f" {form} "]))
    totals: Counter[tuple[int, ...]] = Counter()
    for gram, count in counts.items():
        totals[gram[:-1]] += count
    packed = {_pack(gram): np.log(BELIEF * count / totals[gram[:-1]]) for gram, count in counts.items()}
    keys = np.array(sorted(packed), dtype=np.int64)
    return FavouredWords(keys, np.array([packed[int(key)] for key in keys], dtype=np.float32))


def read_user_words(path: Path) -> tuple[str, ...]:
    """The words of a file, one a line; blank lines and the ends of lines do not count.

    Raises:
        UsageError: the file cannot be read, is not UTF-8 text, holds no word, more than one word on a line,
            or a character that no reader here knows.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise UsageError(
            f"{path}: cannot be read ({error.strerror or error}); name a list of words"
        ) from error
    except UnicodeDecodeError as error:
        raise UsageError(f"{path}: is not UTF-8 text; save the list of words as UTF-8") from error
    charset, words = Charset(), []
    for number, line in enumerate(text.splitlines(), start=1):
        word = normalize_text(line).strip()
        if " " in word or "\t" in word:
            raise UsageError(f"{path}, line {number}: {word[:40]!r} is not one word; write one word a line")
        if not charset.covers(word):
            unknown = next(character for character in word if not charset.covers(character))
            raise UsageError(f"{path}, line {number}: {unknown!r} is none of the characters that can be read")
        if word:
            words.append(word)
    if not words:
        raise UsageError(f"{path}: holds no word; write one word a line")
    return tuple(dict.fromkeys(words))


def _grams(indices: list[int]) -> Iterable[tuple[int, ...]]:
    """N-grams that know a place in a word: from its beginning, or as long as a state remembers."""
    for end in range(_SHORTEST, len(indices) + 1):
        yield tuple(indices[max(0, end - _LONGEST) : end])


def _pack(gram: tuple[int, ...]) -> int:
    """Indices as one number, eight bits each, the last lowest."""
    packed = 0
    for index in gram:
        packed = (packed << _BITS) | index
    return packed
