"""Which of train, valid and test a sample belongs to: by its writer or font, never by the crop.

A name's checksum decides, so that a writer stays on one side whatever else is added. Where no writer
is known, the checksum of the picture itself decides: the same picture twice stays on one side, but
one hand may stand on several.
"""

from __future__ import annotations

import zlib

import numpy as np
from numpy.typing import NDArray

from recognizer.datasets.samples import Part

TEST_ONE_IN = 5  # writers kept for testing: checksums divisible by it, as for lines
VALID_ONE_IN, VALID_REST = 12, 7  # writers for validation: checksums with this remainder, as for lines


def part_of_name(name: str, seed: int = 0) -> Part:
    """The part of a writer or font: about 73, 7 and 20 % go to train, valid and test.

    Args:
        name: of the writer, a person's behind the collection's (``collection/person``).
        seed: 0 deals as for lines: a person keeps to one part; another one deals the names anew.
    """
    told = f"{seed}:{name}" if seed else name
    person = told.rsplit("/", 1)[-1]
    return _deal(zlib.crc32(told.encode()), zlib.crc32(person.encode()))


def part_of_picture(image: NDArray[np.uint8], told: str = "", seed: int = 0) -> Part:
    """The part of a glyph whose writer is not known: the source's own, or its picture's.

    Where the source has a test part, validation is taken from its training part by picture.

    Args:
        image: as framed.
        told: the part the source names; empty where it names none.
        seed: of the deal.
    """
    if told in ("test", "valid"):
        return "test" if told == "test" else "valid"
    checksum = zlib.crc32(image.tobytes(), seed)
    dealt = _deal(checksum, checksum)
    if told == "train":
        return "valid" if dealt == "valid" else "train"
    return dealt


def _deal(for_test: int, for_valid: int) -> Part:
    if for_test % TEST_ONE_IN == 0:
        return "test"
    return "valid" if for_valid % VALID_ONE_IN == VALID_REST else "train"
