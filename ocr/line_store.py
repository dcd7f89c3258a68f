"""The lines of a page as they were cut out, stored so that they can be read again without segmenting.

``.ocr/lines/NAME.npz`` holds a crop for every line of the stored result, in the order of its lines, in 16
levels of ink, and where each crop lies on the page. A file whose baselines are not those of the result's
lines, or whose crops stand in another frame than the reader was trained on, is of no use and told as such.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ocr.assembler import SourceMap
from ocr.atomic import replace_file
from ocr.errors import DamagedFileError
from ocr.read_line import ReadLine
from ocr.types import PageResult
from recognizer.dataset import read_arrays
from recognizer.line_packing import pack_lines, to_levels, unpack_lines
from recognizer.types import DatasetError
from segmenter.types import CleanPage, CropSettings

FORMAT = 1
_KEYS = (
    "packed", "widths", "height", "packing",
    "left", "scale", "begun", "knots", "to_source", "frame", "format",
)  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class StoredLines:
    """The crops of a page's lines.

    Args:
        crops: (height, width) uint8 each, ink high, in the order of the result's lines.
        left: (n,) float64, clean-page x of the crops' column 0, px.
        scale: (n,) float64, crop px a clean-page px.
        begun: (n,) int64, letters at a line's beginning that its crop does not show: an initial's.
        knots: (n, 2) float64, the first point of each line's baseline, source px.
        to_source: (2, 3) float64, clean (x, y, 1) px to source (x, y) px.
        frame: of the crops.
    """

    crops: tuple[NDArray[np.uint8], ...]
    left: NDArray[np.float64]
    scale: NDArray[np.float64]
    begun: NDArray[np.int64]
    knots: NDArray[np.float64]
    to_source: NDArray[np.float64]
    frame: CropSettings

    def fits(self, result: PageResult, frame: CropSettings) -> bool:
        """Whether these are the lines of a result, in the frame that a reader wants."""
        return frame == self.frame and np.array_equal(self.knots, _first_knots(result))

    def page_x(self, line: int, columns: NDArray[np.float64]) -> NDArray[np.float64]:
        """Clean-page x of a line's crop columns, px."""
        return np.asarray(self.left[line] + columns / self.scale[line])


def keep_lines(
    result: PageResult, page: CleanPage, read: Sequence[ReadLine], frame: CropSettings
) -> StoredLines | None:
    """The crops of those lines that became lines of a result.

    Args:
        result: of the page.
        page: as the segmenter cleaned it.
        read: all lines as they were read, in order, with their crops.
        frame: of the crops.

    Returns:
        The lines; None where there are none, or single glyphs were read and not lines.
    """
    to_source = SourceMap(page, result.width, result.height)
    left_over = iter(read)
    kept: list[ReadLine] = []
    begun: list[int] = []
    for line in result.iter_lines():
        found = next(
            (one for one in left_over if to_source.baseline(one.line.baseline) == line.baseline), None
        )
        if found is None or found.crop is None:
            return None
        kept.append(found)
        begun.append(sum(len(word.glyphs) for word in line.words) - len(found.letters))
    crops = [one.crop for one in kept if one.crop is not None]
    if not crops:
        return None
    return StoredLines(
        tuple(to_levels(crop.pixels) for crop in crops),
        np.array([crop.left for crop in crops]),
        np.array([crop.scale for crop in crops]),
        np.array(begun, dtype=np.int64),
        _first_knots(result),
        np.array(page.to_source),
        frame,
    )


def order_lines(lines: StoredLines, result: PageResult) -> StoredLines:
    """The lines in the order of a result of the same page, which may have been read by another preset.

    Lines are the same where their baselines begin at the same point. Those that the result has and these
    do not have get crops without columns.
    """
    places = {tuple(knot): at for at, knot in enumerate(lines.knots.tolist())}
    knots = _first_knots(result)
    at = [places.get(tuple(knot)) for knot in knots.tolist()]
    nothing = np.zeros((lines.frame.height, 0), np.uint8)
    kept = np.array([0 if one is None else one for one in at], dtype=np.int64)
    return StoredLines(
        tuple(nothing if one is None else lines.crops[one] for one in at),
        lines.left[kept],
        lines.scale[kept],
        lines.begun[kept],
        knots,
        lines.to_source,
        lines.frame,
    )


def save_lines(lines: StoredLines, path: Path) -> None:
    """Write stored lines, at once; the same lines always give the same bytes.

    Raises:
        OutputError: the file cannot be written.
    """
    arrays = {
        **pack_lines(lines.crops),
        "left": lines.left,
        "scale": lines.scale,
        "begun": lines.begun,
        "knots": lines.knots,
        "to_source": lines.to_source,
        "frame": np.array(list(asdict(lines.frame).values()), dtype=np.int64),
        "format": np.array(FORMAT),
    }
    with replace_file(path) as stream:
        np.savez(stream, allow_pickle=False, **arrays)


def load_lines(path: str | os.PathLike[str]) -> StoredLines:
    """The lines stored in a file.

    Raises:
        DamagedFileError: it is missing, damaged, or of another version.
    """
    name = os.fsdecode(path)
    try:
        arrays = read_arrays(Path(name), _KEYS)
        crops = unpack_lines(arrays)
    except DatasetError as error:
        raise DamagedFileError(f"{name}: the stored lines cannot be read ({error})") from error
    counts = {len(arrays[key]) for key in ("left", "scale", "begun", "knots")}
    if int(arrays["format"]) != FORMAT or counts != {len(crops)} or len(arrays["frame"]) != 4:
        raise DamagedFileError(f"{name}: no stored lines that this version reads; process the page again")
    return StoredLines(
        tuple(crops),
        arrays["left"].astype(np.float64),
        arrays["scale"].astype(np.float64),
        arrays["begun"].astype(np.int64),
        arrays["knots"].astype(np.float64),
        arrays["to_source"].astype(np.float64),
        CropSettings(*(int(value) for value in arrays["frame"])),
    )


def _first_knots(result: PageResult) -> NDArray[np.float64]:
    """(n, 2) float64: where the baselines of a result's lines begin, source px."""
    found = [(line.baseline.xs[0], line.baseline.ys[0]) for line in result.iter_lines()]
    return np.array(found, dtype=np.float64).reshape(-1, 2)
