import numpy as np
import pytest

from recognizer.charset import Charset
from recognizer.network import LineNetworkSettings

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore::DeprecationWarning")]


def test_shared_classes_read_as_before_and_new_ones_are_found_nowhere_at_first(tmp_path):
    pytest.importorskip("keras")
    from recognizer.engines import load_weights
    from recognizer.network import build_line_network
    from recognizer.weight_transfer import KnownLineNetwork, carry_over

    known, wanted = Charset(" abx"), Charset(" bcxa")
    shape = {"stem": (8, 8, 16, 16), "body": 32, "dilations": (1, 2)}
    before = LineNetworkSettings(classes=known.classes, **shape)
    after = LineNetworkSettings(classes=wanted.classes, **shape)
    model = build_line_network(before)
    rng = np.random.default_rng(0)
    bias = rng.normal(-1, 0.5, 2 * known.classes).astype(np.float32)
    model.get_layer("frames").set_weights([model.get_layer("frames").get_weights()[0], bias])
    model.save_weights(tmp_path / "before.weights.h5")
    origin = KnownLineNetwork(tmp_path / "before.weights.h5", before, known)
    assert carry_over(origin, after, wanted, tmp_path / "work" / "after.weights.h5") == 5
    other = build_line_network(after)
    load_weights(other, tmp_path / "work" / "after.weights.h5")
    pixels = rng.random((2, 40, 64, 1), dtype=np.float32)
    old, new = (np.asarray(net.predict_on_batch(pixels)) for net in (model, other))
    assert new.shape == (2, 32, 6)
    names = " abx"
    was, now = [0, *known.encode(names)], [0, *wanted.encode(names)]
    np.testing.assert_allclose(new[..., now], old[..., was], atol=1e-5)
    fresh = other.get_layer("frames").get_weights()[1].reshape(2, 6)[:, wanted.encode("c")[0]]
    np.testing.assert_allclose(fresh, bias.reshape(2, 5).min(axis=1))
