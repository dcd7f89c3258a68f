"""A preset and a folder of pages with their truth -> a run over these pages, to compare with another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from ocr.batch.record import BatchSummary
from ocr.batch.run import Progress, process_batch
from ocr.batch.settings import BatchSettings
from ocr.batch.sources import Source, find_sources
from ocr.errors import UsageError
from ocr.loader import KNOWN_SUFFIXES


def find_true_pages(pages: Path, out: Path) -> list[Source]:
    """The scans in a folder that have their truth beside them: ``NAME.txt`` beside ``NAME.png``.

    Args:
        pages: the folder, and all in it.
        out: where runs go; left out.

    Raises:
        UsageError: there is no folder, or no such page in it.
    """
    if not pages.is_dir():
        raise UsageError(f"'{pages}' is no folder: name one of scans with NAME.txt beside each")
    sources = find_sources([str(pages)], str(out), KNOWN_SUFFIXES)
    known = [source for source in sources if (pages / source.relative).with_suffix(".txt").is_file()]
    if not known:
        raise UsageError(
            f"no page in '{pages}' has its truth beside it: NAME.txt is expected beside NAME.png"
        )
    return known


def read_with_preset(
    preset: str,
    sources: Sequence[Source],
    out: Path,
    settings: BatchSettings | None = None,
    progress: Progress | None = None,
) -> BatchSummary:
    """Read pages with a preset; of each its text and its stored result are written, no overlay.

    Args:
        preset: name or folder.
        sources: the pages.
        out: folder to write to.
        settings: how they are read, the preset aside.
        progress: is told of every page.

    Raises:
        MissingModelError: there is no such preset, or it lacks what is asked for.
        OutputError: ``out`` cannot be written.
    """
    chosen = replace(settings or BatchSettings(), formats=("txt",), overlay=None)
    return process_batch(sources, out, replace(chosen, ocr=replace(chosen.ocr, preset=preset)), progress)
