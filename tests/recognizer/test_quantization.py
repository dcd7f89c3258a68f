"""A toy network that learnt its three letters, in 8 bits; needs Keras to make one."""

import json
import shutil
from dataclasses import replace

import numpy as np
import pytest

from recognizer.charset import Charset
from recognizer.network import LineNetworkSettings
from recognizer.types import PresetError

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore::DeprecationWarning")]
ABC = Charset(" abx")
LINE = LineNetworkSettings(classes=ABC.classes, stem=(8, 8, 16, 16), body=32, dilations=(1, 2))


@pytest.fixture(scope="module")
def plain(tmp_path_factory):
    """A preset of random weights, all in float32."""
    pytest.importorskip("onnx")
    keras = pytest.importorskip("keras")
    from recognizer.card import Card
    from recognizer.network import build_line_network
    from recognizer.preset_writer import PresetParts, save_preset

    folder = tmp_path_factory.mktemp("weights")
    keras.utils.set_random_seed(3)
    build_line_network(LINE).save_weights(folder / "line.weights.h5")
    card = Card("toy", "Reads nothing.", "none", 0, 0, 0.0, ())
    parts = PresetParts("toy", folder / "line.weights.h5", card, line=LINE, charset=ABC)
    return save_preset(tmp_path_factory.mktemp("plain"), parts), parts


@pytest.fixture
def preset(plain, tmp_path):
    from recognizer.preset import find_preset

    shutil.copytree(plain[0].folder, tmp_path / "preset")
    return find_preset(tmp_path / "preset")


@pytest.fixture
def crops(toy_line):
    lines = [toy_line(text) for text in ("ab xa bax", "x", "baba abax xx a", "bbb aaa", "xab ba ab")]
    return [line.pixels.astype(np.float32) / np.float32(255) for line in lines]


def test_eight_bits_read_like_float32_and_by_default(preset, crops, toy_line):
    from recognizer.preset import find_preset, load_line_reader
    from recognizer.quantization import quantize_preset

    before = preset.file("line.onnx").read_bytes()
    quantize_preset(preset.folder, crops, {"toys": [toy_line("ab ax"), toy_line("xxa")]})
    preset = find_preset(preset.folder)
    assert preset.file("line.onnx").read_bytes() == before
    int8 = load_line_reader(preset, precision="int8").read_lines(crops)
    by_default = load_line_reader(preset).read_lines(crops)
    exact = load_line_reader(preset, precision="float32").read_lines(crops)
    worst = 0.0
    for a, b, c in zip(int8, by_default, exact, strict=True):
        np.testing.assert_array_equal(a.log_probabilities, b.log_probabilities)
        assert a.log_probabilities.shape == c.log_probabilities.shape
        worst = max(worst, float(np.abs(np.exp(a.log_probabilities) - np.exp(c.log_probabilities)).max()))
    assert 0 < worst < 0.05


def test_card_tells_what_eight_bits_cost(preset, crops, toy_line):
    from recognizer.quantization import quantize_preset

    quantize_preset(preset.folder, crops, {"toys": [toy_line("ab ax"), toy_line("xxa")]})
    said = json.loads((preset.folder / "card.json").read_text(encoding="utf-8"))["quantized"]
    assert said["lines"] == len(crops)
    assert 0 < said["difference"] < 0.05
    (row,) = said["scores"]
    assert (row["name"], row["kind"], row["lines"], row["characters"]) == ("toys", "print", 2, 8)
    assert set(row["edits"]) == {"float32", "int8"}
    assert "8-bit arithmetic" in (preset.folder / "card.md").read_text(encoding="utf-8")


def test_another_network_in_the_folder_leaves_no_rounded_weights_of_the_last(plain, preset, crops):
    from recognizer.preset_writer import save_preset
    from recognizer.quantization import quantize_preset

    quantized = quantize_preset(preset.folder, crops)
    assert "line.int8.onnx" in quantized.sha256
    again = save_preset(preset.folder, replace(plain[1], name="other"))
    assert "line.int8.onnx" not in again.sha256
    assert not (preset.folder / "line.int8.onnx").exists()


def test_what_cannot_be_quantized_is_refused(preset, tmp_path, crops):
    from recognizer.quantization import quantize_preset

    with pytest.raises(ValueError, match="without crops"):
        quantize_preset(preset.folder, [])
    with pytest.raises(PresetError, match="no preset"):
        quantize_preset(tmp_path / "nowhere", crops)
    assert "line.int8.onnx" not in {path.name for path in preset.folder.iterdir()}


def test_script_measures_on_shards_and_tells_the_card(preset, toy_shards):
    import quantize_preset as script
    from click.testing import CliRunner

    arguments = [str(preset.folder), str(toy_shards), "--lines", "20", "--valid", str(toy_shards)]
    done = CliRunner().invoke(script.main, arguments)
    assert done.exit_code == 0, done.output
    assert "| shards | print | 120 |" in done.output
    assert (preset.folder / "line.int8.onnx").is_file()
