"""Lines of numbers: ``python benchmarks/digits.py FACES TEXTS CHARACTERS [--receipts FOLDER] [-o FILE]``.

Compares the preset ``digits`` with ``latin``, which is allowed the same characters alone, or reads all it
knows and is relieved of the words afterwards. The table goes into RESULTS.md.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import numpy as np
from number_lines import NumberSources, cut_receipts, draw_sets
from rapidfuzz.distance import Levenshtein
from results import RESULTS, describe_run, table, write_section

from ocr.decoder import DecodedLine, decode_lines
from ocr.page_reader import PageReader, load_page_reader
from ocr.settings import DecoderSettings, OcrSettings
from recognizer.dataset import TrainingLine
from recognizer.number_phrases import NUMERIC
from recognizer.numbers_in_text import keep_readable
from recognizer.scoring import fold_text

AT_ONCE = 40  # lines of one set read and decoded together, as a page's are
SURE = 0.5  # confidence from which a character that is not there counts as claimed
CHARACTERS = "0-9.,–/:+%()$€£'#*=x-"
NOTE = """*errors* are character edits in percent of the characters to be read, quotes and dashes in all forms
alike, after the beam search with each preset's usual language model; *right* is the share of lines without an
error. *claimed* are characters with a confidence of .5 or more on lines that hold no number, per 100 such
lines. *latin, these characters* is `latin` that may read the characters of `digits` alone; *latin, numbers
kept* reads freely, and what `digits` does not read (words, and signs that touch them) is taken out.
Drawn lines are of faces, writers and MNIST digits that neither preset learnt from (needles and segments are
drawn by the same rules as in the training of `digits`, and `latin` never saw them); receipts were never
trained on. The typescript and the receipts were looked at once before the training went on with two shards of
typescript more, so they are not quite untouched; typescript is one face, and 41 lines are too few to part the
readers. Milliseconds are of the line network alone, one thread, on the drawn lines of figures alone."""


@dataclass(frozen=True, slots=True)
class Contestant:
    """A way to read numbers: its name, what reads, how it is decoded, and whether words are taken out."""

    name: str
    reader: PageReader
    settings: DecoderSettings
    takes_out: bool = False


@dataclass(frozen=True, slots=True)
class Tally:
    """What a way made of a set: lines, those right, characters to read, edits, claims on empty lines."""

    lines: int
    right: int
    characters: int
    edits: int
    empty: int
    claimed: int


def main() -> None:
    """Measure; write the table."""
    parser = argparse.ArgumentParser(description="Measure the reading of numbers.")
    parser.add_argument("faces", type=Path, help="folder with the index of fonts: SHARDS/.faces")
    parser.add_argument("texts", type=Path, help="folder of LANG.txt and LANG.words")
    parser.add_argument("characters", type=Path, help="folder of UNIPEN's strokes and mnist.npz")
    parser.add_argument("--receipts", type=Path, help="folder of receipts with boxes")
    parser.add_argument("--preset", default="digits", help="name or folder")
    parser.add_argument("--lines", type=int, default=300, help="drawn lines a set")
    parser.add_argument("-o", "--output", type=Path, default=RESULTS)
    arguments = parser.parse_args()
    cv2.setNumThreads(1)
    sources = NumberSources(arguments.faces, arguments.texts, arguments.characters, arguments.receipts)
    sets = draw_sets(sources, arguments.lines)
    if sources.receipts is not None:
        sets |= cut_receipts(sources.receipts)
    ways = make_contestants(arguments.preset)
    rows = [[name, f"{len(lines)}", *_cells(ways, lines)] for name, lines in sets.items()]
    rows.append(["milliseconds a line", "", *_times(ways, sets)])
    for row in rows:
        print(" | ".join(row))
    head = ["set", "lines", *(f"{way.name}: errors, right, claimed" for way in ways)]
    body = f"{describe_run('digits.py')}\n\n{table(head, rows, left=1)}\n\n{NOTE}"
    write_section(arguments.output, "Numbers", body)


def make_contestants(preset: str) -> list[Contestant]:
    """The preset for numbers, and the two ways to read them with ``latin``."""
    digits, latin = (load_page_reader(OcrSettings(preset=name)) for name in (preset, "latin"))
    free = DecoderSettings()
    return [
        Contestant("digits", digits, free),
        Contestant("latin, these characters", latin, replace(free, characters=CHARACTERS)),
        Contestant("latin, numbers kept", latin, free, takes_out=True),
    ]


def read_all(way: Contestant, lines: Sequence[TrainingLine]) -> list[DecodedLine]:
    """Lines as a way reads them."""
    assert way.reader.line_reader is not None
    read: list[DecodedLine] = []
    for start in range(0, len(lines), AT_ONCE):
        crops = [line.pixels.astype(np.float32) / np.float32(255) for line in lines[start : start + AT_ONCE]]
        read += decode_lines(
            way.reader.line_reader.read_lines(crops),
            way.reader.charset,
            way.settings,
            language_model=way.reader.language_model,
            calibration=way.reader.calibration,
        )
    return read


def judge(way: Contestant, lines: Sequence[TrainingLine]) -> Tally:
    """Count a way's errors on lines."""
    right = characters = edits = empty = claimed = 0
    for line, read in zip(lines, read_all(way, lines), strict=True):
        text = keep_readable(read.text, NUMERIC) if way.takes_out else read.text
        truth, found = fold_text(line.text), fold_text(text)
        wrong = Levenshtein.distance(truth, found)
        right += wrong == 0
        characters += len(truth)
        edits += wrong
        if not truth:
            empty += 1
            sure = sum(one.confidence >= SURE for one in read.characters if one.character != " ")
            claimed += min(sure, len(found.replace(" ", "")))
    return Tally(len(lines), right, characters, edits, empty, claimed)


def _cells(ways: Sequence[Contestant], lines: Sequence[TrainingLine]) -> list[str]:
    return [_cell(judge(way, lines)) for way in ways]


def _cell(found: Tally) -> str:
    errors = f"{100 * found.edits / found.characters:.2f} %" if found.characters else "–"
    claimed = f", {100 * found.claimed / found.empty:.0f}" if found.empty else ""
    return f"{errors}, {100 * found.right / found.lines:.1f} %{claimed}"


def _times(ways: Sequence[Contestant], sets: dict[str, list[TrainingLine]]) -> list[str]:
    """Milliseconds of the line network a line, by way."""
    lines = [
        line for name, own in sets.items() if "words" not in name and "receipts" not in name for line in own
    ]
    crops = [line.pixels.astype(np.float32) / np.float32(255) for line in lines]
    cells = []
    for way in ways:
        assert way.reader.line_reader is not None
        way.reader.line_reader.read_lines(crops[:AT_ONCE])
        start = time.process_time()
        for at in range(0, len(crops), AT_ONCE):
            way.reader.line_reader.read_lines(crops[at : at + AT_ONCE])
        cells.append(f"{1000 * (time.process_time() - start) / len(crops):.1f}")
    return cells


if __name__ == "__main__":
    main()
