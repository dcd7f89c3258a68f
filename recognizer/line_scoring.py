"""Lines that nothing is learnt from, read with the weights of the moment: error rates and confusions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from recognizer.charset import Charset
from recognizer.dataset import TrainingLine
from recognizer.dependencies import import_keras
from recognizer.line_sources import name_of
from recognizer.scoring import Confusions, Score, sample_lines, score_lines

MOST_PAIRS = 30  # confusions told


class HeldOutLines:
    """Lines to be scored, the same ones every time.

    Args:
        places: folders of shards; one that does not exist yet is looked for again at the next scoring.
        most: lines of each folder and kind.
        charset: names the classes.

    Raises:
        DatasetError: a shard cannot be read.
    """

    def __init__(self, places: Sequence[Path], most: int, charset: Charset) -> None:
        """Read what there is."""
        self._places, self._most, self._charset = places, most, charset
        self._lines: dict[Path, list[TrainingLine]] = {}
        self.confusions: list[tuple[str, str, int]] = []  # character, what was read for it, times
        self._find()

    def score(self, model: Any) -> tuple[Score, ...]:
        """Error rates by folder and kind; the confusions are kept beside.

        Args:
            model: a line network.
        """
        ops = import_keras().ops

        def predict(pixels: NDArray[np.float32]) -> NDArray[np.float32]:
            return np.asarray(ops.convert_to_numpy(model.predict_on_batch(pixels)), dtype=np.float32)

        self._find()
        pairs: Confusions = Counter()
        scores: list[Score] = []
        for place, lines in self._lines.items():
            scores += score_lines(name_of(place), lines, predict, self._charset, pairs)
        self.confusions = [(true, read, count) for (true, read), count in pairs.most_common(MOST_PAIRS)]
        return tuple(scores)

    def _find(self) -> None:
        """Sample the places that are there now; copies, so that the rest of their shards can go."""
        for place in self._places:
            if place not in self._lines:
                lines = sample_lines(place, self._most, seed=0)
                if lines:
                    self._lines[place] = [replace(line, pixels=line.pixels.copy()) for line in lines]
