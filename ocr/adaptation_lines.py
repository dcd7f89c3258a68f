"""What a run's corrections teach: lines with their true texts, from the pages that were reviewed."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ocr.batch.files import find_page_names, result_path
from ocr.batch.lines import find_lines
from ocr.correction_placing import CorrectedPage, apply_corrections
from ocr.corrections import CORRECTIONS, Correction, read_correction_rows
from ocr.errors import UsageError
from ocr.line_store import StoredLines
from ocr.page_reader import PageReader
from ocr.results import StoredPage, load_stored_page
from ocr.settings import OcrSettings
from recognizer.charset import Charset, normalize_text
from recognizer.dataset import TrainingLine

KIND = "print"  # what a line shard must call each line; adapted lines are all alike to it


@dataclass(frozen=True, slots=True, eq=False)
class Example:
    """A line that a person has seen.

    Args:
        page: its page's name.
        line: its crop and its true text.
        corrected: whether something in it was corrected.
    """

    page: str
    line: TrainingLine
    corrected: bool


@dataclass(slots=True)
class Review:
    """What a person's review of a run gives.

    Args:
        examples: lines seen, page by page in reading order.
        corrections: rows of corrections.csv that count.
        unplaced: of those, rows whose page or place was not found.
        unknown: how often each character stands in corrected lines that the charset lacks; those lines are
            left out.
        left_out: lines left out for that, for want of text, or since they were not found on the page again.
    """

    examples: list[Example] = field(default_factory=list)
    corrections: int = 0
    unplaced: int = 0
    unknown: Counter[str] = field(default_factory=Counter)
    left_out: int = 0

    @property
    def corrected(self) -> int:
        """How many of the examples were corrected."""
        return sum(example.corrected for example in self.examples)


def read_corrections_of(out: Path) -> list[Correction]:
    """The corrections made to a run's output.

    Raises:
        UsageError: there are none.
        DamagedFileError: their file cannot be read.
    """
    path = out / CORRECTIONS
    if not path.is_file():
        raise UsageError(
            f"{path}: there is no such file, so nothing to learn from; docs/formats.md describes it"
        )
    return read_correction_rows(path)


def load_pages(out: Path) -> Iterator[tuple[str, StoredPage]]:
    """The stored pages of a run, one at a time, with their names."""
    for name in find_page_names(out):
        yield name, load_stored_page(result_path(out, name))


def gather_examples(
    out: Path,
    reader: PageReader,
    settings: OcrSettings,
    tell: Callable[[str], None] = lambda page: None,
) -> Review:
    """Tie a run's corrections to its lines.

    Lines up to the last one of a page that a row is about count as seen, in reading order: what is not
    corrected among them is right.

    Args:
        out: the output folder of a run.
        reader: of the preset that is to be adapted; segments pages whose lines are not stored.
        settings: how pages are read.
        tell: called with the name of every page that is looked at.

    Raises:
        UsageError: there are no corrections, or no stored results.
        InputError: a page must be segmented again, and its source cannot be loaded.
    """
    rows = read_corrections_of(out)
    review = Review(corrections=len(rows))
    placed = 0
    groups = PageRows(rows)
    for name, stored in load_pages(out):
        own = groups.of(stored)
        if not own:
            continue
        tell(name)
        placed += len(own)
        page = apply_corrections(stored.result, own)
        review.unplaced += page.unplaced
        lines = find_lines(out, name, stored, reader, settings)
        if lines is not None:
            _add_lines(review, name, page, lines, reader.charset)
    review.unplaced += len(rows) - placed
    return review


class PageRows:
    """Corrections by page: a page's are found by its file and its number.

    A file is the same by the path that the report tells, by its whole path, or else by its name, where the
    corrections know one file of that name only.
    """

    def __init__(self, rows: Sequence[Correction]) -> None:
        """Sort the rows by page."""
        self._rows: dict[tuple[str, int], list[Correction]] = {}
        for row in rows:
            self._rows.setdefault((row.source, row.index), []).append(row)
        names = Counter(Path(source).name for source in {source for source, _ in self._rows})
        self._alone = {
            (Path(source).name, index): (source, index)
            for source, index in self._rows
            if names[Path(source).name] == 1
        }

    def of(self, stored: StoredPage) -> list[Correction]:
        """The rows for a stored page, in their order."""
        result = stored.result
        for source in (result.source, stored.source.path, os.path.abspath(result.source)):
            if (source, result.index) in self._rows:
                return self._rows[source, result.index]
        key = self._alone.get((Path(result.source).name, result.index))
        return self._rows[key] if key is not None and not Path(key[0]).is_absolute() else []


def _add_lines(review: Review, name: str, page: CorrectedPage, lines: StoredLines, charset: Charset) -> None:
    """Add a page's lines that were seen."""
    last = max((at for at, seen in enumerate(page.seen) if seen), default=-1)
    for at, line in enumerate(page.result.iter_lines()):
        if at > last:
            return
        text = normalize_text(line.text)
        unknown = Counter(character for character in text if not charset.covers(character))
        review.unknown += unknown
        if not text or unknown or lines.begun[at] or not lines.crops[at].shape[1]:
            review.left_out += 1
            continue
        learnt = TrainingLine(lines.crops[at], text, None, name, KIND)
        review.examples.append(Example(name, learnt, page.corrected[at]))
