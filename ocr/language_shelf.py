"""The language models that a page may be read with: each page finds its own by score."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from ocr.language import LanguageModel, load_language_model
from ocr.user_words import FavouredWords

LEAST_SAMPLE = 40  # letters that a page must hold for its language to be told
MOST_SAMPLE = 500  # characters of a page that are scored
LEAST_GAIN = 0.05  # bits a character by which a language must explain a page better than the fall-back does


@dataclass(frozen=True, slots=True, eq=False)
class LanguageShelf:
    """Language models, loaded when they are first wanted and then kept.

    Args:
        paths: file of every model, by name.
        fallback: name of the one for pages that no other fits or that hold too little text.
        words: words of the user's, made likelier in all of them; or None.
    """

    paths: Mapping[str, Path]
    fallback: str
    words: FavouredWords | None = None
    _loaded: dict[str, LanguageModel] = field(default_factory=dict)

    def choose(self, text: str) -> LanguageModel:
        """The model under which a page's text, read without one, is most probable.

        Only a sample of the text is scored, taken from all over the page.

        Raises:
            MissingModelError: a model's file is missing or damaged.
        """
        return self.load(self.name_language(text))

    def name_language(self, text: str) -> str:
        """Name of the model that ``choose`` takes."""
        sample = take_sample(text)
        if sum(character.isalpha() for character in sample) < LEAST_SAMPLE:
            return self.fallback
        bits = {name: self.load(name).bits_per_character(sample) for name in self.paths}
        best = min(bits, key=lambda name: bits[name])
        return best if bits[best] + LEAST_GAIN < bits[self.fallback] else self.fallback

    def load(self, name: str) -> LanguageModel:
        """A model by its name."""
        if name not in self._loaded:
            model = load_language_model(self.paths[name])
            self._loaded[name] = replace(model, words=self.words)
        return self._loaded[name]


def take_sample(text: str) -> str:
    """At most MOST_SAMPLE characters of a text: whole lines, evenly from all over it.

    Example:
        >>> take_sample("short text")
        'short text'
    """
    lines = [line for line in text.splitlines() if line]
    step = max(1, -(-len(text) // MOST_SAMPLE))
    return " ".join(lines[::step])[:MOST_SAMPLE]
