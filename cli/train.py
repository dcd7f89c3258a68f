"""``ocr train``: draws training lines, trains, and makes presets."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from cli.options import verbosity_options

_PATH = click.Path(path_type=Path)
_FOUND = click.Path(path_type=Path, exists=True)
# What both trainings are asked:
_DATA = click.argument("data", nargs=-1, required=True, type=_FOUND)
_TO = click.option(
    "--to", "target", required=True, type=_PATH, metavar="PRESET", help="Folder of the preset to make."
)
_HOURS = click.option(
    "--hours", type=click.FloatRange(min=0, min_open=True), help="End after so much training."
)
_RATE = click.option(
    "--rate", type=click.FloatRange(min=0, min_open=True), help="Of learning, at its highest."
)
_SEED = click.option(
    "--seed", type=int, default=0, show_default=True, help="Of weights, order and augmentation."
)


@click.group()
def train() -> None:
    """Make presets: draw lines, then learn to read them.

    Needs the extra: pip install scan-folder-ocr[train].
    """


@train.command()
@_DATA
@_TO
@click.option("--from", "origin", metavar="PRESET", help="Begin with the weights of this preset.")
@click.option(
    "--charset",
    metavar="auto|FILE|PRESET",
    help="Characters to learn: those of the lines, of a text file, or of a preset.  "
    "[default: those of the preset there or of --from, else auto]",
)
@click.option(
    "--least",
    type=click.IntRange(min=1),
    default=10,
    show_default=True,
    help="Times a character must occur to be learnt with --charset auto.",
)
@click.option(
    "--network",
    type=click.Choice(["usual", "small", "tiny"]),
    help="Size of the network from scratch: small does a quarter of the work, tiny a sixth. [default: usual]",
)
@click.option("--real", multiple=True, type=_FOUND, help="Shards of real lines; repeat it for several.")
@click.option("--valid", multiple=True, type=_FOUND, help="Shards to measure on; repeat it for several.")
@click.option(
    "--steps", type=click.IntRange(min=1), help="Steps of training.  [default: 30000, or by --hours]"
)
@_HOURS
@_RATE
@click.option("--batch", type=click.IntRange(min=1), help="Windows of 320 px a step.  [default: 32]")
@click.option(
    "--balance",
    type=click.FloatRange(min=1),
    default=1.0,
    show_default=True,
    help="How much likelier, at most, lines with rare characters are learnt from.",
)
@click.option(
    "--patience",
    type=click.IntRange(min=0),
    default=0,
    show_default=True,
    help="End after so many scorings without a gain, the best weights kept; 0: never.",
)
@click.option(
    "--score-steps",
    type=click.IntRange(min=1),
    help="Steps between scorings.  [default: 1000 with --patience, else every ten minutes]",
)
@_SEED
@click.option("--work", type=_PATH, help="Folder of checkpoints and logs.  [default: PRESET.training/lines]")
@verbosity_options
def lines(quiet: bool, **chosen: Any) -> int:
    """Train the line reader on DATA, shards of lines or converted data sets, and make a preset of it.

    The characters are counted first (characters.csv in the work folder), and what the first batch looks like
    is drawn (augmentation.png there). The same command goes on with a training that was stopped (Ctrl-C
    writes a checkpoint).
    Measured, and calibrated on, are the lines of --valid, or those that converted data sets hold out. A
    glyph classifier that PRESET, or the preset it begins from, has already is kept.
    """
    from cli.training import train_line_preset

    return train_line_preset(chosen, _command_line(), quiet)


@train.command()
@_DATA
@_TO
@click.option(
    "--from",
    "origin",
    metavar="PRESET",
    help="Begin with this preset: its line reader is kept, its glyph classifier learns on.",
)
@click.option(
    "--adapt",
    is_flag=True,
    help="Teach the classifier one hand, in seconds: kept only if glyphs held out gain and its base holds.",
)
@click.option("--fresh", is_flag=True, help="Learn from nothing, whatever classifier there is.")
@click.option("--valid", multiple=True, type=_FOUND, help="What to measure on; repeat it for several.")
@click.option("--share", "shares", multiple=True, metavar="NAME=SHARE", help="Of every batch; repeat it.")
@click.option("--exclude", "excluded", multiple=True, metavar="WRITER", help="Never learn from this writer.")
@click.option(
    "--steps", type=click.IntRange(min=1), help="Steps of training.  [default: 6000, or by --hours]"
)
@_HOURS
@_RATE
@click.option("--batch", type=click.IntRange(min=2), help="Glyphs a step.  [default: 128]")
@click.option(
    "--patience",
    type=click.IntRange(min=0),
    default=0,
    show_default=True,
    help="End after so many scorings (every 1000 steps) without a gain, the best weights kept; 0: never.",
)
@_SEED
@click.option("--work", type=_PATH, help="Folder of checkpoints and logs.  [default: PRESET.training/glyphs]")
@verbosity_options
def glyphs(quiet: bool, **chosen: Any) -> int:
    """Train the glyph classifier on DATA and put it into a preset.

    DATA are converted data sets, shards of glyphs, or archives of pen strokes, each a portion of every batch.
    The preset needs a line reader: its own, where PRESET is one already, or that of --from; its charset
    says which characters are learnt. Measured are --valid, or the parts that DATA hold out: writers and
    fonts that nothing is learnt from. Look at augmentation.png in the work folder, which is drawn first.
    With --adapt only the last layer changes, to what a few hundred characters of one hand or face tell; a
    fifth of them is measured on where neither DATA nor --valid hold any out.
    """
    if chosen.pop("adapt"):
        from cli.glyph_adapting import adapt_glyph_preset

        return adapt_glyph_preset(chosen, _command_line(), quiet)
    from cli.training import train_glyph_preset

    return train_glyph_preset(chosen, _command_line(), quiet)


@train.command()
@click.option("--to", "target", required=True, type=_PATH, metavar="FOLDER", help="Where the shards go.")
@click.option("--fonts", multiple=True, required=True, type=_FOUND, help="Folder of fonts; repeat it.")
@click.option("--texts", required=True, type=_FOUND, help="Folder of LANG.txt and LANG.words.")
@click.option("--characters", required=True, type=_FOUND, help="npz of single handwritten characters.")
@click.option("--words", required=True, type=_FOUND, help="npz of handwritten words.")
@click.option("--glyphs", is_flag=True, help="Shards of single glyphs, cut from the lines, instead.")
@click.option("--part", type=click.Choice(["train", "valid"]), default="train", show_default=True)
@click.option("--shards", type=click.IntRange(min=1), default=10, show_default=True, help="How many.")
@click.option(
    "--first", type=click.IntRange(min=0), default=0, show_default=True, help="Number of the first."
)
@click.option("--lines", type=click.IntRange(min=1), default=2000, show_default=True, help="Lines a shard.")
@click.option(
    "--style",
    "styles",
    multiple=True,
    help="Of handwritten words to draw: PRINTED, say; may be repeated.",
)
@click.option(
    "--prose",
    type=click.FloatRange(0, 1),
    default=0.72,
    show_default=True,
    help="Share of running text; the rest are headings, rows of receipts and forms, codes.",
)
@click.option(
    "--content",
    type=click.Choice(["text", "numbers"]),
    default="text",
    show_default=True,
    help="Text of every kind; or numbers, a quarter of them between words.",
)
@click.option("--digits", type=_FOUND, help="npz of pictures of digits, as MNIST's; for --content numbers.")
@click.option(
    "--seed", type=int, default=1, show_default=True, help="With a shard's number, all that is in it."
)
@click.option("-j", "--jobs", type=click.IntRange(min=1), help="Processes.  [default: the cores there are]")
@verbosity_options
def render(quiet: bool, **chosen: Any) -> None:
    """Draw shards of text lines, damaged as scans are, to train on; or of their glyphs.

    Fonts and writers are parted into those to train with and those held out (--part valid).
    """
    from cli.training import render_lines

    written = render_lines(chosen)
    if not quiet:
        click.echo(f"{written} {'glyphs' if chosen['glyphs'] else 'lines'} in {chosen['target']}", err=True)


def _command_line() -> str:
    """What the model card says made the preset."""
    return " ".join(["ocr", *sys.argv[1:]])
