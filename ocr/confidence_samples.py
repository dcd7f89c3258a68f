"""Lines and pages with known truth -> letters and words as a reader rates them, and which are right."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ocr.assembler import SourceMap
from ocr.character_places import (
    HYPHENS,
    NOWHERE,
    Ints,
    find_places,
    fold_text,
    name_characters,
    place_characters,
)
from ocr.decoder import DecodedCharacter, DecodedLine, decode_lines
from ocr.last_word import judge_lines
from ocr.orientation import set_upright
from ocr.page_reader import PageReader
from ocr.pipeline import read_segmentation
from ocr.read_line import ReadLine
from ocr.real_lines import load_gray
from ocr.settings import DecoderSettings, OcrSettings
from ocr.types import PageImage
from recognizer.charset import UNREAD
from recognizer.dataset import TrainingLine
from segmenter.geometry import Box
from segmenter.page import segment_page

LINES_AT_ONCE = 40  # of one kind and source, read and decoded together as if they were a page


@dataclass(frozen=True, slots=True)
class PageTruth:
    """What is known of a page.

    Args:
        text: of it; of what lies within the boxes, where there are any.
        within: boxes of the lines that are known, px of the page; None where all of the page is.
        is_upright: whether the page is known to stand upright; else it is turned as ``ocr process`` would.
    """

    text: str
    within: tuple[Box, ...] | None = None
    is_upright: bool = True


@dataclass(slots=True, eq=False)
class JudgedSet:
    """Letters and words that were read, by word.

    Args:
        name: of the set.
        letters: raw confidence of every letter, those of a word one after another.
        letters_right: whether each is right.
        starts: index of every word's first letter.
        spaces: raw confidence of the spaces before and after every word; NaN where there is none.
        words_right: whether each word is right as a whole, its ends included.
    """

    name: str
    letters: list[float] = field(default_factory=list)
    letters_right: list[bool] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    spaces: list[tuple[float, float]] = field(default_factory=list)
    words_right: list[bool] = field(default_factory=list)

    def add(
        self, characters: Sequence[DecodedCharacter], first: int, last: int, at: Ints, right: bool
    ) -> None:
        """Add the word at ``first .. last`` of a line whose characters have these places in the truth."""
        self.starts.append(len(self.letters))
        self.letters.extend(one.confidence for one in characters[first:last])
        self.letters_right.extend((at[first:last] != NOWHERE).tolist())
        before = characters[first - 1].confidence if first else np.nan
        after = characters[last].confidence if last < len(characters) else np.nan
        self.spaces.append((before, after))
        self.words_right.append(right)


def join_sets(sets: Iterable[JudgedSet]) -> list[JudgedSet]:
    """Sets of the same name as one, in the order in which the names come."""
    joined: dict[str, JudgedSet] = {}
    for one in sets:
        whole = joined.setdefault(one.name, JudgedSet(one.name))
        whole.starts += [len(whole.letters) + start for start in one.starts]
        whole.letters += one.letters
        whole.letters_right += one.letters_right
        whole.spaces += one.spaces
        whole.words_right += one.words_right
    return list(joined.values())


def judge_training_lines(
    name: str, reader: PageReader, lines: Sequence[TrainingLine], settings: DecoderSettings | None = None
) -> JudgedSet:
    """Read lines, some of one source at a time, and judge all that was read.

    Quotes and dashes count as alike in all their forms.

    Args:
        name: of the set.
        reader: with a line reader; calibrations are left out of account.
        lines: that no training saw.
        settings: of the decoder.

    Raises:
        ValueError: the reader reads no lines.
    """
    if reader.line_reader is None:
        raise ValueError("only a reader of lines can be judged on lines")
    found = JudgedSet(name)
    for part in _together(lines):
        crops = [line.pixels.astype(np.float32) * np.float32(1 / 255) for line in part]
        readings = reader.line_reader.read_lines(crops)
        decoded = decode_lines(readings, reader.charset, settings, language_model=reader.language_model)
        for line, read in zip(part, decoded, strict=True):
            truth = fold_text(line.text.replace(UNREAD, ""))
            _judge_lines(found, [read], [find_places(_names(read), truth)], truth)
    return found


def judge_page(
    found: JudgedSet, reader: PageReader, image: Path, settings: OcrSettings | None = None
) -> None:
    """Read a page and judge what was taken for text by the truth beside it, wherever it stands there.

    Where the truth is all in capitals, it says nothing of case. A word broken at a line's end that the
    truth does not have like this is left out.

    Args:
        found: what is judged is added to it.
        reader: calibrations are left out of account.
        image: ``NAME.png`` or the like, its text in ``NAME.txt``.
        settings: how to read.
    """
    text = image.with_suffix(".txt").read_text(encoding="utf-8-sig")
    judge_pixels(found, reader, load_gray(image), PageTruth(text), settings)


def judge_pixels(
    found: JudgedSet,
    reader: PageReader,
    pixels: NDArray[np.uint8],
    truth: PageTruth,
    settings: OcrSettings | None = None,
    settled: bool = False,
) -> None:
    """Read a page and judge what was taken for text, as ``judge_page`` does.

    Args:
        found: what is judged is added to it.
        reader: calibrations are left out of account.
        pixels: (H, W) uint8 page.
        truth: what is known of it.
        settings: how to read.
        settled: judge letters with the confidence they have when calibrated and settled by look-alikes; raw
            ones otherwise.
    """
    settings = settings or OcrSettings()
    chosen = replace(reader, final_calibration=None)
    if not settled:
        settings = replace(settings, agreement=False)  # it settles what is calibrated already
        chosen = replace(chosen, calibration=None, word_calibration=None)
    if truth.is_upright:
        segmentation = segment_page(pixels, settings.segmenter)
    else:
        segmentation = set_upright(PageImage("", 0, pixels), reader, settings).segmentation
    read = read_segmentation(segmentation, chosen, settings)
    kept = [one for one, is_text in zip(read, judge_lines(read), strict=True) if is_text]
    if truth.within is not None:
        kept = _keep_within(kept, truth.within, SourceMap(segmentation.page, *pixels.shape[::-1]))
    lines = [one.decoded for one in kept]
    ignore_case = truth.text.isupper()
    folded = fold_text(truth.text, ignore_case)
    places = place_characters([_names(line, ignore_case) for line in lines], folded)
    _judge_lines(found, lines, places, folded)


def _keep_within(read: Sequence[ReadLine], boxes: Sequence[Box], to_source: SourceMap) -> list[ReadLine]:
    """The lines whose middle lies in one of the boxes, source px."""
    corners = [(box.left, box.top, box.right, box.bottom) for box in (one.line.box for one in read)]
    found = to_source.boxes(np.array(corners, dtype=np.float64).reshape(-1, 4))
    middles = [box.center for box in found]
    return [
        one
        for one, (x, y) in zip(read, middles, strict=True)
        if any(box.left <= x < box.right and box.top <= y < box.bottom for box in boxes)
    ]


def find_words(text: str) -> list[tuple[int, int]]:
    """First and last place, half-open, of every word.

    Example:
        >>> find_words("to  be")
        [(0, 2), (4, 6)]
    """
    gaps = [-1, *(at for at, character in enumerate(text) if character == " "), len(text)]
    return [(before + 1, after) for before, after in pairwise(gaps) if after > before + 1]


def _together(lines: Sequence[TrainingLine]) -> Iterator[list[TrainingLine]]:
    """Lines of one kind and source, as many as are read at once."""
    groups: dict[tuple[str, str], list[TrainingLine]] = {}
    for line in lines:
        groups.setdefault((line.kind, line.source), []).append(line)
    for group in groups.values():
        for start in range(0, len(group), LINES_AT_ONCE):
            yield group[start : start + LINES_AT_ONCE]


def _names(line: DecodedLine, ignore_case: bool = False) -> str:
    return name_characters(line.text, ignore_case)


def _judge_lines(found: JudgedSet, lines: Sequence[DecodedLine], places: Sequence[Ints], truth: str) -> None:
    """Add the words of lines, but for the wrong halves of broken ones."""
    is_broken = False
    for line, at in zip(lines, places, strict=True):
        text = _names(line)
        words = find_words(text)
        for number, (first, last) in enumerate(words):
            right = _is_right(at[first:last], truth)
            is_rest = is_broken and number == 0
            is_broken = (
                number == len(words) - 1 and not right and _breaks(text[first:last]) and len(lines) > 1
            )
            if right or not (is_rest or is_broken):
                found.add(line.characters, first, last, at, right)


def _is_right(at: Ints, truth: str) -> bool:
    """Whether characters stand in the truth one after another, as a whole word."""
    start, end = int(at[0]), int(at[-1]) + 1
    if start < 0 or not np.array_equal(at, np.arange(start, start + len(at))):
        return False
    return truth[start - 1 : start] in ("", " ") and truth[end : end + 1] in ("", " ")


def _breaks(word: str) -> bool:
    return len(word) > 1 and word[-1] in HYPHENS and word[-2].isalpha()
