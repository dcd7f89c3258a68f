"""Predicted and true numbers of wrong characters: ``python benchmarks/expected_errors.py PAGES``.

Every set of pages below PAGES is read, the doubts of its characters are summed, and its characters are judged
by the truth. The table goes into RESULTS.md.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from engines import available_engines
from judged_errors import JudgedErrors, judge_errors
from numpy.typing import ArrayLike
from pagesets import PageSet, find_sets
from results import RESULTS, describe_run, table, write_section

from ocr.batch.files import result_path
from ocr.bootstrap import bootstrap_rate
from ocr.results import load_result

OURS, PEER = "ours", "tesseract"
TOLERATED = 0.25  # of the true number
NOTE = """*Predicted* is the sum of `expected_errors` in the run report, *wrong* counts the characters that
were read (spaces left out) and that no alignment with the truth finds, wherever their line stands there;
missed characters do not count. Case does not where the truth is in capitals, quotes and dashes are alike in
all their forms, and Cyrillic letters in a truth stand for the Latin ones that they look like. Intervals are a
bootstrap over pages.

*Left out by the truth* are wrong characters of lines that the truth does not have at all, though another
engine (Tesseract) reads them on the page too: letterheads, signatures, running heads. *Small capitals* are
letters printed as capitals, two or more beside each other, that the truth writes as small ones. Neither was
misread, and no confidence can know of them. The last columns leave both out (the lines on both sides).

The prediction is the plain sum of doubts; nothing is fitted to these pages."""


@dataclass(frozen=True, slots=True)
class JudgedSet:
    """The pages of a set, judged."""

    name: str
    pages: tuple[JudgedErrors, ...]

    def total(self, what: str) -> float:
        """The sum of an attribute over the pages."""
        return float(sum(getattr(page, what) for page in self.pages))

    def ratio(self, predicted: str, true: str) -> tuple[float, float, float]:
        """Predicted divided by true, and its interval."""
        above, below = ([getattr(page, name) for page in self.pages] for name in (predicted, true))
        return _ratio(above, below)


def main() -> None:
    """Read and judge every set; write the table."""
    parser = argparse.ArgumentParser(description="Compare predicted and true numbers of wrong characters.")
    parser.add_argument(
        "pages", nargs="+", type=Path, help="folders of sets: images with NAME.txt beside them"
    )
    parser.add_argument("--sets", default="", help="names of sets, comma between; all by default")
    parser.add_argument("--limit", type=int, help="pages of each set at most")
    parser.add_argument(
        "--keep",
        type=Path,
        help="folder that keeps readings, as accuracy.py does; those that are there are used",
    )
    parser.add_argument("--option", action="append", default=[], help="such as --option=--preset=DIR")
    parser.add_argument("--title", help="of the section; the folders' names by default")
    parser.add_argument("-o", "--output", type=Path, default=RESULTS)
    arguments = parser.parse_args()
    names = [name for name in arguments.sets.split(",") if name]
    with tempfile.TemporaryDirectory() as scratch:
        keep = arguments.keep or Path(scratch)
        judged = [
            judge_set(page_set, keep, arguments.option)
            for page_set in find_sets(arguments.pages, names, arguments.limit)
        ]
    rows = [describe_set(one) for one in judged]
    if len(judged) > 1:
        rows.append(describe_set(JudgedSet("all", tuple(page for one in judged for page in one.pages))))
    for row in rows:
        print(" | ".join(row))
    title = arguments.title or ", ".join(folder.resolve().name for folder in arguments.pages)
    body = (
        f"{describe_run('expected_errors.py')}\n\n{table(HEAD, rows, left=1)}\n\n{NOTE}\n\n{_verdict(judged)}"
    )
    write_section(arguments.output, f"Expected errors on {title}", body)


HEAD = (
    "set", "pages", "characters", "predicted", "wrong", "ratio (95 %)",
    "left out by the truth (predicted)", "small capitals",
    "predicted for the rest", "misread", "ratio (95 %)",
)  # fmt: skip


def judge_set(page_set: PageSet, keep: Path, options: Sequence[str]) -> JudgedSet:
    """Judge a set's pages; they are read where their results are not kept.

    Args:
        page_set: the pages.
        keep: ``ours/SET`` is a run's output folder, ``tesseract/SET/NAME.txt`` what Tesseract reads.
        options: more options for the run.
    """
    out, peers = keep / OURS / page_set.name, keep / PEER / page_set.name
    missing = [image for image in page_set.images if not result_path(out, image.stem).is_file()]
    if missing:
        available_engines(options)[OURS](missing, out, page_set.language)
    pages = []
    for image in page_set.images:
        stored, peer = result_path(out, image.stem), peers / f"{image.stem}.txt"
        if stored.is_file():
            text = peer.read_text(encoding="utf-8") if peer.is_file() else ""
            pages.append(judge_errors(load_result(stored), page_set.truth(image), text))
    return JudgedSet(page_set.name, tuple(pages))


def describe_set(one: JudgedSet) -> list[str]:
    """A row of the table."""
    return [
        one.name,
        str(len(one.pages)),
        f"{one.total('characters'):,.0f}",
        f"{one.total('predicted'):,.0f}",
        f"{one.total('wrong'):,.0f}",
        _say_ratio(one.ratio("predicted", "wrong")),
        f"{one.total('left_out'):,.0f} ({one.total('left_out_predicted'):,.0f})",
        f"{one.total('small_capitals'):,.0f}",
        f"{one.total('misread_predicted'):,.0f}",
        f"{one.total('misread'):,.0f}",
        _say_ratio(one.ratio("misread_predicted", "misread")),
    ]


def _verdict(judged: Sequence[JudgedSet]) -> str:
    """Which sets are predicted well enough."""
    kinds = (
        ("of all wrong characters", "predicted", "wrong"),
        ("of misread ones", "misread_predicted", "misread"),
    )
    said = []
    for what, predicted, true in kinds:
        missed = [one.name for one in judged if abs(one.ratio(predicted, true)[0] - 1) > TOLERATED]
        reached = f"{len(judged) - len(missed)} of {len(judged)} sets"
        said.append(f"{what} in {reached}{' (not ' + ', '.join(missed) + ')' if missed else ''}")
    return f"The prediction lies within {TOLERATED:.0%} " + ", ".join(said) + "."


def _say_ratio(ratio: tuple[float, float, float]) -> str:
    middle, low, high = ratio
    return f"{middle:.2f} ({low:.2f}–{high:.2f})"


def _ratio(above: ArrayLike, below: ArrayLike) -> tuple[float, float, float]:
    middle = float(np.sum(above) / max(float(np.sum(below)), 1.0))
    return (middle, *bootstrap_rate(above, below))


if __name__ == "__main__":
    main()
