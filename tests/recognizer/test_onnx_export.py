import numpy as np
import onnxruntime
import pytest

from recognizer.network import LineNetworkSettings
from recognizer.types import RecognizerError

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore::DeprecationWarning")]
LINE = LineNetworkSettings(classes=5, stem=(8, 8, 16, 16), body=32, dilations=(1, 2))


@pytest.fixture(scope="module")
def model():
    pytest.importorskip("keras")
    from recognizer.network import build_line_network

    return build_line_network(LINE)


def test_width_stays_free(model, tmp_path):
    from recognizer.onnx_export import CHECKED_WIDTHS, LARGEST_DIFFERENCE, export_onnx

    assert export_onnx(model, tmp_path / "line.onnx") < LARGEST_DIFFERENCE == 1e-3
    assert len(set(CHECKED_WIDTHS)) == 2
    session = onnxruntime.InferenceSession(str(tmp_path / "line.onnx"))
    assert session.get_inputs()[0].shape == ["batch", 40, "width"]
    for wide in (64, 1000):
        (found, *_) = session.run(None, {"pixels": np.zeros((2, 40, wide), np.float32)})
        assert found.shape == (2, wide // 2, 5)


def test_file_that_differs_from_keras_is_an_error_and_the_one_before_stays(model, tmp_path, monkeypatch):
    from recognizer import onnx_export

    path = tmp_path / "line.onnx"
    path.write_bytes(b"before")
    monkeypatch.setattr(onnx_export._Graph, "_add_relu", lambda self, layer, names: names[0])
    with pytest.raises(
        RecognizerError, match=r"differ from Keras' by .* on crops 192 px wide, where 0\.001 is"
    ):
        onnx_export.export_onnx(model, path)
    assert [file.name for file in tmp_path.iterdir()] == ["line.onnx"]
    assert path.read_bytes() == b"before"


def test_layer_without_a_rule_is_named(model, tmp_path, monkeypatch):
    from recognizer import onnx_export

    monkeypatch.delattr(onnx_export._Graph, "_add_maxpooling2d")
    with pytest.raises(RecognizerError, match="MaxPooling2D"):
        onnx_export.export_onnx(model, tmp_path / "line.onnx")
