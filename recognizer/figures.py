"""Matplotlib figures that are drawn without a display and written as PNG."""

from __future__ import annotations

from pathlib import Path
from typing import Any

DPI = 120


def new_figure(width: float, height: float) -> Any:
    """A figure of so many inches."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(width, height), layout="constrained")
    FigureCanvasAgg(figure)
    return figure


def save_figure(figure: Any, path: Path, dpi: int = DPI) -> Path:
    """Write a figure as PNG, and make the folder it goes to."""
    path.parent.mkdir(parents=True, exist_ok=True)
    # Without a date and a version in it, the same figures give the same bytes.
    figure.savefig(path, dpi=dpi, format="png", metadata={"Software": None})
    return path


def escape_formulas(text: str) -> str:
    """Text in which a dollar begins no formula."""
    return text.replace("$", r"\$")
