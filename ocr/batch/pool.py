"""A pool of spawned workers behind the ``concurrent.futures`` interface that outlives their deaths."""

from __future__ import annotations

import logging
import multiprocessing
from collections.abc import Callable
from concurrent.futures import Executor, Future
from contextlib import ExitStack
from types import TracebackType
from typing import ParamSpec, Self, TypeVar

from pebble import ProcessPool

from ocr.batch.cores import one_thread_each

P = ParamSpec("P")
T = TypeVar("T")

_LOG = logging.getLogger(__name__)


class WorkerPool(Executor):
    """Runs calls in worker processes; a dead or hung worker fails its own call alone.

    A call that takes longer than its limit is ended with its worker and fails with ``TimeoutError``;
    one whose worker dies fails with ``pebble.ProcessExpired``; a new worker takes the place. Workers
    are spawned, not forked (Keras and ONNX Runtime hang in forked processes), and use one thread
    each unless the user's environment says otherwise. Use it as a context manager: leaving the
    block normally waits for the calls, leaving it by an exception ends the workers at once.
    """

    def __init__(self, workers: int, seconds: float) -> None:
        """Start ``workers`` processes that give each call at most ``seconds``."""
        self._workers = workers
        self._seconds = seconds
        self._environment = ExitStack()
        self._pool = self._new_pool()

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Queue a call; function, arguments and result must pickle."""
        if not self._pool.active:
            _LOG.warning("all workers died; starting new ones")
            self._pool.stop()
            self._pool.join()
            self._pool = self._new_pool()
        future: Future[T] = self._pool.schedule(fn, args=args, kwargs=kwargs, timeout=self._seconds)
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """End the workers, after the calls queued unless they are cancelled."""
        if cancel_futures or not wait:
            self._pool.stop()
        else:
            self._pool.close()
        self._pool.join()
        self._environment.close()

    def __enter__(self) -> Self:
        """The pool itself; pebble starts the workers with the first call."""
        self._environment.enter_context(one_thread_each())
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Wait for the calls, or end them where an exception passes."""
        self.shutdown(cancel_futures=kind is not None)

    def _new_pool(self) -> ProcessPool:
        return ProcessPool(max_workers=self._workers, context=multiprocessing.get_context("spawn"))
