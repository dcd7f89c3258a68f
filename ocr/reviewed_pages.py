"""A run's output and the corrections made to it -> what a person has seen of each page, and its text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ocr.batch.files import find_page_names, result_path
from ocr.confidence_samples import PageTruth
from ocr.correction_placing import apply_corrections
from ocr.corrections import CORRECTIONS, Correction, read_correction_rows
from ocr.results import PageSource, StoredPage, load_stored_page


@dataclass(frozen=True, slots=True)
class ReviewedPage:
    """A page that was reviewed.

    Args:
        name: of the page below the output folder.
        source: where its pixels are.
        turn: degrees counter-clockwise that it was turned to be read.
        truth: the text of the lines that were seen, corrections put in, and their boxes.
    """

    name: str
    source: PageSource
    turn: int
    truth: PageTruth


def find_reviewed_pages(out: Path, all_reviewed: bool = False) -> list[ReviewedPage]:
    """What was reviewed of a run.

    A person corrects what is wrong and leaves what is right. So a page with corrections counts as seen from
    its first line to the last one that a correction is about, in reading order: what was not corrected there
    is right. Nothing is known of the lines below, nor of pages without corrections.

    Args:
        out: the run's output folder, with ``corrections.csv``; the last row for a box wins.
        all_reviewed: every line of every page was seen.

    Raises:
        DamagedFileError: the corrections or a stored result cannot be read.
    """
    rows = read_correction_rows(out / CORRECTIONS)
    pages = []
    for name in find_page_names(out):
        stored = load_stored_page(result_path(out, name))
        page = _review(name, stored, _rows_of(stored, rows), all_reviewed)
        if page is not None:
            pages.append(page)
    return pages


def _rows_of(stored: StoredPage, rows: Sequence[Correction]) -> list[Correction]:
    """The corrections of a page, by its file as the run named it."""
    return [one for one in rows if (one.source, one.index) == (stored.result.source, stored.result.index)]


def _review(
    name: str, stored: StoredPage, rows: Sequence[Correction], all_reviewed: bool
) -> ReviewedPage | None:
    """What was seen of one page; None where that is nothing."""
    corrected = apply_corrections(stored.result, rows)
    lines = list(corrected.result.iter_lines())
    seen = [number for number, is_seen in enumerate(corrected.seen) if is_seen]
    count = len(lines) if all_reviewed else (seen[-1] + 1 if seen else 0)
    if not count:
        return None
    text = "\n".join(line.text for line in lines[:count])
    boxes = tuple(line.box for line in list(stored.result.iter_lines())[:count])
    return ReviewedPage(name, stored.source, stored.result.orientation, PageTruth(text, boxes))
