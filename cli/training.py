"""What the ``ocr train`` commands do: options -> settings, a bar, and the preset at the end."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from cli.training_bar import TrainingBar, stop_on_interrupt
from ocr.batch.cores import count_cores
from ocr.training_lines import TrainingLineSettings, render_shards
from recognizer.card import Card, DataSource
from recognizer.checkpoints import read_checkpoint
from recognizer.dependencies import import_keras
from recognizer.fonts import find_faces
from recognizer.preset import (
    DESCRIPTION,
    GLYPH_WEIGHTS,
    LINE_WEIGHTS,
    Preset,
    find_preset,
)
from recognizer.preset_writer import PresetParts, save_preset
from recognizer.schedule import Schedule
from recognizer.scoring import Score
from recognizer.training import CHECKPOINT, LineData, LineTrainingSettings, train_lines

EXIT_DONE, EXIT_INTERRUPTED = 0, 130
_FACES = ".faces"  # beside the shards: what was found out about the fonts


def train_line_preset(chosen: dict[str, Any], command: str, quiet: bool) -> int:
    """Train the line reader and save it as a preset.

    Args:
        chosen: the options of ``ocr train lines``.
        command: told on the model card.
        quiet: no bar.

    Returns:
        the exit code: 130 where it was stopped; the checkpoint is there then, the preset is not.
    """
    target: Path = chosen["target"]
    origin = find_preset(chosen["origin"]) if chosen["origin"] else None
    settings = _line_settings(chosen, origin)
    work = chosen["work"] or target.with_name(f"{target.name}.training")
    data = LineData(train=chosen["data"], real=chosen["real"], valid=chosen["valid"])
    start = origin.file(LINE_WEIGHTS) if origin else None
    with TrainingBar(quiet) as bar, stop_on_interrupt(bar):
        weights = train_lines(data, settings, work, start, bar.tell)
    if bar.stopped:
        click.echo(f"stopped; the same command goes on from {work}", err=True)
        return EXIT_INTERRUPTED
    kept = origin or _preset_in(target)
    glyphs = kept if kept is not None and kept.glyph is not None else None
    parts = PresetParts(
        name=target.name,
        line_weights=weights,
        card=_card(target.name, command, work, (chosen, bar.scores)),
        line=settings.network,
        charset=settings.charset,
    )
    if glyphs is not None and glyphs.glyph is not None:
        parts = replace(parts, glyph_weights=glyphs.file(GLYPH_WEIGHTS), glyph=glyphs.glyph)
    save_preset(target, parts)
    return EXIT_DONE


def render_lines(chosen: dict[str, Any]) -> int:
    """Draw shards with the options of ``ocr train render``; the number of lines written."""
    target: Path = chosen["target"]
    faces = target / _FACES
    find_faces(chosen["fonts"], faces)
    settings = TrainingLineSettings(
        faces=faces,
        texts=chosen["texts"],
        characters=chosen["characters"],
        words=chosen["words"],
        part=chosen["part"],
        lines=chosen["lines"],
    )
    jobs = chosen["jobs"] or count_cores()
    return render_shards(target, settings, chosen["first"], chosen["shards"], chosen["seed"], jobs)


def _line_settings(chosen: dict[str, Any], origin: Preset | None) -> LineTrainingSettings:
    """The settings that the options stand for; weights to begin with decide the network's shape."""
    defaults = Schedule()
    hours = chosen["hours"]
    steps = chosen["steps"] or (None if hours else defaults.steps)
    schedule = replace(defaults, steps=steps, seconds=hours * 3600 if hours else None)
    settings = LineTrainingSettings(schedule=schedule, seed=chosen["seed"])
    return settings if origin is None else replace(settings, network=origin.line, charset=origin.charset)


def _preset_in(folder: Path) -> Preset | None:
    return find_preset(folder) if (folder / DESCRIPTION).is_file() else None


def _card(name: str, command: str, work: Path, told: tuple[dict[str, Any], tuple[Score, ...]]) -> Card:
    """The model card; whoever publishes the preset adds the licences of its data."""
    chosen, scores = told
    checkpoint = read_checkpoint(work / CHECKPOINT)
    roles = {"data": "training", "real": "training, real lines", "valid": "measuring"}
    sources = [
        DataSource(path.name, role, "not stated")
        for key, role in roles.items()
        for path in chosen.get(key, ())
    ]
    keras = import_keras()
    return Card(
        name=name,
        summary="Trained with ocr train.",
        command=command,
        seed=chosen["seed"],
        steps=checkpoint.state["step"],
        hours=checkpoint.state["seconds"] / 3600,
        sources=tuple(sources),
        scores=scores,
        software={"keras": keras.__version__, "backend": keras.backend.backend()},
    )
