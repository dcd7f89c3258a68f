"""``ocr dataset``: converts data sets of characters, shows them, and drops what is wrong in them."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import click

from cli.options import verbosity_options

_PATH = click.Path(path_type=Path)
_FOUND = click.Path(path_type=Path, exists=True)


@click.group()
def dataset() -> None:
    """Bring in data sets of characters, look at them, clean them.

    A converted data set is a folder of shards with a card, dataset.json; ocr train glyphs learns from it.
    """


@dataset.command()
@click.argument("source", type=_PATH)
@click.option("-o", "--output", required=True, type=_PATH, metavar="DIR", help="New folder of the data set.")
@click.option(
    "--format",
    "format_name",
    default="auto",
    show_default=True,
    help="strokes, npz, emnist, emnist-mat, mnist, folder, page, alto or corrections.",
)
@click.option("--mapping", type=_FOUND, help="Table of classes: EMNIST's, or columns folder and label.")
@click.option("--kind", type=click.Choice(["print", "type", "hand"]), default="hand", show_default=True)
@click.option("--name", default="", help="Of the data set.  [default: the source's]")
@click.option("--licence", default="", help="As the data set's source states it; goes on the card.")
@click.option(
    "--sizes",
    type=click.Choice(["auto", "keep", "drop"]),
    default="auto",
    show_default=True,
    help="Whether sizes of the pictures beside one another mean something.",
)
@click.option("--ink", type=click.Choice(["auto", "dark", "light"]), default="auto", show_default=True)
@click.option("--seed", type=int, default=0, show_default=True, help="Of the splits and of what is drawn.")
@click.option(
    "--variants",
    type=click.IntRange(1, 50),
    default=1,
    show_default=True,
    help="Pictures drawn of each recorded character (strokes).",
)
@click.option(
    "--min-agreement", type=float, default=0.0, help="Leave out characters of lower agreement, where told."
)
@click.option(
    "--join/--no-join",
    default=True,
    show_default=True,
    help="Writers whose glyphs are copies of one another are one hand; second copies are left out.",
)
@verbosity_options
def convert(quiet: bool, **chosen: Any) -> None:
    """Convert SOURCE, a file or folder, into the project's own format.

    Splits keep a writer or a font on one side; the card says what they could not keep, what was
    skipped, and why. Handwriting that stands in SOURCE under two names is told by its copies.
    """
    from cli.datasets import convert_source

    _tell(convert_source(chosen), quiet)


@dataset.command()
@click.argument("data", type=_FOUND)
@click.option("-o", "--output", required=True, type=_PATH, metavar="DIR", help="Folder of the plots.")
@click.option("--preset", default="latin", show_default=True, help="Whose embedding tells what is alike.")
@click.option(
    "--most",
    type=click.IntRange(min=10),
    default=100_000,
    show_default=True,
    help="Look at so many glyphs at most, drawn at random.",
)
@click.option("--seed", type=int, default=0, show_default=True, help="Chooses the samples.")
@verbosity_options
def show(quiet: bool, **chosen: Any) -> None:
    """Draw what DATA holds: plots, each with its figures as CSV.

    DATA is a converted data set, a folder of glyph shards, or a source as convert takes it. Class
    distribution, samples, mean pictures, sizes, writers' styles, labels most likely wrong, and
    near-duplicates between the parts.
    """
    from cli.datasets import show_data

    _tell(show_data(chosen), quiet)


@dataset.command()
@click.argument("data", type=_FOUND)
@click.option("-o", "--output", required=True, type=_PATH, metavar="OUT", help="New folder of what is left.")
@click.option("--list", "listed", type=_FOUND, help="CSV with a column id: suspects.csv, looked through.")
@click.option("--share", type=click.FloatRange(0, 0.5), help="Drop this share, the most doubtful: 0.02, say.")
@click.option("--preset", default="latin", show_default=True, help="Whose embedding tells what is alike.")
@verbosity_options
def clean(quiet: bool, **chosen: Any) -> None:
    """Drop wrong glyphs of DATA, a converted data set; what is left goes to OUT.

    Give either a list, such as suspects.csv with the rows to keep taken out, or a share.
    """
    if (chosen["listed"] is None) == (chosen["share"] is None):
        raise click.UsageError("name either a --list or a --share")
    from cli.datasets import clean_data

    _tell(clean_data(chosen), quiet)


def _tell(lines: Iterable[str], quiet: bool) -> None:
    """Print lines to stderr, unless asked to be quiet."""
    if not quiet:
        click.echo("\n".join(lines), err=True)
