"""A charset named on the command line: a file of characters, or that of a preset."""

from __future__ import annotations

from pathlib import Path

from recognizer.charset import Charset, normalize_text
from recognizer.preset import find_preset
from recognizer.types import DatasetError

MOST_BYTES = 1 << 20  # of a file of characters


def read_charset(name: str) -> Charset:
    """The charset that a name stands for.

    Args:
        name: of a UTF-8 text file with the characters, in any order and on any number of lines; or of a
            preset, shipped or a folder.

    Raises:
        DatasetError: the file cannot be read or names fewer than two characters.
        PresetError: there is no such preset.
    """
    path = Path(name)
    return _read_file(path) if path.is_file() else find_preset(name).charset


def _read_file(path: Path) -> Charset:
    """The characters of a file, each once, the space first."""
    try:
        with path.open("rb") as stream:
            text = stream.read(MOST_BYTES).decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise DatasetError(f"{path}: it is no UTF-8 text file of characters ({error})") from error
    characters = dict.fromkeys(normalize_text(text))
    kept = [character for character in characters if character.isprintable() and not character.isspace()]
    if len(kept) < 2:
        raise DatasetError(f"{path}: a charset needs two characters or more, and a space of its own")
    return Charset(" " + "".join(kept))
