"""Chooses the drawn lines that ship in a preset for ``ocr adapt``: to learn again, and to be tested on.

Example:
    python scripts/make_replay.py presets/mine shards/train --base shards/valid
"""

from __future__ import annotations

import dataclasses
from pathlib import Path

import click
import numpy as np

from recognizer.card import DataSource, read_card, write_card
from recognizer.dataset import TrainingLine, list_shards, read_line_shard
from recognizer.preset import REPLAY, Preset, find_preset
from recognizer.preset_writer import describe_files
from recognizer.replay import MOST_BYTES, Replay, choose_lines, write_replay

_PLACE = click.Path(exists=True, path_type=Path)
_ROLE = "replay.npz: learnt again, and tested on, by adaptations"
_LICENCE = "drawings; fonts OFL and other open licences as NOTICE says, hands UNIPEN CC-BY 4.0"
_SAMPLED = 6000  # lines looked at to choose from
_STEPS = 12  # sizes tried between none and all that is asked for


@click.command()
@click.argument("preset", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.argument("shards", nargs=-1, required=True, type=_PLACE)
@click.option("--base", multiple=True, required=True, type=_PLACE, help="Shards never trained on; repeat it.")
@click.option("--lines", type=click.IntRange(min=3), default=900, show_default=True, help="At most, in all.")
@click.option("--seed", type=int, default=0, show_default=True, help="Of the choice.")
def main(preset: Path, shards: tuple[Path, ...], base: tuple[Path, ...], lines: int, seed: int) -> None:
    """Choose lines of SHARDS to learn again and of --base to be tested on, 2 MB together, into PRESET."""
    again, tested = sample_places(shards, seed), sample_places(base, seed)
    found = find_preset(preset)
    again, tested = ([line for line in part if found.charset.covers(line.text)] for part in (again, tested))
    replay = fit_replay(preset / REPLAY, (again, tested), lines, seed)
    describe(found, replay)
    size = (preset / REPLAY).stat().st_size
    click.echo(
        f"{len(replay.lines)} lines to learn again, {len(replay.base)} to be tested on, {size:,} bytes"
    )


def sample_places(places: tuple[Path, ...], seed: int) -> list[TrainingLine]:
    """Lines from all over the shards of places, as many from each, the same ones every time."""
    paths = list_shards(places)
    most = -(-_SAMPLED // len(paths))
    rng = np.random.default_rng(seed)
    found = []
    for path in paths:
        shard = read_line_shard(path)
        for at in rng.permutation(len(shard))[:most].tolist():
            line = shard.line(at)
            found.append(dataclasses.replace(line, pixels=line.pixels.copy()))
    return found


def fit_replay(
    path: Path, parts: tuple[list[TrainingLine], list[TrainingLine]], lines: int, seed: int
) -> Replay:
    """Write as many lines as 2 MB hold, three to learn again for two to be tested on."""
    low, high = 0, lines
    best = None
    for _ in range(_STEPS):
        middle = (low + high + 1) // 2
        again, tested = middle * 3 // 5, middle - middle * 3 // 5
        replay = Replay(
            tuple(choose_lines(parts[0], again, seed)),
            tuple(choose_lines(parts[1], tested, seed, rarest=0)),  # as drawn: rare ones would count too much
        )
        if not replay.lines or not replay.base:
            break
        write_replay(path, replay)
        if path.stat().st_size <= MOST_BYTES:
            low, best = middle, replay
        else:
            high = middle - 1
        if low >= high:
            break
    if best is None:
        path.unlink(missing_ok=True)
        raise click.ClickException("the shards hold no lines that fit into 2 MB")
    write_replay(path, best)
    return best


def describe(preset: Preset, replay: Replay) -> Preset:
    """Tell the preset's description and card of its replay file."""
    card = read_card(preset.folder)
    size = (
        f"{len(replay.lines)} lines to learn again, {len(replay.base)} of faces and writers never trained on"
    )
    source = DataSource("lines drawn by ocr train render", _ROLE, _LICENCE, size)
    kept = tuple(known for known in card.sources if known.role != _ROLE)
    names = write_card(preset.folder, dataclasses.replace(card, sources=(*kept, source)))
    return describe_files(preset, [REPLAY, *names])


if __name__ == "__main__":
    main()
