"""Accuracy beside the peers: ``python benchmarks/accuracy.py DATA... [--keep DIR] [--baselines CSV]``.

Every set of pages below the folders is read by every engine, each in a process of its own, and
scored by ``ocr.evaluation``, whole pages and matched lines; tables go into RESULTS.md, plots into images/
beside it.
"""

from __future__ import annotations

import argparse
import re
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from baselines import Baseline, Baselines, read_baselines
from engines import ENGINES, available_engines
from pagesets import find_sets
from plots import plot_accuracy, plot_reliability
from readings import MeasuredSet, ReadingSettings, read_set
from results import RESULTS, describe_run, write_section
from tables import (
    baseline_table,
    cause_table,
    describe_total,
    line_cause_table,
    line_table,
    page_table,
    word_table,
)

BASELINE_LIMITS = "pp-ocr"  # RapidOCR carries these models and reads the pages they were measured on
NOTE = """Micro averages over a set's pages; intervals are a bootstrap over pages. White space is collapsed,
text is NFC, typographic quotes and dashes are folded; hyphens at line ends are joined where the truth keeps
no lines, and case does not count where the truth is in capitals. A page without a text counts as wholly
missed. CPU seconds are user and system time, start-up included; peak memory is that of the largest
process."""
LINE_NOTE = """Recognition told from layout. Lines of each engine's text are paired one to one with the lines
of the truth for the highest sum of similarities; a pair has half of its characters in common and lengths
within two thirds of each other, so that halves of lines and lines run together pair with nothing. Lines
between the same neighbours that are as many on both sides, and as long, are paired in their order. Where the
truth keeps no lines, each line covers the stretch of the running text that it is most like. Runs of eight
characters or more that one side of a pair lacks are left out on both. Boxes are not used, so the rule is the
same for all. *Found* is the share of the truth's characters (without spaces) that is left; a word is wrong
if anything in it is. The columns after *found by both* compare on what of the truth the engine and ours
found."""
CAUSE_NOTE = """In percent of the truth's characters; a row's causes sum to its CER. *Line missed* and *line
invented* count lines, and runs of eight characters or more, that stand on one side alone; *order* is what
lines in another order than the truth's add to the errors within them; a *look-alike* is a character, or
two, that look like the right one (0 and O, rn and m)."""
WORD_NOTE = """A word's confidence is what the page report says, by its characters' product where it rates no
words; the last column is of the confidence in the stored results. The error is the mean
distance of confidence from the share that is right, over 10 bins of equal mass; the interval is a bootstrap
over pages. Lines are placed where the truth has them whatever their order, a word is right where the
shortest alignment of its line pairs it with its like, words of the truth that were not read do not count.
Parts of a word broken at a line's end are one word where the truth keeps no lines."""
BASELINE_NOTE = "What others scored on whole pages, on those pages alone."


def main() -> None:
    """Measure every set with every engine; write tables and plots."""
    arguments = _parse()
    names = [name for name in arguments.sets.split(",") if name]
    known = read_baselines(arguments.baselines) if arguments.baselines else {}
    with tempfile.TemporaryDirectory() as scratch:
        settings = ReadingSettings(
            tuple(arguments.engines.split(",")),
            arguments.keep or Path(scratch),
            arguments.option,
            _limits(known),
        )
        measured = []
        for page_set in find_sets(arguments.data, names, arguments.limit):
            for one in read_set(page_set, settings):
                print(page_set.name, one.engine, describe_total(one.scores()), sep=" | ", flush=True)
                measured.append(one)
    title = arguments.title or ", ".join(folder.resolve().name for folder in arguments.data)
    write_section(arguments.output, f"Accuracy on {title}", _body(measured, known, arguments.output, title))


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measure accuracy beside the peers.")
    parser.add_argument(
        "data", nargs="+", type=Path, help="folders of sets: images with NAME.txt beside them"
    )
    parser.add_argument("--sets", default="", help="names of sets, comma between; all by default")
    parser.add_argument(
        "--engines", default="ours,tesseract,rapidocr", help=f"those that run now, of {', '.join(ENGINES)}"
    )
    parser.add_argument("--limit", type=int, help="pages of each set at most")
    parser.add_argument(
        "--keep", type=Path, help="folder that keeps texts and costs; engines left out are shown from it"
    )
    parser.add_argument(
        "--baselines", type=Path, help="CSV of what others scored (set, engine, page, chars, char_errors)"
    )
    parser.add_argument(
        "--option", action="append", default=[], help="for ours, such as --option=--preset=DIR"
    )
    parser.add_argument("--title", help="of the section; the data folders' names by default")
    parser.add_argument("-o", "--output", type=Path, default=RESULTS)
    return parser.parse_args()


def _limits(known: Baselines) -> dict[str, Mapping[str, Baseline]]:
    """The pages of each set that RapidOCR's own models were measured on: it need not read more."""
    return {
        name: pages
        for name, engines in known.items()
        for engine, pages in engines.items()
        if engine.startswith(BASELINE_LIMITS)
    }


def _body(measured: Sequence[MeasuredSet], known: Baselines, output: Path, title: str) -> str:
    slug = re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")
    accuracy, reliability = (
        output.parent / "images" / f"{kind}-{slug}.png" for kind in ("accuracy", "reliability")
    )
    plot_accuracy(measured, accuracy)
    parts = [
        describe_run("accuracy.py") + _missing(measured),
        page_table(measured),
        NOTE,
        f"![CER by set and engine, whole pages and matched lines](images/{accuracy.name})",
        "### Matched lines",
        line_table(measured),
        LINE_NOTE,
        "### Errors by cause, whole pages",
        cause_table(measured),
        CAUSE_NOTE,
        "### Errors by cause, within matched lines",
        line_cause_table(measured),
    ]
    if plot_reliability(measured, reliability):
        picture = f"![Share of words that is right beside their confidence](images/{reliability.name})"
        parts += ["### Confidence of words", word_table(measured), WORD_NOTE, picture]
    if known:
        parts += ["### Beside figures of others", baseline_table(measured, known), BASELINE_NOTE]
    return "\n\n".join(parts)


def _missing(measured: Sequence[MeasuredSet]) -> str:
    """A note on peers that neither could run nor were kept."""
    shown = {one.engine for one in measured} | set(available_engines())
    missing = [engine for engine in ENGINES if engine not in shown]
    return f" Not installed here: {', '.join(missing)}." if missing else ""


if __name__ == "__main__":
    main()
