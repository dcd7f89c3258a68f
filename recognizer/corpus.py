"""Lines of realistic text in ten languages to draw, with every character of the charset often enough."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np

from recognizer.charset import ACCENTED, ASCII, LATIN, SIGNS, TYPOGRAPHIC, normalize_text
from recognizer.corpus_sources import LANGUAGES
from recognizer.phrases import make_phrase, make_rare_token
from recognizer.types import DatasetError

ENGLISH_SHARE = 0.4
RARE = (
    ACCENTED
    + SIGNS
    + TYPOGRAPHIC
    + "".join(c for c in ASCII if not c.isalnum() and c not in ".,-'")
    + "QXZqxzjkJKVWYUw"
)
_PAIRS = (
    ("“", "”"),
    ("„", "“"),
    ("«", "»"),
    ("»", "«"),
    ("‘", "’"),
    ('"', '"'),
    ("„", "”"),
    ("”", "”"),
    ("‚", "‘"),
)
_HABITS = {
    "de": (1, 3, 5, 0),
    "fr": (2, 5, 0),
    "es": (2, 0, 5),
    "it": (2, 0, 5),
    "da": (3, 7, 0),
    "sv": (7, 5),
}


@dataclass(frozen=True, slots=True)
class TextSettings:
    """What lines of text look like.

    Args:
        shortest, longest: characters a line.
        prose: share of lines of running text; the rest are headings, rows, dates and the like.
        rare: share of lines that get words or signs holding rare characters.
        hyphenated: share of running lines that end within a word.
        foreign: share of running lines in which some words are exchanged for dictionary words.
    """

    shortest: int = 10
    longest: int = 90
    prose: float = 0.72
    rare: float = 0.25
    hyphenated: float = 0.15
    foreign: float = 0.4


class TextSource(Protocol):
    """What gives lines of text to draw."""

    def sample_line(self, rng: np.random.Generator, typed: bool = False, language: str | None = None) -> str:
        """One line, normalised and within the charset of all; see ``Corpus.sample_line``."""
        ...


class Corpus:
    """Texts and word lists by language, from which lines are sampled.

    Args:
        texts: running text by language; paragraphs parted by newlines.
        words: dictionary words by language.
        settings: what lines look like.

    Raises:
        DatasetError: there is no text.
    """

    def __init__(
        self, texts: Mapping[str, str], words: Mapping[str, list[str]], settings: TextSettings | None = None
    ) -> None:
        self.settings = settings or TextSettings()
        self._texts = {
            language: text for language, text in texts.items() if len(text) > self.settings.longest
        }
        if not self._texts:
            raise DatasetError("no text to draw lines of; gather texts first")
        self._words = {
            language: words.get(language) or _own_words(self._texts[language]) for language in self._texts
        }
        self._holders = _index_words(self._words)

    @property
    def languages(self) -> tuple[str, ...]:
        """Languages there is text in."""
        return tuple(self._texts)

    def sample_line(self, rng: np.random.Generator, typed: bool = False, language: str | None = None) -> str:
        """One line of text, normalised and within the charset.

        Args:
            rng: source of randomness.
            typed: as a typewriter has it: straight quotes, hyphens for dashes.
            language: one of ``languages``, else drawn: English at 40 %, the others alike.
        """
        language = language or self._choose_language(rng)
        length = int(rng.integers(self.settings.shortest, self.settings.longest + 1))
        if rng.random() < self.settings.prose:
            line = self._prose(rng, language, length)
        else:
            line = make_phrase(
                rng, lambda: self._word(rng, language), lambda n: self._slice(rng, language, n)
            )
        if rng.random() < self.settings.rare:
            line = self._with_rare(rng, line)
        line = _restyle(rng, line, language, typed)
        kept = "".join(character for character in normalize_text(line) if character in LATIN)
        return " ".join(kept.split())[: self.settings.longest].strip() or "—"

    def sample_words(self, rng: np.random.Generator, count: int, language: str = "en") -> list[str]:
        """Words of running text, in their order."""
        return self._slice(rng, language, count * 12).split()[:count]

    def _choose_language(self, rng: np.random.Generator) -> str:
        others = [language for language in self._texts if language != "en"]
        if "en" in self._texts and (not others or rng.random() < ENGLISH_SHARE):
            return "en"
        return others[int(rng.integers(len(others)))]

    def _word(self, rng: np.random.Generator, language: str) -> str:
        words = self._words[language]
        return words[int(rng.integers(len(words)))]

    def _slice(self, rng: np.random.Generator, language: str, length: int) -> str:
        text = self._texts[language]
        start = int(rng.integers(0, len(text) - length))
        piece = text[start : start + length + 24]
        piece = piece[re.search(r"\s|$", piece).end() :] if start else piece  # type: ignore[union-attr]
        first, _, rest = piece.partition("\n")
        return (first if len(first) >= 12 else rest.replace("\n", " "))[:length]

    def _prose(self, rng: np.random.Generator, language: str, length: int) -> str:
        line = self._slice(rng, language, length)
        if rng.random() < self.settings.hyphenated and line and line[-1].isalpha():
            line += "-"
        elif " " in line and len(line) == length:
            line = line.rsplit(" ", 1)[0]
        if rng.random() < self.settings.foreign:
            line = " ".join(
                _recased(self._word(rng, language), word) if word.isalpha() and rng.random() < 0.4 else word
                for word in line.split(" ")
            )
        draw = rng.random()
        if draw < 0.06:
            return line.upper()
        return " ".join(word.capitalize() for word in line.split(" ")) if draw < 0.09 else line

    def _with_rare(self, rng: np.random.Generator, line: str) -> str:
        words = line.split(" ")
        for _ in range(int(rng.integers(1, 4))):
            rare = RARE[int(rng.integers(len(RARE)))]
            holders = self._holders.get(rare.lower())
            token = holders[int(rng.integers(len(holders)))] if holders else ""
            if not token:
                token = make_rare_token(rng, rare, words[int(rng.integers(len(words)))])
            elif rare.isupper():
                token = (
                    token.upper()
                    if rng.random() < 0.6 or not token.startswith(rare.lower())
                    else token.capitalize()
                )
            words.insert(int(rng.integers(len(words) + 1)), token)
        return " ".join(words)


def load_corpus(folder: Path, settings: TextSettings | None = None) -> Corpus:
    """Read the texts and word lists that ``gather_texts`` wrote.

    Raises:
        DatasetError: the folder holds no text.
    """
    texts, words = {}, {}
    for language in LANGUAGES:
        path = folder / f"{language}.txt"
        if path.exists():
            texts[language] = path.read_text(encoding="utf-8")
            words[language] = (folder / f"{language}.words").read_text(encoding="utf-8").split("\n")
    return Corpus(texts, {language: [w for w in listed if w] for language, listed in words.items()}, settings)


def _restyle(rng: np.random.Generator, line: str, language: str, typed: bool) -> str:
    """Quotes, apostrophes and dashes in one of the styles printers use."""
    if typed:
        line = re.sub("[‘’‚]", "'", re.sub("[“”„]", '"', line)) if rng.random() < 0.9 else line
        line = line.replace("—", "--" if rng.random() < 0.5 else "-").replace("–", "-")
        return line.replace("…", "...")
    if rng.random() < 0.7:
        line = re.sub(r"(?<=\w)'(?=\w)", "’", line)
    if '"' in line and rng.random() < 0.85:
        habits = _HABITS.get(language, (0, 0, 0, 4, 5))
        at = habits[int(rng.integers(len(habits)))] if rng.random() < 0.8 else int(rng.integers(len(_PAIRS)))
        left, right = _PAIRS[at]
        line = re.sub(r'(^|(?<=[\s(\[—–-]))"', left, line).replace('"', right)
    dash = ("—", " — ", "--", "–", " – ", " - ")[int(rng.integers(6))]
    line = re.sub(r"\s+--?\s+|--", dash, line) if rng.random() < 0.7 else line
    return line.replace("...", "…") if rng.random() < 0.15 else line


def _recased(word: str, like: str) -> str:
    if like.isupper() and len(like) > 1:
        return word.upper()
    return word.capitalize() if like[:1].isupper() else word


def _own_words(text: str) -> list[str]:
    return sorted({word for word in text.split() if word.isalpha()}) or ["a"]


def _index_words(words: Mapping[str, list[str]]) -> dict[str, list[str]]:
    """Words by the rare letter they hold, at most some hundreds a letter and language."""
    holders: dict[str, list[str]] = defaultdict(list)
    letters = {c.lower() for c in RARE if c.isalpha()}
    for listed in words.values():
        step = max(1, len(listed) // 30_000)
        taken: dict[str, int] = defaultdict(int)
        for word in listed[::step]:
            for letter in letters.intersection(word.lower()):
                if taken[letter] < 400:
                    taken[letter] += 1
                    holders[letter].append(word)
    return dict(holders)
