"""The bar on stderr: pages, pages a second and failures."""

from __future__ import annotations

import sys
from types import TracebackType
from typing import Never, Self

from tqdm import tqdm

from ocr.report import ReportRow

# As tqdm's own, but always pages a second, never seconds a page.
_FORMAT = "{l_bar}{bar}| {n_fmt}/{total_fmt} [{elapsed}<{remaining}, {rate_noinv_fmt}{postfix}]"


class PageBar:
    """Shows a run as it goes on; a context manager, so that the bar is closed whatever happens."""

    def __init__(self) -> None:
        """Nothing is shown before the run is planned."""
        self._bar: tqdm[Never] | None = None
        self._failed = 0

    def start(self, pages: int) -> None:
        """Show the bar."""
        self._bar = tqdm(total=pages, unit="page", file=sys.stderr, bar_format=_FORMAT, smoothing=0)

    def advance(self, row: ReportRow) -> None:
        """Count a page."""
        if self._bar is None:
            return
        if row.status == "failed":
            self._failed += 1
            self._bar.set_postfix_str(f"{self._failed} failed", refresh=False)
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
