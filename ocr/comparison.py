"""Two texts -> the form in which they are compared: what is forgiven, which characters there are, lines.

Characters are grapheme clusters of NFC text, so that an accent written with a code point of its own
counts as one character.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

import regex

_CLUSTER = regex.compile(r"\X")
_LINE_END_HYPHEN = regex.compile(r"(?<=\p{L})[-\u00ad\u2010][^\S\n]*\n[^\S\n]*(?=\p{L})")
_BROKEN_WORD = regex.compile(r"(?<=\p{L})[-\u00ad\u2010][^\S\n]*\n[^\S\n]*(\p{L}\S*)")
_LINE_BREAK = regex.compile(r"[\n\f\v\x1c-\x1e\x85\u2028\u2029]")
_DASHES = regex.compile("-{2,}")
_TO_ASCII = str.maketrans(
    {
        **dict.fromkeys("‘’‚‛′‹›", "'"),
        **dict.fromkeys("“”„‟″«»", '"'),
        **dict.fromkeys("‐‑‒–—―−", "-"),
        "…": "...",
    }
)
_PRIVATE = 0xF0000  # first of the code points that stand for clusters of several


@dataclass(frozen=True, slots=True)
class ScoringSettings:
    """What is forgiven when a text is compared with its truth.

    Args:
        ignore_case: capitals equal small letters.
        fold_punctuation: typographic quotes and dashes equal their ASCII relatives.
        join_hyphens: a word hyphenated at a line's end equals the whole word, on both sides.
    """

    ignore_case: bool = False
    fold_punctuation: bool = False
    join_hyphens: bool = False


def normalize_text(text: str, settings: ScoringSettings) -> str:
    """Bring a text to the form that is compared: NFC, white space collapsed, the rest as set."""
    normal = _compose(text)
    if settings.join_hyphens:
        normal = _LINE_END_HYPHEN.sub("", normal)
    return _fold(normal, settings)


def normalize_lines(text: str, settings: ScoringSettings) -> list[str]:
    r"""The lines of a text in the form that is compared; lines without text are left out.

    Where hyphens are joined, the rest of a broken word moves up into the line where it began. Joined by
    spaces, the lines are what ``normalize_text`` makes of the text, but for a word broken twice.

    Example:
        >>> normalize_lines("an  exam-\nple of\n\nit", ScoringSettings(join_hyphens=True))
        ['an example', 'of', 'it']
    """
    normal = _compose(text)
    if settings.join_hyphens:
        normal = _BROKEN_WORD.sub(r"\1\n", normal)
    lines = (_fold(line, settings) for line in _LINE_BREAK.split(normal))
    return [line for line in lines if line]


def unify_clusters(*texts: str) -> list[str]:
    r"""The texts with one code point a grapheme cluster, so that characters can be counted as such.

    Clusters of several code points, and NUL, are named by private code points, the same ones in all the
    texts given together; all others stay as they are.

    Example:
        >>> [len(text) for text in unify_clusters("q\u0301a", "qa")]
        [2, 2]
    """
    return name_clusters(*map(split_clusters, texts))


def split_clusters(text: str) -> list[str]:
    """The grapheme clusters of a text: what a reader takes for one character each."""
    return list(_CLUSTER.findall(text))


def name_clusters(*texts: Sequence[str]) -> list[str]:
    r"""Texts given as clusters, with one code point a cluster, as ``unify_clusters`` names them.

    Example:
        >>> name_clusters(["q\u0301", "a"], ["a"])[1]
        'a'
    """
    names: dict[str, str] = {}
    return [
        "".join(
            cluster if _is_plain(cluster) else names.setdefault(cluster, chr(_PRIVATE + len(names)))
            for cluster in clusters
        )
        for clusters in texts
    ]


def _is_plain(cluster: str) -> bool:
    return len(cluster) == 1 and "\0" < cluster < chr(_PRIVATE)


def _compose(text: str) -> str:
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))


def _fold(normal: str, settings: ScoringSettings) -> str:
    if settings.fold_punctuation:
        normal = _DASHES.sub("-", normal.translate(_TO_ASCII))
    if settings.ignore_case:
        normal = unicodedata.normalize("NFC", normal.casefold())
    return " ".join(normal.split())
