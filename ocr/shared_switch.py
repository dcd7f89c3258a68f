"""Process-wide settings of native libraries, changed while at least one thread needs them changed."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from PIL import Image

Undo = Callable[[], None]


class SharedSwitch:
    """Turned on by the first thread that holds it and off by the last, whatever their order.

    Args:
        turn_on: changes the setting and returns what puts it back.
    """

    def __init__(self, turn_on: Callable[[], Undo]) -> None:
        self._turn_on = turn_on
        self._turn_off: Undo | None = None
        self._holders = 0
        self._lock = threading.Lock()

    @contextmanager
    def held(self) -> Iterator[None]:
        """Keep the switch on within the block."""
        with self._lock:
            if self._holders == 0:
                self._turn_off = self._turn_on()
            self._holders += 1
        try:
            yield
        finally:
            with self._lock:
                self._holders -= 1
                if self._holders == 0 and self._turn_off is not None:
                    self._turn_off()


def _lift_bomb_check() -> Undo:
    """Switch Pillow's pixel limit off: the loader has its own, which may be higher."""
    limit, Image.MAX_IMAGE_PIXELS = Image.MAX_IMAGE_PIXELS, None

    def undo() -> None:
        Image.MAX_IMAGE_PIXELS = limit

    return undo


def _mute_standard_error() -> Undo:
    """Send what native code writes to standard error nowhere; without standard error, do nothing."""
    with suppress(OSError, ValueError, AttributeError):  # closed, or None under pythonw
        sys.stderr.flush()
    try:
        kept = os.dup(2)
    except OSError:
        return lambda: None
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    os.close(nowhere)

    def undo() -> None:
        os.dup2(kept, 2)
        os.close(kept)

    return undo


pillow_limit_lifted = SharedSwitch(_lift_bomb_check).held
native_messages_muted = SharedSwitch(_mute_standard_error).held
