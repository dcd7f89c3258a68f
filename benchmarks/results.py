"""Writes tables into benchmarks/RESULTS.md, each in a section that the next run replaces."""

from __future__ import annotations

import os
import platform
import re
import shutil
import subprocess
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path

RESULTS = Path(__file__).parent / "RESULTS.md"
TITLE = "# Results\n\nWhat the program measured; every section names the script that wrote it.\n"


def write_section(path: Path, title: str, body: str) -> None:
    """Put a section into a Markdown file, in the place of the one of the same title or at the end."""
    text = path.read_text(encoding="utf-8") if path.is_file() else TITLE
    section = f"## {title}\n\n{body.strip()}\n"
    parts = re.split(r"(?m)^(?=## )", text)
    heads = [part.split("\n", 1)[0] for part in parts]
    if f"## {title}" in heads:
        parts[heads.index(f"## {title}")] = section + "\n"
    else:
        parts.append(section)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n\n".join(part.strip() for part in parts) + "\n", encoding="utf-8")


def table(head: Sequence[str], rows: Sequence[Sequence[str]], left: int = 2) -> str:
    """A Markdown table; columns after the first ``left`` are set to the right."""
    rule = ["---"] * left + ["---:"] * (len(head) - left)
    return "\n".join("| " + " | ".join(row) + " |" for row in [head, rule, *rows])


def describe_run(script: str) -> str:
    """One line on what ran where and when: the machine by its processor, cores and memory."""
    version = _version("scan-folder-ocr") or "from the source tree"
    parts = [f"`{script}`", f"{datetime.now(UTC):%Y-%m-%d}", f"ocr {version}", _tesseract()]
    parts += [f"Python {platform.python_version()}", f"onnxruntime {_version('onnxruntime')}", _machine()]
    return ", ".join(part for part in parts if part) + "."


def _version(package: str) -> str:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return ""


def _tesseract() -> str:
    if not shutil.which("tesseract"):
        return "no Tesseract here"
    done = subprocess.run(["tesseract", "--version"], capture_output=True, text=True, check=True)
    return "T" + (done.stdout or done.stderr).split("\n", 1)[0][1:]


def _machine() -> str:
    model = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    if info.is_file():
        names = re.findall(r"model name\s*:\s*(.+)", info.read_text(encoding="utf-8"))
        model = names[0].strip() if names else model
    return f"{os.cpu_count()} cores of {model}"
