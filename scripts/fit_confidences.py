"""Fits the confidences of a preset to lines and pages with known truth, and tells how far to trust them.

For those who train presets: PRESET itself is changed. (``ocr calibrate`` fits a copy to one's own pages.)
For every set it prints the calibration error of words and characters: as the preset rated them before, as it
rates them fitted to all sets, and as it would if that set were left out of the fit, which is what pages of
another kind may expect. What the network was trained on flatters: leave it out.

Example:
    python scripts/fit_confidences.py recognizer/presets/latin shards/valid pages/train/old_books_en/[de]*.tif
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from ocr.confidence_fitting import Confidences, fit_confidences, fit_without, judge_places
from ocr.confidence_samples import JudgedSet
from ocr.page_reader import load_page_reader
from ocr.recalibration import Rated, rate_pages
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
    others = fit_without(sets, range(len(sets))) if len(sets) > 1 else [fitted]
    click.echo(f"{'error in %':32}{'words: before, fitted, left out':>36}{'characters: the same':>24}")
    for one, other in zip(sets, others, strict=True):
        click.echo(_row(one.name, [rate_pages([one], [way]) for way in (before, fitted, other)]))
    ways = ([before] * len(sets), [fitted] * len(sets), others)
    rated = [rate_pages(sets, way) for way in ways]
    click.echo(_row("all", rated))
    click.echo(f"{len(rated[0].words)} words, {rated[0].words.right.mean():.1%} right")


def _row(name: str, rated: Sequence[Rated]) -> str:
    errors = [one.words.calibration_error for one in rated] + [
        one.characters.calibration_error for one in rated
    ]
    return f"{name:32}  " + "".join(f"{100 * error:8.1f}" for error in errors)


if __name__ == "__main__":
    main()
