"""Overlays of pages that were read before: the one that was drawn, or one drawn from the kept result."""

from __future__ import annotations

from pathlib import Path

from ocr.batch.files import OVERLAY_SUFFIX, make_folder, output_path, result_path
from ocr.overlay import OverlaySettings, draw_overlay
from ocr.results import load_stored_page


def find_overlay(out: Path, name: str, settings: OverlaySettings | None = None) -> Path:
    """The overlay of the page called ``name``, drawn where it is not there yet.

    Args:
        out: the output folder of a batch.
        name: as ``find_page_names`` gives it.
        settings: how it is drawn.

    Raises:
        InputError: the result or the scan it was read from cannot be loaded.
        OutputError: the overlay cannot be written.
    """
    path = output_path(out, name, OVERLAY_SUFFIX)
    if not path.is_file():
        stored = load_stored_page(result_path(out, name))
        make_folder(path)
        draw_overlay(stored.source.open(), stored.result, path, settings or OverlaySettings())
    return path
