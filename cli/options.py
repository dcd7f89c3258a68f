"""Options that several commands share."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable
from typing import Any, TypeVar

import click

Function = TypeVar("Function", bound=Callable[..., Any])


def verbosity_options(function: Function) -> Function:
    """Add ``-v`` and ``-q``; the command gets ``quiet``, and logging is set up to stderr."""
    verbose = click.option(
        "-v",
        "--verbose",
        count=True,
        expose_value=False,
        callback=_set_level,
        help="Tell more; -vv tells what the libraries do and where pages failed.",
    )
    quiet = click.option("-q", "--quiet", is_flag=True, help="Errors only: no bar, no warnings.")
    return quiet(verbose(function))


def be_quiet() -> None:
    """Log errors only."""
    logging.getLogger().setLevel(logging.ERROR)


def _set_level(context: click.Context, parameter: click.Parameter, count: int) -> None:
    """Set up logging before the command runs, so that its errors find it set up."""
    level = {0: logging.WARNING, 1: logging.INFO}.get(count, logging.DEBUG)
    root = logging.getLogger()
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("%(message)s"))
    root.handlers = [handler]
    root.setLevel(level)
