"""Frames to characters: what stands on the lines of a page, where, and how surely."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from ocr.beam_search import search_tracks
from ocr.frames import Emissions, FrameTable, read_greedily, stack_frames
from ocr.language import LanguageModel
from ocr.language_posteriors import weigh_language
from ocr.posteriors import Posteriors, weigh_characters
from ocr.scoring import PrefixScorer, class_indices, fit_to_text, make_scorer
from ocr.settings import DecoderSettings
from ocr.tracks import find_tracks
from ocr.types import Alternative
from recognizer.charset import SPACE, Charset
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
    """

    characters: tuple[DecodedCharacter, ...] = ()
    word_confidences: tuple[float, ...] = ()

    @property
    def text(self) -> str:
        """The characters in order, spaces as they were read."""
        return "".join(character.character for character in self.characters)


def decode_lines(
    readings: Sequence[LineReading],
    charset: Charset,
    settings: DecoderSettings | None = None,
    *,
    language_model: LanguageModel | None = None,
    calibration: Calibration | None = None,
) -> list[DecodedLine]:
    """Read all lines of a page.

    Args:
        readings: one a line.
        charset: names the classes of the readings.
        settings: beam width 1 reads greedily.
        language_model: what text looks like; None to believe the optics alone.
        calibration: takes the confidences to what they should mean; None leaves them.

    Raises:
        ValueError: a reading does not fit the charset.
    """
    settings = settings or DecoderSettings()
    table = stack_frames(readings, charset.classes)
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
    table: FrameTable, settings: DecoderSettings, model: LanguageModel | None, charset: Charset
) -> PrefixScorer:
    """What a character is worth on this page."""
    fit = 1.0 if model is None else _fit_of_page(table, model, charset)
    return make_scorer(charset, model, fit * settings.language_weight, fit * settings.character_bonus)


def _search(table: FrameTable, scorer: PrefixScorer, beam_width: int) -> Emissions:
    """Search where the frames leave a doubt; the rest is read as it stands."""
    tracks, settled = find_tracks(table, scorer)
    found = search_tracks(table.probabilities, tracks, scorer, beam_width)
    frames = np.concatenate([settled.frames, found.frames])
    order = np.argsort(frames, kind="stable")
    return Emissions(np.concatenate([settled.classes, found.classes])[order], frames[order])


def _fit_of_page(table: FrameTable, model: LanguageModel, charset: Charset) -> float:
    """How far the language model is to be believed on this page, from its greedy reading."""
    read = read_greedily(table)
    line_ends = np.flatnonzero(np.diff(table.line_of_frame[read.frames]))
    classes = np.insert(read.classes, line_ends + 1, SPACE)
    return fit_to_text(model, class_indices(charset, model)[classes])


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
    names = ["", *charset.characters]
    confidence = weighed.probabilities[:, 0].tolist()
    rivals = np.argsort(-weighed.probabilities[:, 1:-1], axis=1, kind="stable")[:, :alternatives] + 1
    rival_names = np.take_along_axis(weighed.classes, rivals, axis=1).tolist()
    rival_confidence = np.take_along_axis(weighed.probabilities, rivals, axis=1).tolist()
    first, last = (weighed.first - offset).tolist(), (weighed.last - offset).tolist()
    found: list[list[DecodedCharacter]] = [[] for _ in range(table.lines)]
    for index, (at, class_index) in enumerate(zip(line.tolist(), read.classes.tolist(), strict=True)):
        others = tuple(
            Alternative(names[rival], probability)
            for rival, probability in zip(rival_names[index], rival_confidence[index], strict=True)
        )
        found[at].append(
            DecodedCharacter(names[class_index], confidence[index], first[index], last[index], others)
        )
    return [DecodedLine(tuple(characters)) for characters in found]
