"""Adapts a preset to a run's corrections: learn, judge, and keep it only where it is better and no worse."""

from __future__ import annotations

import os
import shutil
import tempfile
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ocr.adaptation_card import adaptation_card, tell_verdict
from ocr.adaptation_judging import (
    FEWEST_CORRECTED,
    Counts,
    Verdict,
    chance_of_gain,
    most_more_errors,
    split_examples,
)
from ocr.adaptation_lines import Example, Review
from ocr.errors import OutputError, QualityGateError, UsageError
from recognizer.card import Card
from recognizer.dataset import TrainingLine
from recognizer.fine_tuning import (
    Blends,
    FineTuningSettings,
    count_characters,
    count_edits,
    fine_tune,
)
from recognizer.preset import LINE_INT8, REPLAY, Preset, find_preset, load_line_reader
from recognizer.preset_writer import replace_line_network
from recognizer.quantization import quantize_preset
from recognizer.replay import Replay, read_replay
from recognizer.scoring import read_greedily
from recognizer.training_settings import Progress

SHARES = (1.0, 0.75, 0.5, 0.35, 0.2)  # of the new weights in the blends that are looked at
TRIES = 3  # of them that are written and judged, the next where the one before is refused
ROUNDING_LINES = 320  # crops that 8-bit ranges are measured on
LINES_AT_ONCE = 64


@dataclass(frozen=True, slots=True)
class AdaptationSettings:
    """How a preset is adapted.

    Args:
        tuning: how long and how fast; its seed parts the lines too.
        command: told on the card.
    """

    tuning: FineTuningSettings = field(default_factory=FineTuningSettings)
    command: str = "ocr adapt"


@dataclass(frozen=True, slots=True)
class Adaptation:
    """An adaptation that was accepted.

    Args:
        preset: the new one.
        verdict: what it is worth.
        learnt: lines learnt from.
        share: of the new weights in it.
    """

    preset: Preset
    verdict: Verdict
    learnt: int
    share: float


def adapt_preset(
    origin: Preset,
    target: Path,
    review: Review,
    settings: AdaptationSettings,
    on_progress: Callable[[Progress], bool | None] | None = None,
) -> Adaptation:
    """Make a preset that reads corrected lines better.

    Args:
        origin: the preset to begin from; it is not changed.
        target: folder of the new preset, which must not be there yet. It appears whole, or not at all.
        review: what was corrected.
        settings: how.
        on_progress: is told how learning goes on.

    Raises:
        UsageError: the target is there, there are too few corrections, or the preset has no replay file.
        QualityGateError: it is not accepted; the message says why. Nothing was changed.
        OutputError: the target cannot be written.
        DependencyError: Keras is not installed.
    """
    check_target(target)
    check_review(review)
    replay = load_replay(origin)
    learn, held, by_page = split_examples(review.examples, settings.tuning.seed)
    judged = [example.line for example in held]
    part = target.with_name(f".{target.name}.{uuid.uuid4().hex[:8]}.part")
    with tempfile.TemporaryDirectory(prefix="ocr-adapt-") as work:
        weights = fine_tune(
            origin, [one.line for one in learn], replay.lines, settings.tuning, Path(work), on_progress
        )
        blends = Blends(origin, weights)
        refused: Verdict | None = None
        try:
            for share in rank_shares(blends, judged, replay.base)[:TRIES]:
                blends.save(share, Path(work) / "blend.weights.h5")
                card = adaptation_card(origin, target.name, review, settings.command)
                made = _write(part, origin, Path(work) / "blend.weights.h5", card, (learn, replay))
                verdict = judge(origin, made, judged, replay.base, by_page)
                if not verdict.objections:
                    tell_verdict(made, verdict, len(learn), share)
                    os.rename(part, target)
                    return Adaptation(find_preset(target), verdict, len(learn), share)
                refused = refused or verdict
        except OSError as error:
            raise OutputError(f"{target}: cannot be written ({error.strerror or error})") from error
        finally:
            shutil.rmtree(part, ignore_errors=True)
    assert refused is not None
    raise QualityGateError(f"not adapted: {'; and '.join(refused.objections)}; nothing was changed")


def check_target(target: Path) -> None:
    """Refuse a target that is there already: presets are never overwritten.

    Raises:
        UsageError: it is.
    """
    if target.exists():
        raise UsageError(f"{target}: it is there already; name a folder that does not exist yet")


def check_review(review: Review) -> None:
    """Refuse too few corrections.

    Raises:
        UsageError: there are fewer corrected lines than can be learnt from and judged by.
    """
    if review.corrected < FEWEST_CORRECTED:
        told = f" ({review.unplaced} rows were not found on their pages)" if review.unplaced else ""
        raise UsageError(
            f"{review.corrected} corrected lines are too few to learn from and to judge by{told}: "
            f"{FEWEST_CORRECTED} are needed; correct {FEWEST_CORRECTED - review.corrected} more"
        )


def load_replay(preset: Preset) -> Replay:
    """What a preset ships to be learnt again and tested on.

    Raises:
        UsageError: it has no replay file, or an empty one.
    """
    if REPLAY not in preset.sha256 or not (preset.folder / REPLAY).is_file():
        raise UsageError(
            f"the preset {preset.name!r} has no {REPLAY}, without which an adaptation forgets what it knew; "
            "make one with scripts/make_replay.py, or begin --from another preset"
        )
    replay = read_replay(preset.file(REPLAY))
    if not replay.lines or not replay.base:
        raise UsageError(f"{preset.folder / REPLAY}: it lacks lines to learn again or to test on")
    return replay


def rank_shares(blends: Blends, held: Sequence[TrainingLine], base: Sequence[TrainingLine]) -> list[float]:
    """The shares of new weights that may be accepted, the best first.

    Returns:
        Those under which the base test stays within its limit, by the errors on the lines held out; where
        there is none such, the one that spoils it least.
    """
    allowed = most_more_errors(count_characters(base))
    known = int(blends.count_errors(0.0, base).sum())
    errors = {share: int(blends.count_errors(share, held).sum()) for share in SHARES}
    rises: dict[float, int] = {}
    fit: list[float] = []
    for share in sorted(SHARES, key=errors.__getitem__):
        rises[share] = int(blends.count_errors(share, base).sum()) - known
        if rises[share] <= allowed:
            fit.append(share)
        if len(fit) == TRIES:
            break
    return fit or [min(rises, key=rises.__getitem__)]


def judge(
    origin: Preset, made: Preset, held: Sequence[TrainingLine], base: Sequence[TrainingLine], by_page: bool
) -> Verdict:
    """Read lines with both presets as they would be used, and compare."""
    before, after = count_line_errors(origin, held), count_line_errors(made, held)
    base_before, base_after = count_line_errors(origin, base), count_line_errors(made, base)
    return Verdict(
        Counts(len(held), count_characters(held), int(before.sum()), int(after.sum())),
        Counts(len(base), count_characters(base), int(base_before.sum()), int(base_after.sum())),
        chance_of_gain(before, after),
        by_page,
    )


def count_line_errors(preset: Preset, lines: Sequence[TrainingLine]) -> NDArray[np.int64]:
    """Character errors of greedy readings, without a language model, by the engine a page is read with."""
    reader = load_line_reader(preset)
    texts: list[str] = []
    for start in range(0, len(lines), LINES_AT_ONCE):
        crops = [
            line.pixels.astype(np.float32) * np.float32(1 / 255)
            for line in lines[start : start + LINES_AT_ONCE]
        ]
        texts += [read_greedily(one.log_probabilities, preset.charset) for one in reader.read_lines(crops)]
    return count_edits(texts, lines)


def _write(
    part: Path, origin: Preset, weights: Path, card: Card, lines: tuple[Sequence[Example], Replay]
) -> Preset:
    """Write a preset of other weights as it would be used, its 8-bit network too where the origin has one."""
    shutil.rmtree(part, ignore_errors=True)
    made = replace_line_network(part, origin, weights, card)
    return quantize_preset(part, _rounding_crops(*lines)) if LINE_INT8 in origin.sha256 else made


def _rounding_crops(learn: Sequence[Example], replay: Replay) -> list[NDArray[np.float32]]:
    """Crops to measure 8-bit ranges on: lines replayed, and the new ones beside them."""
    lines = [*replay.lines[: ROUNDING_LINES // 2], *(one.line for one in learn)][:ROUNDING_LINES]
    return [line.pixels.astype(np.float32) * np.float32(1 / 255) for line in lines]
