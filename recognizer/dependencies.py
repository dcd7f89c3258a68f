"""Optional packages, imported when they are needed and named when they are missing."""

from __future__ import annotations

import importlib
from typing import Any

from recognizer.types import DependencyError

REMEDY = "pip install scan-folder-ocr[train]"


def import_keras() -> Any:
    """The ``keras`` module.

    Raises:
        DependencyError: Keras, or the backend it is set to, is not installed.
    """
    return import_optional("keras")


def import_optional(name: str) -> Any:
    """A module of the extra ``train``.

    Args:
        name: what to import, such as ``tensorflow``.

    Raises:
        DependencyError: it, or something it imports, is not installed; the message says what to do.
    """
    try:
        return importlib.import_module(name)
    except ImportError as error:
        raise DependencyError(f"{name} cannot be imported ({error}); install it with: {REMEDY}") from error
