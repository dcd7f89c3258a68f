"""The losses against worked answers, and what the learner keeps."""

import numpy as np
import pytest

from recognizer.network import GlyphNetworkSettings, LineNetworkSettings
from recognizer.types import TrainingError

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore::DeprecationWarning")]


@pytest.fixture
def learner():
    pytest.importorskip("keras")
    from recognizer import learner

    return learner


def number(value):
    import keras

    return float(keras.ops.convert_to_numpy(value))


def test_blank_frames_count_half_and_unlabelled_ones_nothing(learner):
    # two classes, even odds everywhere: each frame costs ln 2, whatever its weight
    even = np.zeros((1, 3, 2), np.float32)
    assert number(learner.frame_loss(np.array([[0, 1, -1]], np.int32), even)) == pytest.approx(np.log(2))
    # a sure and wrong blank of weight .5 beside a sure and right letter of weight 1
    sure = np.array([[[0, 20], [0, 20], [20, 0]]], np.float32)
    assert number(learner.frame_loss(np.array([[0, 1, -1]], np.int32), sure)) == pytest.approx(20 * 0.5 / 1.5)
    assert number(learner.frame_loss(np.array([[-1, -1, -1]], np.int32), even)) == 0.0


def test_ctc_loss_by_hand(learner):
    # two frames, two classes at even odds: "a" is read by a-, -a and aa: 3 of 4 paths
    even = np.zeros((1, 2, 2), np.float32)
    assert number(learner.ctc_loss(np.array([[1, -1]], np.int32), even)) == pytest.approx(
        np.log(4 / 3), abs=1e-5
    )
    # an empty text beside it is read by one path of four, and adds no character
    both = learner.ctc_loss(np.array([[1, -1], [-1, -1]], np.int32), np.zeros((2, 2, 2), np.float32))
    assert number(both) == pytest.approx(np.log(4 / 3) + np.log(4), abs=1e-5)


def test_class_loss_by_hand(learner):
    logits = np.array([[0.0, 0.0], [0.0, 0.0]], np.float32)
    assert number(learner.class_loss(np.array([0, 1], np.int32), logits)) == pytest.approx(np.log(2))


def test_weights_of_another_network_are_not_restored(learner):
    from recognizer.network import build_glyph_network

    small = GlyphNetworkSettings(classes=3, stem=8, stages=(8,), dense=8)
    large = GlyphNetworkSettings(classes=4, stem=8, stages=(8,), dense=8)
    settings = learner.OptimizerSettings(precision="float32")
    saved = learner.Learner(build_glyph_network(small), settings).save({})
    with pytest.raises(TrainingError, match="another network"):
        learner.Learner(build_glyph_network(large), settings).restore(saved)


def test_frozen_norms_stay_while_the_rest_learns(learner):
    import keras

    from recognizer.network import build_glyph_network

    network = build_glyph_network(GlyphNetworkSettings(classes=3, stem=8, stages=(8,), dense=8))
    norms = [layer for layer in network.layers if isinstance(layer, keras.layers.BatchNormalization)]
    before = [np.array(array) for layer in norms for array in layer.get_weights()]
    others = [np.array(array) for array in network.get_weights()]
    one = learner.Learner(network, learner.OptimizerSettings(precision="float32", frozen_norms=True))
    one.use_loss(learner.class_loss)
    rng = np.random.default_rng(3)
    inputs = [rng.random(shape.shape[1:], np.float32)[None].repeat(2, 0) for shape in network.inputs]
    one.learn(inputs, np.array([0, 1], np.int32), 1e-2)
    after = [np.array(array) for layer in norms for array in layer.get_weights()]
    assert norms
    assert all(np.array_equal(was, now) for was, now in zip(before, after, strict=True))
    moved = [not np.array_equal(was, now) for was, now in zip(others, network.get_weights(), strict=True)]
    assert any(moved)


def test_precision_is_one_that_is_known(learner):
    assert learner.choose_precision("float32") == "float32"
    assert learner.choose_precision("bfloat16") == "mixed_bfloat16"
    assert learner.choose_precision("auto") in ("float32", "mixed_bfloat16")
    with pytest.raises(ValueError, match="precision must be"):
        learner.choose_precision("int4")


def test_shapes_that_no_network_has_are_refused():
    with pytest.raises(ValueError, match="multiple of 8"):
        LineNetworkSettings(height=42)
    with pytest.raises(ValueError, match="two classes"):
        LineNetworkSettings(classes=1)
    assert LineNetworkSettings(width=2.0).channels(32) == 64
    assert LineNetworkSettings(width=0.1).channels(32) == 8


@pytest.mark.parametrize(
    ("said", "is_memory"),
    [
        ("RESOURCE_EXHAUSTED: Out of memory allocating 2147483648 bytes.", True),  # JAX
        ("[enforce fail at alloc_cpu.cpp:127] DefaultCPUAllocator: can't allocate memory", True),  # PyTorch
        ("CUDA out of memory. Tried to allocate 2.00 GiB", True),
        ("OOM when allocating tensor with shape[32,40]", True),  # TensorFlow
        ("there is no room for 3 dimensions", False),
    ],
)
def test_memory_that_ran_out_is_known_by_its_words(said, is_memory):
    from recognizer.memory import tells_of_memory

    assert tells_of_memory(RuntimeError(said)) is is_memory
