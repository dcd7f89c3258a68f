"""A Keras model being trained: one step, its losses, its running average, its state.

The step is Keras' own ``train_on_batch``, so it runs on every backend. Fastest here is PyTorch with
bfloat16 arithmetic where the processor has it: 4 to 5 times TensorFlow in float32 on one core.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from recognizer.charset import BLANK
from recognizer.checkpoints import Checkpoint, assign_all
from recognizer.dependencies import import_keras
from recognizer.memory import tell_of_memory
from recognizer.types import TrainingError

BLANK_WEIGHT = 0.5  # what a blank frame counts beside a labelled one
AVERAGE_EVERY = 4  # steps between updates of the running average
SMOOTHING = 0.04  # share of a label's weight that goes to all classes alike
BFLOAT_FLAGS = ("avx512_bf16", "amx_bf16")


@dataclass(frozen=True, slots=True)
class OptimizerSettings:
    """AdamW (I. Loshchilov and F. Hutter, "Decoupled Weight Decay Regularization", 2019).

    Args:
        weight_decay: pulls the weights towards 0, a step and a unit of the learning rate.
        clip: largest norm of all gradients together.
        average: decay a step of the running average of weights that is kept in the end.
        precision: ``float32``, ``bfloat16``, or ``auto`` for bfloat16 where it is fast.
        frozen_norms: batch normalisation keeps its statistics, scales and shifts: a network that learns a
            few lines more then stays nearer to what it was.
    """

    weight_decay: float = 0.01
    clip: float = 1.0
    average: float = 0.9995
    precision: str = "auto"
    frozen_norms: bool = False


def choose_precision(asked: str) -> str:
    """The Keras dtype policy to train in.

    Args:
        asked: ``float32``, ``bfloat16`` or ``auto``.

    Raises:
        ValueError: it is none of them.
    """
    if asked not in ("auto", "float32", "bfloat16"):
        raise ValueError(f"precision must be auto, float32 or bfloat16, got {asked!r}")
    if asked == "auto":
        info = Path("/proc/cpuinfo")
        flags = info.read_text(encoding="utf-8", errors="replace") if info.exists() else ""
        native = any(flag in flags for flag in BFLOAT_FLAGS)
        asked = "bfloat16" if native and import_keras().backend.backend() == "torch" else "float32"
    return "mixed_bfloat16" if asked == "bfloat16" else "float32"


def frame_loss(labels: Any, logits: Any) -> Any:
    """Cross-entropy a frame; blanks count half, frames labelled below 0 not at all.

    Args:
        labels: (batch, frames) int32.
        logits: (batch, frames, classes) float32.

    Returns:
        The weighted mean, a scalar.
    """
    ops = import_keras().ops
    known = ops.cast(labels >= 0, "float32")
    weights = known * ops.where(ops.equal(labels, BLANK), BLANK_WEIGHT, 1.0)
    terms = ops.sparse_categorical_crossentropy(ops.maximum(labels, 0), logits, from_logits=True)
    return ops.sum(terms * weights) / ops.maximum(ops.sum(weights), 1.0)


def ctc_loss(labels: Any, logits: Any) -> Any:
    """Connectionist temporal classification (A. Graves et al., 2006), a character.

    Args:
        labels: (batch, n) int32, below 0 after the text's end.
        logits: (batch, frames, classes) float32.

    Returns:
        Negative log-likelihood of all texts over the number of their characters, a scalar.
    """
    ops = import_keras().ops
    lengths = ops.sum(ops.cast(labels >= 0, "int32"), axis=-1)
    frames = ops.ones_like(lengths) * ops.shape(logits)[1]
    terms = ops.ctc_loss(ops.maximum(labels, 0), logits, lengths, frames, mask_index=BLANK)
    return ops.sum(terms) / ops.cast(ops.maximum(ops.sum(lengths), 1), "float32")


def class_loss(labels: Any, logits: Any) -> Any:
    """Cross-entropy of one label an image: (batch,) int32 and (batch, classes), a scalar."""
    ops = import_keras().ops
    return ops.mean(ops.sparse_categorical_crossentropy(ops.reshape(labels, (-1,)), logits, from_logits=True))


def smooth_class_loss(labels: Any, logits: Any) -> Any:
    """``class_loss`` with a little of the target spread over all classes, as some labels are wrong.

    Label smoothing: C. Szegedy et al., "Rethinking the Inception Architecture for Computer Vision", 2016.
    """
    ops = import_keras().ops
    logs = ops.log_softmax(logits, axis=-1)
    even = -ops.mean(logs)
    return (1 - SMOOTHING) * class_loss(labels, logits) + SMOOTHING * even


class Learner:
    """A model, its optimizer and the running average of its weights.

    Args:
        model: a built ``keras.Model`` that gives logits.
        settings: of the optimizer.
    """

    def __init__(self, model: Any, settings: OptimizerSettings) -> None:
        """Make the optimizer and build its variables."""
        keras = import_keras()
        self.model = model
        if settings.frozen_norms:
            for layer in model.layers:
                if isinstance(layer, keras.layers.BatchNormalization):
                    layer.trainable = False
        self.step = 0
        self._settings = settings
        self._loss: Callable[[Any, Any], Any] | None = None
        self._optimizer = keras.optimizers.AdamW(
            learning_rate=1e-3, weight_decay=settings.weight_decay, global_clipnorm=settings.clip
        )
        self._optimizer.exclude_from_weight_decay(var_names=["gamma", "beta", "bias"])
        self._optimizer.build(model.trainable_variables)
        self._average = [np.array(array) for array in model.get_weights()]

    def use_loss(self, loss: Callable[[Any, Any], Any]) -> None:
        """Learn by a loss from now on; the optimizer keeps its momenta."""
        if loss is self._loss:
            return  # compiling again would trace the graph again
        self._loss = loss
        self.model.compile(optimizer=self._optimizer, loss=loss, jit_compile=False)

    def learn(self, inputs: Any, labels: NDArray[np.int32], rate: float) -> float:
        """Take one step.

        Args:
            inputs: the model's: an array (batch, ...) float32, or a list of them.
            labels: (batch, ...) int32.
            rate: of learning.

        Returns:
            The loss before the step.

        Raises:
            TrainingError: the loss is not a number, or memory ran out.
        """
        self._optimizer.learning_rate = rate
        self.model.reset_metrics()
        with tell_of_memory(
            lambda: (
                f"memory ran out at step {self.step} with {len(labels)} samples a batch; go on from the "
                "checkpoint with smaller batches (--batch)"
            )
        ):
            loss = float(np.asarray(self.model.train_on_batch(inputs, labels)).reshape(-1)[0])
        if not math.isfinite(loss):
            raise TrainingError(
                f"the loss became {loss} at step {self.step}; resume from the checkpoint with a lower rate "
                "(--rate)"
            )
        self.step += 1
        if self.step % AVERAGE_EVERY == 0:
            self._update_average()
        return loss

    def averaged_weights(self) -> list[NDArray[np.float32]]:
        """The running average of all weights, in the order of ``model.get_weights()``."""
        return [array.copy() for array in self._average]

    def forget_average(self) -> None:
        """Let the running average begin at the weights as they are now."""
        self._average = [np.array(array) for array in self.model.get_weights()]

    def save(self, state: dict[str, Any]) -> Checkpoint:
        """All that is needed to go on, with a caller's state beside it."""
        groups = {
            "seeds": [np.asarray(import_keras().ops.convert_to_numpy(v)) for v in self._seeds()],
            "weights": self.model.get_weights(),
            "optimizer": [
                np.asarray(import_keras().ops.convert_to_numpy(v)) for v in self._optimizer.variables
            ],
            "average": self._average,
        }
        return Checkpoint(groups, {**state, "step": self.step})

    def restore(self, checkpoint: Checkpoint) -> None:
        """Go on from a checkpoint.

        Raises:
            TrainingError: it is of another network.
        """
        groups = checkpoint.groups
        assign_all(self.model.weights, groups["weights"], "weights")
        assign_all(self._optimizer.variables, groups["optimizer"], "optimizer's variables")
        self._average = [np.array(array) for array in groups["average"]]
        for variable, array in zip(self._seeds(), groups.get("seeds", []), strict=False):
            variable.assign(array)
        self.step = int(checkpoint.state["step"])

    def _seeds(self) -> list[Any]:
        """The states of what is drawn at random within the model, dropout's."""
        known = {id(variable) for variable in self.model.weights}
        return [variable for variable in self.model.variables if id(variable) not in known]

    def _update_average(self) -> None:
        """Move the average; early on it follows faster, so that the first weights are soon forgotten."""
        decay = min(self._settings.average**AVERAGE_EVERY, (1 + self.step) / (10 * AVERAGE_EVERY + self.step))
        for kept, now in zip(self._average, self.model.get_weights(), strict=True):
            kept += np.float32(1 - decay) * (now - kept)
