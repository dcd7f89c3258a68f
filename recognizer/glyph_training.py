"""Training the glyph classifier: one character an image; seeded, resumable, watched."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from recognizer.charset import Charset
from recognizer.checkpoints import read_checkpoint, write_checkpoint
from recognizer.dependencies import import_keras
from recognizer.glyph_batches import Portion, draw_batches
from recognizer.glyph_data import GlyphSet
from recognizer.glyph_sources import read_held_out, read_portions
from recognizer.learner import Learner, OptimizerSettings, choose_precision, smooth_class_loss
from recognizer.network import GlyphNetworkSettings, build_glyph_network
from recognizer.schedule import Schedule
from recognizer.scoring import Score
from recognizer.training import CHECKPOINT, LOG_EVERY
from recognizer.training_log import TrainingLog
from recognizer.training_settings import Progress, describe_network
from recognizer.types import TrainingError

WEIGHTS = "glyph.weights.h5"
SCORED_AT_ONCE = 512


@dataclass(frozen=True, slots=True)
class GlyphTrainingSettings:
    """Everything that shapes a training of the glyph classifier.

    Args:
        network: its shape.
        charset: the characters it learns.
        batch: glyphs a step.
        schedule: how long and how fast.
        optimizer: AdamW and the arithmetic.
        seed: of the weights, the batches and their variation.
        checkpoint_minutes: between checkpoints.
    """

    network: GlyphNetworkSettings = field(default_factory=GlyphNetworkSettings)
    charset: Charset = field(default_factory=Charset)
    batch: int = 128
    schedule: Schedule = field(default_factory=lambda: Schedule(steps=6000))
    optimizer: OptimizerSettings = field(default_factory=OptimizerSettings)
    seed: int = 0
    checkpoint_minutes: float = 5.0


@dataclass(frozen=True, slots=True)
class GlyphData:
    """Where the glyphs are.

    Args:
        train: shards, folders of them or stroke archives to learn from, each a portion of every batch.
        valid: such places to be scored; of a stroke archive, the writers held out.
        shares: of the batches, by the name of a place.
        excluded: writers never to learn from.
    """

    train: tuple[Path, ...]
    valid: tuple[Path, ...] = ()
    shares: dict[str, float] = field(default_factory=dict)
    excluded: tuple[str, ...] = ()


def train_glyphs(
    data: GlyphData,
    settings: GlyphTrainingSettings,
    out: Path,
    on_progress: Callable[[Progress], bool | None] | None = None,
) -> Path:
    """Train the glyph classifier, or go on with a training that was stopped.

    The folder gets ``checkpoint.npz``, ``glyph.weights.h5`` (the running average), ``log.csv`` and
    ``scores.csv``, whose ``cer`` is the share of glyphs classified wrongly.

    Args:
        data: where the glyphs are.
        settings: shape of the training.
        out: the training's folder; made where missing.
        on_progress: called every 50 steps; False stops the run after a checkpoint.

    Returns:
        The averaged weights' file.

    Raises:
        DatasetError: there is nothing to learn from.
        TrainingError: the loss is not a number, or the checkpoint is of another network.
        DependencyError: Keras is not installed.
    """
    import_keras().utils.set_random_seed(settings.seed)
    out.mkdir(parents=True, exist_ok=True)
    precision = choose_precision(settings.optimizer.precision)
    learner = Learner(build_glyph_network(settings.network, precision), settings.optimizer)
    learner.use_loss(smooth_class_loss)
    spent = _resume(learner, settings, out / CHECKPOINT)
    log = TrainingLog(out)
    log.trim(learner.step)
    portions = read_portions(data.train, data.shares, data.excluded)
    done = _learn(learner, settings, portions, _Desk(out, log, on_progress, spent - time.monotonic()))
    if done is not None:
        scores = score_glyphs(out / WEIGHTS, settings, data.valid)
        log.add_scores(learner.step, done.seconds, scores)
        if on_progress is not None:
            on_progress(Progress(learner.step, 1.0, "glyphs", 0.0, done.loss, scores))
    return out / WEIGHTS


def score_glyphs(
    weights: Path, settings: GlyphTrainingSettings, places: tuple[Path, ...]
) -> tuple[Score, ...]:
    """Share of glyphs classified wrongly, by folder and kind; the best known class decides.

    Args:
        weights: of the network.
        settings: its shape and charset.
        places: folders of glyph shards; missing ones are left out.
    """
    model = build_glyph_network(settings.network)
    model.load_weights(weights)
    scores: list[Score] = []
    for place in places:
        if place.exists():
            scores += _score_set(place.stem, model, read_held_out(place), settings.charset)
    return tuple(scores)


def _score_set(name: str, model: Any, glyphs: GlyphSet, charset: Charset) -> list[Score]:
    """One set's scores by kind."""
    truth = glyphs.classes(charset)
    found = np.zeros(len(glyphs), dtype=np.int64)
    for start in range(0, len(glyphs), SCORED_AT_ONCE):
        rows = slice(start, start + SCORED_AT_ONCE)
        part = glyphs.images[rows, ..., None].astype(np.float32) * np.float32(1 / 255)
        inputs = choose_inputs(model, part, glyphs.known_places()[rows])
        logits = np.asarray(import_keras().ops.convert_to_numpy(model.predict_on_batch(inputs)))
        found[rows] = logits.argmax(axis=1)
    kinds = np.array(glyphs.kinds)
    scores = []
    for kind in sorted(set(glyphs.kinds)):
        known = np.flatnonzero((kinds == kind) & (truth >= 0))
        wrong = int(np.count_nonzero(found[known] != truth[known]))
        scores.append(Score(name, kind, len(known), len(known), wrong))
    return scores


def choose_inputs(model: Any, pixels: NDArray[np.float32], places: NDArray[np.float32]) -> Any:
    """What a network is given: the places too, where it asks for them."""
    return [pixels, places] if len(model.inputs) == 2 else pixels


@dataclass(frozen=True, slots=True)
class _Desk:
    """Where a training is written down; ``clock`` plus the monotonic time is the time spent on it."""

    out: Path
    log: TrainingLog
    report: Callable[[Progress], bool | None] | None
    clock: float


@dataclass(frozen=True, slots=True)
class _Done:
    """A plan that was gone through: seconds spent and the last running loss."""

    seconds: float
    loss: float


def _learn(
    learner: Learner, settings: GlyphTrainingSettings, portions: list[Portion], desk: _Desk
) -> _Done | None:
    """Take steps until the plan is done, or None where the caller stopped it; a checkpoint is written."""
    loss, saved, stopped = float("nan"), time.monotonic(), False
    batches = draw_batches(portions, settings.charset, settings.batch, settings.seed, learner.step)
    while not stopped:
        share = settings.schedule.progress(learner.step, desk.clock + time.monotonic())
        if share >= 1:
            break
        rate = settings.schedule.learning_rate(learner.step, share)
        (pixels, places), classes = next(batches)
        now = learner.learn(choose_inputs(learner.model, pixels, places), classes, rate)
        loss = now if np.isnan(loss) else 0.98 * loss + 0.02 * now
        if learner.step % LOG_EVERY == 0:
            desk.log.add(learner.step, desk.clock + time.monotonic(), "glyphs", rate, loss)
            told = Progress(learner.step, share, "glyphs", rate, loss)
            stopped = desk.report is not None and desk.report(told) is False
        if time.monotonic() - saved > settings.checkpoint_minutes * 60:
            _save(learner, settings, desk.out, desk.clock + time.monotonic())
            saved = time.monotonic()
    seconds = desk.clock + time.monotonic()
    _save(learner, settings, desk.out, seconds)
    return None if stopped else _Done(seconds, loss)


def _resume(learner: Learner, settings: GlyphTrainingSettings, path: Path) -> float:
    """Load a checkpoint where there is one; the seconds spent before."""
    if not path.exists():
        return 0.0
    checkpoint = read_checkpoint(path)
    if checkpoint.state["network"] != describe_network(settings.network, settings.charset):
        raise TrainingError(f"{path}: it is of another network or charset; choose another folder")
    learner.restore(checkpoint)
    return float(checkpoint.state["seconds"])


def _save(learner: Learner, settings: GlyphTrainingSettings, out: Path, seconds: float) -> None:
    """Write a checkpoint and the averaged weights."""
    write_checkpoint(
        out / CHECKPOINT,
        learner.save({"network": describe_network(settings.network, settings.charset), "seconds": seconds}),
    )
    model = build_glyph_network(settings.network)
    model.set_weights(learner.averaged_weights())
    part = out / f".part.{WEIGHTS}"
    model.save_weights(part)
    part.replace(out / WEIGHTS)
