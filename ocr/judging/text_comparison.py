"""Two runs over the same pages, without their truth -> how much their texts differ, page by page."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from rapidfuzz.distance import Levenshtein

from ocr.bootstrap import bootstrap_rate
from ocr.comparison import ScoringSettings, normalize_text, unify_clusters
from ocr.errors import UsageError
from ocr.evaluation import find_texts, read_text
from ocr.judging.run_comparison import check_folders

_PAGE = re.compile(r"(.+)-\d{4,}")


@dataclass(frozen=True, slots=True)
class DifferingPage:
    """A page as two runs read it.

    Args:
        name: relative path without suffix.
        characters: grapheme clusters of the longer text.
        edits: insertions, deletions and substitutions that make the one the other.
    """

    name: str
    characters: int
    edits: int

    @property
    def share(self) -> float:
        """Edits a character of the longer text, 0..1."""
        return self.edits / max(self.characters, 1)


@dataclass(frozen=True, slots=True)
class TextComparison:
    """How much the texts of two runs differ.

    Args:
        pages: those that both have, by name.
        left_out: how many only the first has, and only the second.
    """

    pages: tuple[DifferingPage, ...]
    left_out: tuple[int, int]

    @property
    def share(self) -> float:
        """Edits a character of the longer texts, all pages together."""
        return sum(page.edits for page in self.pages) / max(sum(page.characters for page in self.pages), 1)

    @property
    def interval(self) -> tuple[float, float] | None:
        """The share's 95 % interval by a bootstrap over pages; None for a single page."""
        if len(self.pages) < 2:
            return None
        return bootstrap_rate([one.edits for one in self.pages], [one.characters for one in self.pages])

    @property
    def most_different(self) -> list[DifferingPage]:
        """The pages that differ, those with the most edits a character first."""
        return sorted((one for one in self.pages if one.edits), key=lambda one: (-one.share, one.name))


def compare_texts(first: Path, second: Path, settings: ScoringSettings | None = None) -> TextComparison:
    """Compare the texts of two folders, on the names that both have.

    Args:
        first: output folder of a run.
        second: of another over the same pages.
        settings: what is forgiven; nothing by default.

    Raises:
        UsageError: a folder does not exist, or no text is in both.
        InputError: a text is not UTF-8.
    """
    chosen = settings or ScoringSettings()
    check_folders(first, second)
    names = [set(find_single_pages(find_texts(folder))) for folder in (first, second)]
    common = sorted(names[0] & names[1], key=lambda name: name.split("/"))
    if not common:
        raise UsageError(
            f"'{first}' and '{second}' have no page in common: "
            f"the one has {len(names[0])} texts, the other {len(names[1])}"
        )
    pages = tuple(_compare_page(name, first, second, chosen) for name in common)
    return TextComparison(pages, (len(names[0] - names[1]), len(names[1] - names[0])))


def find_single_pages(names: Iterable[str]) -> list[str]:
    """The names without those of documents whose pages are among them one by one (``b`` beside ``b-0001``).

    Example:
        >>> find_single_pages(["a", "b", "b-0001", "b-0002"])
        ['a', 'b-0001', 'b-0002']
    """
    every = list(names)
    joined = {match[1] for name in every if (match := _PAGE.fullmatch(name))}
    return [name for name in every if name not in joined]


def _compare_page(name: str, first: Path, second: Path, settings: ScoringSettings) -> DifferingPage:
    a, b = unify_clusters(
        *(normalize_text(read_text(folder / f"{name}.txt"), settings) for folder in (first, second))
    )
    return DifferingPage(name, max(len(a), len(b)), Levenshtein.distance(a, b))
