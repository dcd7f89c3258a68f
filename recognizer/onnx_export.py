"""A Keras model of convolutions -> an ONNX file, written node by node, on any Keras backend.

Each batch normalisation is folded into the convolution before it, layouts are those ONNX Runtime
likes (channels first), and a log-softmax is put at the end. Batch and width stay free.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from recognizer.dependencies import import_keras, import_optional
from recognizer.types import RecognizerError

EMBEDDING = "embedding"  # the layer, and the output, that says what a glyph looks like
OPSET = 17
IR_VERSION = 8
CHECKED_WIDTHS = (192, 452)  # px of random crops that a network of free width is checked on
LARGEST_DIFFERENCE = 1e-3  # of a probability between Keras and the exported file


def export_onnx(model: Any, path: Path) -> float:
    """Write a line or glyph network as ONNX and hold it against Keras.

    Args:
        model: as built by ``recognizer.network``, weights loaded, in float32.
        path: of the file; its input ``pixels`` is (batch, height, width) float32, its output
            ``log_probabilities`` has the model's shape. A glyph network has a second input ``places``
            (batch, 5), which may be left out (unknown), and a second output ``embedding``.

    Returns:
        The largest difference of a probability from Keras' over random crops of two widths.

    Raises:
        RecognizerError: it has a layer no rule is written for, or differs from Keras by 1e-3 or more; a file
            that was there before stays.
        DependencyError: Keras or onnx is not installed.
    """
    onnx = import_optional("onnx")
    graph = _Graph(onnx.helper, onnx.numpy_helper)
    for layer in model.layers:
        graph.add_layer(layer)
    proto = graph.finish(model)
    onnx.checker.check_model(proto)
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    part.write_bytes(proto.SerializeToString())
    try:
        worst = _verify(model, part)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    return worst


class _Graph:
    """The ONNX nodes made so far, and which Keras tensor is which value."""

    def __init__(self, helper: Any, numpy_helper: Any) -> None:
        self._helper, self._numpy = helper, numpy_helper
        self._nodes: list[Any] = []
        self._constants: list[Any] = []
        self._values: dict[int, str] = {}  # id of a Keras tensor -> name of its value
        self._filters: dict[str, tuple[NDArray[np.float32], NDArray[np.float32]]] = {}  # convolutions so far

    def add_layer(self, layer: Any) -> None:
        """Translate one layer."""
        rule = getattr(self, f"_add_{type(layer).__name__.lower()}", None)
        if rule is None:
            raise RecognizerError(f"no ONNX is written for the layer {type(layer).__name__} ({layer.name})")
        inputs = layer.input if isinstance(layer.input, list) else [layer.input]
        names = [self._values.get(id(tensor), "") for tensor in inputs]
        self._values[id(layer.output)] = rule(layer, names)

    def finish(self, model: Any) -> Any:
        """The model's proto, probabilities as its output."""
        helper = self._helper
        last = self._values[id(model.output)]
        self._nodes.append(helper.make_node("LogSoftmax", [last], ["log_probabilities"], axis=-1))
        _, height, width, _ = model.inputs[0].shape
        shape = ["batch", *(["frames"] if len(model.output.shape) == 3 else []), model.output.shape[-1]]
        kind = self._numpy_float()
        graph = helper.make_graph(
            self._nodes,
            model.name,
            [
                helper.make_tensor_value_info("pixels", kind, ["batch", height, width or "width"]),
                *(
                    helper.make_tensor_value_info(tensor.name, kind, ["places", tensor.shape[1]])
                    for tensor in model.inputs[1:]
                ),
            ],
            [
                helper.make_tensor_value_info("log_probabilities", kind, shape),
                *(
                    helper.make_tensor_value_info(EMBEDDING, kind, ["batch", layer.output.shape[-1]])
                    for layer in model.layers
                    if layer.name == EMBEDDING
                ),
            ],
            self._constants,
        )
        opset = [helper.make_opsetid("", OPSET)]
        return helper.make_model(
            graph, opset_imports=opset, ir_version=IR_VERSION, producer_name="recognizer"
        )

    def _add_inputlayer(self, layer: Any, names: list[str]) -> str:
        if layer.name != "pixels":  # a constant of the same name is what it is where it is left out
            return self._constant(layer.name, np.zeros((1, layer.output.shape[-1]), dtype=np.float32))
        axes = self._constant("input_axes", np.array([1], dtype=np.int64))
        return self._node("Unsqueeze", ["pixels", axes], "channels_first")

    def _add_conv2d(self, layer: Any, names: list[str]) -> str:
        weights = [np.asarray(array, dtype=np.float32) for array in layer.get_weights()]
        kernel = np.transpose(weights[0], (3, 2, 0, 1))
        bias = weights[1] if layer.use_bias else np.zeros(len(kernel), dtype=np.float32)
        self._filters[layer.name] = (kernel, bias)
        inputs = [
            names[0],
            self._constant(f"{layer.name}_kernel", kernel),
            self._constant(f"{layer.name}_bias", bias),
        ]
        return self._node(
            "Conv",
            inputs,
            layer.name,
            strides=list(layer.strides),
            dilations=list(layer.dilation_rate),
            kernel_shape=list(layer.kernel_size),
            pads=_pads(layer),
        )

    def _add_batchnormalization(self, layer: Any, names: list[str]) -> str:
        kernel, bias = self._filters[names[0]]  # the convolution before it, whose weights take it in
        gamma, beta, mean, variance = (np.asarray(array, dtype=np.float64) for array in layer.get_weights())
        scale = gamma / np.sqrt(variance + layer.epsilon)
        self._replace(f"{names[0]}_kernel", kernel * scale[:, None, None, None])
        self._replace(f"{names[0]}_bias", beta + (bias - mean) * scale)
        return names[0]

    def _add_relu(self, layer: Any, names: list[str]) -> str:
        return self._node("Relu", names, layer.name)

    def _add_maxpooling2d(self, layer: Any, names: list[str]) -> str:
        return self._node(
            "MaxPool", names, layer.name, kernel_shape=list(layer.pool_size), strides=list(layer.strides)
        )

    def _add_add(self, layer: Any, names: list[str]) -> str:
        return self._node("Add", names, layer.name)

    def _add_dropout(self, layer: Any, names: list[str]) -> str:
        return names[0]

    def _add_flatten(self, layer: Any, names: list[str]) -> str:
        rows = self._node("Transpose", names, f"{layer.name}_channels_last", perm=[0, 2, 3, 1])
        return self._node("Flatten", [rows], layer.name, axis=1)

    def _add_dense(self, layer: Any, names: list[str]) -> str:
        kernel, bias = (np.asarray(array, dtype=np.float32) for array in layer.get_weights())
        inputs = [
            names[0],
            self._constant(f"{layer.name}_kernel", kernel),
            self._constant(f"{layer.name}_bias", bias),
        ]
        activated = layer.activation.__name__ == "relu"
        sums = self._node("Gemm", inputs, f"{layer.name}_sums" if activated else layer.name)
        return self._node("Relu", [sums], layer.name) if activated else sums

    def _add_reshape(self, layer: Any, names: list[str]) -> str:
        axes = self._constant(f"{layer.name}_axes", np.array([2], dtype=np.int64))
        shape = self._constant(f"{layer.name}_shape", np.array([0, *layer.target_shape], dtype=np.int64))
        row = self._node("Squeeze", [names[0], axes], f"{layer.name}_row")  # its height is 1
        columns = self._node("Transpose", [row], f"{layer.name}_columns", perm=[0, 2, 1])
        return self._node("Reshape", [columns, shape], layer.name)

    def _node(self, operator: str, inputs: list[str], name: str, **attributes: Any) -> str:
        self._nodes.append(self._helper.make_node(operator, inputs, [name], name=name, **attributes))
        return name

    def _constant(self, name: str, array: NDArray[Any]) -> str:
        self._constants.append(self._numpy.from_array(np.ascontiguousarray(array), name))
        return name

    def _replace(self, name: str, array: NDArray[np.float64]) -> None:
        at = next(index for index, constant in enumerate(self._constants) if constant.name == name)
        self._constants[at] = self._numpy.from_array(np.ascontiguousarray(array, dtype=np.float32), name)

    def _numpy_float(self) -> int:
        return int(self._helper.np_dtype_to_tensor_dtype(np.dtype(np.float32)))


def _pads(layer: Any) -> list[int]:
    """Padding of a convolution: rows before, columns before, rows after, columns after.

    Sizes are multiples of the stride, as the readers see to.
    """
    if layer.padding == "valid":
        return [0, 0, 0, 0]
    totals = [
        max(0, (kernel - 1) * dilation + 1 - stride)
        for kernel, dilation, stride in zip(
            layer.kernel_size, layer.dilation_rate, layer.strides, strict=True
        )
    ]
    return [total // 2 for total in totals] + [total - total // 2 for total in totals]


def _verify(model: Any, path: Path) -> float:
    """The largest difference from Keras on random crops of two widths (one where it is fixed)."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3  # it warns of inputs that may be left out
    session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    rng = np.random.default_rng(0)
    _, height, width, _ = model.inputs[0].shape
    worst = 0.0
    for wide in [width] if width else CHECKED_WIDTHS:
        pixels = rng.random((3, height, wide), dtype=np.float32) ** 4
        others = {value.name: rng.random((3, value.shape[1]), dtype=np.float32) for value in model.inputs[1:]}
        found = np.exp(session.run(None, {"pixels": pixels, **others})[0])
        inputs = [pixels[..., None], *others.values()]
        logits = model(inputs if others else inputs[0], training=False)
        logits = np.asarray(import_keras().ops.convert_to_numpy(logits))
        powers = np.exp(logits - logits.max(axis=-1, keepdims=True))
        difference = float(np.abs(found - powers / powers.sum(axis=-1, keepdims=True)).max())
        if not difference < LARGEST_DIFFERENCE:
            raise RecognizerError(
                f"the ONNX file's probabilities differ from Keras' by {difference:.2g} on crops {wide} px "
                f"wide, where {LARGEST_DIFFERENCE:g} is allowed; it was not kept"
            )
        worst = max(worst, difference)
    return worst
