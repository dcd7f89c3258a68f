"""Weights of a line network for another charset: classes both know keep theirs, new ones begin afresh."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from recognizer.charset import BLANK, Charset
from recognizer.engines import load_weights
from recognizer.network import LineNetworkSettings, build_line_network

OUTPUT = "frames"  # the layer that names the classes, those of a column's two frames one after another


@dataclass(frozen=True, slots=True)
class KnownLineNetwork:
    """A trained line network.

    Args:
        weights: its file.
        settings: its shape.
        charset: names its classes.
    """

    weights: Path
    settings: LineNetworkSettings
    charset: Charset


def carry_over(known: KnownLineNetwork, settings: LineNetworkSettings, charset: Charset, out: Path) -> int:
    """Write weights to begin with for another charset.

    All layers but the last are taken as they are. In the last, a class that both charsets have keeps its
    weights; a new one gets random ones, seeded by Keras, and the lowest bias there is, so that at first it
    is found nowhere.

    Args:
        known: what to begin from.
        settings: of the network wanted, the same but for the number of classes.
        charset: wanted.
        out: the file written.

    Returns:
        How many classes, the blank included, were carried over.

    Raises:
        PresetError: the weights are missing or of another network.
        DependencyError: Keras is not installed.
    """
    model, before = build_line_network(settings), build_line_network(known.settings)
    load_weights(before, known.weights)
    for layer in model.layers:
        if layer.name != OUTPUT:
            layer.set_weights(before.get_layer(layer.name).get_weights())
    new, old = _shared_classes(charset, known.charset)
    layer = model.get_layer(OUTPUT)
    kernel, bias = (_by_class(array, charset.classes) for array in layer.get_weights())
    old_kernel, old_bias = (
        _by_class(array, known.charset.classes) for array in before.get_layer(OUTPUT).get_weights()
    )
    bias[:] = old_bias.min(axis=-1, keepdims=True)
    kernel[..., new], bias[..., new] = old_kernel[..., old], old_bias[..., old]
    layer.set_weights([kernel.reshape(layer.kernel.shape), bias.reshape(layer.bias.shape)])
    out.parent.mkdir(parents=True, exist_ok=True)
    part = out.with_name(f".part.{out.name}")
    model.save_weights(part)
    part.replace(out)
    return len(new)


def _shared_classes(charset: Charset, known: Charset) -> tuple[list[int], list[int]]:
    """Class indices of what both name: in the one and in the other; the blank is in both."""
    shared = [character for character in charset.characters if character in known.characters]
    return [BLANK, *charset.encode("".join(shared))], [BLANK, *known.encode("".join(shared))]


def _by_class(array: Any, classes: int) -> NDArray[np.float32]:
    """A kernel or bias of the last layer with classes as an axis of their own."""
    values = np.array(array, dtype=np.float32)
    return values.reshape(*values.shape[:-1], -1, classes)
