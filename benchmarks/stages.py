"""CPU time of each step of reading a page, a set a row: ``python benchmarks/stages.py DATA... [--limit N]``.

The pages are read by the batch worker's own function in this process, with a stopwatch around every step.
"""

from __future__ import annotations

import argparse
import functools
import pkgutil
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

from pagesets import find_sets
from results import RESULTS, describe_run, table, write_section

from ocr.batch.plan import PlannedPage
from ocr.batch.settings import BatchSettings
from ocr.batch.worker import read_page, warm_up
from ocr.settings import OcrSettings

STEPS = {  # what of the program each step is, in the order in which a page meets them
    "load": "ocr.batch.worker.load_page",
    "ink": "ocr.orientation.find_ink",
    "turn": "ocr.orientation.score_turns",
    "segment": "ocr.orientation.segment_page",
    "crop": "ocr.line_seeing.crop_lines",
    "network": "recognizer.engines.OnnxLineReader.read_lines",
    "decode": "ocr.sight_decoding.decode_lines",
    "agree": "ocr.sight_decoding.settle_doubts",
    "assemble": "ocr.pipeline.assemble_page",
    "write": "ocr.batch.worker.write_page",
}
HEAD = ("set", "pages", *STEPS, "rest", "sum")
NOTE = "Milliseconds of CPU time a page, user and system, one thread, no overlays, start-up left out."


class Stopwatch:
    """Adds up the CPU time that steps take; ``seconds`` holds it by step."""

    def __init__(self) -> None:
        self.seconds = dict.fromkeys(STEPS, 0.0)

    def timed(self, step: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """The function, timed as a step."""

        @functools.wraps(function)
        def run(*arguments: Any, **named: Any) -> Any:
            started = time.process_time()
            try:
                return function(*arguments, **named)
            finally:
                self.seconds[step] += time.process_time() - started

        return run

    @contextmanager
    def watch(self) -> Iterator[None]:
        """While this lasts every step is timed."""
        with ExitStack() as stack:
            for step, name in STEPS.items():
                stack.enter_context(patch(name, self.timed(step, pkgutil.resolve_name(name))))
            yield


def main() -> None:
    """Time every set and write the table."""
    parser = argparse.ArgumentParser(description="Measure what each step of reading a page costs.")
    parser.add_argument(
        "data", nargs="+", type=Path, help="folders of sets: images with NAME.txt beside them"
    )
    parser.add_argument("--sets", default="", help="names of sets, comma between; all by default")
    parser.add_argument("--limit", type=int, help="pages of each set at most")
    parser.add_argument("--preset", default="latin", help="name or folder of the preset")
    parser.add_argument("--title", help="of the section; the data folders' names by default")
    parser.add_argument("-o", "--output", type=Path, default=RESULTS)
    arguments = parser.parse_args()
    names = [name for name in arguments.sets.split(",") if name]
    settings = BatchSettings(ocr=OcrSettings(preset=arguments.preset), overlay=None)
    warm_up(settings)
    rows: list[tuple[int, dict[str, float]]] = []
    written = []
    for one in find_sets(arguments.data, names, arguments.limit):
        rows.append((len(one.images), time_pages(one.images, settings)))
        written.append(describe_costs(one.name, rows[-1:]))
        print(" | ".join(written[-1]), flush=True)
    written.append(describe_costs("all", rows))
    title = arguments.title or ", ".join(folder.resolve().name for folder in arguments.data)
    body = f"{describe_run('stages.py')}\n\n{table(HEAD, written, 1)}\n\n{NOTE}"
    write_section(arguments.output, f"Steps on {title}", body)


def time_pages(images: Iterable[Path], settings: BatchSettings) -> dict[str, float]:
    """CPU seconds of every step, and of all together under ``sum``, over some pages.

    Raises:
        RuntimeError: a page could not be read.
    """
    watch = Stopwatch()
    with tempfile.TemporaryDirectory() as out, watch.watch():
        started = time.process_time()
        for image in images:
            failure = read_page(PlannedPage(str(image), 0, image.name), out, settings).failure
            if failure is not None:
                raise RuntimeError(f"{image}: {failure.message}")
        return {**watch.seconds, "sum": time.process_time() - started}


def describe_costs(name: str, costs: Sequence[tuple[int, Mapping[str, float]]]) -> tuple[str, ...]:
    """A row of the table, in ms a page, of the pages and seconds of one or more sets."""
    pages = sum(count for count, _ in costs)
    sums = {step: sum(seconds[step] for _, seconds in costs) for step in (*STEPS, "sum")}
    sums["rest"] = sums["sum"] - sum(sums[step] for step in STEPS)
    return (name, str(pages), *(f"{1000 * sums[step] / pages:.0f}" for step in HEAD[2:]))


if __name__ == "__main__":
    main()
