"""Which pages of every source are wanted: ``1,3-5`` as people write it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ocr.errors import UsageError

_PART = re.compile(r"(\d+)(?:(-)(\d*))?")


@dataclass(frozen=True, slots=True)
class PageSelection:
    """Page numbers chosen of every source.

    Args:
        ranges: (first, last) page numbers, 1-based, both included; last is None for an open range.
    """

    ranges: tuple[tuple[int, int | None], ...]

    def indices(self, page_count: int) -> tuple[int, ...]:
        """The 0-based indices chosen of a source of ``page_count`` pages, ascending, each once."""
        chosen: set[int] = set()
        for first, last in self.ranges:
            end = page_count if last is None else min(last, page_count)
            chosen.update(range(first - 1, end))
        return tuple(sorted(chosen))


def parse_pages(text: str) -> PageSelection:
    """Read a page list such as ``1,3-5`` or ``2-``.

    Raises:
        UsageError: the text is no such list, a page is 0, or a range runs backwards.

    Example:
        >>> parse_pages("1,3-5").indices(4)
        (0, 2, 3)
    """
    return PageSelection(tuple(_parse_part(part.strip(), text) for part in text.split(",")))


def _parse_part(part: str, text: str) -> tuple[int, int | None]:
    match = _PART.fullmatch(part)
    if match is None or not part.isascii():
        raise UsageError(f"'{text}' is no list of pages: write single pages and ranges, as in 1,3-5 or 7-")
    first = int(match[1])
    last = (int(match[3]) if match[3] else None) if match[2] else first
    if first < 1 or (last is not None and last < first):
        raise UsageError(f"'{part}' in '{text}': pages count from 1, and a range runs upwards, as in 3-5")
    return first, last
