"""The registry of exporters: a format is a function from page results to a stream.

The built-in formats are entry points declared here, so that they work from a plain checkout;
other packages declare theirs in the entry-point group ``ocr.exports``. Both are loaded alike::

    # in another package's pyproject.toml
    [project.entry-points."ocr.exports"]
    shout = "its_package.shout:export_shout"

    # in its_package/shout.py
    @exporter("shout", suffix=".shout.txt")
    def export_shout(pages: Iterable[ExportPage], stream: TextIO) -> None:
        for result, source in pages:
            stream.write(page_text(result).upper())
"""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from importlib.metadata import EntryPoint, entry_points
from typing import IO, TYPE_CHECKING, Any, BinaryIO, TextIO, TypeAlias, cast

from ocr.atomic import replace_file
from ocr.errors import MissingModelError, UsageError

if TYPE_CHECKING:  # the names of the formats are wanted before anything heavy is
    from ocr.results import PageSource
    from ocr.types import PageResult

GROUP = "ocr.exports"

ExportPage: TypeAlias = "tuple[PageResult, PageSource]"
ExportFunction = Callable[[Iterable[ExportPage], Any], None]

_BUILT_IN = (
    EntryPoint("csv", "ocr.exports.csv:export_csv", GROUP),
    EntryPoint("txt", "ocr.exports.txt:export_txt", GROUP),
)


@dataclass(frozen=True, slots=True)
class Exporter:
    """A format that pages can be written in.

    Args:
        name: what ``--format`` takes.
        suffix: of the files, with its dot.
        function: writes pages, which it may read but once and one at a time, to a stream.
        binary: the function's stream takes bytes; else text.
    """

    name: str
    suffix: str
    function: ExportFunction
    binary: bool = False

    def export(self, pages: Iterable[ExportPage], stream: IO[bytes] | TextIO) -> None:
        """Write pages to an open stream, which stays open.

        Args:
            pages: each with its source.
            stream: binary for every format (text is written as UTF-8, newlines as they are);
                a text format takes a text stream too.
        """
        if self.binary or isinstance(stream, io.TextIOBase):
            self.function(pages, stream)
            return
        # A character that UTF-8 has no bytes for (half a surrogate pair) must not cost the page.
        text = io.TextIOWrapper(cast(BinaryIO, stream), "utf-8", errors="backslashreplace", newline="")
        try:
            self.function(pages, text)
            text.flush()
        finally:
            text.detach()

    def write(self, pages: Iterable[ExportPage], path: str | os.PathLike[str]) -> None:
        """Write pages into a file, which appears when it is complete.

        Raises:
            OutputError: it cannot be written.
        """
        with replace_file(path) as stream:
            self.export(pages, stream)


def exporter(name: str, *, suffix: str, binary: bool = False) -> Callable[[ExportFunction], Exporter]:
    """Make an exporter of a function ``export(pages, stream)``.

    Raises:
        ValueError: the suffix has no dot in front.
    """
    if not suffix.startswith("."):
        raise ValueError(f"a suffix starts with a dot, got {suffix!r}")

    def decorate(function: ExportFunction) -> Exporter:
        return Exporter(name, suffix, function, binary)

    return decorate


def available_formats() -> tuple[str, ...]:
    """Names of the formats that can be asked for, sorted; none is imported for this."""
    return tuple(sorted(_entry_points()))


def get_exporter(name: str) -> Exporter:
    """The exporter of a format.

    Raises:
        UsageError: there is no such format, or a third party's is no exporter.
        MissingModelError: its package cannot be imported.
    """
    # The built-in ones first: to look through all packages installed takes as long as a page's text.
    found = {point.name: point for point in _BUILT_IN}
    if name not in found:
        found = _entry_points()
    if name not in found:
        raise UsageError(f"unknown format {name!r}: choose one of {', '.join(sorted(found))}")
    try:
        loaded = found[name].load()
    except (ImportError, AttributeError) as error:
        raise MissingModelError(
            f"format {name!r} cannot be loaded ({error}): reinstall the package that provides it"
        ) from error
    if not isinstance(loaded, Exporter):
        raise UsageError(
            f"format {name!r} ({found[name].value}) is not an exporter: its function needs @exporter"
        )
    return loaded


def _entry_points() -> dict[str, EntryPoint]:
    """Entry points by format name; a built-in's name cannot be taken by another package."""
    return {point.name: point for point in (*entry_points(group=GROUP), *_BUILT_IN)}
