"""The layout beside Tesseract's: ``layout.py DATA... [--sets A,B] [--read] [--tesseract]``.

How many of the printed lines of ``NAME.json`` are found whole and apart from each other, how many of the
lines found are such lines, and the seconds it takes; with ``--read`` what the reader keeps, and what the
order of lines costs its text; into RESULTS.md. Sets without boxes are counted alone: printed rows against
lines of ``NAME.txt``, where the truth keeps line breaks. ``layout_turns.py`` measures pages that lie wrongly.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

import cv2
from layout_scores import (
    FIND_HEAD,
    READ_HEAD,
    PageScore,
    TextScore,
    describe_set,
    describe_texts,
    measure_reader,
    measure_segmenter,
    score_lines,
    score_page_text,
)
from line_finding import group_rows
from pagesets import PageSet, find_sets
from results import RESULTS, describe_run, table, write_section
from tesseract_lines import read_tesseract
from truth_lines import read_truth

from ocr.pipeline import load_page_reader

NOTE = """A truth line is found when one found line's baseline runs inside its box along at least 80 % of its
width and that line covers no other truth line; precision is the share of the found lines that find one.
Where the boxes of two lines overlap, a line counts as covering the second only if that has no line of its
own. A baseline runs half an x-height beyond its letters, since many boxes stand off them, which tells in
lines of a few letters. Cells of one row, which stand on one line of the text with tabs between, are lines
of their own; *by rows* they also count together where the truth has one line for several of them. Sets
without boxes show rows against lines of the truth. The lines are the segmenter's, without any reading: the
reader drops some later that hold nothing it can read. Pages that lie turned are turned upright first.
CPU seconds are the segmenter's; Tesseract's are of a process a page, reading included."""
READ_NOTE = """The same measure on the lines of the finished page, without those in which the reader read
nothing; a page that was turned the wrong way has no line in its place."""
ORDER_NOTE = """*Order-free* is the character error that no order of lines mends: lines read are paired one to
one with lines of the truth so that the most edits are saved, lines without a partner count whole, and a
page never counts for more than its errors in order; *gap* is CER less that. Lines run together across
columns pair with one half at best, so *order* shows beside it what `ocr.page_causes` puts down to lines, or
parts of lines, that stand elsewhere than in the truth. Where the truth keeps no lines, the gap is that.
*Word F1* is of the words in any order. CPU seconds are of the whole reading."""


def main() -> None:
    """Measure every set and write the tables."""
    arguments = _parse()
    cv2.setNumThreads(1)
    sets = find_sets(arguments.data, [n for n in arguments.sets.split(",") if n], arguments.limit)
    title = arguments.title or ", ".join(folder.resolve().name for folder in arguments.data)
    run = describe_run("layout.py")
    if not arguments.read:
        body = f"{run}\n\n{table(FIND_HEAD, _find(sets, arguments), left=1)}\n\n{NOTE}"
        write_section(arguments.output, f"Layout on {title}", body)
        return
    lines, texts = _read(sets, arguments)
    parts = [
        run,
        table(FIND_HEAD, lines, left=1),
        READ_NOTE,
        "### Order",
        table(READ_HEAD, texts),
        ORDER_NOTE,
    ]
    write_section(arguments.output, f"Layout on {title}, as read", "\n\n".join(parts))


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measure how well text lines are found, and their order.")
    parser.add_argument(
        "data", nargs="+", type=Path, help="folders of sets: images with NAME.txt and NAME.json beside them"
    )
    parser.add_argument("--sets", default="", help="names of sets, comma between; all by default")
    parser.add_argument("--limit", type=int, help="pages of each set at most")
    parser.add_argument(
        "--read", action="store_true", help="read the pages: the lines that the reader keeps, and their order"
    )
    parser.add_argument("--tesseract", action="store_true", help="run Tesseract on pages that are not kept")
    parser.add_argument("--keep", type=Path, help="folder that keeps what Tesseract found, SET/NAME.json")
    parser.add_argument("--repeat", type=int, default=1, help="runs of the segmenter; the fastest counts")
    parser.add_argument("--title", help="of the section; the data folders' names by default")
    parser.add_argument("-o", "--output", type=Path, default=RESULTS)
    arguments = parser.parse_args()
    if arguments.tesseract and not arguments.keep:
        parser.error("--tesseract needs --keep FOLDER")
    return arguments


def _find(sets: list[PageSet], arguments: argparse.Namespace) -> list[list[str]]:
    """The rows of the segmenter, and of Tesseract below each where it is kept."""
    rows = []
    for page_set in sets:
        scores = [measure_segmenter(page_set, image, arguments.repeat) for image in page_set.images]
        rows.append(describe_set(page_set.name, scores))
        rows += [describe_set("by Tesseract", lines) for lines, _ in _peer(page_set, arguments)]
        _tell(rows, page_set.name)
    return rows


def _read(sets: list[PageSet], arguments: argparse.Namespace) -> tuple[list[list[str]], list[list[str]]]:
    """The rows of lines kept, and those of the texts."""
    reader, rows, texts = load_page_reader(), list[list[str]](), list[list[str]]()
    for page_set in sets:
        measured = [measure_reader(page_set, image, reader) for image in page_set.images]
        rows.append(describe_set(page_set.name, [lines for lines, _ in measured]))
        texts.append(describe_texts(page_set.name, "ours", [text for _, text in measured]))
        for lines, scores in _peer(page_set, arguments):
            rows.append(describe_set("by Tesseract", lines))
            texts.append(describe_texts("", "tesseract", scores))
        _tell(rows, page_set.name)
        _tell(texts, page_set.name)
    return rows, texts


def _peer(
    page_set: PageSet, arguments: argparse.Namespace
) -> Iterator[tuple[list[PageScore], list[TextScore]]]:
    """What Tesseract makes of a set, where all of it is kept or may be read now."""
    if not arguments.keep:
        return
    lines, texts = [], []
    for image in page_set.images:
        page = read_tesseract(
            image, page_set.language, arguments.keep / page_set.name, run=arguments.tesseract
        )
        if page is None:
            return
        found = (page.baselines, group_rows([False] * len(page.baselines)))
        lines.append(score_lines(page_set, image, read_truth(image), found, page.seconds))
        texts.append(score_page_text(page_set, image, page.text, page.seconds))
    yield lines, texts


def _tell(rows: list[list[str]], name: str) -> None:
    """Print the rows of a set, the last ones there are."""
    first = max(index for index, row in enumerate(rows) if row[0] == name)
    sys.stdout.writelines(" | ".join(row) + "\n" for row in rows[first:])
    sys.stdout.flush()


if __name__ == "__main__":
    main()
