"""``ocr presets``: the shipped presets and what their cards say."""

from __future__ import annotations

import click

from cli.options import verbosity_options


@click.command()
@click.argument("name", required=False)
@verbosity_options
def presets(name: str | None, quiet: bool) -> None:
    """List the shipped presets, or show the model card of one: NAME, or a preset's folder."""
    del quiet
    from recognizer.card import format_card, read_card
    from recognizer.preset import find_preset, list_presets

    if name is not None:
        click.echo(format_card(read_card(find_preset(name).folder)))
        return
    for found in map(find_preset, list_presets()):
        card = read_card(found.folder)
        size = sum((found.folder / file).stat().st_size for file in found.sha256) / 1e6
        reads = "lines and glyphs" if found.glyph is not None else "lines"
        click.echo(f"{found.name:10s} {reads}, {len(found.charset.characters)} characters, {size:.1f} MB")
        click.echo(f"{'':10s} {card.summary}")
