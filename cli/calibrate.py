"""``ocr calibrate``: fits the confidences of a preset to the user's own pages or reviews."""

from __future__ import annotations

import contextlib
import logging
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cli.options import verbosity_options

if TYPE_CHECKING:
    from ocr.confidence_samples import JudgedSet
    from ocr.known_pages import KnownPage
    from ocr.page_reader import PageReader
    from ocr.recalibration import Recalibration


_LEAST_RIGHT = 0.5  # part of the characters: on pages with fewer, the text may be another's
_LOG = logging.getLogger(__name__)


@click.command()
@click.argument("places", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--preset", default="latin", show_default=True, metavar="NAME", help="Preset to start from.")
@click.option("--to", "to", type=click.Path(path_type=Path), metavar="FOLDER", help="The new preset.")
@click.option("--dry-run", is_flag=True, help="Only measure; write no preset.")
@click.option("--all-reviewed", is_flag=True, help="Every line of every page of a run was reviewed.")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), metavar="PNG", help="Write a reliability diagram."
)
@verbosity_options
def calibrate(
    places: tuple[Path, ...], preset: str, to: Path | None, output: Path | None, quiet: bool, **chosen: bool
) -> None:
    """Fit the confidences of a preset to your own pages, and write a new preset.

    PLACES are images with NAME.txt, or with an ALTO or PAGE file, beside them, folders of such, and output
    folders of runs with a corrections.csv. The networks stay; what was read stays the same, and how sure it
    is rated changes. The error before and after is measured on pages left out of the fit; where it does not
    fall, or the pages say too little, the reason is told and nothing is written.
    """
    from ocr.confidence_fitting import Confidences
    from ocr.errors import UsageError
    from ocr.known_pages import find_known_pages
    from ocr.page_reader import load_page_reader
    from ocr.recalibration import recalibrate
    from ocr.settings import OcrSettings
    from recognizer.calibrated_preset import copy_with_calibration, require_new_folder
    from recognizer.calibration import Calibration
    from recognizer.preset import find_preset

    if chosen["dry_run"]:
        to = None
    elif to is None:
        raise UsageError("where should the new preset go? Name its folder with --to, or use --dry-run")
    else:
        require_new_folder(to)
    origin = find_preset(preset)
    pages = find_known_pages(places, chosen["all_reviewed"])
    sets = _judge(load_page_reader(OcrSettings(preset=preset)), pages, quiet)
    final = origin.final_calibration or Calibration()
    found = recalibrate(sets, Confidences(final, origin.word_calibration, settled=True))
    click.echo(_describe(found))
    if output is not None:
        _draw(found, output)
    found.require_better()
    if to is not None:
        note = f"Confidences fitted to {found.pages} pages with ocr calibrate."
        copy_with_calibration(origin, to, found.confidences.characters, found.confidences.words, note)
        click.echo(f"wrote the preset {to}: use it with --preset {to}")


def _judge(reader: PageReader, pages: list[KnownPage], quiet: bool) -> list[JudgedSet]:
    """Read and judge every page, one set each."""
    from tqdm import tqdm
    from tqdm.contrib.logging import logging_redirect_tqdm

    from ocr.confidence_samples import JudgedSet, judge_pixels

    found = []
    bar = contextlib.nullcontext() if quiet else logging_redirect_tqdm()
    with bar:
        for page in pages if quiet else tqdm(pages, unit="page", desc="reading", leave=False):
            one = JudgedSet(page.group)
            judge_pixels(one, reader, page.load(), page.truth, settled=True)
            found.append(one)
            if sum(one.letters_right) < _LEAST_RIGHT * len(one.letters):
                _LOG.warning("%s: most of what was read is not in its text: is it another page's?", page.name)
    return found


def _describe(found: Recalibration) -> str:
    """What was read, and the calibration errors before and after."""
    kinds = ("characters", "words")
    rated = [(getattr(found.before, kind), getattr(found.after, kind)) for kind in kinds]
    wrong = [int((~before.right).sum()) for before, _ in rated]
    counts = [f"{len(before):,} {kind}" for kind, (before, _) in zip(kinds, rated, strict=True)]
    said = [f"{count}, {number:,} of them wrong" for count, number in zip(counts, wrong, strict=True)]
    lines = [f"{found.pages} pages: {'; '.join(said)}"]
    lines += [f"{'calibration error in %':<32}{'before':>10}{'after':>10}"]
    lines += [
        f"{kind:<32}{100 * before.calibration_error:>10.2f}{100 * after.calibration_error:>10.2f}"
        for kind, (before, after) in zip(kinds, rated, strict=True)
    ]
    lines += [_row("log loss, mean of both", found.before.log_loss, found.after.log_loss)]
    expected = [rated.expected_errors for rated in (found.before, found.after)]
    lines += [_row(f"wrong characters expected ({wrong[0]:,})", expected[0], expected[1], decimals=0)]
    lines += ["after: each page rated by a fit to other pages"]
    return "\n".join(lines)


def _row(name: str, before: float, after: float, decimals: int = 4) -> str:
    return f"{name:<32}{before:>10.{decimals}f}{after:>10.{decimals}f}"


def _draw(found: Recalibration, path: Path) -> None:
    from ocr.errors import OutputError
    from ocr.reliability_plot import plot_reliabilities

    panels = {
        kind: [("before", getattr(found.before, kind)), ("after", getattr(found.after, kind))]
        for kind in ("characters", "words")
    }
    try:
        plot_reliabilities(panels, path)
    except OSError as error:
        raise OutputError(f"{path}: cannot be written ({error.strerror or error})") from error
    click.echo(f"wrote {path}")
