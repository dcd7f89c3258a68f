"""The characters of training lines counted: what an alphabet is derived from and held against."""

from __future__ import annotations

import csv
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from recognizer.charset import UNREAD, Charset, normalize_text
from recognizer.dataset import list_shards, read_arrays
from recognizer.types import DatasetError

CENSUS = "characters.csv"  # in the folder of a training
LEAST = 10  # times a character must occur to be given a class of its own
MOST_LOST = 0.05  # share of the lines that may hold characters a given charset lacks
NAMED = 12  # characters named in a message
REPORT_HEADER = ("character", "code", "name", "count", "lines", "learnt")


@dataclass(frozen=True, slots=True)
class Census:
    """How often each character occurs in training lines, as the recogniser writes it (NFC).

    Args:
        lines: that say something.
        counts: occurrences of each character.
        alphabets: how many lines have exactly these characters (sorted, each once).
    """

    lines: int
    counts: Counter[str]
    alphabets: Counter[str]

    def lines_with(self) -> Counter[str]:
        """In how many lines each character occurs."""
        found: Counter[str] = Counter()
        for alphabet, lines in self.alphabets.items():
            found.update(dict.fromkeys(alphabet, lines))
        return found

    def lost(self, charset: Charset) -> int:
        """Lines that hold a character the charset lacks: they are not learnt from."""
        known = set(charset.characters)
        return sum(lines for alphabet, lines in self.alphabets.items() if not known.issuperset(alphabet))

    def unknown(self, charset: Charset) -> list[tuple[str, int]]:
        """Characters the charset lacks, with how often they occur, the commonest first."""
        known = set(charset.characters)
        return [(name, count) for name, count in _ranked(self.counts) if name not in known]

    def missing(self, charset: Charset) -> str:
        """Characters of the charset, the space apart, that no line holds."""
        return "".join(name for name in charset.characters[1:] if not self.counts[name])


def count_characters(places: Iterable[Path]) -> Census:
    """Count the characters of all lines in shards or folders of them; pixels are not read.

    Raises:
        DatasetError: a place does not exist, a shard cannot be read, or no line says anything.
    """
    census = Census(0, Counter(), Counter())
    lines = 0
    for path in list_shards(places):
        for said in read_arrays(path, ("texts",))["texts"]:
            text = normalize_text(str(said)).replace(UNREAD, "")
            if text:
                lines += 1
                census.counts.update(text)
                census.alphabets["".join(sorted(set(text)))] += 1
    if not lines:
        raise DatasetError("there are no lines with text to learn from; render or convert some first")
    return Census(lines, census.counts, census.alphabets)


def derive_charset(census: Census, least: int = LEAST) -> Charset:
    """The charset of the characters that occur often enough, in the order of their code points.

    Args:
        census: of the lines to learn from.
        least: times a character must occur; control characters and other white space never count.

    Raises:
        DatasetError: fewer than two characters are left to be told apart.
    """
    kept = sorted(name for name, count in census.counts.items() if count >= least and _is_drawn(name))
    if len(kept) < 2:
        raise DatasetError(
            f"there is nothing to tell apart: {len(kept)} characters occur {least} times or more in "
            f"{census.lines:,} lines; add lines, or lower --least"
        )
    return Charset(" " + "".join(kept))


def check_charset(census: Census, charset: Charset) -> None:
    """Refuse lines that a given charset cannot write.

    Raises:
        DatasetError: more than a twentieth of them hold characters it lacks.
    """
    lost = census.lost(charset)
    if lost > MOST_LOST * census.lines:
        raise DatasetError(
            f"{lost:,} of {census.lines:,} lines hold characters that the charset lacks: "
            f"{name_characters(census.unknown(charset))}; derive one from the lines with --charset auto "
            "(with --from, the classes both know keep their weights), or leave those lines out"
        )


def check_classes(census: Census, charset: Charset) -> None:
    """Refuse classes that nothing could be learnt for.

    Raises:
        DatasetError: no line holds a character of the charset.
    """
    missing = census.missing(charset)
    if missing:
        raise DatasetError(
            f"no line holds {' '.join(missing)}: nothing can be learnt for {len(missing)} characters of the "
            "charset; add lines that do, or derive the charset from the lines with --charset auto"
        )


def describe_census(census: Census, charset: Charset) -> list[str]:
    """What a person should know of the characters before training, a sentence a row."""
    known = [(name, count) for name, count in _ranked(census.counts) if name in charset.characters]
    told = [
        f"{census.lines:,} lines, {len(known)} characters; commonest: {name_characters(known[:NAMED])}; "
        f"rarest: {name_characters(known[: -NAMED - 1 : -1])}."
    ]
    unknown = census.unknown(charset)
    if unknown:
        lost = census.lost(charset)
        told.append(f"Not learnt: {name_characters(unknown)}; {lost:,} lines that hold them are left out.")
        if lost > MOST_LOST * census.lines:
            told.append("Those are many: --least lower than it is would keep more of them.")
    missing = census.missing(charset)
    if missing:
        more = f" and {len(missing) - NAMED} more" if len(missing) > NAMED else ""
        told.append(f"In no line, though of the charset: {' '.join(missing[:NAMED])}{more}.")
    return told


def write_census(census: Census, charset: Charset, path: Path) -> None:
    """Write the counts as CSV, the commonest first, and characters that no line holds."""
    held = census.lines_with()
    names = [*_ranked(census.counts), *((name, 0) for name in census.missing(charset))]
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(REPORT_HEADER)
        for name, count in names:
            learnt = "yes" if name in charset.characters else "no"
            said = unicodedata.name(name, "")
            writer.writerow((name, f"U+{ord(name):04X}", said, count, held[name], learnt))


def name_characters(counted: Iterable[tuple[str, int]]) -> str:
    """Some characters and how often they occur, in words."""
    rows = list(counted)
    named = [f"{_show(name)} ({count:,})" for name, count in rows[:NAMED]]
    more = f" and {len(rows) - NAMED} more" if len(rows) > NAMED else ""
    return ", ".join(named) + more


def _ranked(counts: Counter[str]) -> list[tuple[str, int]]:
    """Commonest first, equal ones by code point."""
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))


def _show(character: str) -> str:
    """A character as it can be read in a message."""
    return "space" if character == " " else character if _is_drawn(character) else f"U+{ord(character):04X}"


def _is_drawn(character: str) -> bool:
    """Whether a character leaves ink."""
    return not character.isspace() and unicodedata.category(character) not in ("Cc", "Cf", "Cs", "Cn", "Co")
