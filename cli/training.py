"""What the ``ocr train`` commands do: options -> settings, a bar, and the preset at the end."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import click

from cli.line_plan import make_schedule, plan_lines
from cli.line_saving import TrainedLines, save_lines
from cli.training_bar import TrainingBar, stop_on_interrupt
from cli.training_card import TrainingRun, add_glyph_training, make_line_card
from ocr.batch.cores import count_cores
from ocr.confidence_fitting import calibrate_preset
from ocr.training_glyphs import render_glyph_shard
from ocr.training_lines import TrainingLineSettings, render_shards
from recognizer.card import read_card
from recognizer.checkpoints import read_checkpoint
from recognizer.dependencies import import_keras, import_optional
from recognizer.fonts import find_faces
from recognizer.glyph_sources import has_held_out
from recognizer.glyph_training import GlyphData, GlyphTrainingSettings, train_glyphs
from recognizer.plots import plot_learning
from recognizer.preset import DESCRIPTION, GLYPH_WEIGHTS, Preset, find_preset
from recognizer.preset_writer import replace_glyph_network
from recognizer.training import CHECKPOINT, Progress, train_lines
from recognizer.types import DatasetError, PresetError

EXIT_DONE, EXIT_INTERRUPTED = 0, 130
_CURVES = "learning.png"  # loss and error rates, beside their logs
_FACES = ".faces"  # beside the shards: what was found out about the fonts


def train_line_preset(chosen: dict[str, Any], command: str, quiet: bool) -> int:
    """Train the line reader and save it, calibrated, as a preset; a glyph classifier there is kept.

    Args:
        chosen: the options of ``ocr train lines``.
        command: told on the model card.
        quiet: no bar.

    Returns:
        the exit code: 130 where it was stopped; the checkpoint is there then, the preset is not.

    Raises:
        DependencyError: Keras is not installed.
    """
    import_keras()  # a missing package is told before the data are counted
    target, work = chosen["target"], _work_folder(chosen, "lines")
    origin = find_preset(chosen["origin"]) if chosen["origin"] else None
    there = _preset_in(target) if origin is None else None
    kept = _with_glyphs(origin or there)
    plan = plan_lines(chosen, origin, kept if origin is None else None, work)
    data, settings = plan.data, plan.settings
    if kept is not None and kept.charset != settings.charset:
        left = f"The glyph classifier of {kept.name} is of another charset and is left out."
        plan = replace(plan, told=(*plan.told, left), notes=(*plan.notes, left))
        kept = None
    _check_end(kept, origin)
    _say(plan.told, quiet)
    learn = partial(train_lines, data, settings, work, plan.start)
    bar, weights = _train(learn, work, quiet, settings.patience)
    if weights is None:
        return EXIT_INTERRUPTED
    used = (
        ("training", chosen["data"]),
        ("training, real lines", chosen["real"]),
        ("measuring", tuple(place for place in chosen["valid"] if place not in chosen["data"])),
    )
    run = TrainingRun(command, work, settings.seed, used, bar.scores, settings, plan.notes)
    card = make_line_card(target.name, run, kept, origin)
    save_lines(target, TrainedLines(weights, settings, card), origin, kept)
    calibrate_preset(target, data.valid)
    return EXIT_DONE


def train_glyph_preset(chosen: dict[str, Any], command: str, quiet: bool) -> int:
    """Train the glyph classifier and save it beside the line reader of a preset.

    Args:
        chosen: the options of ``ocr train glyphs``.
        command: told on the model card.
        quiet: no bar.

    Returns:
        the exit code, as ``train_line_preset``.

    Raises:
        PresetError: there is no line reader to put it beside.
    """
    target, work = chosen["target"], _work_folder(chosen, "glyphs")
    origin = find_preset(chosen["origin"]) if chosen["origin"] else _preset_in(target)
    if origin is None:
        raise PresetError(f"{target}: no preset yet; name one with --from, or train lines first")
    _check_end(origin)
    settings = _glyph_settings(chosen, origin)
    valid = chosen["valid"] or tuple(place for place in chosen["data"] if has_held_out(place))
    data = GlyphData(chosen["data"], valid, _shares(chosen["shares"]), chosen["excluded"])
    begins = chosen["origin"] and not chosen["fresh"] and origin.glyph == settings.network
    start = origin.file(GLYPH_WEIGHTS) if begins else None
    learn = partial(train_glyphs, data, settings, work, start=start)
    bar, weights = _train(learn, work, quiet, settings.patience)
    if weights is None:
        return EXIT_INTERRUPTED
    used = (("training, glyphs", data.train), ("measuring, glyphs", data.valid))
    run = TrainingRun(command, work, settings.seed, used, bar.scores)
    card = add_glyph_training(target.name, run, origin)
    replace_glyph_network(target, origin, weights, settings.network, card)
    return EXIT_DONE


def render_lines(chosen: dict[str, Any]) -> int:
    """Draw shards with the options of ``ocr train render``; the number of lines, or glyphs, written."""
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
        prose=chosen["prose"],
        styles=tuple(chosen["styles"]),
        content=chosen["content"],
        digits=chosen["digits"],
    )
    first, count, seed = chosen["first"], chosen["shards"], chosen["seed"]
    if chosen["glyphs"]:
        numbers = range(first, first + count)
        return sum(render_glyph_shard(target / f"glyphs-{n:05d}.npz", settings, n, seed) for n in numbers)
    return render_shards(target, settings, first, count, seed, chosen["jobs"] or count_cores())


def _train(
    learn: Callable[[Callable[[Progress], bool]], Path], work: Path, quiet: bool, patience: int
) -> tuple[TrainingBar, Path | None]:
    """Train under a bar; no weights where the user stopped it."""
    with TrainingBar(quiet) as bar, stop_on_interrupt(bar):
        weights = learn(bar.tell)
    with suppress(DatasetError):  # a training of a few steps has nothing to plot
        plot_learning(work, work / _CURVES)
    if not bar.stopped:
        state = read_checkpoint(work / CHECKPOINT).state
        if 0 < patience <= state.get("waited", 0) and not quiet:
            click.echo(f"ended at step {state['step']}: {patience} scorings brought no gain", err=True)
        return bar, weights
    click.echo(f"stopped; the same command goes on from {work}", err=True)
    return bar, None


def _glyph_settings(chosen: dict[str, Any], origin: Preset) -> GlyphTrainingSettings:
    """The settings that the options stand for; the preset's charset names the classes."""
    settings = GlyphTrainingSettings(charset=origin.charset, seed=chosen["seed"], patience=chosen["patience"])
    return replace(
        settings,
        batch=chosen["batch"] or settings.batch,
        schedule=make_schedule(settings.schedule, chosen),
        network=replace(settings.network, classes=origin.charset.classes),
    )


def _shares(said: tuple[str, ...]) -> dict[str, float]:
    """NAME=SHARE of places, as given.

    Raises:
        DatasetError: one is of another form.
    """
    shares = {}
    for text in said:
        name, _, share = text.rpartition("=")
        try:
            shares[name] = float(share)
        except ValueError as error:
            raise DatasetError(f"--share {text}: it must be NAME=SHARE, such as mnist=0.1") from error
        if not name or shares[name] < 0:
            raise DatasetError(f"--share {text}: it must be NAME=SHARE, such as mnist=0.1")
    return shares


def _work_folder(chosen: dict[str, Any], what: str) -> Path:
    """Where checkpoints go: a folder beside the preset, so that none of it is taken for a part of it."""
    target: Path = chosen["target"]
    work: Path | None = chosen["work"]
    return work or target.with_name(f"{target.name}.training") / what


def _preset_in(folder: Path) -> Preset | None:
    return find_preset(folder) if (folder / DESCRIPTION).is_file() else None


def _check_end(*presets: Preset | None) -> None:
    """Find out before a training, not after it, whether its preset could be written.

    Raises:
        PresetError: the card of a preset that is built upon cannot be read.
        DependencyError: onnx is not installed.
    """
    import_optional("onnx")
    for preset in presets:
        if preset is not None:
            read_card(preset.folder)


def _with_glyphs(preset: Preset | None) -> Preset | None:
    """A preset that has a glyph classifier to be kept, or None."""
    return preset if preset is not None and preset.glyph is not None else None


def _say(told: Iterable[str], quiet: bool) -> None:
    """Sentences on stderr."""
    for sentence in () if quiet else told:
        click.echo(sentence, err=True)
