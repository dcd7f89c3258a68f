"""Chooses the drawn glyphs in a preset that ``ocr train glyphs --adapt`` keeps to, and is tested on.

Example:
    python scripts/make_glyph_replay.py presets/mine shards/glyphs --base shards/glyphs_valid
"""

from __future__ import annotations

import dataclasses
from pathlib import Path

import click

from recognizer.card import DataSource, read_card, write_card
from recognizer.glyph_data import GlyphSet, read_glyph_shards
from recognizer.glyph_replay import MOST_BYTES, GlyphReplay, choose_glyphs, write_glyph_replay
from recognizer.preset import GLYPH_REPLAY, Preset, find_preset
from recognizer.preset_writer import describe_files

KINDS = ("print", "type")  # a hand is what adaptations teach
_PLACE = click.Path(exists=True, path_type=Path)
_ROLE = "glyph.replay.npz: kept to, and tested on, by adaptations of the glyph classifier"
_LICENCE = "drawings; fonts OFL and other open licences as NOTICE says"


@click.command()
@click.argument("preset", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.argument("shards", nargs=-1, required=True, type=_PLACE)
@click.option("--base", multiple=True, required=True, type=_PLACE, help="Shards never trained on; repeat it.")
@click.option(
    "--learnt", type=click.IntRange(min=2), default=1500, show_default=True, help="Glyphs to keep to."
)
@click.option(
    "--tested", type=click.IntRange(min=2), default=1800, show_default=True, help="Of the base test."
)
@click.option("--seed", type=int, default=1, show_default=True, help="Of the choice.")
def main(
    preset: Path, shards: tuple[Path, ...], base: tuple[Path, ...], learnt: int, tested: int, seed: int
) -> None:
    """Choose glyphs of SHARDS to keep to and of --base to be tested on, 300 kB together, into PRESET."""
    found = find_preset(preset)
    replay = GlyphReplay(
        choose_glyphs(_known(found, shards), learnt, KINDS, seed),
        # as drawn: in a test rare ones would count too much
        choose_glyphs(_known(found, base), tested, KINDS, seed + 1, even=False),
    )
    write_glyph_replay(preset / GLYPH_REPLAY, replay)
    size = (preset / GLYPH_REPLAY).stat().st_size
    if size > MOST_BYTES:
        (preset / GLYPH_REPLAY).unlink()
        raise click.ClickException(f"they take {size:,} bytes, more than {MOST_BYTES:,}; choose fewer")
    _describe(found, replay)
    click.echo(f"{len(replay.learnt)} glyphs to keep to, {len(replay.base)} to be tested on, {size:,} bytes")


def _known(preset: Preset, places: tuple[Path, ...]) -> GlyphSet:
    """The glyphs of shards that the preset's charset has."""
    glyphs = read_glyph_shards(places)
    rows = [row for row, label in enumerate(glyphs.labels) if label and preset.charset.covers(label)]
    return glyphs.select(rows)


def _describe(preset: Preset, replay: GlyphReplay) -> None:
    """Put the file into the preset's description and on its card."""
    card = read_card(preset.folder)
    size = f"{len(replay.learnt):,} glyphs kept to, {len(replay.base):,} of the base test"
    sources = tuple(source for source in card.sources if source.role != _ROLE)
    told = dataclasses.replace(
        card, sources=(*sources, DataSource("drawn glyphs of print and typescript", _ROLE, _LICENCE, size))
    )
    describe_files(preset, [GLYPH_REPLAY, *write_card(preset.folder, told)])


if __name__ == "__main__":
    main()
