"""The two networks: settings in, an untrained ``keras.Model`` out; no files, no training.

Both are written against Keras 3 alone, so that they train and run on its TensorFlow, JAX and
PyTorch backends, and both give *logits*: whoever needs probabilities applies a softmax.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from recognizer.charset import Charset
from recognizer.dependencies import import_keras
from recognizer.glyph_frames import GLYPH_SIZE, PLACES
from recognizer.layers import network_layers

FRAME_STRIDE = 2  # px of a line crop that one frame stands for: at 4 px one l of `ll` is lost
LINE_COLUMN = 4  # px of a line crop behind one column of the convolutions; a width is padded to it
NORM_MOMENTUM = 0.98  # share of the running statistics kept each step of batch normalisation
NORM_EPSILON = 1e-3
LINE_NETWORKS = {
    "usual": 1.0,
    "small": 0.5,
    "tiny": 0.375,
}  # factors on the channels: half of them are a quarter of the work, three eighths a sixth
PLACE_UNITS = 32  # hidden units that a glyph's place is looked at with


@dataclass(frozen=True, slots=True)
class LineNetworkSettings:
    """The shape of the line network.

    Args:
        classes: characters and the blank.
        height: rows of a line crop, px; a multiple of 8.
        stem: channels of the four two-dimensional convolutions.
        body: channels of the one-dimensional part.
        dilations: one residual 1x3 convolution for each, in columns of 4 px.
        width: factor on all channels; 2.0 makes a network of four times the work.

    Raises:
        ValueError: the height cannot be halved three times, or there is nothing to build.
    """

    classes: int = field(default_factory=lambda: Charset().classes)
    height: int = 40
    stem: tuple[int, int, int, int] = (32, 32, 64, 128)
    body: int = 256
    dilations: tuple[int, ...] = (1, 2, 4, 8, 1, 2)
    width: float = 1.0

    def __post_init__(self) -> None:
        """Refuse shapes that no network has."""
        if self.height < 8 or self.height % 8:
            raise ValueError(f"a line crop's height must be a multiple of 8 px, got {self.height}")
        if self.classes < 2 or self.width <= 0:
            raise ValueError("a line network needs two classes or more and a width above 0")

    def channels(self, base: int) -> int:
        """Channels of a layer after scaling, a multiple of 8 (what vector units like)."""
        return max(8, round(base * self.width / 8) * 8)


@dataclass(frozen=True, slots=True)
class GlyphNetworkSettings:
    """The shape of the glyph network.

    Args:
        classes: characters and the blank, which stands for "no character" here.
        size: rows and columns of a glyph's picture, px; a multiple of 2 to the number of stages.
        stem: channels of the first convolution, which halves the picture.
        stages: channels of the residual stages, each at half the resolution of the one before.
        dense: units of the embedding.
        dropout: share of those units dropped in training.

    Raises:
        ValueError: there is no stage, or the shape is that of the plain network of older presets.
    """

    classes: int = field(default_factory=lambda: Charset().classes)
    size: int = GLYPH_SIZE
    stem: int = 32
    stages: tuple[int, ...] = (48, 96, 160)
    dense: int = 192
    dropout: float = 0.2

    def __post_init__(self) -> None:
        """Refuse shapes that no network has."""
        if not isinstance(self.stem, int):
            raise ValueError("a glyph network of a kind no longer read; train it again")
        if not self.stages or self.size % 2 ** len(self.stages):
            raise ValueError(f"a picture of {self.size} px cannot be halved {len(self.stages)} times")


def build_line_network(settings: LineNetworkSettings, precision: str = "float32") -> Any:
    """The fully convolutional line reader.

    Five rows of convolutions squeeze the crop's height to one, dilated residual convolutions
    then look some 60 px to either side, and every column of 4 px gives two frames. There is no
    recurrence: the width is free.

    Args:
        settings: its shape.
        precision: Keras dtype policy of the layers, such as ``mixed_bfloat16`` to train in; weights
            are float32 in any.

    Returns:
        ``keras.Model`` from (batch, height, width, 1) float32 in 0..1, ink high, width a
        multiple of 4, to logits (batch, width / 2, classes) float32.

    Raises:
        DependencyError: Keras is not installed.
    """
    layers = import_keras().layers
    pixels = layers.Input((settings.height, None, 1), name="pixels")
    cast = {"dtype": precision}
    widths = [settings.channels(base) for base in settings.stem]
    body = settings.channels(settings.body)
    x = _convolve(pixels, widths[0], (5, 5), "stem_1", strides=2, **cast)
    x = _convolve(x, widths[1], (3, 3), "stem_2", **cast)
    x = network_layers().MaxPooling2D((2, 2), name="halve", **cast)(x)
    x = _convolve(x, widths[2], (3, 3), "stem_3", **cast)
    x = network_layers().MaxPooling2D((2, 1), name="flatten", **cast)(x)
    x = _convolve(x, widths[3], (3, 3), "stem_4", **cast)
    x = _convolve(x, body, (settings.height // 8, 1), "squeeze", padding="valid", **cast)
    for at, dilation in enumerate(settings.dilations, start=1):
        beside = _convolve(x, body, (1, 3), f"context_{at}", dilation_rate=(1, dilation), **cast)
        x = layers.Add(name=f"residual_{at}", **cast)([x, beside])
    x = network_layers().Conv2D(2 * settings.classes, 1, name="frames", **cast)(x)
    logits = layers.Reshape((-1, settings.classes), dtype="float32", name="logits")(x)
    return import_keras().Model(pixels, logits, name="line")


def build_glyph_network(settings: GlyphNetworkSettings, precision: str = "float32") -> Any:
    """The glyph classifier: a small convolutional network for pictures of one character.

    Residual stages (K. He et al., "Deep Residual Learning for Image Recognition", 2016) look at the shape;
    what is learnt of its size and place is added before the last but one rectification, whose result is the
    glyph's embedding.

    Args:
        settings: its shape; the default costs about 16 million multiplications a glyph.
        precision: Keras dtype policy of the layers.

    Returns:
        ``keras.Model`` from [pixels (batch, size, size, 1) float32 in 0..1, ink high, and places (batch, 5)
        float32] to logits (batch, classes) float32.

    Raises:
        DependencyError: Keras is not installed.
    """
    layers = import_keras().layers
    pixels = layers.Input((settings.size, settings.size, 1), name="pixels")
    places = layers.Input((PLACES,), name="places")
    cast = {"dtype": precision}
    x = _convolve(pixels, settings.stem, (5, 5), "stem", strides=2, **cast)
    for at, channels in enumerate(settings.stages, start=1):
        x = _convolve(x, channels, (3, 3), f"stage_{at}", strides=1 if at == 1 else 2, **cast)
        beside = _convolve(x, channels, (3, 3), f"beside_{at}", **cast)
        x = layers.Add(name=f"residual_{at}", **cast)([x, beside])
    x = layers.Flatten(name="flatten", **cast)(x)
    x = layers.Dense(settings.dense, name="shape", **cast)(x)
    hidden = layers.Dense(PLACE_UNITS, activation="relu", name="place", dtype="float32")(places)
    where = layers.Dense(settings.dense, name="where", dtype="float32")(hidden)
    x = layers.Add(name="joined", dtype="float32")([x, where])
    x = layers.ReLU(name="embedding", dtype="float32")(x)
    x = layers.Dropout(settings.dropout, name="dropout", dtype="float32")(x)
    logits = layers.Dense(settings.classes, dtype="float32", name="logits")(x)
    return import_keras().Model([pixels, places], logits, name="glyph")


def _convolve(x: Any, channels: int, kernel: tuple[int, int], name: str, **options: Any) -> Any:
    """Convolution, batch normalisation, ReLU."""
    layers = network_layers()
    options.setdefault("padding", "same")
    cast = {"dtype": options["dtype"]}
    x = layers.Conv2D(channels, kernel, use_bias=False, name=name, **options)(x)
    x = layers.BatchNormalization(momentum=NORM_MOMENTUM, epsilon=NORM_EPSILON, name=f"{name}_norm", **cast)(
        x
    )
    return layers.ReLU(name=f"{name}_relu", **cast)(x)
