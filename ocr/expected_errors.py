"""About how many characters of pages are wrong: what their calibrated confidences lack to certainty.

A confidence is the share of characters rated like this that are right, so that the doubts of a page sum to
the number of characters that were read and are not right: substituted or inserted. A letter that nobody read
has no confidence; it is not counted.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import ArrayLike

WORST_NAMED = 3  # pages that a summary names


class RatedPage(Protocol):
    """A page as a row of the run report tells of it."""

    @property
    def source(self) -> str:
        """The file."""

    @property
    def page_num(self) -> int | None:
        """From 1; None where the whole file failed."""

    @property
    def characters(self) -> int | None:
        """How many were read."""

    @property
    def expected_errors(self) -> float | None:
        """About how many of them are wrong."""


def expect_errors(confidences: ArrayLike) -> float:
    """About how many characters are wrong.

    Args:
        confidences: (n,) calibrated, in [0, 1].

    Example:
        >>> expect_errors([1.0, 0.75, 0.5])
        0.75
    """
    return float(np.sum(1.0 - np.asarray(confidences, dtype=np.float64)))


def describe_errors(pages: Sequence[RatedPage]) -> str:
    """What a run should tell at its end: how many characters are likely wrong, and where most of them are.

    Args:
        pages: in any order; those that failed, and pages without text, say nothing.

    Returns:
        A sentence; empty where nothing was read.
    """
    read = [
        (page.expected_errors, page.characters, page)
        for page in pages
        if page.characters and page.expected_errors is not None
    ]
    if not read:
        return ""
    total = sum(characters for _, characters, _ in read)
    wrong = round(sum(errors for errors, _, _ in read))
    said = f"about {wrong:,} of {total:,} characters are likely wrong"
    worst = [one for one in sorted(read, key=lambda one: -one[0]) if round(one[0]) > 0][:WORST_NAMED]
    if len(read) == 1 or not worst:
        return said
    many_paged = _sources_of_several([page for _, _, page in read])
    named = [
        f"{_name(page, page.source in many_paged)} ({round(errors):,} of {characters:,})"
        for errors, characters, page in worst
    ]
    return f"{said}; worst: {', '.join(named)}"


def _sources_of_several(pages: Sequence[RatedPage]) -> set[str]:
    return {page.source for page in pages if (page.page_num or 1) > 1}


def _name(page: RatedPage, of_several: bool) -> str:
    return f"{page.source} page {page.page_num}" if of_several else page.source
