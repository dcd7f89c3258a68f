"""A preset's replay file: drawn lines that an adaptation learns again, and lines it is tested on.

Learning new lines alone makes a network forget old ones (M. McCloskey and N. Cohen, "Catastrophic
Interference in Connectionist Networks", 1989); some old ones among them keep it from that (A. Robins,
"Catastrophic Forgetting, Rehearsal and Pseudorehearsal", 1995).

``replay.npz`` holds packed crops (see ``line_packing``), ``texts``, ``source`` and ``kind`` as a line shard
does, ``columns`` uint16 (characters, 2) with ``column_offsets``, the spans of the lines in quarters of a px,
and ``base`` bool (n), whether a line is of the base test: of faces and writers that nothing was trained on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from recognizer.dataset import KINDS, TrainingLine, read_arrays, write_arrays
from recognizer.line_packing import pack_lines, unpack_lines
from recognizer.types import DatasetError

MOST_BYTES = 2_000_000
WIDEST = 640  # px; more and shorter lines tell more in the same room
QUARTER = 4.0  # parts of a pixel that spans are kept in
_KEYS = (
    "packed", "widths", "height", "packing", "texts", "source", "kind", "columns", "column_offsets", "base",
)  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class Replay:
    """What a replay file holds.

    Args:
        lines: to learn again, with their spans.
        base: to be tested on; nothing like them was learnt from.
    """

    lines: tuple[TrainingLine, ...]
    base: tuple[TrainingLine, ...]


def write_replay(path: Path, replay: Replay) -> None:
    """Write a replay file, whole or not at all; the same lines always give the same bytes.

    Raises:
        ValueError: there are no lines, or they differ in height.
    """
    lines = [*replay.lines, *replay.base]
    spans = [_quarters(line) for line in lines]
    write_arrays(
        path,
        {
            **pack_lines([line.pixels for line in lines], "small"),
            "texts": np.array([line.text for line in lines]).astype(np.str_),
            "source": np.array([line.source for line in lines]).astype(np.str_),
            "kind": np.array([line.kind for line in lines]).astype(np.str_),
            "columns": np.concatenate(spans),
            "column_offsets": np.cumsum([0, *map(len, spans)], dtype=np.int64),
            "base": np.arange(len(lines)) >= len(replay.lines),
        },
    )


def read_replay(path: Path) -> Replay:
    """The lines of a replay file.

    Raises:
        DatasetError: it is missing or damaged.
    """
    arrays = read_arrays(path, _KEYS)
    crops = unpack_lines(arrays)
    offsets, count = arrays["column_offsets"], len(crops)
    if len(offsets) != count + 1 or any(
        len(arrays[key]) != count for key in ("texts", "source", "kind", "base")
    ):
        raise DatasetError(f"{path}: its parts differ in number")
    columns = arrays["columns"].astype(np.float32) / np.float32(QUARTER)
    lines = [
        TrainingLine(
            crop,
            str(arrays["texts"][at]),
            columns[offsets[at] : offsets[at + 1]] if offsets[at + 1] > offsets[at] else None,
            str(arrays["source"][at]),
            str(arrays["kind"][at]),
        )
        for at, crop in enumerate(crops)
    ]
    chosen = arrays["base"].astype(bool)
    return Replay(
        tuple(line for line, is_base in zip(lines, chosen, strict=True) if not is_base),
        tuple(line for line, is_base in zip(lines, chosen, strict=True) if is_base),
    )


def choose_lines(lines: Sequence[TrainingLine], most: int, seed: int, rarest: int = 3) -> list[TrainingLine]:
    """A balanced sample: every kind alike, every character ``rarest`` times or more while there is room.

    Args:
        lines: to choose from; those wider than 640 px are left out.
        most: lines wanted, at most.
        seed: the same one chooses the same lines.
        rarest: lines in which a character is to stand.
    """
    order = np.random.default_rng(seed).permutation(len(lines))
    fitting = [lines[at] for at in order if lines[at].pixels.shape[1] <= WIDEST]
    room = {kind: most // len(KINDS) for kind in KINDS}
    chosen: dict[int, TrainingLine] = {}
    held: dict[str, int] = {}

    def take(line: TrainingLine) -> None:
        chosen[id(line)] = line
        room[line.kind] -= 1
        for character in set(line.text):
            held[character] = held.get(character, 0) + 1

    for line in fitting:
        if room[line.kind] > 0 and any(held.get(character, 0) < rarest for character in set(line.text)):
            take(line)
    for line in fitting:
        if room[line.kind] > 0 and id(line) not in chosen:
            take(line)
    return list(chosen.values())


def _quarters(line: TrainingLine) -> NDArray[np.uint16]:
    """A line's spans in quarters of a pixel; none where they are unknown."""
    if line.spans is None:
        return np.zeros((0, 2), np.uint16)
    return np.asarray(np.clip(np.rint(line.spans * QUARTER), 0, 65535), dtype=np.uint16)
