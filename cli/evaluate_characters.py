"""``ocr dataset evaluate``: how well a preset's glyph classifier reads a data set of characters."""

from __future__ import annotations

from pathlib import Path

import click

from cli.options import verbosity_options


@click.command("evaluate")
@click.argument("data", type=click.Path(path_type=Path, exists=True))
@click.option("--preset", default="latin", show_default=True, help="Name or folder of a preset.")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), metavar="DIR", help="Write tables and plots there."
)
@click.option(
    "--part",
    type=click.Choice(["all", "train", "valid", "test"]),
    default="all",
    show_default=True,
    help="Of a data set that is split.",
)
@verbosity_options
def evaluate_characters(data: Path, preset: str, output: Path | None, part: str, quiet: bool) -> None:
    """Judge a preset by DATA: a converted data set, shards, or a source as dataset convert takes.

    Prints top-1 and top-3 in percent with 95 % intervals by writer, then the worst classes and writers;
    writes a row a class and a writer, confusions, the confusion matrix and a sheet of the worst crops to DIR.
    The classifier chooses among the characters that DATA has.
    """
    from recognizer.character_report import (
        summarize_judged,
        tabulate_worst,
        to_glyph_set,
        write_character_report,
    )
    from recognizer.character_scores import judge_characters
    from recognizer.datasets.collection import load_collection
    from recognizer.preset import find_preset, load_glyph_classifier

    found = find_preset(preset)
    collection = load_collection(data)
    glyphs = to_glyph_set(collection, part)
    judged = judge_characters(load_glyph_classifier(found), found.charset, glyphs)
    for name, share in summarize_judged(judged).items():
        click.echo(f"{name:14s} {share} % of {share.count:,}")
    if part == "all" and not quiet and {"train", "test"} <= set(collection.parts.tolist()):
        click.echo("note: all parts are counted; --part test leaves out what is learnt from", err=True)
    if not quiet:
        click.echo("\n".join(tabulate_worst(judged)))
    if output is not None:
        for path in write_character_report(judged, output):
            if not quiet:
                click.echo(str(path), err=True)
