"""Two presets and a data set of characters, or shards of lines -> the difference of their scores by writer.

Characters are read by the glyph classifiers, among the characters that the data set has. Lines are read by
the line readers greedily, without a language model, as in training; quotes and dashes count as alike. Rates
are summed by writer, font or page (what the data set calls the source of each), and these are drawn anew
and exchanged, since what one hand wrote is alike.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike
from rapidfuzz.distance import Levenshtein

from ocr.errors import UsageError
from ocr.judging.alignment import align_lines
from ocr.judging.confusions import Confusions, count_confusions
from ocr.judging.diff_rows import make_rows
from ocr.judging.documents import ReadLine
from ocr.judging.paired import PairedDifference, Rates, compare_rates
from ocr.judging.run_comparison import Change, find_changes
from recognizer.character_report import to_glyph_set
from recognizer.character_scores import is_same, judge_characters
from recognizer.dataset import TrainingLine, list_shards
from recognizer.datasets.arrays import archive_names
from recognizer.datasets.card import GLYPHS, LINES, is_converted
from recognizer.datasets.collection import load_collection
from recognizer.glyph_data import GlyphSet, encode_labels
from recognizer.preset import Preset, find_preset, load_glyph_classifier, load_line_reader
from recognizer.scoring import fold_text, read_greedily, sample_lines

MOST_CHARACTERS, MOST_LINES = 20_000, 1_000  # judged at most; lines of each kind
_AT_ONCE = 64  # lines read together
_SEED = 0

PartKind = Literal["all", "train", "valid", "test"]


@dataclass(frozen=True, slots=True)
class DataComparison:
    """What sets two presets apart on a data set.

    Args:
        count: characters or lines judged.
        unit: what rates are summed by: ``writers``, or ``samples`` where no two are named.
        figures: ``top-1`` and ``top-3`` of characters, ``CER`` and ``lines right`` of lines.
        changes: confusions that are not as frequent with both, those that went first.
    """

    count: int
    unit: str
    figures: Mapping[str, PairedDifference]
    changes: tuple[Change, ...]


def compare_on_data(
    presets: tuple[str, str], data: Path, part: PartKind = "all", most: int | None = None
) -> DataComparison:
    """Compare two presets on a data set of characters, or on shards of lines.

    Args:
        presets: names or folders.
        data: as ``ocr dataset evaluate`` takes it, or a folder of line shards.
        part: of a data set that is split.
        most: characters, or lines of each kind, judged at most; drawn at random, the same every time.

    Raises:
        PresetError: a preset is missing or lacks what reads this data.
        DatasetError: the data cannot be read.
        UsageError: a preset cannot read lines of that height.
    """
    found = find_preset(presets[0]), find_preset(presets[1])
    if holds_lines(data):
        return _compare_lines(found, sample_lines(_lines_of(data, part), most or MOST_LINES, _SEED))
    collection = to_glyph_set(load_collection(data), part)
    return _compare_characters(found, _thin(collection, most or MOST_CHARACTERS))


def holds_lines(data: Path) -> bool:
    """Whether a data set holds lines and no characters."""
    if is_converted(data):
        return (data / LINES).is_dir() and not (data / GLYPHS).is_dir()
    if not data.exists() or (data.is_file() and data.suffix != ".npz"):
        return False
    shards = list_shards([data])
    return bool(shards) and {"pixels", "offsets", "texts"} <= set(archive_names(shards[0]))


def _lines_of(data: Path, part: str) -> Path:
    """The folder of the shards of one part."""
    if part == "all":
        return data
    folder = data / LINES / part if is_converted(data) else data / part
    if not folder.is_dir():
        raise UsageError(f"'{data}' has no part {part!r} of lines")
    return folder


def _thin(glyphs: GlyphSet, most: int) -> GlyphSet:
    if len(glyphs) <= most:
        return glyphs
    return glyphs.select(np.sort(np.random.default_rng(_SEED).permutation(len(glyphs))[:most]).tolist())


def _compare_characters(presets: tuple[Preset, Preset], glyphs: GlyphSet) -> DataComparison:
    known = [encode_labels(glyphs.labels, preset.charset) > 0 for preset in presets]
    rows = np.flatnonzero(known[0] & known[1])
    if not len(rows):
        raise UsageError("there is no character in the data set that both presets know")
    glyphs = glyphs.select(rows.tolist())
    judged = [judge_characters(load_glyph_classifier(one), one.charset, glyphs) for one in presets]
    units, unit = _number_units(glyphs.sources)
    figures = {
        f"top-{most}": compare_rates(
            _sum_up(judged[0].right(is_same, most), units),
            _sum_up(judged[1].right(is_same, most), units),
            True,
        )
        for most in (1, 3)
    }
    counted = []
    for one in judged:
        best = (one.alphabet[at] for at in one.ranked(1)[:, 0].tolist())
        pairs = zip(glyphs.labels, best, strict=True)
        counted.append(Confusions(pair for pair in pairs if pair[0] != pair[1]))
    return DataComparison(len(glyphs), unit, figures, find_changes(*counted))


def _compare_lines(presets: tuple[Preset, Preset], lines: Sequence[TrainingLine]) -> DataComparison:
    if not lines:
        raise UsageError("there are no lines to judge by")
    truths = [fold_text(line.text) for line in lines]
    units, unit = _number_units([line.source for line in lines])
    sizes = [len(truth) for truth in truths]
    edits, right, counted = [], [], []
    for preset in presets:
        texts = _read_lines(preset, lines)
        both = list(zip(texts, truths, strict=True))
        edits.append(_sum_up([Levenshtein.distance(*pair) for pair in both], units, sizes))
        right.append(_sum_up([text == truth for text, truth in both], units))
        aligned = (make_rows(align_lines([ReadLine(text)], truth)) for text, truth in both)
        counted.append(sum((count_confusions(rows) for rows in aligned), Confusions()))
    figures = {
        "CER": compare_rates(edits[0], edits[1]),
        "lines right": compare_rates(right[0], right[1], True),
    }
    return DataComparison(len(lines), unit, figures, find_changes(*counted))


def _read_lines(preset: Preset, lines: Sequence[TrainingLine]) -> list[str]:
    heights = {line.pixels.shape[0] for line in lines}
    if heights != {preset.crop.height}:
        told = ", ".join(map(str, sorted(heights)))
        raise UsageError(
            f"the preset {preset.name!r} reads lines {preset.crop.height} px high, these have {told}"
        )
    reader = load_line_reader(preset)
    texts: list[str] = []
    for start in range(0, len(lines), _AT_ONCE):
        crops = [line.pixels.astype(np.float32) / np.float32(255) for line in lines[start : start + _AT_ONCE]]
        for reading in reader.read_lines(crops):
            texts.append(fold_text(read_greedily(reading.log_probabilities, preset.charset)))
    return texts


def _number_units(sources: Sequence[str]) -> tuple[list[int], str]:
    """The number of each one's writer, and what these are; each by itself where no two writers are named."""
    names, numbers = np.unique(np.asarray(sources, dtype=np.str_), return_inverse=True)
    if len(names) > 1:
        return numbers.tolist(), "writers"
    return list(range(len(sources))), "samples"


def _sum_up(counts: ArrayLike, units: Sequence[int], sizes: Sequence[int] | None = None) -> Rates:
    against = np.ones(len(units)) if sizes is None else np.asarray(sizes, dtype=np.float64)
    weights = np.asarray(counts, dtype=np.float64)
    return Rates.of(np.bincount(units, weights=weights), np.bincount(units, weights=against))
