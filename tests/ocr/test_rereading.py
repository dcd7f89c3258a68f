"""Stored lines are read again: texts change, boxes and layout stay."""

import dataclasses

import numpy as np
import pytest

from ocr.errors import MissingModelError
from ocr.line_store import StoredLines
from ocr.page_reader import PageReader
from ocr.rereading import count_changes, read_lines_again
from ocr.settings import OcrSettings
from recognizer.charset import BLANK, Charset
from recognizer.types import LineReading
from segmenter.types import CropSettings

CHARSET = Charset()
SETTINGS = OcrSettings(language="none", agreement=False)


class Teller:
    """Reads off the texts it was given, whatever it sees."""

    def __init__(self, texts):
        self.texts = texts

    def read_lines(self, crops):
        return [LineReading(np.log(self.frames(text)), 2.0) for text in self.texts[: len(crops)]]

    def frames(self, text):
        seen = np.full((2 * len(text) + 1, CHARSET.classes), 1e-5, np.float32)
        seen[::2, BLANK] = 1.0
        for at, character in enumerate(text):
            seen[2 * at + 1, CHARSET.encode(character)[0]] = 1.0
        return seen / seen.sum(axis=1, keepdims=True)


def stored(result, begun=0, width=80):
    lines = list(result.iter_lines())
    n = len(lines)
    knots = np.array([(line.baseline.xs[0], line.baseline.ys[0]) for line in lines]).reshape(-1, 2)
    crops = tuple(np.full((40, width), 255, np.uint8) for _ in lines)
    return StoredLines(crops, np.zeros(n), np.ones(n), np.full(n, begun), knots, np.eye(2, 3), CropSettings())


def again(result, texts, **how):
    reader = PageReader(line_reader=Teller(texts), charset=CHARSET, preset="other")
    return read_lines_again(result, stored(result, **how), reader, SETTINGS)


def test_characters_that_stay_keep_their_boxes_and_others_take_them_over(make_page):
    before = make_page([["read mere", "second"]])
    after = again(before, ["read here", "sec ond"])
    assert [line.text for line in after.iter_lines()] == ["read here", "sec ond"]
    assert [glyph.box for glyph in after.iter_glyphs()] == [glyph.box for glyph in before.iter_glyphs()]
    assert after.preset == "other"
    assert [line.box for line in after.iter_lines()] == [line.box for line in before.iter_lines()]
    assert count_changes(before, after) == 2


def test_what_is_added_and_dropped_keeps_the_others_where_they_are(make_page):
    before = make_page([["mere"]])
    after = again(before, ["rnere!"])
    boxes = [glyph.box for glyph in after.iter_glyphs()]
    assert [box.left for box in boxes[:3]] == [10, 14, 20]
    assert boxes[2:5] == [glyph.box for glyph in before.iter_glyphs()][1:4]
    assert [glyph.box.left for glyph in again(before, ["me"]).iter_glyphs()] == [10, 20]


def test_a_line_in_which_nothing_is_read_stays(make_page):
    before = make_page([["kept", "changed"]])
    after = again(before, ["", "Changed"])
    assert [line.text for line in after.iter_lines()] == ["kept", "Changed"]


def test_an_initial_that_the_crop_does_not_show_stays(make_page):
    before = make_page([["Once upon"]])
    assert [line.text for line in again(before, ["nce upan"], begun=1).iter_lines()] == ["Once upan"]


def test_lines_without_a_crop_stay(make_page):
    before = make_page([["one", "two"]])
    lines = stored(before)
    lines = dataclasses.replace(lines, crops=(lines.crops[0][:, :0], lines.crops[1]))
    reader = PageReader(line_reader=Teller(["2"]), charset=CHARSET)
    assert [line.text for line in read_lines_again(before, lines, reader, SETTINGS).iter_lines()] == [
        "one",
        "2",
    ]


def test_a_page_without_lines_and_a_reader_without_a_network(make_page):
    empty = make_page([])
    assert list(again(empty, []).iter_lines()) == []
    with pytest.raises(MissingModelError):
        read_lines_again(make_page([["a"]]), stored(make_page([["a"]])), PageReader(), SETTINGS)
