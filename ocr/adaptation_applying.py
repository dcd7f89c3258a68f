"""Reads a run's lines again with an adapted preset, tells what changes, and writes it where that is asked."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from ocr.adaptation_lines import PageRows
from ocr.batch.files import find_page_names, result_path
from ocr.batch.lines import find_lines
from ocr.batch.rewrite import rewrite_page, rewrite_run
from ocr.correction_placing import apply_corrections
from ocr.corrections import CORRECTIONS, read_correction_rows
from ocr.errors import InputError
from ocr.page_reader import PageReader
from ocr.report import ReportRow
from ocr.rereading import count_changes, read_lines_again
from ocr.results import load_stored_page
from ocr.settings import OcrSettings


@dataclass(frozen=True, slots=True)
class Reread:
    """What reading a run again has changed.

    Args:
        pages: read again.
        changed_pages: of those, pages on which something changed.
        characters: before, spaces included.
        changed: insertions, deletions and substitutions.
        failed: what kept pages from being read again, a sentence each.
    """

    pages: int
    changed_pages: int
    characters: int
    changed: int
    failed: tuple[str, ...]


def read_run_again(
    out: Path,
    reader: PageReader,
    settings: OcrSettings,
    apply: bool,
    tell: Callable[[str], None] = lambda page: None,
) -> Reread:
    """Read all lines of a run again; corrections stay, whatever is read.

    Args:
        out: the output folder of a run.
        reader: of the preset to read with.
        settings: how lines are decoded, and pages whose lines are not stored segmented.
        apply: whether the outputs are written; else nothing but lines that were not stored yet.
        tell: called with the name of every page.

    Raises:
        OutputError: a file cannot be written. Pages written before are whole.
    """
    path = out / CORRECTIONS
    rows = PageRows(read_correction_rows(path) if path.is_file() else [])
    written: dict[str, ReportRow] = {}
    failed: list[str] = []
    pages = characters = changed = changed_pages = 0
    with contextlib.ExitStack() as ending:
        if apply:
            ending.callback(lambda: rewrite_run(out, written))
        for name in find_page_names(out):
            tell(name)
            try:
                stored = load_stored_page(result_path(out, name))
                lines = find_lines(out, name, stored, reader, settings)
            except InputError as error:
                failed.append(str(error))
                continue
            before = stored.result
            after = before if lines is None else read_lines_again(before, lines, reader, settings)
            after = apply_corrections(after, rows.of(stored)).result
            differing = count_changes(before, after)
            pages += 1
            changed_pages += differing > 0
            characters += sum(len(line.text) for line in before.iter_lines())
            changed += differing
            if apply:
                rewrite_page(out, name, stored, after)
                written[name] = ReportRow.from_result(after)
    return Reread(pages, changed_pages, characters, changed, tuple(failed))
