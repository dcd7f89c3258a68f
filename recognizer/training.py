"""Training the line reader: frames first, then whole texts; seeded, resumable, watched.

The drawn lines know where every glyph stands, so the network first learns each frame's class by
cross-entropy, which converges many times faster than CTC from scratch; from about a fifth of the
plan on it learns by CTC, the largest late gain, and from lines without known columns too.
"""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from recognizer.batches import Batch, Round, choose_shards, make_batches
from recognizer.checkpoints import read_checkpoint, write_checkpoint
from recognizer.dataset import list_shards
from recognizer.dependencies import import_keras
from recognizer.engines import load_weights
from recognizer.learner import Learner, choose_precision, ctc_loss, frame_loss
from recognizer.line_sheet import SHEET, show_windows
from recognizer.network import build_line_network
from recognizer.scoring import Score, sample_lines, score_lines
from recognizer.training_log import TrainingLog
from recognizer.training_settings import LineData, LineTrainingSettings, Progress, describe_network
from recognizer.types import DatasetError, TrainingError

__all__ = ["CHECKPOINT", "WEIGHTS", "LineData", "LineTrainingSettings", "Progress", "train_lines"]

CHECKPOINT = "checkpoint.npz"
WEIGHTS = "line.weights.h5"
POOL = 2  # drawn lines read for each that a round learns from: room to choose by kind
LOG_EVERY = 50  # steps between rows of the log and calls of the progress callback


def train_lines(
    data: LineData,
    settings: LineTrainingSettings,
    out: Path,
    start_weights: Path | None = None,
    on_progress: Callable[[Progress], bool | None] | None = None,
) -> Path:
    """Train the line reader, or go on with a training that was stopped.

    The folder gets ``augmentation.png`` (before the first step), ``checkpoint.npz``, ``line.weights.h5`` (the
    running average), ``log.csv`` and ``scores.csv``.
    Where it holds a checkpoint the run goes on from it, with the schedule given now, which may be longer or
    shorter than the one before. With the same seed, shards and schedule of steps a resumed run takes the same
    steps as one that was never stopped.

    Args:
        data: where the lines are.
        settings: shape of the training.
        out: the training's folder; made where missing.
        start_weights: weights of the same network to begin with instead of random ones.
        on_progress: called every 50 steps; False stops the run after a checkpoint.

    Returns:
        The averaged weights' file.

    Raises:
        DatasetError: there is nothing to learn from.
        TrainingError: the loss is not a number, or the checkpoint is of another network.
        PresetError: the weights to start from are missing or of another network.
        DependencyError: Keras is not installed.
    """
    import_keras().utils.set_random_seed(settings.seed)
    run = _LineRun(data, settings, out, on_progress or (lambda progress: True))
    run.begin(start_weights)
    run.finish()
    return out / WEIGHTS


class _LineRun:
    """One process's part of a training."""

    def __init__(
        self,
        data: LineData,
        settings: LineTrainingSettings,
        out: Path,
        report: Callable[[Progress], bool | None],
    ) -> None:
        out.mkdir(parents=True, exist_ok=True)
        self.data, self.settings, self.out, self.report = data, settings, out, report
        precision = choose_precision(settings.optimizer.precision)
        self.learner = Learner(build_line_network(settings.network, precision), settings.optimizer)
        self.reader = build_line_network(settings.network)
        self.log = TrainingLog(out)
        self.round: Round | None = None
        self.batch = 0  # of the round, the next one to learn from
        self.number = 0  # of the next round
        self.ctc = False
        self.spent = 0.0  # seconds of training before this process
        self.started = time.monotonic()
        self.saved = self.started
        self.loss = float("nan")

    def begin(self, start_weights: Path | None) -> None:
        """Load what there is to go on from."""
        path = self.out / CHECKPOINT
        if path.exists():
            checkpoint = read_checkpoint(path)
            if checkpoint.state["network"] != describe_network(self.settings.network, self.settings.charset):
                raise TrainingError(f"{path}: it is of another network or charset; choose another folder")
            self.learner.restore(checkpoint)
            self._restore(checkpoint.state)
        elif start_weights is not None:
            load_weights(self.learner.model, start_weights)
            self.learner.forget_average()
        self.log.trim(self.learner.step)

    def finish(self) -> None:
        """Learn round after round until the plan is done or the caller stops it."""
        going = True
        while going and self._share() < 1:
            if self.round is None:
                self.round, self.batch = self._next_round(), 0
            self.learner.use_loss(ctc_loss if self.round.ctc else frame_loss)
            going = self._learn_round(self.round)
            if going:
                self.round = None
        self._save(score=self._share() >= 1)

    def _learn_round(self, drawn: Round) -> bool:
        """Learn from what is left of a round; whether to go on after it."""
        batches = make_batches(drawn, self.settings.charset, self.settings.batches, self.batch)
        learnt = self.batch
        for batch in self._while_planned(batches):
            if self.learner.step == 0:
                show_windows(batch, drawn.ctc, self.settings.charset, self.out / SHEET)
            self._learn(batch)
            learnt += 1
            self.batch = learnt
            if time.monotonic() - self.saved > self.settings.checkpoint_minutes * 60:
                self._save(score=True)
            if self.learner.step % LOG_EVERY == 0 and self._tell() is False:
                return False
        if learnt == 0 and self._share() < 1:
            raise DatasetError("the training shards hold no line with known characters to learn from")
        return True

    def _while_planned(self, batches: Iterator[Batch]) -> Iterator[Batch]:
        """Batches until the plan is done."""
        for batch in batches:
            if self._share() >= 1:
                return
            yield batch

    def _learn(self, batch: Batch) -> None:
        rate = self.settings.schedule.learning_rate(self.learner.step, self._share())
        loss = self.learner.learn(batch.pixels, batch.labels, rate)
        self.loss = loss if np.isnan(self.loss) else 0.98 * self.loss + 0.02 * loss

    def _next_round(self) -> Round:
        """Draw the shards of the next round from those that are there now."""
        settings, seed = self.settings, self.settings.seed
        rng = np.random.default_rng((seed, self.number))
        if not self.ctc and self._share() >= settings.ctc_from:
            self.ctc, self.loss = True, float("nan")
        places = self.data.train if not self.ctc else (*self.data.train, *self.data.real)
        drawn = list_shards(self.data.train)
        if not list_shards(places):
            raise DatasetError("there are no shards to learn from yet; render some first")
        chosen = choose_shards(drawn, POOL * settings.batches.round_lines, rng)
        if self.ctc and self.data.real:
            chosen += choose_shards(list_shards(self.data.real), settings.batches.round_lines, rng)
        self.number += 1
        return Round(seed, self.number - 1, self.ctc, tuple(chosen))

    def _seconds(self) -> float:
        return self.spent + time.monotonic() - self.started

    def _share(self) -> float:
        return self.settings.schedule.progress(self.learner.step, self._seconds())

    def _tell(self, scores: tuple[Score, ...] = ()) -> bool | None:
        """Write the log and tell the caller; False where it wants to stop."""
        share = self._share()
        stage = "ctc" if self.ctc else "frames"
        rate = self.settings.schedule.learning_rate(self.learner.step, share)
        progress = Progress(self.learner.step, share, stage, rate, self.loss, scores)
        self.log.add(progress.step, self._seconds(), stage, rate, self.loss)
        return self.report(progress)

    def _save(self, score: bool) -> None:
        """Write a checkpoint and the averaged weights, and score those where asked to."""
        drawn = self.round
        state = {
            "network": describe_network(self.settings.network, self.settings.charset),
            "seconds": self._seconds(),
            "ctc": self.ctc,
            "loss": None if np.isnan(self.loss) else self.loss,
            "number": self.number,
            "batch": self.batch,
            "round": None
            if drawn is None
            else {**dataclasses.asdict(drawn), "shards": [str(path) for path in drawn.shards]},
        }
        write_checkpoint(self.out / CHECKPOINT, self.learner.save(state))
        self.reader.set_weights(self.learner.averaged_weights())
        part = self.out / f".part.{WEIGHTS}"
        self.reader.save_weights(part)
        part.replace(self.out / WEIGHTS)
        if score:
            scores = self._score()
            self.log.add_scores(self.learner.step, self._seconds(), scores)
            self._tell(scores)
        self.saved = time.monotonic()

    def _score(self) -> tuple[Score, ...]:
        """Read the validation lines with the averaged weights."""
        ops = import_keras().ops

        def predict(pixels: NDArray[np.float32]) -> NDArray[np.float32]:
            return np.asarray(ops.convert_to_numpy(self.reader.predict_on_batch(pixels)), dtype=np.float32)

        found: list[Score] = []
        for place in self.data.valid:
            lines = sample_lines(place, self.settings.valid_lines, seed=0)
            if lines:
                found += score_lines(place.name, lines, predict, self.settings.charset)
        return tuple(found)

    def _restore(self, state: dict[str, Any]) -> None:
        """Take up the round, the time and the stage of a checkpoint."""
        self.spent, self.ctc, self.number = state["seconds"], state["ctc"], state["number"]
        self.batch = state["batch"]
        self.loss = float("nan") if state["loss"] is None else state["loss"]
        saved = state["round"]
        if saved is not None:
            shards = tuple(Path(path) for path in saved["shards"])
            if all(path.exists() for path in shards):
                self.round = Round(saved["seed"], saved["number"], saved["ctc"], shards)
