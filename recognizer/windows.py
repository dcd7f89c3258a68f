"""Training lines -> windows of a fixed width with their labels: cut at gaps, labelled frame by frame.

A line whose characters' columns are known is cut between characters into windows; a line without
them stays whole and can only be learnt by CTC.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recognizer.charset import BLANK, SPACE, UNREAD, Charset, normalize_text
from recognizer.dataset import TrainingLine
from recognizer.network import FRAME_STRIDE

IGNORED = -1  # label of a frame outside the window's text, and what fills up short rows of labels
LABELLED_SHARE = 0.44  # middle part of a glyph's width that carries its label; measured to be best


@dataclass(frozen=True, slots=True, eq=False)
class Window:
    """A part of a line, or a whole one, with what it says.

    Args:
        pixels: (height, width) uint8, ink high; a view of the line.
        classes: class index of each character; the blank where it is to be left unread.
        spans: (characters, 2) float32 columns from the window's start, or None.
    """

    pixels: NDArray[np.uint8]
    classes: NDArray[np.int32]
    spans: NDArray[np.float32] | None


def encode_line(line: TrainingLine, charset: Charset) -> Window | None:
    """A whole line as one window.

    Args:
        line: its text may hold ligatures and the long s; they become letters that share the span. What is
            ``UNREAD`` in it becomes the blank.
        charset: the characters known.

    Returns:
        The window, or None where the text is empty or holds an unknown character.
    """
    if line.spans is None:
        text, spans = normalize_text(line.text), None
    else:
        text, spans = _normalize_spans(line.text, line.spans)
    parts = text.split(UNREAD)
    if not text or not all(map(charset.covers, parts)):
        return None
    classes = [at for part in parts for at in (*charset.encode(part), BLANK)][:-1]
    return Window(line.pixels, np.array(classes, dtype=np.int32), spans)


def cut_windows(line: Window, width: int, rng: np.random.Generator) -> list[Window]:
    """Cut a line with spans into windows no wider than ``width``, each cut between two characters.

    The first window's width is drawn, so that another training round cuts elsewhere; the last
    one starts as early as it can. Spaces at a window's ends are dropped from its text.

    Args:
        line: with spans.
        width: of a window, px.
        rng: for the first cut.

    Returns:
        The windows, left to right; a character wider than a window is left out.

    Raises:
        ValueError: the line has no spans.
    """
    if line.spans is None:
        raise ValueError("a line without spans cannot be cut")
    cuts = _cut_columns(line)
    windows: list[Window] = []
    first, reach = 0, int(rng.integers(width // 2, width + 1))
    while first < len(line.classes):
        last = int(np.searchsorted(cuts, cuts[first] + reach, side="right")) - 1
        if last == len(line.classes):  # the line's end: reach back as far as the width allows
            first = min(first, int(np.searchsorted(cuts, cuts[last] - width, side="left")))
        if last > first:
            windows.append(_part(line, cuts, first, last))
        first, reach = max(last, first + 1), width
    return [window for window in windows if len(window.classes)]


def frame_labels(window: Window, offset: int, frames: int) -> NDArray[np.int32]:
    """Labels of the frames of a window that is laid ``offset`` px into its place.

    The middle 44 % of a character's width carries its class, and one frame at least; the rest
    of the window is blank.

    Args:
        window: with spans.
        offset: columns of paper before it, px.
        frames: in the place.

    Returns:
        (frames,) int32; ``IGNORED`` beyond the window's end.

    Raises:
        ValueError: the window has no spans.
    """
    if window.spans is None:
        raise ValueError("a window without spans has no frame labels")
    labels = np.full(frames, IGNORED, dtype=np.int32)
    labels[: -(-(offset + window.pixels.shape[1]) // FRAME_STRIDE)] = BLANK
    middle = offset + window.spans.mean(axis=1)
    half = LABELLED_SHARE / 2 * np.maximum(window.spans[:, 1] - window.spans[:, 0], 0)
    # frame f stands at column (f + .5) * stride
    first = np.ceil((middle - half) / FRAME_STRIDE - 0.5).astype(int)
    last = np.floor((middle + half) / FRAME_STRIDE - 0.5).astype(int)
    nearest = np.clip(np.floor(middle / FRAME_STRIDE).astype(int), 0, frames - 1)
    first, last = np.where(last < first, nearest, first), np.where(last < first, nearest, last)
    for character, start, end in zip(window.classes, first, last, strict=True):
        labels[max(start, 0) : end + 1] = character
    return labels


def needed_frames(classes: NDArray[np.int32]) -> int:
    """Frames that CTC needs at least: one a character, and one between two alike."""
    return int(len(classes) + np.count_nonzero(classes[1:] == classes[:-1]))


def _normalize_spans(text: str, spans: NDArray[np.float32]) -> tuple[str, NDArray[np.float32]]:
    """Text normalised character by character; the letters of a ligature divide its span."""
    pieces = [normalize_text(character) for character in text]
    if all(len(piece) == 1 for piece in pieces):
        return "".join(pieces), spans
    parts = []
    for piece, (left, right) in zip(pieces, spans.tolist(), strict=True):
        edges = np.linspace(left, right, len(piece) + 1, dtype=np.float32)
        parts.append(np.stack([edges[:-1], edges[1:]], axis=1))
    return "".join(pieces), np.concatenate(parts)


def _cut_columns(line: Window) -> NDArray[np.int64]:
    """Columns at which a line may be cut: cut i stands before character i; the ends are the crop's."""
    assert line.spans is not None
    between = np.round((line.spans[:-1, 1] + line.spans[1:, 0]) / 2)
    cuts = np.concatenate([[0], between, [line.pixels.shape[1]]]).astype(np.int64)
    return np.asarray(np.maximum.accumulate(np.clip(cuts, 0, line.pixels.shape[1])), dtype=np.int64)


def _part(line: Window, cuts: NDArray[np.int64], first: int, last: int) -> Window:
    """Characters ``first`` to ``last`` of a line, spaces at the ends left out of the text."""
    assert line.spans is not None
    start, end = int(cuts[first]), int(cuts[last])
    while first < last and line.classes[first] == SPACE:
        first += 1
    while last > first and line.classes[last - 1] == SPACE:
        last -= 1
    return Window(
        line.pixels[:, start:end], line.classes[first:last], line.spans[first:last] - np.float32(start)
    )
