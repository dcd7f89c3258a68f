"""What shapes a training: where the data is, settings, and the progress that is told on the way."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from recognizer.batches import BatchSettings
from recognizer.charset import Charset
from recognizer.learner import OptimizerSettings
from recognizer.network import LineNetworkSettings
from recognizer.schedule import Schedule
from recognizer.scoring import Score


@dataclass(frozen=True, slots=True)
class LineData:
    """Where the lines are.

    Args:
        train: shards or folders of drawn lines; new shards are picked up between rounds.
        real: shards or folders of lines without known columns; learnt from by CTC only.
        valid: folders that are only read to be scored, each under its own name.
    """

    train: tuple[Path, ...]
    real: tuple[Path, ...] = ()
    valid: tuple[Path, ...] = ()


@dataclass(frozen=True, slots=True)
class LineTrainingSettings:
    """Everything that shapes a training of the line reader.

    Args:
        network: its shape.
        charset: the characters it learns.
        batches: how lines become batches.
        schedule: how long and how fast.
        optimizer: AdamW and the arithmetic.
        seed: of the weights, rounds and augmentation.
        ctc_from: share of the plan after which CTC begins; 0 begins with it.
        checkpoint_minutes: between checkpoints, which also score the validation lines.
        valid_lines: scored of each validation folder and kind.
        score_steps: steps between scorings of the validation lines; 0 scores them with each checkpoint, or,
            where patience is set, every 1000 steps.
        patience: scorings without a gain, after CTC has begun, after which the training ends, the best
            weights kept; 0 goes on to the end and keeps the last.
    """

    network: LineNetworkSettings = field(default_factory=LineNetworkSettings)
    charset: Charset = field(default_factory=Charset)
    batches: BatchSettings = field(default_factory=BatchSettings)
    schedule: Schedule = field(default_factory=Schedule)
    optimizer: OptimizerSettings = field(default_factory=OptimizerSettings)
    seed: int = 0
    ctc_from: float = 0.2
    checkpoint_minutes: float = 10.0
    valid_lines: int = 150
    score_steps: int = 0
    patience: int = 0


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a training stands.

    Args:
        step: steps taken.
        share: of the plan done, 0..1.
        stage: ``frames`` or ``ctc``.
        rate: learning rate.
        loss: running mean.
        scores: of the validation lines, where they were just read.
    """

    step: int
    share: float
    stage: str
    rate: float
    loss: float
    scores: tuple[Score, ...] = ()


def describe_network(network: Any, charset: Charset) -> dict[str, Any]:
    """What a resumed run must have the same: a network's settings and the charset, as JSON values."""
    shape = dataclasses.asdict(network)
    return {
        "charset": charset.characters,
        **{key: list(value) if isinstance(value, tuple) else value for key, value in shape.items()},
    }
