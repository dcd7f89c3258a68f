"""Turns word frequencies, address books and documentation into texts that language models are built from.

The ``words`` command writes the words of a frequency list (a msgpack file of the package wordfreq: words in
falling frequency, in steps of a hundredth of a decade) as often as their frequency says, parted so that a
model sees every word by itself. ``letters`` fills the phrases of business letters in PHRASES (text files of
this project, scripts/letters) with names, streets, dates and amounts by the package Faker. ``pages`` takes
the paragraphs out of HTML files.

Example:
    python scripts/gather_language_texts.py words wordfreq/data/large_sv.msgpack.gz -o texts/sv-words.txt
    python scripts/gather_language_texts.py letters scripts/letters/sv.txt sv_SE -o texts/sv-letters.txt
    python scripts/gather_language_texts.py pages handbook/sv-SE -o texts/sv-handbook.txt
"""

from __future__ import annotations

import gzip
import html
import random
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from recognizer.charset import Charset, normalize_text

BREAK = " \0 "  # no model knows this character: what stands on either side is not seen together
CAPITALISED = 0.12  # part of the words written with a capital, as at the beginning of sentences
MOST_COMMON = 60_000  # words of a list that are used
TOKENS = 700_000  # words written
LETTERS = 2_500  # phrases written
SEED = 5

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_PARAGRAPH = re.compile(r"<(p|h[1-6]|li|dd|dt|title|td)\b[^>]*>(.*?)</\1>", re.DOTALL | re.IGNORECASE)
_TAG = re.compile(r"<[^>]*>")


@click.group()
def main() -> None:
    """Make texts to build language models from."""


@main.command()
@click.argument("frequencies", type=_FILE)
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path))
@click.option("--cased", multiple=True, type=_FILE, help="Texts that tell which words begin with a capital.")
def words(frequencies: Path, output: Path, cased: tuple[Path, ...]) -> None:
    """Write the words of a list as often as FREQUENCIES says."""
    spellings = _spellings(cased)
    dice = random.Random(SEED)
    drawn: list[str] = []
    for word, frequency in _read_frequencies(frequencies):
        count = int(frequency * TOKENS + dice.random())
        capitals = int(count * CAPITALISED + dice.random())
        usual = spellings.get(word, word)
        drawn += [usual] * (count - capitals) + [usual[:1].upper() + usual[1:]] * capitals
    dice.shuffle(drawn)
    lines = (drawn[start : start + 40] for start in range(0, len(drawn), 40))
    output.write_text("".join(f"{BREAK.join(line)}\n" for line in lines), encoding="utf-8")
    click.echo(f"{output}: {len(drawn):,} words")


@main.command()
@click.argument("phrases", type=_FILE)
@click.argument("locale")
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path))
def letters(phrases: Path, locale: str, output: Path) -> None:
    """Fill the PHRASES with names, dates and amounts of a LOCALE such as de_DE."""
    from faker import Faker

    faker = Faker(locale)
    faker.seed_instance(SEED)
    dice = random.Random(SEED)
    lines = [line for line in phrases.read_text(encoding="utf-8").splitlines() if line.strip()]
    charset = Charset()
    written = []
    for _ in range(LETTERS):
        text = normalize_text(_fill(dice.choice(lines), faker, dice))
        written.append("".join(character for character in text if charset.covers(character)))
    output.write_text("\n".join(written) + "\n", encoding="utf-8")
    click.echo(f"{output}: {len(written):,} phrases")


@main.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path))
@click.option("--language", help="Two letters: drop paragraphs that hold none of its usual small words.")
def pages(folder: Path, output: Path, language: str | None) -> None:
    """Write the paragraphs of the HTML files below a FOLDER."""
    usual = set(_SMALL_WORDS.get(language or "", "").split())
    found: dict[str, None] = {}
    for path in sorted(folder.rglob("*.html")):
        for match in _PARAGRAPH.finditer(path.read_text(encoding="utf-8", errors="replace")):
            text = " ".join(html.unescape(_TAG.sub("", match[2])).split())
            if len(text) > 20 and (not usual or usual & set(text.lower().split())):
                found[text] = None
    output.write_text("".join(f"{text}\n" for text in found), encoding="utf-8")
    click.echo(f"{output}: {sum(map(len, found)):,} characters")


_SMALL_WORDS = {  # that English does not have
    "da": "og ikke af til er det som på med",
    "de": "und nicht der das ist die ein mit",
    "es": "y el los las del que una por con",
    "fr": "et le les des une est que pour dans",
    "it": "e il di che una per con della non",
    "nl": "en het een van niet dat voor met",
    "no": "og ikke av til er det som på med",
    "pt": "e o os uma que para com não em",
    "sv": "och inte av att är det som på med",
}


def _read_frequencies(path: Path) -> Iterator[tuple[str, float]]:
    """The words of a list that the charset can write, with their frequencies."""
    import msgpack

    with gzip.open(path) as file:
        steps: list[Any] = msgpack.load(file, raw=False)
    charset = Charset()
    taken = 0
    for centibels, group in enumerate(steps[1:]):  # the first entry describes the file
        for word in group:
            text = normalize_text(word)
            if charset.covers(text) and not any(character.isdigit() for character in text):
                taken += 1
                yield text, 10 ** (-centibels / 100)
        if taken > MOST_COMMON:
            return


def _spellings(paths: tuple[Path, ...]) -> dict[str, str]:
    """Words that texts write with a capital as a rule, where no sentence begins."""
    seen: Counter[str] = Counter()
    for path in paths:
        for line in path.read_text(encoding="utf-8").splitlines():
            seen.update(word.strip(".,;:!?()\"'") for word in line.split()[1:])
    kinds: dict[str, list[tuple[int, str]]] = {}
    for word, count in seen.items():
        kinds.setdefault(word.lower(), []).append((count, word))
    best = {word: max(spellings)[1] for word, spellings in kinds.items()}
    return {word: spelling for word, spelling in best.items() if spelling == word.capitalize()}


def _fill(phrase: str, faker: Any, dice: random.Random) -> str:
    """A phrase with its fields filled; a field that is not known is an error."""
    year = dice.randint(1840, 2024)
    values = {
        "name": faker.name,
        "first": faker.first_name,
        "last": faker.last_name,
        "street": faker.street_address,
        "city": faker.city,
        "company": faker.company,
        "postcode": faker.postcode,
        "job": faker.job,
        "day": lambda: str(dice.randint(1, 31)),
        "number": lambda: str(dice.randint(1, 10 ** dice.randint(1, 5))),
        "amount": lambda: _amount(dice, "."),
        "betrag": lambda: _amount(dice, ","),
        "year": lambda: str(year),
        "phone": faker.phone_number,
    }
    return re.sub(r"\{(\w+)\}", lambda match: str(values[match[1]]()), phrase)


def _amount(dice: random.Random, point: str) -> str:
    """An amount of money with its cents, thousands set apart or not."""
    whole = dice.randint(0, 10 ** dice.randint(1, 5))
    grouped = f"{whole:,}".replace(",", "." if point == "," else ",") if dice.random() < 0.5 else str(whole)
    return f"{grouped}{point}{dice.choice([0, 50, 95, 99, dice.randint(0, 99)]):02d}"


if __name__ == "__main__":
    main()
