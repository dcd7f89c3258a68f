"""What ``ocr adapt`` gains on hands it never saw: pages of single writers, corrected by a simulated reviewer.

For every writer, pages are drawn in letters of theirs: those to be reviewed in one half of the samples of
every letter, the others in the other half. All pages are read; on some of them a reviewer, who knows the
truth, corrects what was read wrongly, as a person would: a letter, a word, or a whole line. The preset is
adapted to these corrections, and the pages that nobody reviewed are read again.

Example:
    KERAS_BACKEND=torch python benchmarks/adaptation.py DATA -o /tmp/adaptation

DATA is a folder with ``unipen_strokes.npz`` and ``unipen_text_strokes.npz``, whose words are written.
"""

from __future__ import annotations

import csv
import time
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import click
import cv2
import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import Levenshtein
from results import RESULTS, describe_run, table, write_section

from ocr.adaptation import AdaptationSettings, adapt_preset
from ocr.adaptation_lines import gather_examples, load_pages
from ocr.batch.lines import find_lines
from ocr.batch.run import process_batch
from ocr.batch.settings import BatchSettings
from ocr.batch.sources import find_sources
from ocr.corrections import CORRECTION_COLUMNS, CORRECTIONS
from ocr.errors import OcrError
from ocr.loader import KNOWN_SUFFIXES
from ocr.page_reader import PageReader, load_page_reader
from ocr.rereading import read_lines_again
from ocr.settings import OcrSettings
from ocr.spreadsheet import escape_formula
from ocr.types import Line, PageResult
from recognizer.fine_tuning import FineTuningSettings
from recognizer.handwriting import choose_hand, covers_text, write_text
from recognizer.pen_strokes import CharacterStrokes, load_characters
from recognizer.preset import find_preset
from recognizer.scoring import fold_text
from segmenter.geometry import Box

RESERVED_ONE_IN = 5  # writers that no training ever sees
LINE_LENGTH = 40  # characters a line at least
REVIEWED, REST = 4, 4  # pages
LINES = 12  # a page
MARGIN = 120  # px
LEADING = 4.2  # x-heights
PAPER = 255
NOTE = f"""Writers that nothing was trained on; {REVIEWED} pages of {LINES} lines are corrected by a simulated
reviewer, who knows the truth, {REST} more are read before and after. The letters of the two are other samples
of the same hand. *CER before, after*: of the pages nobody reviewed, as `ocr process` and `ocr adapt` read
them, with language model. *Held out*: corrected lines that were not learnt from, read greedily; they decide,
with the base test, whether the preset is kept. *Seconds*: from the corrections to the preset. Where a note
says that it was not adapted, nothing was changed."""


@dataclass(frozen=True, slots=True)
class DrawnPage:
    """A page and what its lines say: (baseline, x-height, text) each, px."""

    path: Path
    lines: tuple[tuple[float, float, str], ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What adapting to a writer came to: rates in percent, of pages nobody reviewed."""

    writer: str
    corrected: int
    before: float
    after: float
    held: str
    base: str
    seconds: float
    note: str = ""


@click.command()
@click.argument("data", type=click.Path(exists=True, path_type=Path))
@click.option("-o", "--output", type=click.Path(path_type=Path), required=True, help="Folder for all of it.")
@click.option("--preset", default="latin", show_default=True)
@click.option(
    "--writers", type=click.IntRange(min=1), default=4, show_default=True, help="Those with most letters."
)
@click.option("--steps", type=click.IntRange(min=1), default=400, show_default=True)
@click.option("--minutes", type=float, default=3.0, show_default=True)
@click.option("--rate", type=float, default=FineTuningSettings().rate, show_default=True)
@click.option("--results", type=click.Path(path_type=Path), default=RESULTS, help="Where the table goes.")
def main(data: Path, output: Path, preset: str, writers: int, results: Path, **chosen: float) -> None:
    """Adapt PRESET to test writers of the archives in DATA, one by one."""
    source = load_characters(
        data / "unipen_strokes.npz", lambda name: zlib.crc32(name.encode()) % RESERVED_ONE_IN == 0
    )
    with np.load(data / "unipen_text_strokes.npz") as archive:
        words = sorted({word for text in archive["text"].tolist() for word in text.split()})
    most = sorted(source.samples, key=lambda name: (-len(halve(source, name)[0].letters(name)), name))
    tuning = FineTuningSettings(int(chosen["steps"]), 60 * chosen["minutes"], chosen["rate"])
    rows = []
    for writer in most[:writers]:
        one = measure_writer((source, words), writer, output / writer.replace("/", "-"), preset, tuning)
        rates = [f"{one.before:.2f} %", f"{one.after:.2f} %", one.held, one.base]
        rows.append([one.writer, str(one.corrected), *rates, f"{one.seconds:.0f}", one.note])
        click.echo(" | ".join(rows[-1]))
    head = ["writer", "corrected lines", "CER before", "after", "held out", "base test", "seconds", "note"]
    steps = f"At most {tuning.steps} steps and {tuning.seconds:.0f} s of learning, rate {tuning.rate:g}."
    body = f"{describe_run('adaptation.py')} Preset {preset}. {steps}\n\n{table(head, rows, 1)}\n\n{NOTE}"
    write_section(results, "Adapting to a writer", body)


def measure_writer(
    source: tuple[CharacterStrokes, list[str]],
    writer: str,
    folder: Path,
    preset: str,
    tuning: FineTuningSettings,
) -> Outcome:
    """Draw, read, review, adapt and read again."""
    pages = draw_pages(*source, writer, folder / "pages")
    out = folder / "out"
    settings = OcrSettings(preset=preset)
    batch = BatchSettings(ocr=settings, overlay=None, jobs=1, recognizer="ocr.batch.worker:load_line_keeper")
    process_batch(find_sources([str(folder / "pages")], str(out), KNOWN_SUFFIXES), out, batch)
    seen = {page.path.stem for page in pages[:REVIEWED]}
    review_pages(out, [page for page in pages if page.path.stem in seen])
    started = time.monotonic()
    reader = load_page_reader(settings)
    review = gather_examples(out, reader, settings)
    rest = [page for page in pages if page.path.stem not in seen]
    before = error_rate(out, rest, None, settings)
    try:
        target = folder / f"adapted-{int(time.time())}"
        made = adapt_preset(find_preset(preset), target, review, AdaptationSettings(tuning))
    except OcrError as error:
        return Outcome(
            writer, review.corrected, before, before, "", "", time.monotonic() - started, str(error)
        )
    spent = time.monotonic() - started
    again = load_page_reader(OcrSettings(preset=str(made.preset.folder)))
    after = error_rate(out, rest, again, settings)
    held, base = (
        f"{counts.rates[0]:.2f} -> {counts.rates[1]:.2f} %"
        for counts in (made.verdict.held, made.verdict.base)
    )
    return Outcome(writer, review.corrected, before, after, held, base, spent, f"(share {made.share:g})")


def halve(source: CharacterStrokes, writer: str) -> tuple[CharacterStrokes, CharacterStrokes]:
    """A writer's letters in two parts without a sample in common; letters with a single one go."""
    own = {letter: found for letter, found in source.samples[writer].items() if len(found) > 1}
    first, second = (
        replace(source, samples={writer: {letter: found[part::2] for letter, found in own.items()}})
        for part in (0, 1)
    )
    return first, second


def draw_pages(source: CharacterStrokes, words: list[str], writer: str, folder: Path) -> list[DrawnPage]:
    """Pages in a writer's letters: first those to be reviewed."""
    rng = np.random.default_rng(zlib.crc32(writer.encode()))
    hand = choose_hand(rng)
    parts = halve(source, writer)
    fitting = [word for word in words if covers_text(word, parts[0].letters(writer))]
    drawn = []
    for number in range(LINES * (REVIEWED + REST)):
        text = ""
        while len(text) < LINE_LENGTH:
            text = f"{text} {fitting[int(rng.integers(len(fitting)))]}".strip()
        drawn.append(write_text(text, parts[number >= LINES * REVIEWED], writer, hand, rng))
    folder.mkdir(parents=True, exist_ok=True)
    pages = []
    for number, start in enumerate(range(0, len(drawn), LINES)):
        lines = drawn[start : start + LINES]
        step = round(LEADING * lines[0].x_height)
        width = max(line.pixels.shape[1] for line in lines) + 2 * MARGIN
        sheet = np.full((2 * MARGIN + step * (len(lines) + 1), width), PAPER, np.uint8)
        told = []
        for row, line in enumerate(lines):
            baseline = MARGIN + step * (row + 1)
            _lay(sheet, line.pixels, round(baseline - line.baseline))
            told.append((float(baseline), line.x_height, line.text))
        path = folder / f"page-{number + 1:02d}.png"
        cv2.imwrite(str(path), sheet)
        pages.append(DrawnPage(path, tuple(told)))
    return pages


def _lay(sheet: NDArray[np.uint8], pixels: NDArray[np.uint8], top: int) -> None:
    """Ink a line on a sheet; what lies outside is cut off."""
    first, last = max(0, -top), min(len(pixels), len(sheet) - top)
    place = sheet[top + first : top + last, MARGIN : MARGIN + pixels.shape[1]]
    np.minimum(place, pixels[first:last], out=place)


def review_pages(out: Path, pages: list[DrawnPage]) -> None:
    """Write corrections.csv as a person would who knows what stands there."""
    truths = {page.path.stem: page for page in pages}
    with (out / CORRECTIONS).open("w", newline="", encoding="utf-8") as stream:
        table = csv.writer(stream)
        table.writerow(CORRECTION_COLUMNS)
        for name, stored in load_pages(out):
            if name in truths:
                for row in correct_page(stored.result, truths[name]):
                    table.writerow(row)


def correct_page(result: PageResult, page: DrawnPage) -> Iterator[list[object]]:
    """Rows for a page; lines that the segmenter parted are left alone."""
    for number, (line, truth) in enumerate(match_lines(result, page), start=1):
        if len(line) == 1:
            yield from correct_line(result, line[0], truth, number)


def correct_line(result: PageResult, line: Line, truth: str, number: int) -> Iterator[list[object]]:
    """Rows for a line: of letters where they are as many, of words where these are, else one of the line."""
    wanted = truth.split()
    if len(wanted) != len(line.words):
        yield _row(result, (number, "", ""), line.box, (line.text, truth))
        return
    for at, (word, right) in enumerate(zip(line.words, wanted, strict=True), start=1):
        if word.text == right:
            continue
        if len(right) != len(word.glyphs):
            yield _row(result, (number, at, ""), word.box, (word.text, right))
            continue
        for place, (glyph, letter) in enumerate(zip(word.glyphs, right, strict=True), start=1):
            if glyph.character != letter:
                yield _row(result, (number, at, place), glyph.box, (glyph.character, letter))


def _row(result: PageResult, numbers: tuple[object, ...], box: Box, texts: tuple[str, str]) -> list[object]:
    told = [escape_formula(text) for text in texts]
    size = (box.left, box.top, box.width, box.height)
    return ["2026-01-01T00:00:00Z", result.source, result.index + 1, *numbers, *size, *told]


def match_lines(result: PageResult, page: DrawnPage) -> Iterator[tuple[list[Line], str]]:
    """The lines read in the place of each line drawn, from left to right."""
    for baseline, x_height, text in page.lines:
        found = [
            line
            for line in result.iter_lines()
            if -1.5 * x_height < float(line.baseline.ys[0]) - baseline < 1.5 * x_height
        ]
        yield sorted(found, key=lambda line: line.box.left), text


def error_rate(out: Path, pages: list[DrawnPage], reader: PageReader | None, settings: OcrSettings) -> float:
    """The character error rate of pages, percent: as stored, or read again from their stored lines."""
    truths = {page.path.stem: page for page in pages}
    errors = characters = 0
    for name, stored in load_pages(out):
        if name not in truths:
            continue
        result = stored.result
        if reader is not None:
            lines = find_lines(out, name, stored, reader, settings)
            result = result if lines is None else read_lines_again(result, lines, reader, settings)
        for found, text in match_lines(result, truths[name]):
            true, read = fold_text(text), fold_text(" ".join(line.text for line in found))
            errors += Levenshtein.distance(true, read)
            characters += len(true)
    return 100 * errors / max(1, characters)


if __name__ == "__main__":
    main()
