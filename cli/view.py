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

    NAME is a page's name below OUT (a/b for OUT/a/b.overlay.png); without names, the first
    pages are opened. Where a picture cannot be opened, its path is all that is told.
    """
    from ocr.batch.files import OVERLAY_SUFFIX, output_path
    from ocr.errors import UsageError

    if names:
        paths = [output_path(out, name.removesuffix(OVERLAY_SUFFIX), OVERLAY_SUFFIX) for name in names]
    else:
        paths = sorted(out.rglob(f"*{OVERLAY_SUFFIX}"))
    absent = [path for path in paths if not path.is_file()]
    if absent or not paths:
        raise UsageError(
            f"no overlay {absent[0] if absent else f'in {out}'}: run ocr process with --overlay first"
        )
    for path in paths if names else paths[:limit]:
        click.echo(path)
        click.launch(str(path))
    if not names and not quiet and len(paths) > limit:
        click.echo(f"{len(paths) - limit} more; name them, or raise --limit", err=True)
