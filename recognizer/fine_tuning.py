"""Teaches a trained line network a few lines more: by CTC, mixed with lines it knows, at a low rate.

What was learnt is then blended with what was known: a network between the old weights and the new keeps more
of the old (M. Wortsman et al., "Robust fine-tuning of zero-shot models", 2022). Callers judge the blends.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import Levenshtein

from recognizer.batches import BatchSettings
from recognizer.charset import Charset
from recognizer.dataset import TrainingLine, write_line_shard
from recognizer.dependencies import import_keras
from recognizer.engines import load_weights
from recognizer.learner import OptimizerSettings
from recognizer.network import build_line_network
from recognizer.preset import LINE_WEIGHTS, Preset
from recognizer.schedule import Schedule
from recognizer.scoring import fold_text, read_texts
from recognizer.training import LineData, LineTrainingSettings, Progress, train_lines

WIDTH = 450  # px of a replayed line, about; its windows are counted by it
FEWEST_REPLAYED = 16  # lines a round
NEVER = 1e9  # minutes

Weights = list[NDArray[np.float32]]


@dataclass(frozen=True, slots=True)
class FineTuningSettings:
    """How long and how fast.

    Args:
        steps: at most.
        seconds: at most, of training alone.
        rate: the highest learning rate; a third of a training's, since the network is good already.
        share: of what is learnt from that is new; the rest is replayed.
        seed: of order and augmentation.
        batches: how lines become batches; what a round and its share of new lines are follows from the above.
    """

    steps: int = 400
    seconds: float = 180.0
    rate: float = 5e-4
    share: float = 0.5
    seed: int = 0
    batches: BatchSettings = field(default_factory=BatchSettings)


def fine_tune(
    preset: Preset,
    lines: Sequence[TrainingLine],
    replay: Sequence[TrainingLine],
    settings: FineTuningSettings,
    work: Path,
    on_progress: Callable[[Progress], bool | None] | None = None,
) -> Path:
    """Learn lines with a preset's line network.

    Args:
        preset: its weights are begun with; it is not changed.
        lines: new ones, without spans; what the charset lacks is left out.
        replay: lines of the kind it learnt from, with their spans.
        settings: how long and how fast.
        work: an empty folder for what is needed on the way.
        on_progress: called every 50 steps; False ends the training.

    Returns:
        The file of the weights learnt.

    Raises:
        DatasetError: there is nothing to learn from.
        TrainingError: the loss became no number, or memory ran out.
        DependencyError: Keras is not installed.
    """
    import_keras()
    new, known = work / "new.npz", work / "known.npz"
    write_line_shard(new, list(lines))
    write_line_shard(known, list(replay))
    return train_lines(
        LineData(train=(known,), real=(new,)),
        LineTrainingSettings(
            network=preset.line,
            charset=preset.charset,
            batches=replace(
                settings.batches,
                round_lines=_replayed_a_round(lines, len(replay), settings.share),
                real_share=settings.share,
            ),
            schedule=Schedule(settings.steps, settings.seconds, settings.rate, warm_up=20),
            optimizer=OptimizerSettings(frozen_norms=True),
            seed=settings.seed,
            ctc_from=0.0,
            checkpoint_minutes=NEVER,
        ),
        work / "training",
        preset.file(LINE_WEIGHTS),
        on_progress,
    )


class Blends:
    """Networks between a preset's weights and those learnt from it.

    Args:
        preset: it all began with.
        learnt: file of the weights that were learnt.
    """

    def __init__(self, preset: Preset, learnt: Path) -> None:
        """Load both."""
        self._charset: Charset = preset.charset
        self._model = build_line_network(preset.line)
        load_weights(self._model, preset.file(LINE_WEIGHTS))
        self._old: Weights = self._model.get_weights()
        load_weights(self._model, learnt)
        self._new: Weights = self._model.get_weights()

    def count_errors(self, share: float, lines: Sequence[TrainingLine]) -> NDArray[np.int64]:
        """Character errors of greedy readings, a line.

        Args:
            share: of the new weights, 0..1.
            lines: with their true texts.
        """
        self._mix(share)
        ops = import_keras().ops

        def predict(pixels: NDArray[np.float32]) -> NDArray[np.float32]:
            return np.asarray(ops.convert_to_numpy(self._model.predict_on_batch(pixels)), dtype=np.float32)

        texts = read_texts([line.pixels for line in lines], predict, self._charset)
        return count_edits(texts, lines)

    def save(self, share: float, path: Path) -> None:
        """Write the weights of a blend."""
        self._mix(share)
        self._model.save_weights(path)

    def _mix(self, share: float) -> None:
        part = np.float32(share)
        mixed: list[Any] = [old + part * (new - old) for old, new in zip(self._old, self._new, strict=True)]
        self._model.set_weights(mixed)


def count_edits(texts: Sequence[str], lines: Sequence[TrainingLine]) -> NDArray[np.int64]:
    """Insertions, deletions and substitutions from each reading to its line's text, as scores count them."""
    return np.array(
        [
            Levenshtein.distance(fold_text(line.text), fold_text(text))
            for line, text in zip(lines, texts, strict=True)
        ],
        dtype=np.int64,
    )


def count_characters(lines: Sequence[TrainingLine]) -> int:
    """Characters of the lines' texts, as scores count them."""
    return sum(len(fold_text(line.text)) for line in lines)


def _replayed_a_round(lines: Sequence[TrainingLine], most: int, share: float) -> int:
    """Lines replayed in a round in which every new line is learnt once."""
    columns = sum(line.pixels.shape[1] for line in lines)
    wanted = round(columns * (1 - share) / max(share, 1e-3) / WIDTH)
    return int(np.clip(wanted, FEWEST_REPLAYED, max(most, 1)))
