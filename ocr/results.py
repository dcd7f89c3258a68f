"""The stored page results (.json.gz) from which every text, report and overlay can be written again."""

from __future__ import annotations

import dataclasses
import gzip
import json
import os
import zlib
from dataclasses import dataclass, field
from typing import Any

from ocr.atomic import replace_file
from ocr.errors import DamagedFileError, InputError
from ocr.result_codec import decode_page, encode_page
from ocr.settings import LoaderSettings
from ocr.types import PageImage, PageResult

FORMAT_NAME = "page result"
FORMAT_VERSION = 2  # 1 knew no causes of doubt
_COMPRESSION_LEVEL = 4  # 6 takes twice as long for four parts in a hundred


@dataclass(frozen=True, slots=True)
class PageSource:
    """Where a page came from, and how to load its pixels again.

    Args:
        path: of the source file, as given when it was read.
        index: 0-based page number within it.
        settings: as it was loaded with: the boxes of the result fit these pixels only.
    """

    path: str
    index: int = 0
    settings: LoaderSettings = field(default_factory=LoaderSettings)

    def open(self) -> PageImage:
        """Load the page.

        Raises:
            InputError: the file is gone or can no longer be read.
        """
        from ocr.loader import load_page

        return load_page(self.path, self.index, self.settings)


@dataclass(frozen=True, slots=True)
class StoredPage:
    """What a result file holds.

    Args:
        result: the page as read.
        source: how to load its pixels again.
        seconds: how long the reading took, where it was measured.
    """

    result: PageResult
    source: PageSource
    seconds: float | None = None


def save_result(
    result: PageResult,
    path: str | os.PathLike[str],
    source: PageSource | None = None,
    seconds: float | None = None,
) -> None:
    """Store a page result, losslessly; the same result always gives the same bytes.

    Args:
        result: the page as read.
        path: the file to write or replace, at once; by custom it ends with ``.json.gz``.
        source: how to load the page again; by default the result's own source, loaded as usual.
        seconds: how long the reading took.

    Raises:
        OutputError: the file cannot be written.
    """
    source = source or PageSource(result.source, result.index)
    document = {
        "format": FORMAT_NAME,
        "version": FORMAT_VERSION,
        "source": {
            "path": source.path,
            "index": source.index,
            "loader": dataclasses.asdict(source.settings),
        },
        "seconds": None if seconds is None else float(seconds),
        "page": encode_page(result),
    }
    text = json.dumps(document, separators=(",", ":"), allow_nan=False)
    with (
        replace_file(path) as stream,
        gzip.GzipFile("", "wb", _COMPRESSION_LEVEL, stream, mtime=0) as packed,
    ):
        packed.write(text.encode("ascii"))


def load_result(path: str | os.PathLike[str]) -> PageResult:
    """The page result stored in a file; raises as ``load_stored_page`` does."""
    return load_stored_page(path).result


def load_stored_page(path: str | os.PathLike[str]) -> StoredPage:
    """Everything stored in a file.

    Raises:
        DamagedFileError: truncated, corrupt or not a stored result.
        InputError: it cannot be opened, or a newer version of this program wrote it.
    """
    name = os.fsdecode(path)
    document = _read_document(name)
    version = document.get("version")
    if document.get("format") != FORMAT_NAME or not isinstance(version, int):
        raise DamagedFileError(f"{name}: not a stored page result; process its page again")
    if version > FORMAT_VERSION:
        raise InputError(
            f"{name}: written by a newer version (format {version}, this one reads up to {FORMAT_VERSION}); "
            "upgrade, or process its page again"
        )
    try:
        source, seconds = document["source"], document["seconds"]
        loader = LoaderSettings(**source["loader"])
        return StoredPage(
            decode_page(document["page"]), PageSource(source["path"], source["index"], loader), seconds
        )
    except (LookupError, TypeError, ValueError) as error:
        raise DamagedFileError(
            f"{name}: the stored result is damaged ({error}); process its page again"
        ) from error


def _read_document(name: str) -> dict[str, Any]:
    """The JSON object in a gzip file."""
    try:
        with gzip.open(name, "rb") as packed:
            document = json.loads(packed.read())
    except (gzip.BadGzipFile, EOFError, zlib.error, ValueError, RecursionError) as error:
        raise DamagedFileError(
            f"{name}: the stored result is damaged ({error}); process its page again"
        ) from error
    except OSError as error:
        raise InputError(f"{name}: cannot be opened ({error.strerror or error}); check the path") from error
    if not isinstance(document, dict):
        raise DamagedFileError(f"{name}: not a stored page result; process its page again")
    return document
