"""Fits the confidences of a preset to lines and pages with known truth, and tells how far to trust them.

For every set it prints the calibration error of characters and words: as the preset rated them before, as it
rates them fitted to all sets, and as it would if that set were left out of the fit, which is what pages of
another kind may expect. What the network was trained on flatters: leave it out.

Example:
    python scripts/fit_confidences.py recognizer/presets/latin shards/valid pages/train/old_books_en/[de]*.tif
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import click

from ocr.confidence_fitting import (
    Confidences,
    fit_confidences,
    judge_places,
    rate_characters,
    rate_judged_words,
)
from ocr.confidence_samples import JudgedSet
from ocr.page_reader import load_page_reader
from ocr.reliability import Judged, join_judged
from ocr.settings import OcrSettings
from recognizer.preset import find_preset
from recognizer.preset_writer import recalibrate_preset


@click.command()
@click.argument("preset", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.argument("places", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Only print; leave the preset as it is.")
def main(preset: Path, places: tuple[Path, ...], dry_run: bool) -> None:
    """Calibrate PRESET on PLACES: folders of shards, folders of pages, or pages."""
    found = find_preset(preset)
    sets = judge_places(load_page_reader(OcrSettings(preset=str(preset))), places)
    if not sets:
        raise click.UsageError("nothing was read in these places: name shards, or images with NAME.txt")
    fitted = fit_confidences(sets)
    _tell(sets, Confidences(found.calibration, found.word_calibration), fitted)
    if not dry_run:
        recalibrate_preset(found, fitted.characters, fitted.words)
        click.echo(f"{preset}: {fitted.characters}, {fitted.words}")


def _tell(sets: Sequence[JudgedSet], before: Confidences, fitted: Confidences) -> None:
    """Print the calibration errors of every set, in per cent."""
    click.echo(f"{'error in %':32}{'words: before, fitted, left out':>36}{'characters: the same':>24}")
    others = [
        fit_confidences([other for other in sets if other is not one]) if len(sets) > 1 else fitted
        for one in sets
    ]
    rows = [(one.name, [one], [before, fitted, other]) for one, other in zip(sets, others, strict=True)]
    for name, members, ways in rows:
        click.echo(_row(name, *(_errors(members, [way] * len(members)) for way in ways)))
    click.echo(
        _row("all", *(_errors(sets, ways) for ways in ([before] * len(sets), [fitted] * len(sets), others)))
    )
    size = sum(len(one.starts) for one in sets)
    right = sum(sum(one.words_right) for one in sets)
    click.echo(f"{size} words, {right / size:.1%} right")


def _errors(sets: Sequence[JudgedSet], ways: Sequence[Confidences]) -> tuple[float, float]:
    """Calibration error of words and of characters, pooled, in per cent."""

    def pooled(rate: Callable[[JudgedSet, Confidences], Judged]) -> float:
        return (
            100 * join_judged([rate(one, way) for one, way in zip(sets, ways, strict=True)]).calibration_error
        )

    return pooled(rate_judged_words), pooled(rate_characters)


def _row(name: str, *errors: tuple[float, float]) -> str:
    words, characters = zip(*errors, strict=True)
    return f"{name:32}  " + "".join(f"{error:8.1f}" for error in (*words, *characters))


if __name__ == "__main__":
    main()
