"""Texts read -> how much of the truth they got: CER, WER, order-free word F1, errors by cause.

Rates are micro averages: errors summed over pages, then divided by the truth's length.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from rapidfuzz.distance import Levenshtein

from ocr.comparison import ScoringSettings, normalize_text, unify_clusters
from ocr.error_causes import CAUSES, ErrorCauses, add_causes
from ocr.errors import InputError, UsageError
from ocr.page_causes import count_causes
from ocr.text import PAGE_SEPARATOR

__all__ = [
    "CAUSES",
    "ErrorCauses",
    "Evaluation",
    "Score",
    "ScoredPage",
    "ScoringSettings",
    "add_scores",
    "evaluate",
    "find_texts",
    "normalize_text",
    "read_text",
    "score_page",
    "score_text",
    "split_pages",
]

_SUFFIX = ".txt"


@dataclass(frozen=True, slots=True)
class Score:
    """Errors and the sizes they are measured against; scores add up.

    Args:
        pages: pages scored.
        missing: of these, pages that have no text.
        characters: grapheme clusters of the truth.
        character_errors: insertions, deletions and substitutions of clusters.
        words: words of the truth.
        word_errors: insertions, deletions and substitutions of words.
        read_words: words of the text read.
        shared_words: words that text and truth have in common, in any order, each as often as
            both have it.
        causes: the character errors by cause.
    """

    pages: int = 0
    missing: int = 0
    characters: int = 0
    character_errors: int = 0
    words: int = 0
    word_errors: int = 0
    read_words: int = 0
    shared_words: int = 0
    causes: ErrorCauses = field(default_factory=ErrorCauses)

    @property
    def cer(self) -> float:
        """Character errors a character of the truth; may exceed 1."""
        return _rate(self.character_errors, self.characters)

    @property
    def wer(self) -> float:
        """Word errors a word of the truth; may exceed 1."""
        return _rate(self.word_errors, self.words)

    @property
    def word_f1(self) -> float:
        """Harmonic mean of the shares of read and of true words that are shared, in [0, 1]."""
        both = self.words + self.read_words
        return 2 * self.shared_words / both if both else 1.0


@dataclass(frozen=True, slots=True)
class ScoredPage:
    """One truth's score.

    Args:
        name: relative path of the text, without suffix, with ``/``.
        set_name: the first folder of the name; empty for a text that lies in none.
        score: of this page alone.
        parts: of a document whose text and truth have as many pages, parted by form feeds: the scores of
            these pages, without causes.
    """

    name: str
    set_name: str
    score: Score
    parts: tuple[Score, ...] = ()

    @property
    def units(self) -> tuple[Score, ...]:
        """The scores of single pages: what is drawn anew for an interval."""
        return self.parts or (self.score,)


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Scores of all pages, in the order of their names."""

    pages: tuple[ScoredPage, ...]

    @property
    def total(self) -> Score:
        """The pages' sum."""
        return add_scores(page.score for page in self.pages)

    @property
    def sets(self) -> dict[str, Score]:
        """The sum of every set."""
        names = dict.fromkeys(page.set_name for page in self.pages)
        return {name: add_scores(p.score for p in self.pages if p.set_name == name) for name in names}

    def units(self, set_name: str | None = None) -> list[Score]:
        """The scores of single pages, of one set or of all."""
        chosen = (page for page in self.pages if set_name is None or page.set_name == set_name)
        return [unit for page in chosen for unit in page.units]


def evaluate(out: Path, truth: Path, settings: ScoringSettings | None = None) -> Evaluation:
    """Score every text of the truth folder against the text of the same relative name.

    A truth without a text counts as wholly missed; a text without a truth is not scored.

    Args:
        out: folder of texts read, as a batch writes it.
        truth: folder of ``NAME.txt``, hidden files and folders left out.
        settings: what is forgiven; nothing by default.

    Raises:
        UsageError: a folder does not exist, or there is no truth in it.
        InputError: a text is not UTF-8.
    """
    for folder in (out, truth):
        if not folder.is_dir():
            raise UsageError(f"'{folder}' is no folder: name the output folder and the folder of true texts")
    names = find_texts(truth)
    if not names:
        raise UsageError(f"no text in '{truth}': the truth of NAME is expected as NAME{_SUFFIX}")
    return Evaluation(tuple(score_page(name, out, truth, settings) for name in names))


def score_text(text: str, truth: str, settings: ScoringSettings | None = None) -> Score:
    """Score one text against its truth, both as they stand in their files.

    Example:
        >>> score_text("the cot", "the cat").character_errors
        1
    """
    chosen = settings or ScoringSettings()
    return replace(_count_errors(text, truth, chosen), causes=count_causes(text, truth, chosen))


def split_pages(text: str, truth: str) -> list[tuple[str, str]]:
    r"""The pages of a document's text beside their truth; one pair where the two differ in number.

    Example:
        >>> split_pages("a\fb", "A\fB")
        [('a', 'A'), ('b', 'B')]
    """
    read, wanted = (both.removesuffix(PAGE_SEPARATOR).split(PAGE_SEPARATOR) for both in (text, truth))
    return list(zip(read, wanted, strict=True)) if len(read) == len(wanted) else [(text, truth)]


def _count_errors(text: str, truth: str, settings: ScoringSettings) -> Score:
    read, wanted = normalize_text(text, settings), normalize_text(truth, settings)
    read_clusters, wanted_clusters = unify_clusters(read, wanted)
    read_words, wanted_words = read.split(), wanted.split()
    return Score(
        pages=1,
        characters=len(wanted_clusters),
        character_errors=Levenshtein.distance(read_clusters, wanted_clusters),
        words=len(wanted_words),
        word_errors=Levenshtein.distance(read_words, wanted_words),
        read_words=len(read_words),
        shared_words=(Counter(read_words) & Counter(wanted_words)).total(),
    )


def add_scores(scores: Iterable[Score]) -> Score:
    """The sum of scores."""
    rows: Sequence[Score] = tuple(scores)
    return Score(
        pages=sum(row.pages for row in rows),
        missing=sum(row.missing for row in rows),
        characters=sum(row.characters for row in rows),
        character_errors=sum(row.character_errors for row in rows),
        words=sum(row.words for row in rows),
        word_errors=sum(row.word_errors for row in rows),
        read_words=sum(row.read_words for row in rows),
        shared_words=sum(row.shared_words for row in rows),
        causes=add_causes(row.causes for row in rows),
    )


def find_texts(folder: Path) -> list[str]:
    """Relative paths, without suffix and with ``/``, of all texts in a folder; hidden ones are left out."""
    found = []
    for parent, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        texts = [name for name in files if name.endswith(_SUFFIX) and not name.startswith(".")]
        found += [(Path(parent, name).relative_to(folder)).as_posix() for name in texts]
    return sorted((name.removesuffix(_SUFFIX) for name in found), key=lambda name: name.split("/"))


def score_page(
    name: str, out: Path, truth: Path, settings: ScoringSettings | None = None, causes: bool = True
) -> ScoredPage:
    """Score the text of one name; one that is missing is wholly missed.

    Args:
        name: relative path without suffix, with ``/``.
        out: folder of texts read.
        truth: folder that has the true one.
        settings: what is forgiven; nothing by default.
        causes: whether errors are told by cause, which takes most of the time.

    Raises:
        InputError: a text is not UTF-8.
    """
    settings = settings or ScoringSettings()
    wanted = read_text(truth / f"{name}{_SUFFIX}")
    path = out / f"{name}{_SUFFIX}"
    missing = not path.is_file()
    text = "" if missing else read_text(path)
    score = (score_text if causes else _count_errors)(text, wanted, settings)
    score = replace(score, missing=int(missing))
    pages = split_pages(text, wanted)
    parts = tuple(_count_errors(*pair, settings) for pair in pages) if len(pages) > 1 else ()
    set_name, _, rest = name.partition("/")
    return ScoredPage(name, set_name if rest else "", score, parts)


def read_text(path: Path) -> str:
    """A text file without its byte order mark.

    Raises:
        InputError: it is not UTF-8.
    """
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"'{path}' is not UTF-8 text: convert it, or leave it out") from error


def _rate(errors: int, size: int) -> float:
    return errors / size if size else float(errors > 0)
