"""Accuracy beside Tesseract: ``python benchmarks/accuracy.py DATA...``.

Every set of pages below the folders is read by every engine, each in a process of its own, and
scored by ``ocr.evaluation``; the table goes into RESULTS.md.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from engines import Cost, available_engines
from pagesets import PageSet, find_sets
from results import RESULTS, describe_run, table, write_section

from ocr.evaluation import Score, add_scores, score_text

RESAMPLES = 1000
SEED = 7
HEAD = ("set", "engine", "pages", "CER % (95 %)", "WER %", "word F1 %", "CPU s a page", "peak MB")
NOTE = """Micro averages over a set's pages; the interval is a bootstrap over pages. White space is collapsed,
text is NFC, typographic quotes and dashes are folded; hyphens at line ends are joined where the truth keeps
no lines, and case does not count where the truth is in capitals. A page without a text counts as wholly
missed. CPU seconds are user and system time, start-up included; peak memory is that of the largest
process."""


def main() -> None:
    """Measure every set with every engine and write the table."""
    arguments = _parse()
    names = [name for name in arguments.sets.split(",") if name]
    sets = find_sets(arguments.data, names, arguments.limit)
    with tempfile.TemporaryDirectory() as scratch:
        keep: Path = arguments.keep or Path(scratch)
        rows = []
        for page_set in sets:
            for row in measure_set(page_set, arguments.engines.split(","), keep, arguments.option):
                print(" | ".join(row), flush=True)
                rows.append(row)
    body = f"{describe_run('accuracy.py')}\n\n{table(HEAD, rows)}\n\n{NOTE}"
    write_section(arguments.output, f"Accuracy on {arguments.title or _title(arguments.data)}", body)


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measure accuracy beside Tesseract.")
    parser.add_argument(
        "data", nargs="+", type=Path, help="folders of sets: images with NAME.txt beside them"
    )
    parser.add_argument("--sets", default="", help="names of sets, comma between; all by default")
    parser.add_argument("--engines", default="ours,tesseract", help="of ours, glyph, tesseract")
    parser.add_argument("--limit", type=int, help="pages of each set at most")
    parser.add_argument(
        "--keep", type=Path, help="folder that keeps texts and costs; engines left out are shown from it"
    )
    parser.add_argument(
        "--option", action="append", default=[], help="for ours, such as --option=--preset=DIR"
    )
    parser.add_argument("--title", help="of the section; the data folders' names by default")
    parser.add_argument("-o", "--output", type=Path, default=RESULTS)
    return parser.parse_args()


def _title(folders: Sequence[Path]) -> str:
    return ", ".join(folder.resolve().name for folder in folders)


def measure_set(
    page_set: PageSet, engines: Sequence[str], keep: Path, options: Sequence[str]
) -> list[list[str]]:
    """The table's rows of one set: those engines that run now and those whose texts were kept."""
    rows, runners = [], available_engines(options)
    for engine in ("ours", "glyph", "tesseract"):
        out = keep / engine / page_set.name
        cost_file = keep / engine / f"{page_set.name}.json"
        if engine in engines and engine in runners:
            cost = runners[engine](page_set.images, out, page_set.language)
            cost.save(cost_file)
        if cost_file.is_file():
            rows.append(describe_scores(page_set, engine, score_set(page_set, out), Cost.load(cost_file)))
    return rows


def score_set(page_set: PageSet, out: Path) -> list[Score]:
    """The score of every page, in the set's order; a page without a text read is wholly missed."""
    settings, scores = page_set.scoring(), []
    for image in page_set.images:
        path = out / f"{image.stem}.txt"
        text = path.read_text(encoding="utf-8") if path.is_file() else ""
        scores.append(score_text(text, page_set.truth(image), settings))
    return scores


def bootstrap_cer(scores: Sequence[Score]) -> tuple[float, float]:
    """The 95 % interval of the micro CER when pages are drawn anew with replacement."""
    errors = np.array([score.character_errors for score in scores], dtype=np.float64)
    sizes = np.array([score.characters for score in scores], dtype=np.float64)
    drawn = np.random.default_rng(SEED).integers(0, len(scores), (RESAMPLES, len(scores)))
    rates = errors[drawn].sum(axis=1) / np.maximum(sizes[drawn].sum(axis=1), 1)
    low, high = np.percentile(rates, [2.5, 97.5])
    return float(low), float(high)


def describe_scores(page_set: PageSet, engine: str, scores: Sequence[Score], cost: Cost) -> list[str]:
    """One row of the table."""
    total = add_scores(scores)
    low, high = bootstrap_cer(scores)
    return [
        page_set.name,
        engine,
        str(total.pages),
        f"{total.cer:.2%} ({low:.1%}–{high:.1%})".replace("%", ""),
        f"{100 * total.wer:.1f}",
        f"{100 * total.word_f1:.1f}",
        f"{cost.cpu_a_page:.2f}",
        f"{cost.peak_mb:.0f}",
    ]


if __name__ == "__main__":
    main()
