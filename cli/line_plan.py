"""Options of ``ocr train lines`` -> what is learnt, from which lines, beginning with which weights."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import click

from recognizer.batches import BatchSettings
from recognizer.charset import Charset
from recognizer.charset_choice import read_charset
from recognizer.checkpoints import read_checkpoint
from recognizer.dependencies import import_keras
from recognizer.line_census import (
    CENSUS,
    Census,
    check_charset,
    check_classes,
    count_characters,
    derive_charset,
    describe_census,
    write_census,
)
from recognizer.line_sources import has_held_out_lines, held_out_part, training_part
from recognizer.network import LINE_NETWORKS, LineNetworkSettings
from recognizer.preset import LINE_WEIGHTS, Preset
from recognizer.schedule import Schedule
from recognizer.training import CHECKPOINT, LineData, LineTrainingSettings
from recognizer.weight_transfer import KnownLineNetwork, carry_over

AUTO = "auto"
_START = "start.weights.h5"  # weights to begin with, made for another charset than the preset's


@dataclass(frozen=True, slots=True)
class LinePlan:
    """What ``train_lines`` is asked to do.

    Args:
        data: where the lines are.
        settings: shape of the training.
        start: weights to begin with; None begins with random ones.
        told: what a person should know before it starts.
        notes: of that, what the card keeps.
    """

    data: LineData
    settings: LineTrainingSettings
    start: Path | None
    told: tuple[str, ...]
    notes: tuple[str, ...]


def plan_lines(chosen: dict[str, Any], origin: Preset | None, there: Preset | None, work: Path) -> LinePlan:
    """Work out a training from the options given; characters are counted and written to the work folder.

    Where the work folder holds a checkpoint, its charset and network are kept unless others are asked for.

    Args:
        chosen: the options.
        origin: the preset to begin from, or None.
        there: the preset in the target folder whose glyph classifier would stay, or None.
        work: the training's folder.

    Raises:
        DatasetError: there is nothing to learn from, or the lines do not fit the charset.
        PresetError: a preset named is missing.
    """
    data = _find_data(chosen)
    if chosen["patience"] and not data.valid:
        raise click.UsageError("--patience needs lines to measure on: name some with --valid")
    if origin is not None and chosen["network"]:
        raise click.UsageError("--network is for a training from scratch; --from has a network already")
    census = count_characters((*data.train, *data.real))
    before = _saved_shape(work)
    kept = origin or there
    derives = chosen["charset"] == AUTO or (chosen["charset"] is None and kept is None)
    charset = _choose_charset(chosen, kept, census, before)
    if before is None and not derives:
        check_charset(census, charset)
        if chosen["charset"] is not None and origin is None:
            check_classes(census, charset)
    network = _choose_network(chosen["network"], origin, before)
    settings = _make_settings(chosen, charset, network)
    write_census(census, charset, work / CENSUS)
    told = describe_census(census, charset)
    lost = census.lost(charset)
    notes = [f"{lost:,} lines that hold rare or unknown characters were left out."] if lost else []
    start = origin.file(LINE_WEIGHTS) if origin is not None and before is None else None
    if origin is not None and charset != origin.charset:
        notes.append(_describe_transfer(origin, charset))
        start = None if start is None else _transfer(origin, settings, work / _START)
    if before is not None:
        told.append(f"Going on from {work / CHECKPOINT}, with its charset and network.")
    return LinePlan(data, settings, start, (*told, *notes[bool(lost) :]), tuple(notes))


def make_schedule(usual: Schedule, chosen: dict[str, Any]) -> Schedule:
    """How long and how fast, from ``--steps``, ``--hours`` and ``--rate``."""
    hours = chosen["hours"]
    steps = chosen["steps"] or (None if hours else usual.steps)
    seconds = hours * 3600 if hours else None
    return replace(usual, steps=steps, seconds=seconds, rate=chosen.get("rate") or usual.rate)


def _make_settings(
    chosen: dict[str, Any], charset: Charset, network: LineNetworkSettings
) -> LineTrainingSettings:
    """The settings that the options stand for."""
    usual = BatchSettings()
    return LineTrainingSettings(
        network=replace(network, classes=charset.classes),
        charset=charset,
        batches=replace(usual, windows=chosen["batch"] or usual.windows, balance=chosen["balance"]),
        schedule=make_schedule(Schedule(), chosen),
        seed=chosen["seed"],
        patience=chosen["patience"],
        score_steps=chosen["score_steps"] or 0,
    )


def _find_data(chosen: dict[str, Any]) -> LineData:
    """Places as given; of converted data sets the parts that are meant."""
    valid = chosen["valid"] or tuple(place for place in chosen["data"] if has_held_out_lines(place))
    return LineData(
        train=tuple(training_part(place) for place in chosen["data"]),
        real=tuple(training_part(place) for place in chosen["real"]),
        valid=tuple(held_out_part(place) for place in valid),
    )


def _saved_shape(work: Path) -> tuple[LineNetworkSettings, Charset] | None:
    """The network and charset of a checkpoint in the work folder; None where there is none."""
    if not (work / CHECKPOINT).exists():
        return None
    state = read_checkpoint(work / CHECKPOINT).state
    if state["step"] == 0:  # nothing was learnt: other choices are as good
        return None
    said = dict(state["network"])
    charset = Charset(said.pop("charset"))
    shape: dict[str, Any] = {
        key: tuple(value) if isinstance(value, list) else value for key, value in said.items()
    }
    return LineNetworkSettings(**shape), charset


def _choose_charset(
    chosen: dict[str, Any],
    kept: Preset | None,
    census: Census,
    before: tuple[LineNetworkSettings, Charset] | None,
) -> Charset:
    """The charset asked for; else a checkpoint's, else that of the preset that is kept, else the data's."""
    asked = chosen["charset"]
    if asked not in (None, AUTO):
        return read_charset(asked)
    if before is not None:
        return before[1]
    if asked is None and kept is not None:
        return kept.charset
    return derive_charset(census, chosen["least"])


def _choose_network(
    size: str | None, origin: Preset | None, before: tuple[LineNetworkSettings, Charset] | None
) -> LineNetworkSettings:
    """The shape asked for; else a checkpoint's, else that of the preset to begin from, else the usual."""
    if size is not None:
        return LineNetworkSettings(width=LINE_NETWORKS[size])
    if before is not None:
        return before[0]
    return LineNetworkSettings() if origin is None else origin.line


def _describe_transfer(origin: Preset, charset: Charset) -> str:
    """What becomes of the classes of a preset with another charset, in words."""
    shared = 1 + sum(character in origin.charset.characters for character in charset.characters)
    fresh = charset.classes - shared
    return f"Of {charset.classes} classes {shared} begin with the weights of {origin.name}, {fresh} afresh."


def _transfer(origin: Preset, settings: LineTrainingSettings, start: Path) -> Path:
    """Make weights to begin with for another charset than the preset's."""
    import_keras().utils.set_random_seed(settings.seed)
    known = KnownLineNetwork(origin.file(LINE_WEIGHTS), origin.line, origin.charset)
    carry_over(known, settings.network, settings.charset, start)
    return start
