"""Gathers the texts that training lines are drawn from: LANG.txt and LANG.words for ten languages.

USR_SHARE holds man/, games/fortunes/ and dict/ as Debian's packages install them. Page folders are sets of
pages with NAME.txt whose names end in their language, such as books19_es.

Example:
    python scripts/gather_texts.py /usr/share -o texts --english kjv.txt pages/train/*_fr
"""

from __future__ import annotations

from pathlib import Path

import click

from recognizer.corpus_sources import gather_texts

_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


@click.command()
@click.argument("usr_share", type=_FOLDER)
@click.argument("pages", nargs=-1, type=_FOLDER)
@click.option("-o", "--output", required=True, type=click.Path(file_okay=False, path_type=Path))
@click.option(
    "--english", multiple=True, type=click.Path(exists=True, path_type=Path), help="More English text."
)
def main(usr_share: Path, pages: tuple[Path, ...], output: Path, english: tuple[Path, ...]) -> None:
    """Write the texts below USR_SHARE and of the PAGES into a folder."""
    for language, characters in gather_texts(output, usr_share, english, pages).items():
        click.echo(f"{language} {characters:,} characters")


if __name__ == "__main__":
    main()
