"""``ocr adapt``: teaches a preset from the corrections made to a run's output."""

from __future__ import annotations

import importlib.util
import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cli.options import verbosity_options

if TYPE_CHECKING:
    from ocr.adaptation import Adaptation
    from ocr.adaptation_judging import Counts
    from ocr.adaptation_lines import Review
    from ocr.settings import OcrSettings
    from recognizer.preset import Preset

_EXIT_SOME_FAILED = 1


@click.command()
@click.argument("out", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "--to", "target", type=click.Path(path_type=Path), metavar="PRESET", help="Folder of the preset to make."
)
@click.option(
    "--from", "origin", default="latin", show_default=True, metavar="PRESET", help="Preset to begin with."
)
@click.option(
    "--with", "ready", metavar="PRESET", help="Learn nothing: read the lines again with this preset."
)
@click.option("--apply", is_flag=True, help="Write what is read now into OUT: results, texts, reports.")
@click.option(
    "--minutes",
    type=click.FloatRange(min=0, min_open=True),
    default=3.0,
    show_default=True,
    help="Learn so long at most.",
)
@click.option("--steps", type=click.IntRange(min=1), default=400, show_default=True, help="Steps at most.")
@click.option(
    "--rate", type=click.FloatRange(min=0, min_open=True), help="Highest learning rate.  [default: 0.0005]"
)
@click.option("--seed", type=int, default=0, show_default=True, help="Of what is held out and of the order.")
@click.option("-l", "--language", default="auto", show_default=True, metavar="NAME", help="As ocr process.")
@verbosity_options
def adapt(out: Path, quiet: bool, **chosen: Any) -> int:
    """Teach a preset from OUT/corrections.csv, the corrections made to what ocr process wrote into OUT.

    The new preset is kept only where corrected lines held out of the learning are read better, and the
    base test of drawn lines hardly worse; otherwise it is told why, nothing is changed and the exit
    code is 4. Then the lines of OUT are read again, and it is told how much changes; --apply writes it.
    Needs the extra: pip install scan-folder-ocr[train].
    """
    from ocr.settings import OcrSettings

    if (chosen["target"] is None) == (chosen["ready"] is None):
        raise click.UsageError("name the preset to make with --to, or one to read with by --with")
    settings = OcrSettings(preset=chosen["origin"], language=chosen["language"])
    preset = chosen["ready"]
    if preset is None:
        made = _learn(out, settings, chosen, quiet)
        preset = str(made.preset.folder)
    return _read_again(out, OcrSettings(preset=preset, language=chosen["language"]), chosen["apply"], quiet)


def _learn(out: Path, settings: OcrSettings, chosen: dict[str, Any], quiet: bool) -> Adaptation:
    """Adapt the preset and tell how it went."""
    from cli.training_bar import TrainingBar
    from ocr.adaptation import AdaptationSettings, adapt_preset, check_review, check_target, load_replay
    from ocr.adaptation_lines import gather_examples, read_corrections_of
    from ocr.batch.cores import count_cores
    from ocr.page_reader import load_page_reader
    from recognizer.dependencies import import_keras
    from recognizer.fine_tuning import FineTuningSettings

    started = time.monotonic()
    check_target(chosen["target"])
    read_corrections_of(out)
    origin = _find(chosen["origin"])
    load_replay(origin)
    review = gather_examples(out, load_page_reader(settings, count_cores()), settings, _teller(quiet))
    check_review(review)
    if not quiet:
        _tell_review(review)
    _prefer_torch()
    import_keras()
    rate = {} if chosen["rate"] is None else {"rate": chosen["rate"]}
    tuning = FineTuningSettings(
        steps=chosen["steps"], seconds=60 * chosen["minutes"], seed=chosen["seed"], **rate
    )
    command = " ".join(["ocr", *sys.argv[1:]])
    with TrainingBar(quiet) as bar:
        made = adapt_preset(origin, chosen["target"], review, AdaptationSettings(tuning, command), bar.tell)
    if not quiet:
        _tell_verdict(made, time.monotonic() - started)
    return made


def _read_again(out: Path, settings: OcrSettings, apply: bool, quiet: bool) -> int:
    """Read the lines of a run again and tell what changes."""
    from ocr.adaptation_applying import read_run_again
    from ocr.batch.cores import count_cores
    from ocr.page_reader import load_page_reader

    reader = load_page_reader(settings, count_cores())
    found = read_run_again(out, reader, settings, apply, _teller(quiet))
    for message in found.failed:
        click.echo(f"not read again: {message}", err=True)
    if not quiet:
        share = 100 * found.changed / max(1, found.characters)
        verb = "have changed" if apply else "would change"
        click.echo(
            f"{found.changed} of {found.characters} characters ({share:.1f} %) {verb} on "
            f"{found.changed_pages} of {found.pages} pages"
        )
        if not apply and found.changed:
            click.echo(f"to write them: ocr adapt {out} --with {settings.preset} --apply", err=True)
    return _EXIT_SOME_FAILED if found.failed else 0


def _prefer_torch() -> None:
    """Learn with PyTorch where it is installed and nothing else was asked for: several times the steps."""
    if importlib.util.find_spec("torch") is not None:
        os.environ.setdefault("KERAS_BACKEND", "torch")


def _find(name: str) -> Preset:
    from recognizer.preset import find_preset

    return find_preset(name)


def _teller(quiet: bool) -> Any:
    """Shows the page that is looked at, on a terminal only."""
    if quiet or not sys.stderr.isatty():
        return lambda page: None
    return lambda page: click.echo(f"\r\x1b[K{page[-70:]}\r", nl=False, err=True)


def _tell_review(review: Review) -> None:
    told = f"{review.corrections} corrections in {review.corrected} lines of {len(review.examples)} seen"
    if review.unplaced:
        told += f"; {review.unplaced} rows were not found on their pages"
    if review.left_out:
        told += f"; {review.left_out} lines were left out"
    if review.unknown:
        named = ", ".join(f"{character} ({times})" for character, times in review.unknown.most_common(10))
        told += f"; the preset does not know {named}"
    click.echo(told, err=True)


def _tell_verdict(made: Adaptation, seconds: float) -> None:
    verdict = made.verdict
    kind = "pages" if verdict.by_page else "lines"
    click.echo(f"held out ({kind}): {_counts(verdict.held)}, p = {verdict.chance:.3f}")
    click.echo(f"base test: {_counts(verdict.base)}")
    click.echo(f"{made.preset.folder}: learnt from {made.learnt} lines, {seconds:.0f} s")


def _counts(counts: Counts) -> str:
    before, after = counts.rates
    return f"{counts.lines} lines, character error rate {before:.2f} % before, {after:.2f} % after"
