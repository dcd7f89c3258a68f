"""What a training run needs to go on exactly where it stopped, in one file.

A checkpoint is an ``.npz`` of the weights, the optimizer's variables and the running average, with
the state (step, round, time spent, settings) as JSON. It does not depend on the Keras backend.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from recognizer.dataset import read_arrays, write_arrays
from recognizer.types import DatasetError, TrainingError

FORMAT = 1


@dataclass(frozen=True, slots=True, eq=False)
class Checkpoint:
    """A stopped training.

    Args:
        groups: arrays by group: ``weights``, ``optimizer``, ``average``; their order matters.
        state: what is not an array; JSON values only.
    """

    groups: dict[str, list[NDArray[Any]]]
    state: dict[str, Any]


def write_checkpoint(path: Path, checkpoint: Checkpoint) -> None:
    """Write a checkpoint; the one there before stays whole until the new one is."""
    arrays: dict[str, NDArray[Any]] = {}
    for group, members in checkpoint.groups.items():
        for at, array in enumerate(members):
            arrays[f"{group}/{at:04d}"] = np.asarray(array)
    counts = {group: len(members) for group, members in checkpoint.groups.items()}
    header = json.dumps({"format": FORMAT, "groups": counts, "state": checkpoint.state})
    arrays["header"] = np.frombuffer(header.encode(), dtype=np.uint8)
    write_arrays(path, arrays, compress=False)


def read_checkpoint(path: Path) -> Checkpoint:
    """Read a checkpoint.

    Raises:
        TrainingError: it is missing, damaged or of another version.
    """
    try:
        header = json.loads(bytes(read_arrays(path, ["header"])["header"]).decode())
        if header.get("format") != FORMAT:
            raise TrainingError(f"{path}: a checkpoint of format {header.get('format')}, not {FORMAT}")
        names = {
            group: [f"{group}/{at:04d}" for at in range(count)] for group, count in header["groups"].items()
        }
        arrays = read_arrays(path, [name for members in names.values() for name in members])
    except (DatasetError, ValueError, KeyError) as error:
        raise TrainingError(f"{path}: the checkpoint cannot be used ({error}); start afresh") from error
    return Checkpoint(
        {group: [arrays[name] for name in members] for group, members in names.items()}, header["state"]
    )


def assign_all(variables: Sequence[Any], arrays: Sequence[NDArray[Any]], what: str) -> None:
    """Put arrays into Keras variables, one by one.

    Raises:
        TrainingError: their number or a shape differs.
    """
    if len(variables) != len(arrays) or any(
        tuple(variable.shape) != array.shape for variable, array in zip(variables, arrays, strict=True)
    ):
        raise TrainingError(f"the {what} saved are of another network than the settings ask for")
    for variable, array in zip(variables, arrays, strict=True):
        variable.assign(array)
