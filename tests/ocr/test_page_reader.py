"""The library's face: light to import, and clear about what is missing."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import ocr
from ocr.errors import MissingModelError
from ocr.settings import OcrSettings


def test_importing_ocr_loads_nothing_heavy() -> None:
    heavy = ["numpy", "cv2", "pandas", "matplotlib", "onnxruntime", "keras", "tensorflow", "torch"]
    code = f"import sys, ocr; print([m for m in {heavy} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_face_shows_all_that_it_promises() -> None:
    for name in ocr.__all__:
        assert getattr(ocr, name) is not None
    with pytest.raises(AttributeError, match="no_such_thing"):
        _ = ocr.no_such_thing


def test_a_missing_preset_is_a_missing_model(tmp_path: Path) -> None:
    with pytest.raises(MissingModelError, match="no preset"):
        ocr.load_page_reader(OcrSettings(preset="no-such-preset"))
    with pytest.raises(MissingModelError, match=r"preset\.json"):
        ocr.load_page_reader(OcrSettings(preset=str(tmp_path)))
