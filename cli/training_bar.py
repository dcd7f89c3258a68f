"""The bar of a training on stderr, and Ctrl-C that ends it with a checkpoint."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import FrameType, TracebackType
from typing import Never, Self

import click
from tqdm import tqdm

from recognizer.scoring import Score
from recognizer.training import Progress

_FORMAT = "{percentage:5.1f}%|{bar}| [{elapsed}<{remaining}{postfix}]"


@dataclass
class TrainingBar:
    """Shows how a training goes on, and asks it to stop; a context manager.

    Args:
        quiet: show nothing.
        stopped: the training is to stop, or did.
        scores: the last scores told.
    """

    quiet: bool
    stopped: bool = False
    scores: tuple[Score, ...] = ()
    _bar: tqdm[Never] | None = field(default=None, repr=False)

    def tell(self, progress: Progress) -> bool:
        """Show progress; False where the training is to stop."""
        self.scores = progress.scores or self.scores
        if self._bar is not None:
            self._bar.n = round(100 * progress.share, 1)
            self._bar.set_postfix_str(f"{progress.stage}, step {progress.step}, loss {progress.loss:.4f}")
            for score in progress.scores:
                self._bar.write(
                    f"step {progress.step}: {score.name} {score.kind}: CER {100 * score.error_rate:.2f} % "
                    f"of {score.characters} characters",
                    file=sys.stderr,
                )
        return not self.stopped

    def __enter__(self) -> Self:
        """Show the bar."""
        if not self.quiet:
            self._bar = tqdm(total=100, file=sys.stderr, bar_format=_FORMAT)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Leave the bar as it stands."""
        if self._bar is not None:
            self._bar.close()


@contextmanager
def stop_on_interrupt(bar: TrainingBar) -> Iterator[None]:
    """Have the first Ctrl-C end the training with a checkpoint, and the next at once."""

    def stop(number: int, frame: FrameType | None) -> None:
        bar.stopped = True
        click.echo("stopping after a checkpoint; press again to stop at once", err=True)
        signal.signal(number, signal.default_int_handler)

    previous = signal.signal(signal.SIGINT, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, previous)
