"""Memory that ran out, on whatever Keras backend, becomes an error that says what to do."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from recognizer.dependencies import import_keras
from recognizer.types import TrainingError

# What TensorFlow, XLA (JAX), PyTorch on a CPU and PyTorch on a graphics card say of it.
_WORDS = re.compile(
    r"out of memory|can't allocate memory|failed to allocate|resource_exhausted|resource exhausted|\boom\b"
)


@contextmanager
def tell_of_memory(describe: Callable[[], str]) -> Iterator[None]:
    """Turn memory that runs out within a block into a ``TrainingError``; other errors pass.

    Args:
        describe: where it ran out and what to do.

    Raises:
        TrainingError: memory ran out.
    """
    try:
        yield
    except memory_errors() as error:
        if not tells_of_memory(error):
            raise
        raise TrainingError(describe()) from error


def memory_errors() -> tuple[type[BaseException], ...]:
    """What the backend raises where memory runs out, and for other reasons too: see ``tells_of_memory``."""
    if import_keras().backend.backend() != "tensorflow":
        return (MemoryError, RuntimeError)
    import tensorflow

    return (MemoryError, RuntimeError, tensorflow.errors.OpError)


def tells_of_memory(error: BaseException) -> bool:
    """Whether an error is one of memory, by its kind or its words."""
    told = _WORDS.search(str(error).lower()) is not None
    return told or isinstance(error, MemoryError) or type(error).__name__ == "ResourceExhaustedError"
