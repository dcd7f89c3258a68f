"""What a worker does with a page: load, recognise, write; whatever goes wrong stays with the page."""

from __future__ import annotations

import ctypes
import functools
import importlib
import os
import time
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ocr.batch.outcomes import PageOutcome, describe_error, failed_outcome
from ocr.batch.plan import PlannedPage
from ocr.batch.settings import BatchSettings
from ocr.batch.write import keep_page_lines, write_page
from ocr.errors import UsageError
from ocr.loader import count_pages, load_page
from ocr.report import ReportRow
from ocr.settings import LoaderSettings, OcrSettings
from ocr.types import PageFailure, PageImage, PageResult
from segmenter.types import SegmenterError

if TYPE_CHECKING:
    from ocr.pipeline import ReadPage

PageRecognizer = Callable[[PageImage], "PageResult | ReadPage"]


def load_recognizer(settings: OcrSettings) -> PageRecognizer:
    """This library's recogniser, loaded with its preset, on one thread."""
    from ocr.pipeline import load_page_reader, recognize_page

    reader = load_page_reader(settings, threads=1)
    return functools.partial(recognize_page, reader=reader, settings=settings)


def load_line_keeper(settings: OcrSettings) -> PageRecognizer:
    """The same, for pages whose lines are stored as they were cut out, to be read again later."""
    from ocr.pipeline import load_page_reader, read_page_lines

    reader = load_page_reader(settings, threads=1)
    return functools.partial(read_page_lines, reader=reader, settings=settings)


def warm_up(settings: BatchSettings) -> None:
    """Load the recogniser, so that a missing model is told before any page is tried.

    Raises:
        MissingModelError: the preset or a package it needs is missing; or the recogniser's own kind.
        UsageError: ``settings.recognizer`` names no function.
    """
    _cached_recognizer(settings.recognizer, settings.ocr)


def count_sources(paths: Sequence[str], settings: LoaderSettings) -> list[int | PageFailure]:
    """The number of pages of each file, or why it cannot be told."""
    return [_count_source(path, settings) for path in paths]


def read_page(page: PlannedPage, out: str, settings: BatchSettings) -> PageOutcome:
    """Load, recognise and write one page.

    Args:
        page: which, and what its outputs are called.
        out: the output folder.
        settings: how it is read, and what is written.
    """
    started = time.perf_counter()
    step = "load"
    try:
        recognize = _cached_recognizer(settings.recognizer, settings.ocr)
        image = load_page(page.path, page.index, settings.ocr.loader)
        step = "recognize"
        read = recognize(image)
        result, lines = (read, None) if isinstance(read, PageResult) else (read.result, read.lines)
        step = "write"
        write_page(page, image, result, Path(out), settings)
        keep_page_lines(page, lines, Path(out))
    except Exception as error:  # noqa: BLE001 - a page that fails must not end the run
        step = "segment" if isinstance(error, SegmenterError) else step
        failure = PageFailure(page.path, page.index, step, describe_error(error, page.path))
        return failed_outcome(failure, time.perf_counter() - started, traceback.format_exc())
    row = ReportRow.from_result(result, time.perf_counter() - started)
    del image, result, read, lines
    give_memory_back()
    return PageOutcome(row)


def give_memory_back() -> None:
    """Let the C library return what a page took: a large page after many small ones is not to add to them.

    Only glibc can be asked (``malloc_trim``); elsewhere nothing happens.
    """
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None) if os.name == "posix" else None
    if trim is not None:
        trim(0)


@functools.lru_cache(maxsize=1)
def _cached_recognizer(dotted: str, settings: OcrSettings) -> PageRecognizer:
    module, _, name = dotted.partition(":")
    try:
        factory = getattr(importlib.import_module(module), name)
    except (ImportError, AttributeError, ValueError) as error:
        raise UsageError(f"no recogniser '{dotted}': write module:function ({error})") from error
    _use_one_opencv_thread()
    recognizer: PageRecognizer = factory(settings)
    return recognizer


def _use_one_opencv_thread() -> None:
    """Not every build of OpenCV reads the environment; what the user set there is kept."""
    import cv2

    if os.environ.get("OPENCV_FOR_THREADS_NUM", "1") == "1":
        cv2.setNumThreads(1)


def _count_source(path: str, settings: LoaderSettings) -> int | PageFailure:
    try:
        return count_pages(path, settings)
    except Exception as error:  # noqa: BLE001 - as in read_page
        return PageFailure(path, None, "load", describe_error(error, path))
