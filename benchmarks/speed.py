"""Speed beside Tesseract in one run: ``python benchmarks/speed.py DATA... [--together] [--sets A,B]``.

Pages a CPU second (user and system time, start-up included, no overlays, one worker), what that is
of Tesseract's, and the memory of the largest process.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from engines import Cost, Runner, add_costs, available_engines
from pagesets import PageSet, find_sets
from results import RESULTS, describe_run, table, write_section

HEAD = ("set", "engine", "pages", "pages a CPU s", "x Tesseract", "CPU s a page", "s a page", "peak MB")
NOTE = """User and system time of the process and its workers, start-up included, `-j 1`, no overlays;
Tesseract reads the same pages in one process with one thread (`OMP_THREAD_LIMIT=1`). Of several rounds the
one with the least CPU time counts. Compare ratios: both engines ran one after the other on the same
machine."""
ALL_NOTE = """*All sets* is one run of ours over all pages together, and one process of Tesseract for each set
with that set's language pack, their times added up."""


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
    parser.add_argument("--together", action="store_true", help="all sets in one run, not one run a set")
    arguments = parser.parse_args()
    names = [name for name in arguments.sets.split(",") if name]
    rows = []
    sets = find_sets(arguments.data, names, arguments.limit)
    for name, group in [("all sets", sets)] if arguments.together else [(one.name, [one]) for one in sets]:
        costs = time_sets(group, arguments.engines.split(","), arguments.rounds, arguments.option)
        for row in describe_costs(name, costs):
            print(" | ".join(row), flush=True)
            rows.append(row)
    title = arguments.title or ", ".join(folder.resolve().name for folder in arguments.data)
    notes = f"{NOTE}\n{ALL_NOTE}" if arguments.together else NOTE
    body = f"{describe_run('speed.py')}\n\n{table(HEAD, rows)}\n\n{notes}"
    write_section(arguments.output, f"Speed on {title}", body)


def time_sets(
    sets: Sequence[PageSet], engines: Sequence[str], rounds: int, options: Sequence[str]
) -> dict[str, Cost]:
    """Engine -> its cheapest round; the engines take turns, so that a busy machine hurts all alike."""
    best: dict[str, Cost] = {}
    for _ in range(rounds):
        for engine, run in available_engines(options).items():
            if engine in engines:
                cost = _time_round(engine, run, sets)
                if engine not in best or cost.cpu_seconds < best[engine].cpu_seconds:
                    best[engine] = cost
    return best


def _time_round(engine: str, run: Runner, sets: Sequence[PageSet]) -> Cost:
    """One run over all pages; of Tesseract, which is told the language, one a set."""
    groups = [(one.images, one.language) for one in sets]
    if engine != "tesseract":
        groups = [(tuple(image for one in sets for image in one.images), sets[0].language)]
    costs = []
    for images, language in groups:
        with tempfile.TemporaryDirectory() as out:
            costs.append(run(images, Path(out), language))
    return add_costs(costs)


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
