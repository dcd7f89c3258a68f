"""The layers the networks are built from: Keras' own, and faster ones where Keras runs on PyTorch.

On PyTorch Keras copies the activations to another memory layout around each convolution and
pooling, and spells batch normalisation out in half a dozen passes. On a CPU the first layers are
bound by memory, so these copies cost more than the arithmetic. The subclasses here call PyTorch's
kernels on a view of the same memory. Weights, names, configuration and results are Keras'.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from recognizer.dependencies import import_keras


@dataclass(frozen=True, slots=True)
class Layers:
    """Constructors with the arguments of ``keras.layers``; all channels last."""

    Conv2D: Any
    MaxPooling2D: Any
    BatchNormalization: Any
    ReLU: Any


@cache
def network_layers() -> Layers:
    """The layers for the backend Keras runs on.

    Raises:
        DependencyError: Keras is not installed.
    """
    keras = import_keras()
    own = keras.layers
    if keras.backend.backend() != "torch":
        return Layers(own.Conv2D, own.MaxPooling2D, own.BatchNormalization, own.ReLU)
    made = Layers(_torch_convolution(), _torch_pooling(), _torch_normalization(), _torch_relu())
    for mine in (made.Conv2D, made.MaxPooling2D, made.BatchNormalization, made.ReLU):
        mine.__module__ = mine.__base__.__module__  # saved files name Keras' layer: Keras alone loads them
    return made


def _torch_convolution() -> Any:
    """A convolution of a channels-last view."""
    keras = import_keras()
    import torch

    class Conv2D(keras.layers.Conv2D):  # type: ignore[misc, name-defined]
        """Convolution of a (batch, rows, columns, channels) view."""

        def call(self, inputs: Any) -> Any:
            """Convolve; padding ``same`` is TensorFlow's, the odd pixel to the right."""
            if _is_symbolic(inputs):
                return super().call(inputs)
            x, pad = _channels_first(inputs), (0, 0)
            if self.padding == "same":
                rows, columns = _same_padding(self, inputs.shape)
                if rows[0] == rows[1] and columns[0] == columns[1]:
                    pad = (rows[0], columns[0])
                else:
                    x = torch.nn.functional.pad(x, (*columns, *rows))
            kernel = torch.permute(keras.ops.convert_to_tensor(self.kernel), (3, 2, 0, 1))
            kernel = kernel.contiguous(memory_format=torch.channels_last)
            x = x.contiguous(memory_format=torch.channels_last)
            bias = keras.ops.convert_to_tensor(self.bias) if self.use_bias else None
            x = torch.nn.functional.conv2d(x, kernel, bias, self.strides, pad, self.dilation_rate)
            return _channels_last(x)

    return Conv2D


def _torch_pooling() -> Any:
    """Pooling of a channels-last view."""
    keras = import_keras()
    import torch

    class MaxPooling2D(keras.layers.MaxPooling2D):  # type: ignore[misc, name-defined]
        """Pooling of a (batch, rows, columns, channels) view."""

        def call(self, inputs: Any) -> Any:
            """Take the largest of each window; rows and columns left over are dropped."""
            if _is_symbolic(inputs):
                return super().call(inputs)
            x = torch.nn.functional.max_pool2d(_channels_first(inputs), self.pool_size, self.strides)
            return _channels_last(x)

    return MaxPooling2D


def _torch_normalization() -> Any:
    """Batch normalisation by PyTorch's fused kernel."""
    keras = import_keras()
    import torch

    class BatchNormalization(keras.layers.BatchNormalization):  # type: ignore[misc, name-defined]
        """Batch normalisation of a (batch, rows, columns, channels) view."""

        def call(self, inputs: Any, training: bool | None = None, mask: Any = None) -> Any:
            """Normalise the last axis; the running statistics move while training."""
            if _is_symbolic(inputs):
                return super().call(inputs, training=training, mask=mask)
            x = torch.nn.functional.batch_norm(
                _channels_first(inputs),
                self.moving_mean.value,
                self.moving_variance.value,
                self.gamma.value,
                self.beta.value,
                training=bool(training) and self.trainable,
                momentum=1.0 - self.momentum,
                eps=self.epsilon,
            )
            return _channels_last(x)

    return BatchNormalization


def _torch_relu() -> Any:
    """Rectification in place."""
    keras = import_keras()

    class ReLU(keras.layers.ReLU):  # type: ignore[misc, name-defined]
        """Rectification of what is no longer needed as it was."""

        def call(self, inputs: Any) -> Any:
            """Replace what is below 0 by 0."""
            return inputs.relu() if _is_symbolic(inputs) else inputs.relu_()

    return ReLU


def _is_symbolic(x: Any) -> bool:
    """Whether a tensor only has a shape, as while a model is being put together."""
    return bool(x.device.type == "meta")


def _channels_first(x: Any) -> Any:
    """A view as PyTorch names the axes."""
    return x.permute(0, 3, 1, 2)


def _channels_last(x: Any) -> Any:
    """A view as Keras names the axes."""
    return x.permute(0, 2, 3, 1)


def _same_padding(layer: Any, shape: Any) -> tuple[tuple[int, int], tuple[int, int]]:
    """Pixels added (before, after) to rows and to columns so that ceil(size / stride) come out."""
    pads = []
    for axis in (0, 1):
        stride = layer.strides[axis]
        reach = (layer.kernel_size[axis] - 1) * layer.dilation_rate[axis] + 1
        total = max(0, (-(-shape[axis + 1] // stride) - 1) * stride + reach - shape[axis + 1])
        pads.append((total // 2, total - total // 2))
    return pads[0], pads[1]
