"""Every error this library raises on purpose, each with the exit code the command line ends with.

::

    OcrError                      1
    ├── InputError                1   one source cannot be read: the file and the remedy are named
    │   ├── UnsupportedFileError
    │   ├── DamagedFileError
    │   ├── EncryptedFileError
    │   └── PageTooLargeError
    ├── UsageError                2   what was asked for makes no sense
    ├── MissingModelError         3   a preset, weights or an optional package is missing
    ├── QualityGateError          4   a quality demanded was not met
    └── OutputError               5   the output cannot be written
"""

from __future__ import annotations

from typing import ClassVar


class OcrError(Exception):
    """Base of all errors raised on purpose; the message says what to do next."""

    exit_code: ClassVar[int] = 1


class InputError(OcrError):
    """One source file or page cannot be read; the others are not concerned."""


class UnsupportedFileError(InputError):
    """The bytes are of no format this library reads."""


class DamagedFileError(InputError):
    """The format is known but the file is empty, truncated or corrupt."""


class EncryptedFileError(InputError):
    """A PDF that needs a password."""


class PageTooLargeError(InputError):
    """A page has more pixels than the limit."""


class UsageError(OcrError):
    """What was asked for makes no sense; nothing was done."""

    exit_code: ClassVar[int] = 2


class MissingModelError(OcrError):
    """A preset, its weights or an optional package is missing."""

    exit_code: ClassVar[int] = 3


class QualityGateError(OcrError):
    """A quality that was demanded was not met."""

    exit_code: ClassVar[int] = 4


class OutputError(OcrError):
    """The output folder or file cannot be written."""

    exit_code: ClassVar[int] = 5
