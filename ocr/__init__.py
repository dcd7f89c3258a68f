"""Reading scanned pages: loading, recognition, assembly, reports, overlays and batches.

Example:
    >>> import ocr
    >>> reader = ocr.load_page_reader()  # doctest: +SKIP
    >>> for page in ocr.load_pages("letter.tif"):  # doctest: +SKIP
    ...     for line in ocr.recognize_page(page, reader).iter_lines():
    ...         print(line.text)
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ocr.loader import load_pages
    from ocr.page_reader import PageReader, load_page_reader
    from ocr.pipeline import recognize_page
    from ocr.settings import OcrSettings
    from ocr.types import PageFailure, PageImage, PageResult

__all__ = [
    "OcrSettings",
    "PageFailure",
    "PageImage",
    "PageReader",
    "PageResult",
    "load_page_reader",
    "load_pages",
    "recognize_page",
]

_HOMES = {
    "OcrSettings": "ocr.settings",
    "PageFailure": "ocr.types",
    "PageImage": "ocr.types",
    "PageReader": "ocr.page_reader",
    "PageResult": "ocr.types",
    "load_page_reader": "ocr.page_reader",
    "load_pages": "ocr.loader",
    "recognize_page": "ocr.pipeline",
}


def __getattr__(name: str) -> object:
    """Import a part of the library's face when it is first asked for, so that starting stays fast."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
