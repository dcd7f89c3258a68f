"""``ocr process``: reads files and folders of scans."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cli.options import verbosity_options

if TYPE_CHECKING:
    from ocr.batch.record import BatchSummary
    from ocr.batch.settings import BatchSettings

_EXIT_SOME_FAILED = 1
_LOG = logging.getLogger(__name__)


class FormatName(click.ParamType):  # type: ignore[type-arg]  # generic from click 8.2 on
    """The name of an exporter; the registry is asked only when a name was given."""

    name = "format"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Check the name against the registry."""
        from ocr.exports import available_formats

        formats = available_formats()
        if value not in formats:
            self.fail(f"{value!r} is none of {', '.join(formats)}", param, ctx)
        return str(value)

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:
        """The names there are, for the help of this command."""
        from ocr.exports import available_formats

        return f"[{'|'.join(available_formats())}]"


@click.command()
@click.argument("scans", nargs=-1, required=True, type=click.Path())
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path), help="Output folder.")
@click.option(
    "-f",
    "--format",
    multiple=True,
    type=FormatName(),
    help="A format to write; repeat it for several.  [default: txt and csv]",
)
@click.option("-j", "--jobs", type=click.IntRange(min=1), help="Workers.  [default: the cores there are]")
@click.option("--pages", metavar="LIST", help="Pages of every source, from 1, such as 1,3-5 or 7-.")
@click.option(
    "--image-dpi", type=click.FloatRange(min=1), help="Dots an inch, whatever the images say of theirs."
)
@click.option(
    "-l",
    "--language",
    default="auto",
    show_default=True,
    metavar="NAME",
    help="Language of the text: en, de, fr, es, it, nl, pt, da, sv, no, latin (mixed) or none.",
)
@click.option(
    "--user-words", type=click.Path(path_type=Path), metavar="FILE", help="Words to expect, one a line."
)
@click.option("--characters", metavar="SET", help="Read nothing else, such as 0-9., for numbers; and spaces.")
@click.option("--preset", metavar="NAME", help="Preset to read with: a name, or a folder that train made.")
@click.option("--reader", type=click.Choice(["line", "glyph"]), help="Read lines, or single glyphs (forms).")
@click.option("--engine", type=click.Choice(["onnx", "keras"]), help="What runs the network.")
@click.option(
    "--precision",
    type=click.Choice(["auto", "float32", "int8"]),
    help="Arithmetic of the line network.  [default: auto, int8 where the preset has it]",
)
@click.option(
    "--agreement/--no-agreement",
    default=None,
    help="Let sure characters of a page settle doubtful ones that look like them.  [default: agreement]",
)
@click.option(
    "--orientation",
    type=click.Choice(["auto", "keep", "0", "90", "180", "270"]),
    default="auto",
    show_default=True,
    help="Degrees counter-clockwise to turn every page; auto turns what lies wrongly, keep nothing.",
)
@click.option(
    "--split",
    type=click.Choice(["auto", "never"]),
    default="auto",
    show_default=True,
    help="Read the left of two facing pages on one scan before the right.",
)
@click.option("--overlay/--no-overlay", default=True, show_default=True, help="Draw NAME.overlay.png.")
@click.option(
    "--overlay-scale",
    type=click.FloatRange(min=0, min_open=True, max=8),
    help="Picture px a scan px.  [default: long side 1800 px]",
)
@click.option(
    "--overlay-layer",
    type=click.Choice(["confidence", "cause", "order"]),
    default="confidence",
    show_default=True,
    help="What is told: how sure characters are, why they are in doubt, or their reading order.",
)
@click.option(
    "--keep-lines",
    is_flag=True,
    help="Store the lines as they were cut out, some 0.2 MB a page, to be read again by ocr adapt.",
)
@click.option(
    "--time-limit",
    type=click.FloatRange(min=1),
    default=300.0,
    show_default=True,
    metavar="SECONDS",
    help="Give a page up after this time.",
)
@verbosity_options
def process(scans: tuple[str, ...], output: Path, quiet: bool, **chosen: Any) -> int:
    """Read SCANS, files and folders, and write the text of every page into OUT.

    For every page: NAME.txt, NAME.csv (a row a glyph, with its confidence) and
    NAME.overlay.png; for the run: report.csv. Folders are read with all folders in them.
    Exit code 1 tells that some pages failed; report.csv tells which, and why.
    """
    from ocr.batch.run import process_batch
    from ocr.batch.sources import find_sources
    from ocr.loader import KNOWN_SUFFIXES

    settings = _settings(chosen)
    sources = find_sources(scans, str(output), KNOWN_SUFFIXES)
    _LOG.info("%d sources", len(sources))
    if quiet:
        summary = process_batch(sources, output, settings)
    else:
        from tqdm.contrib.logging import logging_redirect_tqdm

        from cli.progress import PageBar

        with PageBar() as bar, logging_redirect_tqdm():
            summary = process_batch(sources, output, settings, bar)
        _tell(summary)
    return _EXIT_SOME_FAILED if summary.failures else 0


def _settings(chosen: dict[str, Any]) -> BatchSettings:
    """The settings that the options stand for; what was not chosen keeps the library's default."""
    from ocr.batch.selection import parse_pages
    from ocr.batch.settings import BatchSettings
    from ocr.characters import parse_characters
    from ocr.language import check_language
    from ocr.overlay import OverlaySettings
    from ocr.settings import DecoderSettings, LoaderSettings, OcrSettings
    from ocr.user_words import read_user_words
    from segmenter.types import SegmenterSettings

    names = ("preset", "reader", "engine", "precision", "language", "agreement", "orientation")
    reading: dict[str, Any] = {name: chosen[name] for name in names if chosen[name] is not None}
    check_language(chosen["language"])
    if chosen["user_words"] is not None:
        reading["user_words"] = read_user_words(chosen["user_words"])
    if chosen["characters"] is not None:
        parse_characters(chosen["characters"])
        reading["decoder"] = DecoderSettings(characters=chosen["characters"])
    drawn = OverlaySettings(scale=chosen["overlay_scale"], layer=chosen["overlay_layer"])
    overlay = drawn if chosen["overlay"] else None
    batch: dict[str, Any] = {"formats": tuple(dict.fromkeys(chosen["format"]))} if chosen["format"] else {}
    if chosen["keep_lines"]:
        batch["recognizer"] = "ocr.batch.worker:load_line_keeper"
    return BatchSettings(
        ocr=OcrSettings(
            **reading,
            loader=LoaderSettings(image_dpi=chosen["image_dpi"]),
            segmenter=SegmenterSettings(split=chosen["split"]),
        ),
        overlay=overlay,
        jobs=chosen["jobs"],
        pages=None if chosen["pages"] is None else parse_pages(chosen["pages"]),
        page_seconds=chosen["time_limit"],
        **batch,
    )


def _tell(summary: BatchSummary) -> None:
    from ocr.expected_errors import describe_errors

    failed = f", {len(summary.failures)} failed" if summary.failures else ""
    pages = "1 page" if summary.pages == 1 else f"{summary.pages} pages"
    click.echo(f"{pages}{failed}, {summary.seconds:.1f} s; {summary.report}", err=True)
    errors = describe_errors(summary.rows)
    if errors:
        click.echo(errors, err=True)
