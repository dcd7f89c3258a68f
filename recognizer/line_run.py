"""One process's part of a line reader's training: its steps, scorings and checkpoints."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from recognizer.batches import Batch, make_batches
from recognizer.checkpoints import read_checkpoint, write_checkpoint
from recognizer.engines import load_weights
from recognizer.learner import Learner, choose_precision, ctc_loss, frame_loss
from recognizer.line_scoring import HeldOutLines
from recognizer.line_sheet import SHEET, show_windows
from recognizer.memory import tell_of_memory
from recognizer.network import build_line_network
from recognizer.patience import Patience
from recognizer.rounds import Rounds
from recognizer.scoring import Score
from recognizer.training_log import TrainingLog
from recognizer.training_settings import LineData, LineTrainingSettings, Progress, describe_network
from recognizer.types import DatasetError, TrainingError

CHECKPOINT = "checkpoint.npz"
WEIGHTS = "line.weights.h5"
LOG_EVERY = 50  # steps between rows of the log and calls of the progress callback
SCORE_EVERY = 1000  # steps between scorings where patience is asked for


class LineRun:
    """One process's part of a training.

    Args:
        data: where the lines are.
        settings: shape of the training.
        out: the training's folder; made where missing.
        report: called with the progress; False stops the run after a checkpoint.
    """

    def __init__(
        self,
        data: LineData,
        settings: LineTrainingSettings,
        out: Path,
        report: Callable[[Progress], bool | None],
    ) -> None:
        """Build the networks; nothing is learnt or loaded yet."""
        out.mkdir(parents=True, exist_ok=True)
        self.settings, self.out, self.report = settings, out, report
        precision = choose_precision(settings.optimizer.precision)
        self.learner = Learner(build_line_network(settings.network, precision), settings.optimizer)
        self.reader = build_line_network(settings.network)
        self.log = TrainingLog(out)
        self.rounds = Rounds(data, settings.batches.round_lines, settings.seed)
        self.held_out = HeldOutLines(data.valid, settings.valid_lines, settings.charset)
        self.patience = Patience(settings.patience)
        self.score_steps = settings.score_steps or (SCORE_EVERY if settings.patience else 0)
        self.scored_at = -1
        self.spent = 0.0  # seconds of training before this process
        self.started = time.monotonic()
        self.saved = self.started
        self.loss = float("nan")

    def begin(self, start_weights: Path | None) -> None:
        """Load what there is to go on from, else write the first checkpoint, so that there always is one."""
        path = self.out / CHECKPOINT
        checkpoint = read_checkpoint(path) if path.exists() else None
        if checkpoint is not None and checkpoint.state["step"] > 0:
            if checkpoint.state["network"] != describe_network(self.settings.network, self.settings.charset):
                raise TrainingError(f"{path}: it is of another network or charset; choose another folder")
            self.learner.restore(checkpoint)
            self._restore(checkpoint.state)
        else:
            if start_weights is not None:
                load_weights(self.learner.model, start_weights)
                self.learner.forget_average()
            self._save()
        self.log.trim(self.learner.step)

    def finish(self) -> None:
        """Learn round after round until the plan is done or the caller stops it.

        Raises:
            DatasetError: there is nothing to learn from, or a shard cannot be read; a checkpoint is written.
            TrainingError: the loss is not a number, or memory ran out.
        """
        try:
            with tell_of_memory(
                lambda: (
                    f"memory ran out at step {self.learner.step} while a batch was made or lines were scored;"
                    " go on from the checkpoint with smaller batches (--batch)"
                )
            ):
                stopped = self._learn_rounds()
                self._save()
                if not stopped:
                    self._end()
        except DatasetError:
            self._save()  # what was learnt until then is sound
            raise

    def _end(self) -> None:
        """Score what was learnt in the end, and tell of the weights that are kept."""
        if self.scored_at != self.learner.step:
            self._score()
            self._save()
        if self.patience.most:
            self._tell_best()

    def _learn_rounds(self) -> bool:
        """Learn until the plan is done; whether the caller stopped it before."""
        while not self._is_done():
            if self.rounds.current is None:
                if self.rounds.begins_ctc(self._share() >= self.settings.ctc_from):
                    self.loss, self.patience.waited = float("nan"), 0
                self.rounds.draw()
            if not self._learn_round():
                return True
        return False

    def _is_done(self) -> bool:
        """Whether the plan is done, or held-out lines got no better for too long."""
        return self._share() >= 1 or (self.rounds.ctc and self.patience.is_out)

    def _learn_round(self) -> bool:
        """Learn from what is left of a round; whether to go on after it."""
        drawn = self.rounds.current
        assert drawn is not None
        self.learner.use_loss(ctc_loss if drawn.ctc else frame_loss)
        batches = make_batches(drawn, self.settings.charset, self.settings.batches, self.rounds.batch)
        learnt = self.rounds.batch
        for batch in self._while_planned(batches):
            self._learn(batch, drawn.ctc)
            learnt += 1
            self.rounds.batch = learnt
            self._score_or_save()
            if self.learner.step % LOG_EVERY == 0 and self._tell() is False:
                return False
        if not self._is_done():
            self.rounds.end(learnt)
        return True

    def _while_planned(self, batches: Iterator[Batch]) -> Iterator[Batch]:
        """Batches until the plan is done."""
        for batch in batches:
            if self._is_done():
                return
            yield batch

    def _learn(self, batch: Batch, ctc: bool) -> None:
        height = self.settings.network.height
        if batch.pixels.shape[1] != height:
            raise DatasetError(
                f"the lines are {batch.pixels.shape[1]} px high, the network reads {height} px"
            )
        if self.learner.step == 0:
            show_windows(batch, ctc, self.settings.charset, self.out / SHEET)
            self.log.add_picture(0, self.out / SHEET)
        rate = self.settings.schedule.learning_rate(self.learner.step, self._share())
        loss = self.learner.learn(batch.pixels, batch.labels, rate)
        self.loss = loss if np.isnan(self.loss) else 0.98 * self.loss + 0.02 * loss

    def _score_or_save(self) -> None:
        """Score where it is time to, and write a checkpoint."""
        late = time.monotonic() - self.saved > self.settings.checkpoint_minutes * 60
        if self.score_steps and self.learner.step % self.score_steps == 0:
            self._score()
            self._save()
        elif late:
            self._save()
            if not self.score_steps:
                self._score()

    def _seconds(self) -> float:
        return self.spent + time.monotonic() - self.started

    def _share(self) -> float:
        return self.settings.schedule.progress(self.learner.step, self._seconds())

    def _tell(self, scores: tuple[Score, ...] = ()) -> bool | None:
        """Write the log and tell the caller; False where it wants to stop."""
        share = self._share()
        stage = "ctc" if self.rounds.learns_texts else "frames"
        rate = self.settings.schedule.learning_rate(self.learner.step, share)
        progress = Progress(self.learner.step, share, stage, rate, self.loss, scores)
        self.log.add(progress.step, self._seconds(), stage, rate, self.loss)
        return self.report(progress)

    def _score(self) -> None:
        """Read the validation lines with the averaged weights, and keep those where they are the best."""
        self.reader.set_weights(self.learner.averaged_weights())
        scores = self.held_out.score(self.reader)
        self.scored_at = self.learner.step
        if scores:
            self.log.add_scores(self.learner.step, self._seconds(), scores)
        if scores and self.patience.see(scores) and self.patience.most:
            self._keep()
        self._tell(scores)

    def _tell_best(self) -> None:
        """Score the weights that were kept, which need not be the last."""
        load_weights(self.reader, self.out / WEIGHTS)
        scores = self.held_out.score(self.reader)
        share = self._share()
        rate = self.settings.schedule.learning_rate(self.learner.step, share)
        self.report(Progress(self.learner.step, share, "best", rate, self.loss, scores))
        self._save()

    def _save(self) -> None:
        """Write a checkpoint, and the averaged weights unless the best are kept there."""
        state = {
            "network": describe_network(self.settings.network, self.settings.charset),
            "seconds": self._seconds(),
            "loss": None if np.isnan(self.loss) else self.loss,
            "scored_at": self.scored_at,
            "confusions": self.held_out.confusions,
            **self.rounds.save(),
            **self.patience.save(),
        }
        write_checkpoint(self.out / CHECKPOINT, self.learner.save(state))
        if not self.patience.most or not (self.out / WEIGHTS).exists():
            self.reader.set_weights(self.learner.averaged_weights())
            self._keep()
        self.saved = time.monotonic()

    def _keep(self) -> None:
        """Write the reader's weights under a temporary name, then in place."""
        part = self.out / f".part.{WEIGHTS}"
        self.reader.save_weights(part)
        part.replace(self.out / WEIGHTS)

    def _restore(self, state: dict[str, Any]) -> None:
        """Take up the round, the time and the stage of a checkpoint."""
        self.spent = state["seconds"]
        self.loss = float("nan") if state["loss"] is None else state["loss"]
        self.held_out.confusions = [tuple(row) for row in state.get("confusions", [])]
        self.scored_at = int(state.get("scored_at", -1))
        self.rounds.restore(state)
        self.patience.restore(state)
