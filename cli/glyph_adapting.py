"""What ``ocr train glyphs --adapt`` does: a preset taught one hand in seconds, or left as it is."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from cli.training_card import TrainingRun, add_glyph_adaptation
from ocr.errors import QualityGateError
from recognizer.glyph_acceptance import Trial, try_adaptation, write_changed_weights
from recognizer.glyph_adaptation import EmbeddingClassifier, split_by_class
from recognizer.glyph_data import GlyphSet, join_glyphs
from recognizer.glyph_replay import read_glyph_replay
from recognizer.glyph_sources import read_held_out, read_to_adapt
from recognizer.preset import GLYPH_REPLAY, GLYPH_WEIGHTS, Preset, find_preset, load_glyph_classifier
from recognizer.preset_writer import replace_glyph_network
from recognizer.scoring import Score
from recognizer.types import PresetError

EXIT_DONE = 0
_LEARNT = 0.8  # share of each character learnt from, where nothing is held out to measure on
_WORK_WEIGHTS = "adapted.weights.h5"


def adapt_glyph_preset(chosen: dict[str, Any], command: str, quiet: bool) -> int:
    """Teach a preset's glyph classifier the characters of one hand or face, and save it as a preset.

    Args:
        chosen: the options of ``ocr train glyphs``.
        command: told on the model card.
        quiet: tell nothing but what goes wrong.

    Returns:
        the exit code.

    Raises:
        PresetError: there is no glyph classifier to begin with.
        QualityGateError: glyphs kept back are read no better, or the base test falls; nothing was written.
    """
    origin = find_preset(chosen["origin"] or chosen["target"])
    if origin.glyph is None:
        raise PresetError(f"the preset {origin.name!r} has no glyph classifier to adapt; leave out --adapt")
    trial = _try(origin, *_read(chosen))
    if not quiet:
        click.echo(f"glyphs kept back: {trial.kept_back}", err=True)
        click.echo(f"base test: {trial.base if trial.base.count else 'the preset has none'}", err=True)
    if trial.objection:
        raise QualityGateError(f"not adapted: {trial.objection}; nothing was written")
    _save(chosen, command, origin, trial)
    return EXIT_DONE


def _read(chosen: dict[str, Any]) -> tuple[GlyphSet, GlyphSet]:
    """Glyphs to learn from and glyphs to measure on."""
    learnt, kept = read_to_adapt(chosen["data"], chosen["excluded"])
    if chosen["valid"]:
        kept = join_glyphs([read_held_out(place, chosen["excluded"]) for place in chosen["valid"]])
    if kept is not None:
        return learnt, kept
    first, rest = split_by_class(learnt.labels, _LEARNT, chosen["seed"])
    return learnt.select(first), learnt.select(rest)


def _try(origin: Preset, learnt: GlyphSet, kept: GlyphSet) -> Trial:
    classifier = load_glyph_classifier(origin)
    if not isinstance(classifier, EmbeddingClassifier):
        raise PresetError(f"the glyph classifier of {origin.name!r} tells no embedding")
    there = GLYPH_REPLAY in origin.sha256
    replay = read_glyph_replay(origin.file(GLYPH_REPLAY)) if there else None
    return try_adaptation(classifier, origin.charset, learnt, kept, replay)


def _save(chosen: dict[str, Any], command: str, origin: Preset, trial: Trial) -> None:
    """Weights, ONNX and card of the preset to be."""
    target: Path = chosen["target"]
    work = chosen["work"] or target.with_name(f"{target.name}.training") / "glyphs"
    weights = work / _WORK_WEIGHTS
    assert origin.glyph is not None
    write_changed_weights(origin.file(GLYPH_WEIGHTS), origin.glyph, trial.change, weights)
    used = (("adapting, glyphs", tuple(chosen["data"])), ("measuring, glyphs", tuple(chosen["valid"])))
    kept, base = trial.kept_back, trial.base
    scores = [Score("glyphs kept back", "hand", kept.count, kept.count, kept.after)]
    if base.count:
        scores.append(Score("glyph base test", "print", base.count, base.count, base.after))
    run = TrainingRun(command, work, chosen["seed"], used, tuple(scores))
    card = add_glyph_adaptation(target.name, run, origin, f"glyphs kept back {kept}; base test {base}")
    replace_glyph_network(target, origin, weights, replace(origin.glyph), card)
