"""Model cards of presets that ``ocr train`` makes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from recognizer.card import Card, DataSource, read_card
from recognizer.checkpoints import read_checkpoint
from recognizer.datasets.card import is_converted, read_dataset_card
from recognizer.dependencies import import_keras
from recognizer.preset import Preset
from recognizer.scoring import Score
from recognizer.training import CHECKPOINT

_UNSTATED = "not stated"  # whoever publishes a preset writes in the licences of its data


@dataclass(frozen=True, slots=True)
class TrainingRun:
    """What the card tells of a training.

    Args:
        command: that was run.
        work: its folder, with the checkpoint.
        seed: of it.
        data: folders and shards by what they were used for.
        scores: the last ones.
    """

    command: str
    work: Path
    seed: int
    data: tuple[tuple[str, tuple[Path, ...]], ...]
    scores: tuple[Score, ...]

    @property
    def sources(self) -> tuple[DataSource, ...]:
        """The data as the card names it."""
        return tuple(_describe_source(path, role) for role, paths in self.data for path in paths)


def make_line_card(name: str, run: TrainingRun, glyphs_of: Preset | None) -> Card:
    """The card of a preset whose line reader was trained.

    Args:
        name: of the preset.
        run: the training.
        glyphs_of: the preset its glyph classifier is taken from; None where it has none.
    """
    state = read_checkpoint(run.work / CHECKPOINT).state
    keras = import_keras()
    kept = f" Its glyph classifier is that of the preset {glyphs_of.name}." if glyphs_of else ""
    return Card(
        name=name,
        summary=f"Made by ocr train.{kept}",
        command=run.command,
        seed=run.seed,
        steps=state["step"],
        hours=state["seconds"] / 3600,
        sources=run.sources,
        scores=run.scores,
        software={"keras": keras.__version__, "backend": keras.backend.backend()},
    )


def add_glyph_training(name: str, run: TrainingRun, origin: Preset) -> Card:
    """The card of a preset that got a new glyph classifier beside the line reader it had.

    Raises:
        PresetError: the card it had cannot be read.
    """
    card = read_card(origin.folder)
    return replace(
        card,
        name=name,
        summary=f"{card.summary.rstrip()} Its glyph classifier was made by: {run.command} (seed {run.seed}).",
        sources=_unique((*card.sources, *run.sources)),
        scores=(*card.scores, *run.scores),
        glyphs=_describe_glyphs(run),
    )


def _describe_glyphs(run: TrainingRun) -> dict[str, object]:
    """The card's part on the glyph classifier."""
    state = read_checkpoint(run.work / CHECKPOINT).state
    return {
        "command": run.command,
        "seed": run.seed,
        "steps": state["step"],
        "hours": state["seconds"] / 3600,
        "confusions": state.get("confusions", []),
    }


def _describe_source(path: Path, role: str) -> DataSource:
    """A place as the card names it; a converted data set knows its licence and its size."""
    if not is_converted(path):
        return DataSource(path.name, role, _UNSTATED)
    said = read_dataset_card(path)
    return DataSource(said.name, role, said.licence or _UNSTATED, f"{sum(said.glyphs.values()):,} glyphs")


def _unique(sources: Iterable[DataSource]) -> tuple[DataSource, ...]:
    return tuple(dict.fromkeys(sources))
