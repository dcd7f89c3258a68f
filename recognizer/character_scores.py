"""How well single characters are told apart: top-1, top-3, by class and writer, with intervals by writer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from recognizer.charset import Charset
from recognizer.dataset import read_arrays
from recognizer.glyph_data import GlyphSet, encode_labels, read_glyph_shards
from recognizer.glyph_frames import fit_images
from recognizer.glyph_sources import draw_plainly, is_stroke_archive
from recognizer.glyph_strokes import is_test_writer, read_strokes
from recognizer.pen_strokes import MIN_AGREEMENT
from recognizer.types import DatasetError, GlyphClassifier

GROUPS = ("l1I|", "O0o")  # alike where neither size nor line tells them apart
DIGITS = "0123456789"
RESAMPLES = 1000  # of the bootstrap
INTERVAL = (2.5, 97.5)  # percentiles of it

Alike = Callable[[str, str], bool]


@dataclass(frozen=True, slots=True, eq=False)
class Judged:
    """Characters and what a classifier took them for.

    Args:
        glyphs: that were shown.
        sure: (n,) bool, whether a label is to be trusted.
        alphabet: the characters it chose among.
        log_probabilities: (n, len(alphabet)) float32, as the classifier gave them.
    """

    glyphs: GlyphSet
    sure: NDArray[np.bool_]
    alphabet: tuple[str, ...]
    log_probabilities: NDArray[np.float32]

    def ranked(self, most: int = 3, among: str = "") -> NDArray[np.int64]:
        """(n, most) indices into the alphabet, likeliest first.

        Args:
            most: of them.
            among: characters to choose among; all where it is empty.
        """
        scores = self.log_probabilities
        if among:
            scores = np.where([character in among for character in self.alphabet], scores, -np.inf)
        return np.asarray(np.argsort(-scores, axis=1, kind="stable")[:, :most])

    def right(self, alike: Alike, most: int = 1, among: str = "") -> NDArray[np.bool_]:
        """(n,) bool: one of the likeliest is the label, or like it."""
        names = np.array(self.alphabet)[self.ranked(most, among)]
        pairs = zip(names.tolist(), self.glyphs.labels, strict=True)
        return np.array([any(alike(name, label) for name in row) for row, label in pairs], dtype=bool)


@dataclass(frozen=True, slots=True)
class Share:
    """A share of right answers with its interval, all in 0..1."""

    right: float
    low: float
    high: float
    count: int

    def __str__(self) -> str:
        """As in tables."""
        return f"{100 * self.right:.2f} ({100 * self.low:.1f}-{100 * self.high:.1f})"


def is_same(found: str, label: str) -> bool:
    """The very character."""
    return found == label


def is_same_letter(found: str, label: str) -> bool:
    """The same but for its case."""
    return found.casefold() == label.casefold()


def is_alike(found: str, label: str) -> bool:
    """The same but for its case, or another of its group: l 1 I | or O 0 o."""
    return is_same_letter(found, label) or any(found in group and label in group for group in GROUPS)


def judge_characters(
    classifier: GlyphClassifier,
    charset: Charset,
    glyphs: GlyphSet,
    sure: NDArray[np.bool_] | None = None,
    alphabet: Sequence[str] = (),
) -> Judged:
    """Show characters to a classifier.

    Args:
        classifier: of a preset.
        charset: of the preset.
        glyphs: labelled; those whose label the charset lacks are left out.
        sure: (n,) bool, whether a label is to be trusted; None trusts all.
        alphabet: characters it may choose among; by default those the labels have.

    Raises:
        DatasetError: the charset knows none of the labels.
    """
    known = np.flatnonzero(encode_labels(glyphs.labels, charset) > 0)
    if not len(known):
        raise DatasetError("the preset knows none of the characters of this data set")
    glyphs = glyphs.select(known.tolist())
    letters = tuple(sorted(set(alphabet) or set(glyphs.labels)))
    classes = encode_labels(letters, charset)
    pixels = glyphs.images.astype(np.float32) * np.float32(1 / 255)
    found = classifier.classify_glyphs(pixels, glyphs.known_places())[:, classes]
    trusted = np.ones(len(known), dtype=bool) if sure is None else np.asarray(sure)[known]
    return Judged(glyphs, trusted, letters, found)


def load_labelled(path: Path, test_writers: bool = True) -> tuple[GlyphSet, NDArray[np.bool_]]:
    """Characters to judge by, and whether each label is to be trusted.

    Args:
        path: a stroke archive, an ``.npz`` with ``images``, ``label`` and perhaps ``writer``, or glyph
            shards.
        test_writers: of a stroke archive only the writers nothing learns from.

    Raises:
        DatasetError: it cannot be read or holds nothing.
    """
    if is_stroke_archive(path):
        strokes = read_strokes(path, is_test_writer if test_writers else lambda writer: True)
        drawn = draw_plainly(strokes, range(len(strokes)))
        return drawn, strokes.agreement >= MIN_AGREEMENT
    pictures = path.is_file() and not _is_shard(path)
    glyphs = _read_images(path) if pictures else read_glyph_shards([path])
    return glyphs, np.ones(len(glyphs), dtype=bool)


def share_right(right: NDArray[np.bool_], writers: Sequence[str], seed: int = 0) -> Share:
    """The share that is right, its interval by a bootstrap over writers.

    B. Efron and R. Tibshirani, "An Introduction to the Bootstrap", 1993; writers, not characters, are drawn,
    since a writer's characters are alike. Where one writer or none is told, characters are drawn.

    Args:
        right: (n,) bool.
        writers: of each; empty where unknown.
        seed: of the bootstrap.
    """
    if not len(right):
        return Share(float("nan"), float("nan"), float("nan"), 0)
    names, at = np.unique(np.asarray(writers), return_inverse=True)
    rng = np.random.default_rng(seed)
    if len(names) < 2:  # drawing characters, each as often as any other, is drawing how many are right
        low, high = np.percentile(rng.binomial(len(right), right.mean(), RESAMPLES) / len(right), INTERVAL)
        return Share(float(right.mean()), float(low), float(high), len(right))
    good = np.bincount(at, weights=right.astype(np.float64), minlength=len(names))
    counts = np.bincount(at, minlength=len(names)).astype(np.float64)
    drawn = rng.integers(0, len(names), (RESAMPLES, len(names)))
    low, high = np.percentile(good[drawn].sum(axis=1) / counts[drawn].sum(axis=1), INTERVAL)
    return Share(float(right.mean()), float(low), float(high), len(right))


def count_confusions(judged: Judged) -> NDArray[np.int64]:
    """(labels, found) how often each character of the alphabet was taken for each of it."""
    at = {character: index for index, character in enumerate(judged.alphabet)}
    table = np.zeros((len(at), len(at)), dtype=np.int64)
    for label, found in zip(judged.glyphs.labels, judged.ranked(1)[:, 0].tolist(), strict=True):
        if label in at:
            table[at[label], found] += 1
    return table


def _is_shard(path: Path) -> bool:
    try:
        read_arrays(path, ("source", "kind"))
    except DatasetError:
        return False
    return True


def _read_images(path: Path) -> GlyphSet:
    """An npz of images with labels; its writers are all one where it names none."""
    arrays = read_arrays(path, ("images", "label"))
    try:
        writers = tuple(str(writer) for writer in read_arrays(path, ("writer",))["writer"])
    except DatasetError:
        writers = (path.stem,) * len(arrays["label"])
    labels = tuple(str(label) for label in arrays["label"])
    return GlyphSet(fit_images(list(arrays["images"])), labels, writers, ("hand",) * len(labels))
