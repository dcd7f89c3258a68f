"""What a caller may choose about a batch of pages."""

from __future__ import annotations

from dataclasses import dataclass, field

from ocr.batch.selection import PageSelection
from ocr.overlay import OverlaySettings
from ocr.settings import OcrSettings


@dataclass(frozen=True, slots=True)
class BatchSettings:
    """How many pages are read, and what is written of each.

    Args:
        ocr: how a page is read.
        formats: names of exporters; one file a page each.
        overlay: how overlays are drawn; None for no overlays.
        jobs: workers; None for as many as there are cores, and never more than pages.
        pages: pages wanted of every source; None for all.
        page_seconds: a page that takes longer is given up, with its worker.
        recognizer: ``module:function`` that a worker calls once with ``ocr`` to get the function
            from a PageImage to its PageResult, or to a ``ReadPage`` whose lines are stored too.
    """

    ocr: OcrSettings = field(default_factory=OcrSettings)
    formats: tuple[str, ...] = ("txt", "csv")
    overlay: OverlaySettings | None = field(default_factory=OverlaySettings)
    jobs: int | None = None
    pages: PageSelection | None = None
    page_seconds: float = 300.0
    recognizer: str = "ocr.batch.worker:load_recognizer"
