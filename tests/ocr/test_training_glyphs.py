import cv2
import numpy as np

from ocr.line_drawing import Paper
from ocr.training_glyphs import cut_glyphs, label_groups
from recognizer.render import DrawnLine
from segmenter.geometry import Box


def box(left, right):
    return Box(left, 0, right, 20)


def test_a_group_and_its_character_belong_to_each_other_alone():
    spans = np.array([(0, 10), (10, 20), (20, 30), (30, 40), (40, 50)], np.float32)
    # a alone; b in two pieces, of which one holds the middle; touching cd; a blot over the space
    groups = [box(1, 9), box(11, 14), box(14, 19), box(31, 49), box(26, 28)]
    assert label_groups(groups, "ab cd", spans) == ["a", "", None, None, ""]


def test_glyphs_of_a_drawn_line_are_cut_with_their_labels():
    pixels = np.full((90, 240), 255, np.uint8)
    spans = []
    for at, letter in enumerate("nxo"):
        left = 40 + 50 * at
        cv2.putText(pixels, letter, (left, 60), cv2.FONT_HERSHEY_SIMPLEX, 1.5, 0, 4)
        spans.append((left, left + 34))
    line = DrawnLine(pixels, "nxo", np.array(spans, np.float32), 60.0, 28.0)
    found = list(cut_glyphs(Paper(line, (5.0, 80.0), "print", "plain"), np.random.default_rng(0)))
    assert [glyph.label for glyph in found] == ["n", "x", "o"]
    for glyph in found:
        assert glyph.image.shape == (32, 32)
        rows = np.flatnonzero((glyph.image > 128).any(axis=1))
        assert rows[-1] - rows[0] >= 22  # it fills its square
        known, _, lined, foot, head = glyph.place.tolist()
        assert (known, lined) == (1, 1)
        assert abs(foot) < 0.12  # the letters stand on the baseline
        assert abs(head - 1) < 0.2  # and are an x-height high


def test_blank_paper_and_unknown_columns_give_no_glyph():
    blank = DrawnLine(np.full((60, 80), 255, np.uint8), "a", np.array([(0, 9)], np.float32), 40.0, 20.0)
    assert list(cut_glyphs(Paper(blank, (5.0, 50.0), "print", "s"), np.random.default_rng(0))) == []
    unknown = DrawnLine(np.full((60, 80), 255, np.uint8), "a", None, 40.0, 20.0)
    assert list(cut_glyphs(Paper(unknown, (5.0, 50.0), "hand", "s"), np.random.default_rng(0))) == []
