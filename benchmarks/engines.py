"""Runs the engines that are compared, each in a process of its own whose cost is measured."""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

HOUSE = Path(__file__).resolve().parent.parent
ENGINES = ("ours", "glyph", "tesseract", "rapidocr")
TESSERACT_PACKS = {
    "en": "eng",
    "de": "deu",
    "fr": "fra",
    "es": "spa",
    "it": "ita",
    "pt": "por",
    "nl": "nld",
    "da": "dan",
    "no": "nor",
    "sv": "swe",
}


@dataclass(frozen=True, slots=True)
class Cost:
    """What a run took.

    Args:
        cpu_seconds: user and system time of the process and all it started.
        seconds: by the clock on the wall.
        peak_mb: resident memory of its largest process, MiB.
        pages: how many it was given.
    """

    cpu_seconds: float
    seconds: float
    peak_mb: float
    pages: int

    @property
    def cpu_a_page(self) -> float:
        """CPU seconds a page, start-up included."""
        return self.cpu_seconds / max(self.pages, 1)

    def save(self, path: Path) -> None:
        """Write the cost down beside the texts."""
        path.write_text(json.dumps(asdict(self)), encoding="utf-8")

    @staticmethod
    def load(path: Path) -> Cost:
        """Read a cost that ``save`` wrote."""
        return Cost(**json.loads(path.read_text(encoding="utf-8")))


def add_costs(costs: Iterable[Cost]) -> Cost:
    """What runs one after the other took; the peak is that of the largest."""
    runs = list(costs)
    return Cost(
        sum(run.cpu_seconds for run in runs),
        sum(run.seconds for run in runs),
        max(run.peak_mb for run in runs),
        sum(run.pages for run in runs),
    )


def measure(command: Sequence[str | Path], environment: Mapping[str, str] | None = None) -> tuple[int, Cost]:
    """Run a command to its end: its exit code and its cost, all descendants that it waited for included."""
    started = time.monotonic()
    process = subprocess.Popen(
        [str(part) for part in command],
        env={**os.environ, **(environment or {})},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    assert process.stderr is not None
    complaints = process.stderr.read().decode(errors="replace")
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    process.stderr.close()
    if process.returncode not in (0, 1):
        raise RuntimeError(f"{command[0]} ended with {process.returncode}: {complaints[-2000:]}")
    peak = usage.ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10)
    return process.returncode, Cost(usage.ru_utime + usage.ru_stime, time.monotonic() - started, peak, 1)


def run_ours(images: Sequence[Path], out: Path, options: Sequence[str] = ()) -> Cost:
    """Read pages with this working tree's own command line, one worker, no overlays, into ``out``."""
    command: list[str | Path] = [
        sys.executable,
        "-c",
        "from cli.main import main; main()",
        "process",
        *images,
        "-o",
        out,
    ]
    path = os.pathsep.join(filter(None, [str(HOUSE), os.environ.get("PYTHONPATH", "")]))
    _, cost = measure([*command, "-j", "1", "--no-overlay", "--quiet", *options], {"PYTHONPATH": path})
    return Cost(cost.cpu_seconds, cost.seconds, cost.peak_mb, len(images))


def run_tesseract(images: Sequence[Path], out: Path, language: str) -> Cost:
    """Read pages with one Tesseract process, one thread, its defaults and the pages' language pack.

    It is handed a list of files, so that its start-up counts once, as ours does; the texts it
    joins by form feeds are parted into ``out/NAME.txt``.
    """
    out.mkdir(parents=True, exist_ok=True)
    pack = TESSERACT_PACKS.get(language, "eng")
    with tempfile.TemporaryDirectory() as scratch:
        listing = Path(scratch, "pages.txt")
        listing.write_text("".join(f"{image.resolve()}\n" for image in images), encoding="utf-8")
        joined = Path(scratch, "joined")
        command: list[str | Path] = ["tesseract", listing, joined, "-l", pack, "txt"]
        _, cost = measure(command, {"OMP_THREAD_LIMIT": "1"})
        # Releases differ in whether a form feed follows the last page too.
        texts = joined.with_suffix(".txt").read_text(encoding="utf-8").removesuffix("\f").split("\f")
    if len(texts) != len(images):
        raise RuntimeError(f"tesseract gave {len(texts)} texts for {len(images)} pages")
    for image, text in zip(images, texts, strict=True):
        (out / f"{image.stem}.txt").write_text(text, encoding="utf-8")
    return Cost(cost.cpu_seconds, cost.seconds, cost.peak_mb, len(images))


def run_rapidocr(images: Sequence[Path], out: Path, language: str) -> Cost:
    """Read pages with RapidOCR in one process, one thread, its default models whatever the language."""
    script = Path(__file__).with_name("rapidocr_lines.py")
    _, cost = measure([sys.executable, script, out, *images], {"OMP_NUM_THREADS": "1"})
    return Cost(cost.cpu_seconds, cost.seconds, cost.peak_mb, len(images))


Runner = Callable[[Sequence[Path], Path, str], Cost]


def available_engines(options: Sequence[str] = ()) -> dict[str, Runner]:
    """The engines that can run here: ours by both readers, and the peers that are installed.

    Args:
        options: more options for our own command line, such as a preset.
    """
    engines: dict[str, Runner] = {
        "ours": lambda images, out, _: run_ours(images, out, options),
        "glyph": lambda images, out, _: run_ours(images, out, [*options, "--reader", "glyph"]),
    }
    if shutil.which("tesseract"):
        engines["tesseract"] = run_tesseract
    if importlib.util.find_spec("rapidocr"):
        engines["rapidocr"] = run_rapidocr
    return engines
