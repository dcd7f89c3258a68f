from dataclasses import asdict

import numpy as np
import pytest

from recognizer.charset import Charset
from recognizer.glyph_frames import GLYPH_SIZE, LineFrame
from recognizer.preset import find_preset, list_presets, load_glyph_classifier, load_line_reader
from segmenter.glyph_crops import GlyphSettings
from segmenter.types import CropSettings

LARGEST_FILE = 8_000_000  # bytes: weights are kept in the history for ever


@pytest.mark.parametrize("name", list_presets())
def test_shipped_preset_is_whole_and_fits_what_the_segmenter_cuts(name):
    preset = find_preset(name)
    assert asdict(preset.crop) == asdict(CropSettings())
    assert preset.glyph is None or preset.glyph.size == GLYPH_SIZE
    assert asdict(LineFrame()) == {name: getattr(GlyphSettings(), name) for name in asdict(LineFrame())}
    for file in preset.sha256:
        assert preset.file(file).stat().st_size < LARGEST_FILE


def test_digits_is_shipped_small_and_sees_nothing_on_blank_paper():
    preset = find_preset("digits")
    assert sum(preset.file(file).stat().st_size for file in preset.sha256) < 3_000_000
    assert preset.line.width**2 < 0.25
    for precision in ("float32", "int8"):
        (reading,) = load_line_reader(preset, precision=precision).read_lines(
            [np.zeros((40, 200), np.float32)]
        )
        assert reading.log_probabilities.shape == (100, preset.charset.classes)
        assert (reading.log_probabilities.argmax(axis=1) == 0).all()


def test_latin_is_shipped_and_sees_nothing_on_blank_paper():
    preset = find_preset("latin")
    assert preset.charset == Charset()
    assert preset.glyph is not None
    (reading,) = load_line_reader(preset).read_lines([np.zeros((40, 200), np.float32)])
    assert reading.log_probabilities.shape == (100, preset.charset.classes)
    assert (reading.log_probabilities.argmax(axis=1) == 0).all()
    seen = load_glyph_classifier(preset).classify_glyphs(np.zeros((1, 32, 32), np.float32))
    assert seen.shape == (1, preset.charset.classes)
