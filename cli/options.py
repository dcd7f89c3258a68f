"""Options that several commands share."""

from __future__ import annotations

import functools
import logging
import sys
from collections.abc import Callable
from typing import Any, TypeVar, cast

import click

_LEVELS = (logging.WARNING, logging.INFO, logging.DEBUG)
Command = TypeVar("Command", bound=Callable[..., Any])


def verbosity_options(command: Command) -> Command:
    """Add ``-v`` and ``-q``: logging is set up to stderr, then the command is called with ``quiet``."""

    @functools.wraps(command)
    def with_logging(*arguments: Any, verbose: int, quiet: bool, **options: Any) -> Any:
        set_up_logging(logging.ERROR if quiet else _LEVELS[min(verbose, 2)])
        return command(*arguments, quiet=quiet, **options)

    more = click.option("-v", "--verbose", count=True, help="Tell more, with tracebacks of errors; -vv all.")
    less = click.option("-q", "--quiet", is_flag=True, help="Errors only: no bar, no warnings.")
    return cast(Command, more(less(with_logging)))


def set_up_logging(level: int) -> None:
    """Send messages of this level and above to stderr, bare."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("%(message)s"))
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level)


def name_marks(text: str) -> str:
    """Characters as a message names them: ``nothing`` for none, ``space`` for one."""
    return "nothing" if not text else "space" if text == " " else text
