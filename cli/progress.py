"""The bar on stderr: pages, pages a second and failures."""

from __future__ import annotations

import sys
from types import TracebackType
from typing import Never, Self

from tqdm import tqdm

from ocr.report import ReportRow


class PageBar:
    """Shows a run as it goes on; a context manager, so that the bar is closed whatever happens."""

    def __init__(self) -> None:
        """Nothing is shown before the run is planned."""
        self._bar: tqdm[Never] | None = None
        self._failed = 0

    def start(self, pages: int) -> None:
        """Show the bar."""
        self._bar = tqdm(total=pages, unit="page", file=sys.stderr, dynamic_ncols=True, smoothing=0.05)

    def advance(self, row: ReportRow) -> None:
        """Count a page."""
        if self._bar is None:
            return
        if row.status == "failed":
            self._failed += 1
            self._bar.set_postfix(failed=self._failed, refresh=False)
        self._bar.update()

    def __enter__(self) -> Self:
        """The bar itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Leave the bar as it stands."""
        if self._bar is not None:
            self._bar.close()
