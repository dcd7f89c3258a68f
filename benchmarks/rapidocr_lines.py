"""Reads pages with RapidOCR, a line of text a line found: ``python rapidocr_lines.py OUT IMAGE...``.

RapidOCR (PyPI ``rapidocr``, with its own models) is no dependency; ``engines`` runs this file in a
process of its own where the package can be imported.
"""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path
from typing import Any

THREADS = {f"EngineConfig.onnxruntime.{name}_op_num_threads": 1 for name in ("intra", "inter")}


def main() -> None:
    """Read every image and write OUT/NAME.txt, lines in the order RapidOCR gives them."""
    out, images = Path(sys.argv[1]), [Path(name) for name in sys.argv[2:]]
    engine: Any = import_module("rapidocr").RapidOCR(params={**THREADS, "Global.log_level": "error"})
    out.mkdir(parents=True, exist_ok=True)
    for image in images:
        lines = engine(str(image)).txts or ()
        (out / f"{image.stem}.txt").write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


if __name__ == "__main__":
    main()
