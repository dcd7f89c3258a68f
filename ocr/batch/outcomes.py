"""What became of a page, in few words: what travels from the workers back to the run."""

from __future__ import annotations

from dataclasses import dataclass

from ocr.errors import OcrError
from ocr.report import ReportRow
from ocr.types import PageFailure
from recognizer.types import RecognizerError
from segmenter.types import SegmenterError


@dataclass(frozen=True, slots=True)
class PageOutcome:
    """What became of a page.

    Args:
        row: its row in the run's report.
        failure: why it could not be read or written; None where it was.
        trace: the traceback of a failure, for whoever looks for its cause.
    """

    row: ReportRow
    failure: PageFailure | None = None
    trace: str = ""


def failed_outcome(failure: PageFailure, seconds: float | None = None, trace: str = "") -> PageOutcome:
    """The outcome of a page, or of a whole source, that failed."""
    return PageOutcome(ReportRow.from_failure(failure, seconds), failure, trace)


def describe_error(error: Exception, path: str) -> str:
    """One line that names the file and says what went wrong."""
    if isinstance(error, OcrError | RecognizerError | SegmenterError):
        message = str(error)
    else:
        message = f"{type(error).__name__}: {error}".rstrip(": ")
    return message if path in message else f"{path}: {message}"


def lost_page(path: str, index: int | None, error: BaseException, seconds: float) -> PageFailure:
    """The failure of a page whose worker did not answer.

    Args:
        path: its source.
        index: 0-based page number, or None for the whole source.
        error: what the executor says: ``TimeoutError``, or that the worker is gone.
        seconds: the time limit of a page.
    """
    if isinstance(error, TimeoutError):
        message = f"{path}: given up after {seconds:g} s; look at the page, or raise the time limit"
        return PageFailure(path, index, "time limit", message)
    code = getattr(error, "exitcode", None)
    cause = f"exit code {code}" if code is not None else f"{type(error).__name__}: {error}"
    message = f"{path}: the worker died on it ({cause}); where memory is short, run fewer jobs"
    return PageFailure(path, index, "worker", message)
