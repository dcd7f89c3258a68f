"""The formats that data sets come in, each in a file of its own, and which of them a source is."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from recognizer.datasets.arrays import NPZ
from recognizer.datasets.folders import FOLDER
from recognizer.datasets.idx import EMNIST, MNIST
from recognizer.datasets.matlab import MATLAB
from recognizer.datasets.samples import Format
from recognizer.datasets.strokes import STROKES
from recognizer.types import DatasetError

FORMATS: tuple[Format, ...] = (STROKES, NPZ, MATLAB, EMNIST, MNIST, FOLDER)
AUTO = "auto"


def choose_format(source: Path, name: str = AUTO, formats: Sequence[Format] = FORMATS) -> Format:
    """The format asked for, or the first that the source looks like.

    Args:
        source: file or folder.
        name: of a format, or ``auto``.
        formats: those there are; a caller may add its own in front.

    Raises:
        DatasetError: there is no such source or format, or it looks like none.
    """
    if not source.exists():
        raise DatasetError(f"{source}: there is no such file or folder")
    if name != AUTO:
        found = [one for one in formats if one.name == name]
        if not found:
            known = ", ".join(one.name for one in formats)
            raise DatasetError(f"{name!r} is no format of data sets; there are {known}")
        return found[0]
    for one in formats:
        if one.detects(source):
            return one
    known = "; ".join(f"{one.name}: {one.title}" for one in formats)
    raise DatasetError(f"{source}: it looks like no data set that is known ({known}); name one with --format")
