"""Whole files or none: what is written appears under its name only when it is complete."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import BinaryIO

from ocr.errors import OutputError


@contextmanager
def replace_file(path: str | os.PathLike[str]) -> Iterator[BinaryIO]:
    """Open a new file that takes ``path``'s place when the block ends without an error.

    It is written beside its target, under a short hidden name, so that the renaming stays
    within one file system and the longest file name still fits.

    Raises:
        OutputError: it cannot be written or renamed; nothing is left behind.
    """
    target = os.fsdecode(path)
    temporary = os.path.join(os.path.dirname(target), f".{uuid.uuid4().hex}.part")
    try:
        with open(temporary, "wb") as stream:
            yield stream
        os.replace(temporary, target)
    except OSError as error:
        reason = error.strerror or error
        raise OutputError(
            f"{target}: cannot be written ({reason}); check the folder, its permissions and free space"
        ) from error
    finally:
        with suppress(OSError):
            os.unlink(temporary)
