"""Model cards of presets that ``ocr train`` makes."""

from __future__ import annotations

import dataclasses
import platform
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from recognizer.card import Card, DataSource, read_card
from recognizer.checkpoints import read_checkpoint
from recognizer.datasets.card import is_converted, read_dataset_card
from recognizer.dependencies import import_keras
from recognizer.line_sources import count_lines
from recognizer.preset import Preset
from recognizer.scoring import Score
from recognizer.training import CHECKPOINT

_UNSTATED = "not stated"  # whoever publishes a preset writes in the licences of its data
_GLYPHS = "glyph"  # in what data of a glyph classifier is used for
_SHAPING = ("numpy", "onnx")  # packages told of beside Keras and its backend


@dataclass(frozen=True, slots=True)
class TrainingRun:
    """What the card tells of a training.

    Args:
        command: that was run.
        work: its folder, with the checkpoint.
        seed: of it.
        data: folders and shards by what they were used for.
        scores: the last ones, or those of the weights that were kept.
        settings: what shaped it, a dataclass; None where nothing is told.
        notes: more sentences for the summary.
    """

    command: str
    work: Path
    seed: int
    data: tuple[tuple[str, tuple[Path, ...]], ...]
    scores: tuple[Score, ...]
    settings: Any = None
    notes: tuple[str, ...] = ()

    @property
    def sources(self) -> tuple[DataSource, ...]:
        """The data as the card names it."""
        return tuple(_describe_source(path, role) for role, paths in self.data for path in paths)


def make_line_card(name: str, run: TrainingRun, glyphs_of: Preset | None, origin: Preset | None) -> Card:
    """The card of a preset whose line reader was trained.

    Args:
        name: of the preset.
        run: the training.
        glyphs_of: the preset its glyph classifier is taken from; None where it has none.
        origin: the preset whose weights it began with, and whose data it therefore learnt from; or None.

    Raises:
        PresetError: the card of one of them cannot be read.
    """
    state = read_checkpoint(run.work / CHECKPOINT).state
    kept = read_card(glyphs_of.folder) if glyphs_of else None
    before = read_card(origin.folder) if origin else None
    said = ["Made by ocr train."]
    said += [f"It began with the weights of the preset {origin.name}."] if origin else []
    said += [f"Its glyph classifier is that of the preset {glyphs_of.name}."] if glyphs_of else []
    inherited = [source for source in before.sources if _GLYPHS not in source.role] if before else []
    inherited += [source for source in kept.sources if _GLYPHS in source.role] if kept else []
    return Card(
        name=name,
        summary=" ".join([*said, *run.notes]),
        command=run.command,
        seed=run.seed,
        steps=state["step"],
        hours=state["seconds"] / 3600,
        sources=_unique((*inherited, *run.sources)),
        scores=run.scores,
        settings=_describe_settings(run.settings),
        software=_list_versions(),
        glyphs=kept.glyphs if kept else {},
        confusions=tuple((true, read, times) for true, read, times in state.get("confusions", ())),
    )


def add_glyph_training(name: str, run: TrainingRun, origin: Preset) -> Card:
    """The card of a preset that got a new glyph classifier beside the line reader it had.

    Raises:
        PresetError: the card it had cannot be read.
    """
    made = f"Its glyph classifier was made by: {run.command} (seed {run.seed})."
    return _with_glyphs(name, run, read_card(origin.folder), made, _describe_glyphs(run))


def add_glyph_adaptation(name: str, run: TrainingRun, origin: Preset, worth: str) -> Card:
    """The card of a preset whose glyph classifier was taught one hand.

    Args:
        name: of the preset.
        run: the adaptation.
        origin: the preset it began from.
        worth: what it was found to be worth, in words.

    Raises:
        PresetError: the card it had cannot be read.
    """
    card = read_card(origin.folder)
    notes = [*card.glyphs.get("notes", []), f"Adapted to one hand by: {run.command} ({worth})."]
    made = f"Its glyph classifier was adapted by: {run.command}."
    return _with_glyphs(name, run, card, made, {**card.glyphs, "notes": notes})


def _with_glyphs(name: str, run: TrainingRun, card: Card, made: str, glyphs: dict[str, object]) -> Card:
    """A card with what a run adds to it and tells of the glyph classifier."""
    return replace(
        card,
        name=name,
        summary=f"{card.summary.rstrip()} {made}",
        sources=_unique((*card.sources, *run.sources)),
        scores=(*card.scores, *run.scores),
        glyphs=glyphs,
    )


def _describe_glyphs(run: TrainingRun) -> dict[str, object]:
    """The card's part on the glyph classifier."""
    state = read_checkpoint(run.work / CHECKPOINT).state
    return {
        "command": run.command,
        "seed": run.seed,
        "steps": state["step"],
        "hours": state["seconds"] / 3600,
        "software": _list_versions(),
        "confusions": state.get("confusions", []),
    }


def _describe_source(path: Path, role: str) -> DataSource:
    """A place as the card names it; a converted data set knows its licence and its size."""
    glyphs = _GLYPHS in role
    if not is_converted(path):
        return DataSource(path.name, role, _UNSTATED, "" if glyphs else f"{count_lines(path):,} lines")
    said = read_dataset_card(path)
    counts, what = (said.glyphs, "glyphs") if glyphs else (said.lines, "lines")
    part = "train" if role.startswith("training") else "valid"
    size = f"{counts.get(part, 0):,} {what} of {sum(counts.values()):,}"
    return DataSource(said.name, role, said.licence or _UNSTATED, size)


def _describe_settings(settings: Any) -> dict[str, Any]:
    """Settings as JSON values; the charset is in the preset's description."""
    if settings is None:
        return {}
    return {name: value for name, value in dataclasses.asdict(settings).items() if name != "charset"}


def _list_versions() -> dict[str, str]:
    """What the training ran on: Python, Keras, its backend and the packages that shape the result."""
    keras = import_keras()
    backend = str(keras.backend.backend())
    found = {"python": platform.python_version(), "keras": str(keras.__version__), "backend": backend}
    for name in (backend, *_SHAPING):
        with suppress(PackageNotFoundError):
            found[name] = version(name)
    return found


def _unique(sources: Iterable[DataSource]) -> tuple[DataSource, ...]:
    return tuple(dict.fromkeys(sources))
