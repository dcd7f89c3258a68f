"""Line shards -> shards of what a preset for numbers is to learn from them: figures, and letters left unread.

Example:
    python scripts/mark_unread.py shards/train -o digits/mixed.npz --lines 3000
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import click
import numpy as np

from recognizer.dataset import TrainingLine, list_shards, read_line_shard, write_line_shard
from recognizer.number_phrases import NUMERIC
from recognizer.numbers_in_text import mark_unread
from recognizer.types import DatasetError

_PLACE = click.Path(exists=True, path_type=Path)


@click.command()
@click.argument("shards", nargs=-1, required=True, type=_PLACE)
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path), help="The shard to write.")
@click.option("--lines", type=click.IntRange(min=1), help="Most lines to take.  [default: all]")
@click.option(
    "--wordy",
    type=click.FloatRange(0, 1),
    default=0.2,
    show_default=True,
    help="Share of lines without a figure, at most.",
)
def main(shards: tuple[Path, ...], output: Path, lines: int | None, wordy: float) -> None:
    """Take lines with figures, and some without, out of SHARDS, and mark in their texts what is not read."""
    rng = np.random.default_rng(0)
    paths = list_shards(shards)
    most = None if lines is None else -(-lines // len(paths))
    taken = [line for path in paths for line in take_lines(path, most, wordy, rng)]
    if not taken:
        raise click.ClickException(str(DatasetError("the shards hold no line with figures")))
    write_line_shard(output, taken)
    click.echo(f"{len(taken)} lines in {output}", err=True)


def take_lines(path: Path, most: int | None, wordy: float, rng: np.random.Generator) -> list[TrainingLine]:
    """Lines of a shard with figures and a share of others, in random order, marked."""
    shard = read_line_shard(path)
    order = rng.permutation(len(shard)).tolist()
    with_figures = [at for at in order if any(c.isdigit() for c in shard.texts[at])]
    without = [at for at in order if not any(c.isdigit() for c in shard.texts[at])]
    wanted = len(with_figures) if most is None else min(len(with_figures), round(most * (1 - wordy)))
    others = without[: round(wanted * wordy / max(1e-9, 1 - wordy))]
    marked = (shard.line(at) for at in (*with_figures[:wanted], *others))
    return [replace(line, text=mark_unread(line.text, NUMERIC)) for line in marked]


if __name__ == "__main__":
    main()
