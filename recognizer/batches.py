"""Shards -> the batches of a training round, the same ones for the same seed, round and shards.

A round draws shards, cuts their lines into windows and lays out batches of about equal area:
32 windows of 320 px, or fewer whole lines in wider places. Which shards a round has is written
into the checkpoint, so that a stopped run goes on with the very next batch.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from recognizer.augmentation import AugmentationSettings, augment_pixels, stretch_window
from recognizer.charset import BLANK, Charset
from recognizer.dataset import read_arrays, read_line_shard
from recognizer.network import FRAME_STRIDE
from recognizer.types import DatasetError
from recognizer.windows import IGNORED, Window, cut_windows, encode_line, frame_labels, needed_frames

LINE_WIDTHS = (640, 960, 1280, 1920)  # places for whole lines, px; few, so that few graphs are traced
MOST_LABELS = 0.5  # labels a frame, at most, that a batch has room for
MOST_OFFSET = 8  # columns of paper before a window, px; drawn, so that no column is special


@dataclass(frozen=True, slots=True)
class BatchSettings:
    """How lines become batches.

    Args:
        window: width of a window, px; a multiple of 4.
        windows: in a batch.
        round_lines: drawn lines of a round.
        real_share: part of a CTC round's pixels that lines without spans make up, at most.
        hand_weight: how much likelier a handwritten line is drawn than a printed one.
        balance: how much likelier, at most, a line with rare characters is drawn than one without; 1 draws
            all alike.
        augmentation: changes on the fly.
    """

    window: int = 320
    windows: int = 32
    round_lines: int = 4000
    real_share: float = 0.3
    hand_weight: float = 2.0
    balance: float = 1.0
    augmentation: AugmentationSettings = field(default_factory=AugmentationSettings)


@dataclass(frozen=True, slots=True, eq=False)
class Batch:
    """What one step learns from.

    Args:
        pixels: (batch, height, width, 1) float32 in 0..1, ink high.
        labels: (batch, frames) int32 frame labels, or (batch, n) int32 the texts' classes for CTC;
            ``IGNORED`` where there is none.
    """

    pixels: NDArray[np.float32]
    labels: NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Round:
    """What a round is drawn from.

    Args:
        seed: of the run.
        number: of the round.
        ctc: whether texts are wanted instead of frame labels.
        shards: the files.
    """

    seed: int
    number: int
    ctc: bool
    shards: tuple[Path, ...]


def choose_shards(shards: Sequence[Path], lines: int, rng: np.random.Generator) -> list[Path]:
    """Draw shards until they hold a number of lines, or all are drawn.

    Raises:
        DatasetError: one cannot be read.
    """
    chosen, held = [], 0
    for at in rng.permutation(len(shards)):
        chosen.append(shards[at])
        held += len(read_arrays(shards[at], ("offsets",))["offsets"]) - 1
        if held >= lines:
            break
    return chosen


def make_batches(drawn: Round, charset: Charset, settings: BatchSettings, start: int = 0) -> Iterator[Batch]:
    """The batches of a round, from batch ``start`` on.

    Args:
        drawn: the round.
        charset: lines with other characters are left out.
        settings: how lines become batches.
        start: batches left out because they were learnt from already.

    Yields:
        Batches; a last one that is not full is dropped, unless it is the only one: some windows are in it
        twice.

    Raises:
        DatasetError: a shard cannot be read, or its lines have another height than others'.
    """
    layout = _lay_out(drawn, charset, settings)
    for at in range(start, len(layout)):
        rng = np.random.default_rng((drawn.seed, drawn.number, at))
        yield _fill(layout[at], drawn.ctc, settings, rng)


@dataclass(frozen=True, slots=True, eq=False)
class _Planned:
    """The windows of one batch and the width of their places."""

    windows: list[Window]
    width: int


def _lay_out(drawn: Round, charset: Charset, settings: BatchSettings) -> list[_Planned]:
    """Read a round's shards, cut them and divide the windows into batches."""
    rng = np.random.default_rng((drawn.seed, drawn.number))
    known: list[Window] = []
    whole: list[Window] = []
    weights: dict[int, float] = {}
    for path in drawn.shards:
        shard = read_line_shard(path)
        for index in range(len(shard)):
            line = encode_line(shard.line(index), charset)
            if line is not None:
                weights[id(line)] = settings.hand_weight if shard.kinds[index] == "hand" else 1.0
                (whole if line.spans is None else known).append(line)
    heights = {line.pixels.shape[0] for line in (*known, *whole)}
    if len(heights) > 1:
        raise DatasetError(f"the shards hold lines of different heights: {sorted(heights)} px")
    _weigh_rare([*known, *whole], weights, settings.balance)
    picked = _shuffle(known, weights, rng)[: settings.round_lines]
    windows = [window for line in picked for window in cut_windows(line, settings.window, rng)]
    planned = _group(windows, settings.window, settings.windows, rng)
    if drawn.ctc:
        share = min(settings.real_share, 0.99) if windows else 0.99
        room = len(windows) * settings.window * share / (1 - share) if windows else float("inf")
        planned += _group_lines(_shuffle(whole, weights, rng), room, settings, rng)
    return [planned[at] for at in rng.permutation(len(planned))]


def _weigh_rare(lines: Sequence[Window], weights: dict[int, float], most: float) -> None:
    """Make lines heavier whose rarest character is rarer than half of those there are.

    A line counts by the root of how much rarer it is, ``most`` times at most: a character that is there a
    hundred times less than usual comes up ten times as often.
    """
    if most <= 1 or not lines:
        return
    counts = np.bincount(np.concatenate([line.classes for line in lines]), minlength=1)
    usual = float(np.median(counts[counts > 0]))
    factors = np.clip(np.sqrt(usual / np.maximum(counts, 1)), 1.0, most)
    factors[BLANK] = 1.0
    for line in lines:
        weights[id(line)] *= float(factors[line.classes].max())


def _shuffle(lines: list[Window], weights: dict[int, float], rng: np.random.Generator) -> list[Window]:
    """A random order in which heavier lines tend to come first.

    P. Efraimidis and P. Spirakis, "Weighted random sampling with a reservoir", 2006.
    """
    keys = [rng.random() ** (1 / weights[id(line)]) for line in lines]
    return [lines[at] for at in np.argsort(keys)[::-1]]


def _group(windows: list[Window], width: int, size: int, rng: np.random.Generator) -> list[_Planned]:
    """Shuffle windows into batches of one size.

    Where there are too few for one, they are a batch of their own, some of them twice, so that its size is a
    power of two: TensorFlow and JAX trace the network anew for every size they meet.
    """
    order = [windows[at] for at in rng.permutation(len(windows))]
    full = [order[at : at + size] for at in range(0, len(order) - size + 1, size)]
    if not full and order:
        full = [[order[at % len(order)] for at in range(min(size, 1 << (len(order) - 1).bit_length()))]]
    return [_Planned(part, width) for part in full]


def _group_lines(
    lines: list[Window], room: float, settings: BatchSettings, rng: np.random.Generator
) -> list[_Planned]:
    """Batches of whole lines of like widths, in their order, until their pixels fill the room."""
    places: dict[int, list[Window]] = {width: [] for width in LINE_WIDTHS}
    used = 0.0
    for line in lines:
        width = line.pixels.shape[1] + MOST_OFFSET
        fit = next((place for place in LINE_WIDTHS if width <= place), None)
        if fit is None or used > room:
            continue
        places[fit].append(line)
        used += fit
    area = settings.window * settings.windows
    return [
        planned
        for width, found in places.items()
        for planned in _group(found, width, max(1, area // width), rng)
    ]


def _fill(planned: _Planned, ctc: bool, settings: BatchSettings, rng: np.random.Generator) -> Batch:
    """Lay a batch's windows into their places, change them a little and label them."""
    height = planned.windows[0].pixels.shape[0]
    frames = planned.width // FRAME_STRIDE
    pixels = np.zeros((len(planned.windows), height, planned.width), dtype=np.uint8)
    labels = np.full(
        (len(planned.windows), int(frames * MOST_LABELS) if ctc else frames), IGNORED, dtype=np.int32
    )
    for row, original in enumerate(planned.windows):
        window = stretch_window(original, planned.width, settings.augmentation, rng)
        width = window.pixels.shape[1]
        offset = int(rng.integers(0, min(MOST_OFFSET, planned.width - width) + 1))
        pixels[row, :, offset : offset + width] = window.pixels
        if not ctc:
            labels[row] = frame_labels(window, offset, frames)
        elif (
            needed_frames(read := window.classes[window.classes != BLANK]) <= frames
            and len(read) <= labels.shape[1]
        ):
            labels[row, : len(read)] = read
        else:  # too dense to be read at this stride: an empty place says nothing wrong
            pixels[row] = 0
    augment_pixels(pixels, settings.augmentation, rng)
    return Batch((pixels[..., None] * np.float32(1 / 255)), labels)
