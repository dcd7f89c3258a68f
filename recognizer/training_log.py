"""What a training writes down: ``log.csv`` of the loss, ``scores.csv`` of scores, and TensorBoard's."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path

from recognizer.event_log import EventLog
from recognizer.scoring import Score

LOG_HEADER = ("step", "seconds", "stage", "learning_rate", "loss")
EVENTS = "tensorboard"  # folder of event files
SCORES_HEADER = ("step", "seconds", "set", "kind", "lines", "characters", "edits", "cer")


class TrainingLog:
    """Appends rows to a training's log; a row is on disk when the call returns.

    The same goes to event files in ``tensorboard``, which TensorBoard shows while the training runs.

    Args:
        folder: the training's.
    """

    def __init__(self, folder: Path) -> None:
        """Begin the files where they are missing."""
        self._log, self._scores = folder / "log.csv", folder / "scores.csv"
        self._events = EventLog(folder / EVENTS)
        for path, header in ((self._log, LOG_HEADER), (self._scores, SCORES_HEADER)):
            if not path.exists():
                _append(path, [header])

    def add(self, step: int, seconds: float, stage: str, rate: float, loss: float) -> None:
        """Note the running loss."""
        _append(self._log, [(step, f"{seconds:.1f}", stage, f"{rate:.3e}", f"{loss:.5f}")])
        self._events.add_scalars(step, {f"loss/{stage}": loss, "learning rate": rate})

    def add_scores(self, step: int, seconds: float, scores: Iterable[Score]) -> None:
        """Note the validation."""
        scores = tuple(scores)
        _append(
            self._scores,
            [
                (
                    step,
                    f"{seconds:.1f}",
                    s.name,
                    s.kind,
                    s.lines,
                    s.characters,
                    s.edits,
                    f"{s.error_rate:.5f}",
                )
                for s in scores
            ],
        )

        if scores:
            rates = {f"error rate/{s.name} {s.kind}": s.error_rate for s in scores}
            self._events.add_scalars(step, rates)

    def add_picture(self, step: int, path: Path) -> None:
        """Note a PNG, by the stem of its name."""
        self._events.add_picture(step, path.stem, path)

    def trim(self, step: int) -> None:
        """Forget rows after a step: a run that was killed is resumed from before them."""
        if step > 0:
            self._events.resume(step)
        for path in (self._log, self._scores):
            with path.open(newline="", encoding="utf-8") as stream:
                header, *rows = list(csv.reader(stream))
            kept = [row for row in rows if row and row[0].isdigit() and int(row[0]) <= step]
            if len(kept) < len(rows):
                part = path.with_suffix(".part")
                part.unlink(missing_ok=True)
                _append(part, [tuple(header), *(tuple(row) for row in kept)])
                part.replace(path)


def _append(path: Path, rows: Iterable[tuple[object, ...]]) -> None:
    """Add rows to a CSV file."""
    with path.open("a", newline="", encoding="utf-8") as stream:
        csv.writer(stream, lineterminator="\n").writerows(rows)
