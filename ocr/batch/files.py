"""Where things lie below the output folder, and whether it can be written."""

from __future__ import annotations

import tempfile
from pathlib import Path

from ocr.errors import OutputError

OVERLAY_SUFFIX = ".overlay.png"
REPORT_NAME = "report.csv"
_RESULTS = Path(".ocr", "pages")
_LINES = Path(".ocr", "lines")


def result_path(out: Path, name: str) -> Path:
    """Where the whole result of the page called ``name`` is kept."""
    return out / _RESULTS / f"{name}.json.gz"


def lines_path(out: Path, name: str) -> Path:
    """Where the lines of the page called ``name`` are kept as they were cut out."""
    return out / _LINES / f"{name}.npz"


def output_path(out: Path, name: str, suffix: str) -> Path:
    """Where an output of the page called ``name`` goes; ``suffix`` with its dot."""
    return out / f"{name}{suffix}"


def find_page_names(out: Path) -> list[str]:
    """Names of the pages whose results are kept, sorted folder by folder."""
    folder, suffix = out / _RESULTS, ".json.gz"
    found = (path.relative_to(folder).as_posix().removesuffix(suffix) for path in folder.rglob(f"*{suffix}"))
    return sorted(found, key=lambda name: name.split("/"))


def prepare_output(out: Path) -> None:
    """Make the output folder and see that files can be made in it and where results are kept.

    Raises:
        OutputError: it cannot be made or written; the message names it.
    """
    try:
        (out / _RESULTS).mkdir(parents=True, exist_ok=True)
        for folder in (out, out / _RESULTS):
            with tempfile.TemporaryFile(dir=folder) as probe:
                probe.write(b"\0")
    except OSError as error:
        raise OutputError(
            f"{out}: cannot be written ({error.strerror or error}); choose another output folder"
        ) from error


def make_folder(path: Path) -> None:
    """Make the folder in which ``path`` will lie.

    Raises:
        OutputError: it cannot be made.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(
            f"{path.parent}: cannot be made ({error.strerror or error}); check what stands there"
        ) from error
