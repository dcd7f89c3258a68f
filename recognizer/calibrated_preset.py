"""A preset with other final confidences, in a folder of its own; the one it comes from stays as it is."""

from __future__ import annotations

import dataclasses
import os
import shutil
from pathlib import Path

from recognizer.calibration import Calibration
from recognizer.card import CARD_JSON, read_card, write_card
from recognizer.preset import DESCRIPTION, LINE_INT8, SHIPPED, Preset, find_preset
from recognizer.preset_writer import describe_files, recalibrate_preset
from recognizer.types import PresetError
from recognizer.word_calibration import WordCalibration


def require_new_folder(folder: Path) -> None:
    """Refuse to write a preset where something stands already, or among the shipped ones.

    Raises:
        PresetError: the message says why, and what to do.
    """
    if SHIPPED.resolve() in (folder.resolve(), *folder.resolve().parents):
        raise PresetError(f"{folder}: shipped presets are not overwritten; name a folder of your own")
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise PresetError(f"{folder}: it is there already; name a folder that is not, or is empty")


def copy_with_calibration(
    origin: Preset, folder: Path, final: Calibration, words: WordCalibration, note: str = ""
) -> Preset:
    """Write a copy of a preset with other final confidences; the folder appears when it is complete.

    Args:
        origin: the preset that all else is taken from.
        folder: of the new one, which is named like it; not there yet, or empty.
        final: the last calibration of characters; the first one stays, and with it what is read.
        words: calibration of words.
        note: a sentence that the card's summary ends with.

    Raises:
        PresetError: the folder is taken, or a file of the origin is missing or was changed.
        OSError: the folder cannot be written.
    """
    require_new_folder(folder)
    part = folder.with_name(f".{folder.name}.{os.getpid()}.part")
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(parents=True)
    try:
        for name in origin.sha256:
            if name != LINE_INT8 or (origin.folder / name).is_file():
                shutil.copyfile(origin.file(name), part / name)
        shutil.copyfile(origin.folder / DESCRIPTION, part / DESCRIPTION)
        named = dataclasses.replace(find_preset(part), name=folder.name)
        described = recalibrate_preset(named, origin.calibration, words, final)
        if CARD_JSON in origin.sha256:
            card = read_card(part)
            said = f"{card.summary} {note}".strip()
            describe_files(
                described, write_card(part, dataclasses.replace(card, name=folder.name, summary=said))
            )
        if folder.is_dir():
            folder.rmdir()
        part.replace(folder)
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return find_preset(folder)
