"""Which shards the line reader learns from next: round after round, as seeded, and how far it has come."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import numpy as np

from recognizer.batches import Round, choose_shards
from recognizer.dataset import list_shards
from recognizer.training_settings import LineData
from recognizer.types import DatasetError

POOL = 2  # drawn lines read for each that a round learns from: room to choose by kind


class Rounds:
    """The rounds of a training, the same ones for the same seed and shards.

    Args:
        data: where the lines are; new shards are seen when the next round is drawn.
        lines: drawn lines of a round.
        seed: of the run.
    """

    def __init__(self, data: LineData, lines: int, seed: int) -> None:
        """Begin before the first round."""
        self._data, self._lines, self._seed = data, lines, seed
        self._number = 0  # of the next round
        self.current: Round | None = None
        self.batch = 0  # of the current round, the next one to learn from
        self.ctc = False  # rounds drawn from now on are of texts

    def begins_ctc(self, is_time: bool) -> bool:
        """Whether CTC begins with the next round."""
        if self.ctc or not is_time:
            return False
        self.ctc = True
        return True

    @property
    def learns_texts(self) -> bool:
        """Whether what is learnt from now are texts, not frames."""
        return self.ctc if self.current is None else self.current.ctc

    def draw(self) -> None:
        """Draw the shards of the next round from those that are there now.

        Raises:
            DatasetError: there are none, or one cannot be read.
        """
        data = self._data
        rng = np.random.default_rng((self._seed, self._number))
        if not list_shards((*data.train, *data.real) if self.ctc else data.train):
            raise DatasetError("there are no shards to learn from yet; render some first")
        chosen = choose_shards(list_shards(data.train), POOL * self._lines, rng)
        if self.ctc and data.real:
            chosen += choose_shards(list_shards(data.real), self._lines, rng)
        self.current, self.batch = Round(self._seed, self._number, self.ctc, tuple(chosen)), 0
        self._number += 1

    def end(self, learnt: int) -> None:
        """Be done with a round; one of lines without known columns alone is learnt from as texts instead.

        Args:
            learnt: batches of it.

        Raises:
            DatasetError: it held no line to learn from at all.
        """
        if learnt:
            self.current = None
        elif self.current is not None and not self.current.ctc:
            self.current = dataclasses.replace(self.current, ctc=True)
        else:
            self.current = None
            raise DatasetError("the training shards hold no line with known characters to learn from")

    def save(self) -> dict[str, Any]:
        """Where it stands, as JSON values."""
        drawn = self.current
        return {
            "ctc": self.ctc,
            "number": self._number,
            "batch": self.batch,
            "round": None
            if drawn is None
            else {**dataclasses.asdict(drawn), "shards": [str(path) for path in drawn.shards]},
        }

    def restore(self, state: dict[str, Any]) -> None:
        """Go on from there; a round whose shards are gone is not taken up again."""
        self.ctc, self._number, self.batch = state["ctc"], state["number"], state["batch"]
        saved = state["round"]
        if saved is not None:
            shards = tuple(Path(path) for path in saved["shards"])
            if all(path.exists() for path in shards):
                self.current = Round(saved["seed"], saved["number"], saved["ctc"], shards)
