"""Pages that lie wrongly: ``python benchmarks/layout_turns.py DATA... [--sets A,B] [--limit N]``.

How far off the skew is on pages turned by known angles, whether pages are set upright that lie on each of
their four sides, and what turning costs in characters; into RESULTS.md.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from pagesets import PageSet, find_sets
from results import RESULTS, describe_run, table, write_section

from ocr.evaluation import Score, add_scores, score_text
from ocr.loader import load_page
from ocr.orientation import set_upright
from ocr.pipeline import PageReader, load_page_reader, recognize_page
from ocr.settings import OcrSettings
from ocr.text import page_text
from ocr.types import PageImage
from segmenter.ink import find_ink
from segmenter.orientation import TURNS, score_turns
from segmenter.types import SegmenterSettings

Angles = NDArray[np.float64]

MEASURES = ("skew", "turns", "reading")
LARGEST_SKEW = 14.5  # degrees, to either side
TIGHT = 0.1  # degrees, to within which the skew should be known
READ_SKEWS = (-10.0, -5.0, -1.5, 3.0, 10.0)  # degrees that pages lean when they are read
SKEW_HEAD = ("set", "pages", "turned pages", "mean °", "95 % °", "largest °", "within 0.1° %")
TURN_HEAD = ("set", "turned pages", "right by components %", "doubtful %", "upright %", "ms")
READ_HEAD = (
    "set",
    "pages",
    "CER %",
    *(f"{turn}°" for turn in TURNS[1:]),
    *(f"{skew:+g}°" for skew in READ_SKEWS),
)
SKEW_NOTE = """Every page is turned about its middle by angles drawn at random up to 14.5 degrees to
either side, on white paper, nothing cut off. A scan's own lean is not known: it is taken to be the median
of what is measured on the page as it lies and turned, less what it was turned by."""
TURN_NOTE = """Every page lies on each of its four sides. *Right by components*: the likeliest turn before
anything is read; *doubtful*: so unsure that a few lines are read each way; *upright*: as the program sets
the page in the end. Milliseconds are the CPU time of scoring the components."""
READ_NOTE = """The page's CER as it lies, and by how many points more, or less, of its characters are wrong
when it is turned by quarters, or leans (cubic interpolation on white paper) before it is read."""


@dataclass(frozen=True, slots=True)
class TurnCounts:
    """How pages that lay on their four sides were set.

    Args:
        pages: turned pages.
        by_components: of them, how many components alone would have set right.
        doubtful: how many needed reading.
        upright: how many are upright in the end.
        upright_kept: pages that lay upright and were left so.
        seconds: CPU time of scoring.
    """

    pages: int
    by_components: int
    doubtful: int
    upright: int
    upright_kept: int
    seconds: float


def main() -> None:
    """Measure what was asked for and write the tables."""
    arguments = _parse()
    cv2.setNumThreads(1)
    names = [name for name in arguments.sets.split(",") if name]
    title = arguments.title or ", ".join(folder.resolve().name for folder in arguments.data)
    page_sets = find_sets(arguments.data, names, arguments.limit)
    few = find_sets(arguments.data, names, arguments.read_limit)
    parts = measure_parts(page_sets, few, arguments.measures, arguments.angles)
    write_section(
        arguments.output,
        f"Turned pages of {title}",
        "\n\n".join([describe_run("layout_turns.py"), *parts]),
    )


def measure_parts(
    page_sets: Sequence[PageSet], few: Sequence[PageSet], measures: Sequence[str] = MEASURES, angles: int = 4
) -> list[str]:
    """The measures as parts of a section: headings, tables and notes.

    Args:
        page_sets: the pages.
        few: those that are read as they lie and turned, which takes nine times a page's time.
        measures: any of skew, turns, reading.
        angles: that each page is turned by.
    """
    parts = []
    if "skew" in measures:
        parts += ["### Skew", skew_table(measure_skew(page_sets, angles)), SKEW_NOTE]
    reader = load_page_reader() if {"turns", "reading"} & set(measures) else None
    if "turns" in measures and reader is not None:
        parts += ["### Orientation", turn_table(measure_orientation(page_sets, reader)), TURN_NOTE]
    if "reading" in measures and reader is not None:
        parts += ["### Characters lost", read_table(measure_turned(few, reader)), READ_NOTE]
    return parts


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measure what becomes of pages that lie wrongly.")
    parser.add_argument(
        "data", nargs="+", type=Path, help="folders of sets: images with NAME.txt beside them"
    )
    parser.add_argument("--sets", default="", help="names of sets, comma between; all by default")
    parser.add_argument("--limit", type=int, help="pages of each set at most")
    parser.add_argument("--read-limit", type=int, default=3, help="pages of each set at most that are read")
    parser.add_argument("--angles", type=int, default=4, help="angles that each page is turned by")
    parser.add_argument("--measures", nargs="+", choices=MEASURES, default=MEASURES)
    parser.add_argument("--title", help="of the section; the data folders' names by default")
    parser.add_argument("-o", "--output", type=Path, default=RESULTS)
    return parser.parse_args()


def measure_skew(page_sets: Sequence[PageSet], angles: int = 4, seed: int = 0) -> dict[str, Angles]:
    """How far off the skew is on pages turned by known angles.

    Args:
        page_sets: the pages.
        angles: that each page is turned by, beside 0.
        seed: of the angles.

    Returns:
        Set -> (pages, angles + 1) degrees, not negative.
    """
    return {
        page_set.name: np.array(
            [
                skew_errors(load_page(image).pixels, _draw_angles(angles, [seed, number]))
                for number, image in enumerate(page_set.images)
            ]
        )
        for page_set in page_sets
    }


def skew_errors(pixels: NDArray[np.uint8], angles: Angles, own: float | None = None) -> Angles:
    """How far off the skew of one page is at each angle, degrees.

    Args:
        pixels: (H, W) uint8 grey.
        angles: (k,) degrees that it is turned by.
        own: degrees that it leans by itself; None where that must be told from the angles measured.
    """
    settings = SegmenterSettings()
    found = np.array([find_ink(lean_page(pixels, angle), settings).page.skew for angle in angles]) - angles
    return np.abs(found - (np.median(found) if own is None else own))


def measure_orientation(page_sets: Sequence[PageSet], reader: PageReader) -> dict[str, TurnCounts]:
    """How every page that lies on each of its four sides is set.

    Args:
        page_sets: the pages, upright.
        reader: reads lines of those that their components leave in doubt.
    """
    counted = {}
    for page_set in page_sets:
        counts = [_count_turns(load_page(image), reader) for image in page_set.images]
        counted[page_set.name] = add_counts(counts)
        print(page_set.name, counted[page_set.name], flush=True)
    return counted


def _count_turns(page: PageImage, reader: PageReader) -> TurnCounts:
    settings, counts = OcrSettings(), []
    for lying in TURNS:
        turned, wanted = page.turned(lying), -lying % 360
        ink = find_ink(turned.pixels, settings.segmenter)
        start = time.process_time()
        scores = score_turns(ink.table, ink.height)
        seconds = time.process_time() - start
        right = set_upright(turned, reader, settings).turn == wanted
        kept = right and lying == 0
        counts.append(TurnCounts(1, scores.best == wanted, not scores.sure, right, kept, seconds))
    return add_counts(counts)


def add_counts(counts: Sequence[TurnCounts]) -> TurnCounts:
    """The sum of counts."""
    return TurnCounts(
        sum(c.pages for c in counts),
        sum(c.by_components for c in counts),
        sum(c.doubtful for c in counts),
        sum(c.upright for c in counts),
        sum(c.upright_kept for c in counts),
        sum(c.seconds for c in counts),
    )


def measure_turned(page_sets: Sequence[PageSet], reader: PageReader) -> dict[str, list[Score]]:
    """What is read of pages as they lie, turned by quarters, and leaning.

    Args:
        page_sets: the pages, upright.
        reader: what reads them.

    Returns:
        Set -> scores as they lie, turned by 90, 180 and 270 degrees, and at each of ``READ_SKEWS``.
    """
    scored = {}
    for page_set in page_sets:
        scores = [_score_turned(page_set, image, reader) for image in page_set.images]
        scored[page_set.name] = [add_scores(column) for column in zip(*scores, strict=True)]
        print(page_set.name, [f"{100 * s.cer:.2f}" for s in scored[page_set.name]], flush=True)
    return scored


def _score_turned(page_set: PageSet, image: Path, reader: PageReader) -> list[Score]:
    page, truth, scoring = load_page(image), page_set.truth(image), page_set.scoring()
    leaning = [PageImage(page.source, 0, lean_page(page.pixels, skew), page.dpi) for skew in READ_SKEWS]
    return [
        score_text(page_text(recognize_page(each, reader)), truth, scoring)
        for each in (*(page.turned(turn) for turn in TURNS), *leaning)
    ]


def lean_page(pixels: NDArray[np.uint8], degrees: float) -> NDArray[np.uint8]:
    """A page turned counter-clockwise about its middle, on white, nothing cut off; as it is for 0 degrees."""
    if degrees == 0:
        return pixels
    height, width = pixels.shape
    turn = cv2.getRotationMatrix2D(((width - 1) / 2, (height - 1) / 2), degrees, 1.0)
    cosine, sine = abs(turn[0, 0]), abs(turn[0, 1])
    size = (int(np.ceil(width * cosine + height * sine)), int(np.ceil(width * sine + height * cosine)))
    turn[:, 2] += (size[0] - width) / 2, (size[1] - height) / 2
    leaning = cv2.warpAffine(pixels, turn, size, flags=cv2.INTER_CUBIC, borderValue=255)
    return np.asarray(leaning, dtype=np.uint8)


def _draw_angles(count: int, seed: Sequence[int]) -> Angles:
    """No angle and so many at random, degrees."""
    drawn = np.random.default_rng(seed).uniform(-LARGEST_SKEW, LARGEST_SKEW, count)
    return np.concatenate([[0.0], drawn])


def skew_table(errors: Mapping[str, Angles]) -> str:
    """A row a set, and one for all."""
    rows = [[name, str(len(found)), *_describe_errors(found.ravel())] for name, found in errors.items()]
    every = np.concatenate([found.ravel() for found in errors.values()])
    rows.append(["all", str(sum(map(len, errors.values()))), *_describe_errors(every)])
    return table(SKEW_HEAD, rows, left=1)


def _describe_errors(errors: Angles) -> list[str]:
    figures = (errors.mean(), np.percentile(errors, 95), errors.max())
    return [
        str(len(errors)),
        *(f"{figure:.3f}" for figure in figures),
        f"{100 * np.mean(errors <= TIGHT):.1f}",
    ]


def turn_table(counted: Mapping[str, TurnCounts]) -> str:
    """A row a set, and one for all."""
    rows = []
    for name, counts in (*counted.items(), ("all", add_counts(list(counted.values())))):
        shares = (counts.by_components, counts.doubtful, counts.upright)
        percent = [f"{100 * share / counts.pages:.1f}" for share in shares]
        rows.append([name, str(counts.pages), *percent, f"{1000 * counts.seconds / counts.pages:.1f}"])
    return table(TURN_HEAD, rows, left=1)


def read_table(scored: Mapping[str, Sequence[Score]]) -> str:
    """A row a set: its CER as it lies, and the points that are added."""
    rows = []
    for name, (straight, *turned) in scored.items():
        more = [f"{100 * (score.cer - straight.cer):+.2f}" for score in turned]
        rows.append([name, str(straight.pages), f"{100 * straight.cer:.2f}", *more])
    return table(READ_HEAD, rows, left=1)


if __name__ == "__main__":
    main()
