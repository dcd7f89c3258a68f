"""Lines of a text -> one running text in the form that is compared, which knows each character's line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from ocr.comparison import ScoringSettings, normalize_text, split_clusters
from ocr.judging.documents import ReadLine

_HYPHENS = "-\u00ad\u2010"

Token = tuple[str, float]  # a cluster as compared, and its confidence or NaN


@dataclass(frozen=True, slots=True, eq=False)
class RunningText:
    """A text as it is compared: spaces single, lines joined by one, or by none in a broken word.

    Args:
        clusters: the characters, grapheme clusters.
        line: (n,) int64, the number of the line each stands in; a space between lines is the earlier's.
        confidence: (n,) float64, the least of the cluster's code points; NaN where there is none.
        joints: (n,) bool, whether it is a space that only parts two lines.
    """

    clusters: tuple[str, ...]
    line: NDArray[np.int64]
    confidence: NDArray[np.float64]
    joints: NDArray[np.bool_]

    def __len__(self) -> int:
        """Number of characters."""
        return len(self.clusters)

    def __post_init__(self) -> None:
        """Make the arrays read-only."""
        for array in (self.line, self.confidence, self.joints):
            array.setflags(write=False)


def run_lines(lines: Sequence[ReadLine], settings: ScoringSettings) -> RunningText:
    """Join lines to a running text; what is forgiven is folded away.

    Args:
        lines: in reading order; where hyphens are joined, one at a line's end goes if the very next line goes
            on with a letter.
        settings: what is forgiven.
    """
    found: list[tuple[str, int, float, bool]] = []  # cluster, line, confidence, whether it is a joint
    last, broken = -1, False
    for number, line in enumerate(lines):
        tokens = _strip(list(_tokens(line, settings)))
        if not tokens:
            continue
        if broken and last == number - 1 and tokens[0][0][0].isalpha():
            found.pop()
        elif last >= 0:
            found.append((" ", last, np.nan, True))
        found += [(cluster, number, confidence, False) for cluster, confidence in tokens]
        broken = settings.join_hyphens and _is_broken(tokens)
        last = number
    return RunningText(
        tuple(cluster for cluster, *_ in found),
        np.array([number for _, number, *_ in found], dtype=np.int64),
        np.array([confidence for _, _, confidence, _ in found], dtype=np.float64),
        np.array([is_joint for *_, is_joint in found], dtype=np.bool_),
    )


def _tokens(line: ReadLine, settings: ScoringSettings) -> Iterator[Token]:
    """The clusters of a line in the form that is compared; runs of spaces and folded dashes are one."""
    before, at = " ", 0
    for cluster in split_clusters(line.text):
        known = [one for one in line.confidences[at : at + len(cluster)] if one is not None]
        at += len(cluster)
        sure = min(known) if known else float("nan")
        for one in _fold(cluster, settings):
            if one == before and (one == " " or (one == "-" and settings.fold_punctuation)):
                continue
            before = one
            yield one, float("nan") if one == " " else sure


@lru_cache(maxsize=4096)
def _fold(cluster: str, settings: ScoringSettings) -> tuple[str, ...]:
    """A cluster as it is compared: a space, or one cluster or several."""
    return (" ",) if not cluster.strip() else tuple(split_clusters(normalize_text(cluster, settings)))


def _strip(tokens: list[Token]) -> list[Token]:
    return tokens[:-1] if tokens and tokens[-1][0] == " " else tokens


def _is_broken(tokens: Sequence[Token]) -> bool:
    return len(tokens) > 1 and tokens[-1][0] in _HYPHENS and tokens[-2][0][-1].isalpha()
