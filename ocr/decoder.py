"""Frames to characters: what stands on the lines of a page, where, and how surely."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise, repeat
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from ocr.beam_search import search_tracks
from ocr.characters import restrict_probabilities
from ocr.frames import Emissions, FrameTable, read_greedily, stack_frames
from ocr.language import LanguageModel
from ocr.language_posteriors import weigh_language
from ocr.language_shelf import LanguageShelf
from ocr.posteriors import Posteriors, weigh_characters
from ocr.scoring import PrefixScorer, fit_to_text, make_scorer
from ocr.settings import DecoderSettings
from ocr.tracks import find_tracks
from ocr.types import Alternative
from recognizer.charset import Charset
from recognizer.types import LineReading


@dataclass(frozen=True, slots=True)
class DecodedCharacter:
    """One character, the space included, read along a line.

    Args:
        character: one code point.
        confidence: probability in [0, 1] that exactly this stands here, beside its rivals, nothing
            at all and two characters; not calibrated yet.
        first_frame, last_frame: the frames of its peak, both included, counted along the line.
        alternatives: rivals, most probable first.
    """

    character: str
    confidence: float
    first_frame: int
    last_frame: int
    alternatives: tuple[Alternative, ...] = ()


class Calibration(Protocol):
    """Takes raw confidences to ones that mean what they say."""

    def apply(self, confidences: NDArray[np.float64]) -> NDArray[np.float64]:
        """Calibrated confidences in [0, 1] for raw ones, (n,)."""
        ...


@dataclass(frozen=True, slots=True)
class DecodedLine:
    """What was read on one line.

    Args:
        characters: in order, spaces among them.
        word_confidences: of each word, in [0, 1]; empty where words were not rated.
        told: the characters with the confidences that results tell; empty where these are the same.
    """

    characters: tuple[DecodedCharacter, ...] = ()
    word_confidences: tuple[float, ...] = ()
    told: tuple[DecodedCharacter, ...] = ()

    @property
    def text(self) -> str:
        """The characters in order, spaces as they were read."""
        return "".join(character.character for character in self.characters)


def decode_lines(
    readings: Sequence[LineReading],
    charset: Charset,
    settings: DecoderSettings | None = None,
    *,
    language_model: LanguageModel | LanguageShelf | None = None,
    calibration: Calibration | None = None,
) -> list[DecodedLine]:
    """Read all lines of a page.

    Args:
        readings: one a line.
        charset: names the classes of the readings.
        settings: beam width 1 reads greedily.
        language_model: what text looks like, or models of which the page's own is taken; None to believe
            the optics alone.
        calibration: takes the confidences to what they should mean; None leaves them.

    Raises:
        ValueError: a reading does not fit the charset.
        UsageError: the charset has none of the characters that alone may be read.
    """
    settings = settings or DecoderSettings()
    table = stack_frames(readings, charset.classes)
    if settings.characters:
        restrict_probabilities(table.probabilities, charset, settings.characters)
    if settings.beam_width > 1:
        scorer = _make_scorer(table, settings, language_model, charset)
        read = _search(table, scorer, settings.beam_width)
        weighed = weigh_language(table, read, weigh_characters(table, read), scorer)
    else:
        read = read_greedily(table)
        weighed = weigh_characters(table, read)
    if calibration is not None:
        weighed = calibrate(weighed, calibration)
    return _name_characters(table, read, weighed, charset, settings.alternatives)


def _make_scorer(
    table: FrameTable,
    settings: DecoderSettings,
    models: LanguageModel | LanguageShelf | None,
    charset: Charset,
) -> PrefixScorer:
    """What a character is worth on this page."""
    model, fit = None, 1.0
    if models is not None and settings.language_weight > 0.0:
        text, doubt = _read_roughly(table, charset)
        model = models.choose(text) if isinstance(models, LanguageShelf) else models
        fit = fit_to_text(model, model.indices(" ".join(text.splitlines())), doubt)
    return make_scorer(charset, model, fit * settings.language_weight, fit * settings.character_bonus)


def _search(table: FrameTable, scorer: PrefixScorer, beam_width: int) -> Emissions:
    """Search where the frames leave a doubt; the rest is read as it stands."""
    tracks, settled = find_tracks(table, scorer)
    found = search_tracks(table.probabilities, tracks, scorer, beam_width)
    frames = np.concatenate([settled.frames, found.frames])
    order = np.argsort(frames, kind="stable")
    return Emissions(np.concatenate([settled.classes, found.classes])[order], frames[order])


def _read_roughly(table: FrameTable, charset: Charset) -> tuple[str, float]:
    """The page's text as it is read greedily, a line a line, and its mean doubt a character."""
    read = read_greedily(table)
    points = np.array([0, *map(ord, charset.characters)], dtype="<u4")[read.classes]
    line_ends = np.flatnonzero(np.diff(table.line_of_frame[read.frames]))
    text = np.insert(points, line_ends + 1, ord("\n")).astype("<u4").tobytes().decode("utf-32-le")
    sure = table.probabilities[read.frames, read.classes]
    return text, 1.0 - float(sure.mean()) if len(sure) else 0.0


def calibrate(weighed: Posteriors, calibration: Calibration) -> Posteriors:
    """Calibrate the confidence of what was read; rivals share what it leaves as they did before."""
    raw = weighed.probabilities[:, 0]
    sure = np.clip(np.asarray(calibration.apply(raw), dtype=np.float64), 0.0, 1.0)
    left = (1.0 - sure) / np.maximum(1.0 - raw, 1e-9)
    probabilities = np.minimum(weighed.probabilities * left[:, None], (1.0 - sure)[:, None])
    probabilities[:, 0] = sure
    return replace(weighed, probabilities=probabilities)


def _name_characters(
    table: FrameTable, read: Emissions, weighed: Posteriors, charset: Charset, alternatives: int
) -> list[DecodedLine]:
    """Characters of every line out of the arrays."""
    line = table.line_of_frame[read.frames]
    offset = table.starts[line]
    names = np.array(["", *charset.characters], dtype=object)
    confidence = weighed.probabilities[:, 0].tolist()
    rivals = np.argsort(-weighed.probabilities[:, 1:-1], axis=1, kind="stable")[:, :alternatives] + 1
    rival_names = names[np.take_along_axis(weighed.classes, rivals, axis=1)]
    rival_confidence = np.take_along_axis(weighed.probabilities, rivals, axis=1)
    first, last = (weighed.first - offset).tolist(), (weighed.last - offset).tolist()
    others = list(map(Alternative, rival_names.ravel().tolist(), rival_confidence.ravel().tolist()))
    count = rivals.shape[1]
    grouped = zip(*[iter(others)] * count, strict=True) if count else repeat((), len(line))
    characters = list(map(DecodedCharacter, names[read.classes].tolist(), confidence, first, last, grouped))
    ends = np.searchsorted(line, np.arange(table.lines + 1)).tolist()
    return [DecodedLine(tuple(characters[start:end])) for start, end in pairwise(ends)]
