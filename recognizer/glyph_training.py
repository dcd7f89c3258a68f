"""Training the glyph classifier: one character an image; seeded, resumable, watched."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from recognizer.character_plots import plot_sheet
from recognizer.charset import Charset
from recognizer.checkpoints import read_checkpoint, write_checkpoint
from recognizer.dependencies import import_keras
from recognizer.engines import load_weights
from recognizer.glyph_batches import Portion, draw_batches
from recognizer.glyph_census import count_glyphs
from recognizer.glyph_scoring import HeldOut
from recognizer.glyph_sources import check_portions, read_portions
from recognizer.learner import Learner, OptimizerSettings, choose_precision, smooth_class_loss
from recognizer.line_census import CENSUS, write_census
from recognizer.memory import tell_of_memory
from recognizer.network import GlyphNetworkSettings, build_glyph_network
from recognizer.patience import Patience
from recognizer.schedule import Schedule
from recognizer.scoring import Score
from recognizer.training import CHECKPOINT, LOG_EVERY
from recognizer.training_log import TrainingLog
from recognizer.training_settings import Progress, describe_network
from recognizer.types import TrainingError

WEIGHTS = "glyph.weights.h5"
SHEET = "augmentation.png"  # what the first batch looks like
SHOWN = 96  # glyphs on it


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
        score_steps: between scorings of the held-out glyphs.
        patience: scorings without a gain after which the training ends, the best weights kept; 0 goes on
            to the end and keeps the last.
    """

    network: GlyphNetworkSettings = field(default_factory=GlyphNetworkSettings)
    charset: Charset = field(default_factory=Charset)
    batch: int = 128
    schedule: Schedule = field(default_factory=lambda: Schedule(steps=6000))
    optimizer: OptimizerSettings = field(default_factory=OptimizerSettings)
    seed: int = 0
    checkpoint_minutes: float = 5.0
    score_steps: int = 1000
    patience: int = 0


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
    start: Path | None = None,
) -> Path:
    """Train the glyph classifier, or go on with a training that was stopped.

    The folder gets ``characters.csv`` (how often each occurs) and ``augmentation.png`` (before the first
    step), ``checkpoint.npz``, ``glyph.weights.h5`` (the running average), ``log.csv`` and ``scores.csv``,
    whose ``cer`` is the share of glyphs classified wrongly, and the same in ``tensorboard``. The same data,
    settings and steps give the same weights on one machine's processor, stopped and resumed or not.

    Args:
        data: where the glyphs are.
        settings: shape of the training.
        out: the training's folder; made where missing.
        on_progress: called every 50 steps; False stops the run after a checkpoint.
        start: weights to begin with, of a network of the same shape.

    Returns:
        The averaged weights' file.

    Raises:
        DatasetError: there is nothing to learn from, or a character's pictures are all blank.
        PresetError: the weights to begin with are of another network.
        TrainingError: the loss is not a number, memory ran out, or the checkpoint is of another network; the
            last checkpoint is kept.
        DependencyError: Keras is not installed.
    """
    import_keras().utils.set_random_seed(settings.seed)
    portions = read_portions(data.train, data.shares, data.excluded)
    check_portions(portions, settings.charset)
    write_census(count_glyphs(portions), settings.charset, out / CENSUS)
    held_out = HeldOut(data.valid, settings.charset, data.excluded)
    out.mkdir(parents=True, exist_ok=True)
    model = build_glyph_network(settings.network, choose_precision(settings.optimizer.precision))
    if start is not None:
        load_weights(model, start)
    learner = Learner(model, settings.optimizer)
    learner.use_loss(smooth_class_loss)
    patience = Patience(settings.patience)
    run = _Run(learner, settings, out, TrainingLog(out), patience, held_out, on_progress)
    run.resume()
    if learner.step == 0:
        show_batch(portions, settings, out / SHEET)
        run.log.add_picture(0, out / SHEET)
    with tell_of_memory(lambda: f"memory ran out at step {learner.step}; go on from the checkpoint"):
        run.learn(portions)
    return out / WEIGHTS


def show_batch(portions: Sequence[Portion], settings: GlyphTrainingSettings, path: Path) -> None:
    """A sheet of the first glyphs of a training, as varied as they will be learnt from."""
    (pixels, _), classes = next(draw_batches(portions, settings.charset, SHOWN, settings.seed))
    images = np.asarray(np.round(pixels[..., 0] * 255), dtype=np.uint8)
    plot_sheet(images, [settings.charset.character(int(at)) or "none" for at in classes], path)


@dataclass
class _Run:
    """A training under way: what learns, where it is written down, who is told."""

    learner: Learner
    settings: GlyphTrainingSettings
    out: Path
    log: TrainingLog
    patience: Patience
    held_out: HeldOut
    report: Callable[[Progress], bool | None] | None
    spent: float = 0.0  # seconds before this process
    began: float = field(default_factory=time.monotonic)
    loss: float = float("nan")

    @property
    def seconds(self) -> float:
        """Time spent training, in all processes."""
        return self.spent + time.monotonic() - self.began

    def resume(self) -> None:
        """Load a checkpoint where there is one, else write the first, so that there always is one."""
        path = self.out / CHECKPOINT
        if not path.exists():
            self.save()
        checkpoint = read_checkpoint(path)
        if checkpoint.state["network"] != describe_network(self.settings.network, self.settings.charset):
            raise TrainingError(f"{path}: it is of another network or charset; choose another folder")
        self.learner.restore(checkpoint)
        self.spent = float(checkpoint.state["seconds"])
        self.patience.restore(checkpoint.state)
        self.log.trim(self.learner.step)

    def learn(self, portions: Sequence[Portion]) -> None:
        """Take steps until the plan is done or the caller stops it; a checkpoint is written in the end."""
        settings, learner = self.settings, self.learner
        saved, stopped = time.monotonic(), False
        batches = draw_batches(portions, settings.charset, settings.batch, settings.seed, learner.step)
        while not (stopped or self.patience.is_out):
            share = settings.schedule.progress(learner.step, self.seconds)
            if share >= 1:
                break
            rate = settings.schedule.learning_rate(learner.step, share)
            inputs, classes = next(batches)
            now = learner.learn(list(inputs), classes, rate)
            self.loss = now if np.isnan(self.loss) else 0.98 * self.loss + 0.02 * now
            if learner.step % LOG_EVERY == 0:
                self.log.add(learner.step, self.seconds, "glyphs", rate, self.loss)
                stopped = self.tell(share, rate)
            if learner.step % settings.score_steps == 0:
                self.score(share, rate)
            if time.monotonic() - saved > settings.checkpoint_minutes * 60:
                self.save()
                saved = time.monotonic()
        if not stopped:
            self.score(1.0, 0.0)
            if settings.patience and self.held_out:
                self.tell_best()
        self.save()

    def tell(self, share: float, rate: float, scores: tuple[Score, ...] = ()) -> bool:
        """Report where the training stands; whether it is to stop."""
        told = Progress(self.learner.step, share, "glyphs", rate, self.loss, scores)
        return self.report is not None and self.report(told) is False

    def score(self, share: float, rate: float) -> None:
        """Score the averaged weights on the held-out glyphs, and keep them where they are the best."""
        model = self.averaged()
        scores = self.held_out.score(model) if self.held_out else ()
        if scores:
            self.log.add_scores(self.learner.step, self.seconds, scores)
            self.tell(share, rate, scores)
        if (self.patience.see(scores) if scores else True) or not self.patience.most:
            self.keep(model)

    def tell_best(self) -> None:
        """Score the weights that were kept, which need not be the last."""
        model = build_glyph_network(self.settings.network)
        load_weights(model, self.out / WEIGHTS)
        self.tell(1.0, 0.0, self.held_out.score(model))

    def averaged(self) -> Any:
        """A network of the running average."""
        model = build_glyph_network(self.settings.network)
        model.set_weights(self.learner.averaged_weights())
        return model

    def keep(self, model: Any) -> None:
        """Write weights under a temporary name, then in place."""
        part = self.out / f".part.{WEIGHTS}"
        model.save_weights(part)
        part.replace(self.out / WEIGHTS)

    def save(self) -> None:
        """Write a checkpoint, and the averaged weights unless the best are kept there."""
        state = {
            "network": describe_network(self.settings.network, self.settings.charset),
            "seconds": self.seconds,
            **self.patience.save(),
            "confusions": self.held_out.confusions,
        }
        write_checkpoint(self.out / CHECKPOINT, self.learner.save(state))
        if not self.patience.most or not (self.out / WEIGHTS).exists():
            self.keep(self.averaged())
