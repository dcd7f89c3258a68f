"""Training the line reader: frames first, then whole texts; seeded, resumable, watched.

The drawn lines know where every glyph stands, so the network first learns each frame's class by
cross-entropy, which converges many times faster than CTC from scratch; from about a fifth of the
plan on it learns by CTC, the largest late gain, and from lines without known columns too.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from recognizer.dependencies import import_keras
from recognizer.line_run import CHECKPOINT, LOG_EVERY, WEIGHTS, LineRun
from recognizer.training_settings import LineData, LineTrainingSettings, Progress

__all__ = [
    "CHECKPOINT",
    "LOG_EVERY",
    "WEIGHTS",
    "LineData",
    "LineTrainingSettings",
    "Progress",
    "train_lines",
]


def train_lines(
    data: LineData,
    settings: LineTrainingSettings,
    out: Path,
    start_weights: Path | None = None,
    on_progress: Callable[[Progress], bool | None] | None = None,
) -> Path:
    """Train the line reader, or go on with a training that was stopped.

    The folder gets ``checkpoint.npz`` (the first before the first step), ``augmentation.png`` (the first
    batch), ``line.weights.h5`` (the running average), ``log.csv``, ``scores.csv``, and the same in
    ``tensorboard``. Where it holds a checkpoint the run goes on from it, with the schedule given now, which
    may be longer or shorter than the one before. The same seed, shards and schedule of steps give the same
    weights on one machine's processor, stopped and resumed or not.

    Args:
        data: where the lines are.
        settings: shape of the training.
        out: the training's folder; made where missing.
        start_weights: weights of the same network to begin with instead of random ones.
        on_progress: called every 50 steps; False stops the run after a checkpoint.

    Returns:
        The averaged weights' file.

    Raises:
        DatasetError: there is nothing to learn from, or a shard cannot be read; what was learnt until then is
            in the checkpoint.
        TrainingError: the loss is not a number or memory ran out, the last checkpoint is kept; or the
            checkpoint is of another network.
        PresetError: the weights to start from are missing or of another network.
        DependencyError: Keras is not installed.
    """
    import_keras().utils.set_random_seed(settings.seed)
    run = LineRun(data, settings, out, on_progress or (lambda progress: True))
    run.begin(start_weights)
    run.finish()
    return out / WEIGHTS
