"""What lines Tesseract finds on a page, and what it reads there; kept on disk, since it takes long."""

from __future__ import annotations

import json
import os
import re
import subprocess
import tempfile
import xml.etree.ElementTree as ET
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from engines import TESSERACT_PACKS
from numpy.typing import NDArray

Floats = NDArray[np.float64]
LINES = frozenset({"ocr_line", "ocr_header", "ocr_caption", "ocr_textfloat"})
NUMBER = r"(-?[\d.]+)"


@dataclass(frozen=True, slots=True)
class TesseractPage:
    """One page by Tesseract.

    Args:
        text: as it writes it.
        baselines: (2, 2) xs and ys of both ends of each line's baseline, px.
        seconds: CPU time, start-up included.
    """

    text: str
    baselines: list[Floats]
    seconds: float


def read_tesseract(image: Path, language: str, kept: Path, *, run: bool) -> TesseractPage | None:
    """One page by Tesseract, as kept or run now; None where it is not kept and must not run.

    Args:
        image: the page.
        language: two letters; English where it is empty.
        kept: folder of ``NAME.json``.
        run: whether Tesseract may run where the page is not kept.
    """
    path = kept / f"{image.stem}.json"
    if not path.is_file():
        if not run:
            return None
        page = _run(image, TESSERACT_PACKS.get(language, "eng"))
        kept.mkdir(parents=True, exist_ok=True)
        told = {
            "text": page.text,
            "lines": [ends.tolist() for ends in page.baselines],
            "seconds": page.seconds,
        }
        path.write_text(json.dumps(told), encoding="utf-8")
    told = json.loads(path.read_text(encoding="utf-8"))
    return TesseractPage(told["text"], [np.array(ends) for ends in told["lines"]], told["seconds"])


def _run(image: Path, pack: str) -> TesseractPage:
    with tempfile.TemporaryDirectory() as scratch:
        out = Path(scratch, "page")
        before = os.times()
        subprocess.run(
            ["tesseract", str(image), str(out), "-l", pack, "txt", "hocr"],
            env={**os.environ, "OMP_THREAD_LIMIT": "1"},
            check=True,
            capture_output=True,
        )
        after = os.times()
        seconds = after.children_user + after.children_system - before.children_user - before.children_system
        text = out.with_suffix(".txt").read_text(encoding="utf-8").removesuffix("\f")
        return TesseractPage(text, parse_hocr(out.with_suffix(".hocr").read_text(encoding="utf-8")), seconds)


def parse_hocr(hocr: str) -> list[Floats]:
    """The baselines of a page's lines that hold words, from slope and offset at the box's lower left corner.

    Example:
        >>> line = '<p><span class="ocr_line" title="bbox 10 20 110 50; baseline 0.1 -5">word</span></p>'
        >>> parse_hocr(line)[0].tolist()
        [[10.0, 110.0], [45.0, 55.0]]
    """
    found = []
    for element in ET.fromstring(hocr).iter():
        if element.get("class") in LINES and "".join(element.itertext()).strip():
            title = element.get("title", "")
            box = re.search(rf"bbox {NUMBER} {NUMBER} {NUMBER} {NUMBER}", title)
            base = re.search(rf"baseline {NUMBER} {NUMBER}", title)
            if box is None:
                continue
            left, _, right, bottom = (float(side) for side in box.groups())
            slope, offset = (float(part) for part in base.groups()) if base else (0.0, 0.0)
            first = bottom + offset
            found.append(np.array([[left, right], [first, first + slope * (right - left)]]))
    return found
