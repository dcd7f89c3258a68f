"""``ocr view``: opens overlays of pages already read."""

from __future__ import annotations

from pathlib import Path

import click

from cli.options import verbosity_options


@click.command()
@click.argument("out", type=click.Path(path_type=Path))
@click.argument("names", nargs=-1, metavar="[NAME]...")
@click.option(
    "--limit", type=click.IntRange(min=1), default=5, show_default=True, help="Open so many at most."
)
@verbosity_options
def view(out: Path, names: tuple[str, ...], limit: int, quiet: bool) -> None:
    """Open the overlays of pages in OUT, in the viewer that this system has for pictures.

    NAME is a page's name below OUT (a/b for OUT/a/b.txt); without names, the first pages are
    opened. An overlay that was not drawn is drawn now. Where there is no viewer, the path is
    all that is told.
    """
    from ocr.batch.files import find_page_names
    from ocr.batch.overlays import find_overlay
    from ocr.errors import UsageError

    known = find_page_names(out)
    unknown = [name for name in names if name not in known]
    if unknown or not known:
        raise UsageError(f"no page {unknown[0]!r} in '{out}'" if unknown else f"no pages in '{out}'")
    for name in names or known[:limit]:
        path = find_overlay(out, name)
        click.echo(path)
        click.launch(str(path))
    if not names and not quiet and len(known) > limit:
        click.echo(f"{len(known) - limit} more; name them, or raise --limit", err=True)
