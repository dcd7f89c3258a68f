"""How far a training has come and how fast it learns: by steps or by a budget of time.

The learning rate rises linearly while warming up, then falls to zero along a half cosine
(I. Loshchilov and F. Hutter, "SGDR: Stochastic Gradient Descent with Warm Restarts", 2017). It is
a function of the *share* of the plan that is done, so that a run can be resumed with a longer or a
shorter plan and still ends at zero.
"""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Schedule:
    """A plan for the whole run, resumed parts included.

    Args:
        steps: the run ends after so many; None where time alone ends it.
        seconds: the run ends after so much time spent training; None where steps alone end it.
        rate: the highest learning rate.
        warm_up: steps until it is reached.
        floor: share of the highest rate that the cosine ends at.

    Raises:
        ValueError: nothing ends the run.
    """

    steps: int | None = 30_000
    seconds: float | None = None
    rate: float = 1.5e-3
    warm_up: int = 300
    floor: float = 0.005

    def __post_init__(self) -> None:
        """Refuse a plan without an end."""
        if not self.steps and not self.seconds:
            raise ValueError("a schedule needs a number of steps or of seconds")

    def progress(self, step: int, seconds: float) -> float:
        """Share of the plan done, 0..1, after so many steps and so much time."""
        by_steps = step / self.steps if self.steps else 0.0
        by_time = seconds / self.seconds if self.seconds else 0.0
        return min(1.0, max(by_steps, by_time))

    def learning_rate(self, step: int, progress: float) -> float:
        """The rate for a step, given the share of the plan that is done."""
        cosine = (1 + math.cos(math.pi * progress)) / 2
        rising = min(1.0, (step + 1) / max(1, self.warm_up))
        return self.rate * rising * (self.floor + (1 - self.floor) * cosine)
