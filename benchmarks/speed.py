"""Speed beside Tesseract in one run: ``python benchmarks/speed.py DATA... [--sets A,B]``.

Pages a CPU second (user and system time, start-up included, no overlays, one worker), what that is
of Tesseract's, and the memory of the largest process.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from engines import Cost, available_engines
from pagesets import PageSet, find_sets
from results import RESULTS, describe_run, table, write_section

HEAD = ("set", "engine", "pages", "pages a CPU s", "x Tesseract", "CPU s a page", "s a page", "peak MB")
NOTE = """User and system time of the process and its workers, start-up included, `-j 1`, no overlays;
Tesseract reads the same pages in one process with one thread. Of several rounds the one with the least
CPU time counts. Compare ratios: both engines ran one after the other on the same machine."""


def main() -> None:
    """Time every set with every engine and write the table."""
    parser = argparse.ArgumentParser(description="Measure speed beside Tesseract.")
    parser.add_argument(
        "data", nargs="+", type=Path, help="folders of sets: images with NAME.txt beside them"
    )
    parser.add_argument("--sets", default="", help="names of sets, comma between; all by default")
    parser.add_argument("--engines", default="ours,tesseract", help="of ours, glyph, tesseract")
    parser.add_argument("--limit", type=int, help="pages of each set at most")
    parser.add_argument("--rounds", type=int, default=1, help="how often each is timed, in turns")
    parser.add_argument(
        "--option", action="append", default=[], help="for ours, such as --option=--preset=DIR"
    )
    parser.add_argument("--title", help="of the section; the data folders' names by default")
    parser.add_argument("-o", "--output", type=Path, default=RESULTS)
    arguments = parser.parse_args()
    names = [name for name in arguments.sets.split(",") if name]
    rows = []
    for page_set in find_sets(arguments.data, names, arguments.limit):
        costs = time_set(page_set, arguments.engines.split(","), arguments.rounds, arguments.option)
        for row in describe_costs(page_set.name, costs):
            print(" | ".join(row), flush=True)
            rows.append(row)
    title = arguments.title or ", ".join(folder.resolve().name for folder in arguments.data)
    body = f"{describe_run('speed.py')}\n\n{table(HEAD, rows)}\n\n{NOTE}"
    write_section(arguments.output, f"Speed on {title}", body)


def time_set(
    page_set: PageSet, engines: Sequence[str], rounds: int, options: Sequence[str]
) -> dict[str, Cost]:
    """Engine -> its cheapest round; the engines take turns, so that a busy machine hurts all alike."""
    best: dict[str, Cost] = {}
    for _ in range(rounds):
        for engine, run in available_engines(options).items():
            if engine in engines:
                with tempfile.TemporaryDirectory() as out:
                    cost = run(page_set.images, Path(out), page_set.language)
                if engine not in best or cost.cpu_seconds < best[engine].cpu_seconds:
                    best[engine] = cost
    return best


def describe_costs(name: str, costs: Mapping[str, Cost]) -> list[list[str]]:
    """The table's rows of one set."""
    beside = costs.get("tesseract")
    return [
        [
            name,
            engine,
            str(cost.pages),
            f"{1 / cost.cpu_a_page:.2f}",
            f"{beside.cpu_a_page / cost.cpu_a_page:.2f}" if beside else "–",
            f"{cost.cpu_a_page:.2f}",
            f"{cost.seconds / cost.pages:.2f}",
            f"{cost.peak_mb:.0f}",
        ]
        for engine, cost in costs.items()
    ]


if __name__ == "__main__":
    main()
