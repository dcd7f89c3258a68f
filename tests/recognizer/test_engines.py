"""The exported networks against Keras; random weights, so that no training is needed."""

import subprocess
import sys

import numpy as np
import pytest

from recognizer.charset import Charset
from recognizer.network import GlyphNetworkSettings, LineNetworkSettings
from recognizer.types import GlyphClassifier, LineReader, PresetError

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore::DeprecationWarning")]
ABC = Charset(" abx")
LINE = LineNetworkSettings(classes=ABC.classes, stem=(8, 8, 16, 16), body=32, dilations=(1, 2))
GLYPH = GlyphNetworkSettings(classes=ABC.classes, stem=8, stages=(8, 16), dense=16)


def shake(model, seed=0):
    """Give batch normalisations statistics, as training would."""
    rng = np.random.default_rng(seed)
    for weight in model.weights:
        if weight.path.endswith(("moving_variance", "gamma")):
            weight.assign(rng.uniform(0.5, 2, weight.shape))
        if weight.path.endswith(("moving_mean", "beta", "bias")):
            weight.assign(rng.normal(0, 0.2, weight.shape))


@pytest.fixture(scope="module")
def preset(tmp_path_factory):
    pytest.importorskip("keras")
    from recognizer.card import Card
    from recognizer.network import build_glyph_network, build_line_network
    from recognizer.preset_writer import PresetParts, save_preset

    folder = tmp_path_factory.mktemp("weights")
    for name, model in (("line", build_line_network(LINE)), ("glyph", build_glyph_network(GLYPH))):
        shake(model)
        model.save_weights(folder / f"{name}.weights.h5")
    card = Card("toy", "Reads nothing.", "none", 0, 0, 0.0, ())
    parts = PresetParts(
        "toy",
        folder / "line.weights.h5",
        card,
        line=LINE,
        glyph_weights=folder / "glyph.weights.h5",
        glyph=GLYPH,
        charset=ABC,
    )
    return save_preset(tmp_path_factory.mktemp("preset"), parts)


def random_crops(n, seed=0):
    rng = np.random.default_rng(seed)
    return [rng.random((40, int(width)), dtype=np.float32) ** 4 for width in rng.integers(1, 900, n)]


def test_both_engines_give_the_same_answers_over_200_lines(preset):
    from recognizer.preset import load_line_reader

    crops = random_crops(200)
    onnx = load_line_reader(preset, precision="float32")
    keras = load_line_reader(preset, engine="keras")
    assert isinstance(onnx, LineReader)
    worst = 0.0
    for crop, a, b in zip(crops, onnx.read_lines(crops), keras.read_lines(crops), strict=True):
        assert a.log_probabilities.shape == (-(-crop.shape[1] // 2), ABC.classes)
        assert a.stride == 2.0
        np.testing.assert_allclose(np.exp(a.log_probabilities).sum(axis=1), 1, atol=1e-5)
        worst = max(worst, float(np.abs(np.exp(a.log_probabilities) - np.exp(b.log_probabilities)).max()))
    assert worst < 1e-3


def test_both_engines_classify_glyphs_alike(preset):
    from recognizer.preset import load_glyph_classifier

    crops = np.random.default_rng(0).random((300, 32, 32), dtype=np.float32)
    onnx, keras = load_glyph_classifier(preset), load_glyph_classifier(preset, engine="keras")
    assert isinstance(onnx, GlyphClassifier)
    a, b = onnx.classify_glyphs(crops), keras.classify_glyphs(crops)
    assert a.shape == (300, ABC.classes)
    assert np.abs(np.exp(a) - np.exp(b)).max() < 1e-3


def test_a_line_reads_the_same_alone_and_among_others(preset):
    from recognizer.preset import load_line_reader

    reader, crops = load_line_reader(preset), random_crops(9, seed=3)
    together = reader.read_lines(crops)
    for crop, reading in zip(crops, together, strict=True):
        (alone,) = reader.read_lines([crop])
        # the padding beside a crop may differ in width, which the last frames see
        inner = slice(0, max(0, len(alone.log_probabilities) - 40))
        np.testing.assert_allclose(
            np.exp(alone.log_probabilities)[inner], np.exp(reading.log_probabilities)[inner], atol=1e-4
        )


def test_nothing_is_read_as_nothing_and_wrong_crops_are_refused(preset):
    from recognizer.preset import load_glyph_classifier, load_line_reader

    reader = load_line_reader(preset)
    assert reader.read_lines([]) == []
    for bad in (np.zeros((32, 50), np.float32), np.zeros((40, 0), np.float32), np.zeros(40, np.float32)):
        with pytest.raises(ValueError, match="line crop must be"):
            reader.read_lines([bad])
    classifier = load_glyph_classifier(preset)
    assert classifier.classify_glyphs(np.zeros((0, 32, 32), np.float32)).shape == (0, ABC.classes)
    with pytest.raises(ValueError, match="glyph crops must be"):
        classifier.classify_glyphs(np.zeros((32, 32), np.float32))


def test_weights_of_another_network_are_refused(preset):
    from recognizer.engines import KerasLineReader

    with pytest.raises(PresetError, match="another network"):
        KerasLineReader(preset.file("line.weights.h5"), LineNetworkSettings(classes=9))


def test_onnx_engine_imports_neither_keras_nor_tensorflow(preset):
    code = (
        "import sys; from recognizer.preset import find_preset, load_line_reader;"
        f"load_line_reader(find_preset({str(preset.folder)!r}));"
        "print([name for name in ('keras', 'tensorflow', 'torch', 'matplotlib') if name in sys.modules])"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"


def test_network_is_read_the_same_after_saving_and_loading(tmp_path):
    keras = pytest.importorskip("keras")
    from recognizer.network import build_line_network

    model = build_line_network(LINE)
    shake(model, seed=4)
    model.save(tmp_path / "line.keras")
    again = keras.models.load_model(tmp_path / "line.keras")
    pixels = np.random.default_rng(0).random((2, 40, 128, 1), dtype=np.float32)
    np.testing.assert_allclose(
        np.asarray(keras.ops.convert_to_numpy(model(pixels))),
        np.asarray(keras.ops.convert_to_numpy(again(pixels))),
        atol=1e-5,
    )


@pytest.mark.parametrize("backend", ["tensorflow", "torch", "jax"])
def test_every_backend_gives_what_was_exported(preset, backend, tmp_path):
    pytest.importorskip(backend)
    code = (
        "import sys, numpy as np; from pathlib import Path;"
        "from recognizer.preset import find_preset, load_line_reader;"
        f"preset = find_preset({str(preset.folder)!r});"
        "crops = [np.random.default_rng(1).random((40, 333), dtype=np.float32)];"
        "a = load_line_reader(preset).read_lines(crops)[0].log_probabilities;"
        "b = load_line_reader(preset, 'keras').read_lines(crops)[0].log_probabilities;"
        "print('worst', np.abs(np.exp(a) - np.exp(b)).max())"
    )
    environment = {**__import__("os").environ, "KERAS_BACKEND": backend}
    found = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment
    )
    assert float(found.stdout.split("worst")[1]) < 1e-3
