"""Scores of pages -> how sure their rates together are: intervals when pages are drawn anew."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ocr.bootstrap import bootstrap_rate
from ocr.evaluation import Score


@dataclass(frozen=True, slots=True)
class Intervals:
    """95 % intervals of rates, by a bootstrap over pages: their ends in 0..1 (CER and WER may exceed it)."""

    cer: tuple[float, float]
    wer: tuple[float, float]
    word_f1: tuple[float, float]


def find_intervals(units: Sequence[Score]) -> Intervals | None:
    """How sure the rates of pages together are; None for a single page, which says nothing of others.

    Args:
        units: scores of single pages.
    """
    if len(units) < 2:
        return None
    characters, words = [one.characters for one in units], [one.words for one in units]
    both = [one.words + one.read_words for one in units]
    return Intervals(
        bootstrap_rate([one.character_errors for one in units], characters),
        bootstrap_rate([one.word_errors for one in units], words),
        bootstrap_rate([2 * one.shared_words for one in units], both),
    )
