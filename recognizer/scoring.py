"""Greedy readings and their character error rate, by data set and kind: what training is watched by."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import Levenshtein

from recognizer.charset import BLANK, UNREAD, Charset, normalize_text
from recognizer.dataset import TrainingLine, list_shards, read_line_shard
from recognizer.padding import pad_crops

# Truths differ in how they write these; what is scored here is the reading of characters.
_FOLDED = str.maketrans("‘’‚“”„–—", "'''\"\"\"--", UNREAD)


Confusions = Counter[tuple[str, str]]  # (true, read) -> times; empty where one has nothing


@dataclass(frozen=True, slots=True)
class Score:
    """How well the lines of one kind were read.

    Args:
        name: of the data set.
        kind: ``print``, ``type`` or ``hand``.
        lines: read.
        characters: of the truth.
        edits: insertions, deletions and substitutions needed.
    """

    name: str
    kind: str
    lines: int
    characters: int
    edits: int

    @property
    def error_rate(self) -> float:
        """Edits a character of the truth."""
        return self.edits / max(1, self.characters)


def read_greedily(scores: NDArray[np.float32], charset: Charset) -> str:
    """The text of the best class a frame: repeats merged, blanks dropped.

    Args:
        scores: (frames, classes) logits or log-probabilities.
        charset: names the classes.
    """
    best = np.argmax(scores, axis=1)
    kept = best[np.flatnonzero(np.diff(best, prepend=-1))]
    return "".join(charset.character(int(index)) for index in kept if index != BLANK)


def fold_text(text: str) -> str:
    """Text as it is compared: normalised, quotes and dashes as in ASCII, single spaces, no unread ink."""
    return " ".join(normalize_text(text).translate(_FOLDED).split())


def sample_lines(place: Path, most: int, seed: int) -> list[TrainingLine]:
    """Up to ``most`` lines of each kind from a folder of shards, the same ones every time.

    Returns:
        The lines; none where the folder does not exist yet.
    """
    if not place.exists():
        return []
    found: dict[str, list[TrainingLine]] = {}
    for path in list_shards([place]):
        shard = read_line_shard(path)
        for index in range(len(shard)):
            found.setdefault(shard.kinds[index], []).append(shard.line(index))
    rng = np.random.default_rng(seed)
    return [
        lines[at]
        for _, lines in sorted(found.items())
        for at in sorted(rng.permutation(len(lines))[:most].tolist())
    ]


def score_lines(
    name: str,
    lines: Sequence[TrainingLine],
    predict: Callable[[NDArray[np.float32]], NDArray[np.float32]],
    charset: Charset,
    confusions: Confusions | None = None,
) -> list[Score]:
    """Read lines greedily and count the errors by kind.

    Args:
        name: of the data set.
        lines: to read.
        predict: (batch, height, width, 1) float32 to (batch, frames, classes) scores.
        charset: names the classes.
        confusions: what was read for what is added to them.
    """
    texts = read_texts([line.pixels for line in lines], predict, charset)
    totals: dict[str, list[int]] = {}
    for line, text in zip(lines, texts, strict=True):
        truth, read = fold_text(line.text), fold_text(text)
        counts = totals.setdefault(line.kind, [0, 0, 0])
        counts[0] += 1
        counts[1] += len(truth)
        counts[2] += Levenshtein.distance(truth, read)
        if confusions is not None:
            confusions.update(find_confusions(truth, read))
    return [Score(name, kind, *counts) for kind, counts in sorted(totals.items())]


def find_confusions(truth: str, read: str) -> list[tuple[str, str]]:
    """The edits between two texts as pairs (true, read); an empty string for nothing.

    Example:
        >>> find_confusions("lot", "1ott")
        [('l', '1'), ('', 't')]
    """
    return [
        (
            truth[edit.src_pos] if edit.tag != "insert" else "",
            read[edit.dest_pos] if edit.tag != "delete" else "",
        )
        for edit in Levenshtein.editops(truth, read)
    ]


def read_texts(
    crops: Iterable[NDArray[np.uint8]],
    predict: Callable[[NDArray[np.float32]], NDArray[np.float32]],
    charset: Charset,
) -> list[str]:
    """Greedy readings of uint8 crops, in their order."""
    scaled = [crop.astype(np.float32) * np.float32(1 / 255) for crop in crops]
    texts = [""] * len(scaled)
    if not scaled:
        return texts
    for batch in pad_crops(scaled, scaled[0].shape[0]):
        scores = predict(batch.pixels)
        for row, (index, frames) in enumerate(zip(batch.indices, batch.frames, strict=True)):
            texts[index] = read_greedily(scores[row, :frames], charset)
    return texts
