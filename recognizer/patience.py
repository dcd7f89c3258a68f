"""Tells when a training gets no better on what nothing is learnt from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from recognizer.scoring import Score


@dataclass
class Patience:
    """Tells when the error on held-out glyphs or lines has got no smaller for too long.

    Args:
        most: scorings without a gain before it runs out; 0 waits for ever.
        best: smallest share of errors so far.
        waited: scorings since.
    """

    most: int
    best: float = float("inf")
    waited: int = 0

    def see(self, scores: Sequence[Score]) -> bool:
        """Take note of scores; whether they are the best so far."""
        error = sum(score.edits for score in scores) / max(1, sum(score.characters for score in scores))
        if error < self.best:
            self.best, self.waited = error, 0
            return True
        self.waited += 1
        return False

    @property
    def is_out(self) -> bool:
        """Whether it is time to stop."""
        return 0 < self.most <= self.waited

    def save(self) -> dict[str, Any]:
        """What a checkpoint keeps of it, as JSON values."""
        return {"best": self.best if np.isfinite(self.best) else None, "waited": self.waited}

    def restore(self, state: dict[str, Any]) -> None:
        """Go on from what a checkpoint kept; one without any begins anew."""
        best = state.get("best")
        self.best = float("inf") if best is None else float(best)
        self.waited = int(state.get("waited", 0))
