"""Gives a preset its line network in 8-bit integers, and tells on its card what they cost.

Example:
    python scripts/quantize_preset.py presets/mine shards/train shards/real --valid shards/valid
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click
import numpy as np
from numpy.typing import NDArray

from recognizer.dataset import TrainingLine, list_shards, read_line_shard
from recognizer.quantization import quantize_preset
from recognizer.scoring import sample_lines

_PLACE = click.Path(exists=True, path_type=Path)


@click.command()
@click.argument("preset", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.argument("shards", nargs=-1, required=True, type=_PLACE)
@click.option(
    "--lines", type=click.IntRange(min=1), default=320, show_default=True, help="Lines to measure on."
)
@click.option("--valid", multiple=True, type=_PLACE, help="Lines to tell the cost on; repeat it for several.")
def main(preset: Path, shards: tuple[Path, ...], lines: int, valid: tuple[Path, ...]) -> None:
    """Measure ranges on training SHARDS, an equal part of the lines from each place, and change PRESET."""
    crops = [crop for place in shards for crop in sample_crops(place, -(-lines // len(shards)))]
    held_out: dict[str, Sequence[TrainingLine]] = {
        place.name: sample_lines(place, most=10**6, seed=0) for place in valid
    }
    changed = quantize_preset(preset, crops, held_out)
    click.echo((changed.folder / "card.md").read_text(encoding="utf-8"))


def sample_crops(place: Path, most: int) -> list[NDArray[np.float32]]:
    """Lines from all over the shards of a place, as many from each, the same ones every time."""
    rng = np.random.default_rng(0)
    paths = list_shards([place])
    found: list[NDArray[np.float32]] = []
    for path in paths:
        shard = read_line_shard(path)
        chosen = rng.permutation(len(shard))[: -(-most // len(paths))]
        found += [shard.line(int(at)).pixels.astype(np.float32) / np.float32(255) for at in chosen]
    return found


if __name__ == "__main__":
    main()
