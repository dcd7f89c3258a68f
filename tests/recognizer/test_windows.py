import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recognizer.charset import BLANK, SPACE, UNREAD, Charset
from recognizer.dataset import TrainingLine
from recognizer.windows import IGNORED, Window, cut_windows, encode_line, frame_labels, needed_frames

ABC = Charset(" abx")


def window(spans, classes, width):
    return Window(np.zeros((40, width), np.uint8), np.array(classes, np.int32), np.array(spans, np.float32))


def test_middle_of_a_glyph_is_labelled_and_the_rest_is_blank():
    # 44 % of 20 px is 8.8 px around column 10: columns 5.6 to 14.4 hold the frame centres 7, 9, 11 and 13
    labels = frame_labels(window([(0, 20)], [3], 24), offset=0, frames=14)
    assert labels.tolist() == [0, 0, 0, 3, 3, 3, 3, 0, 0, 0, 0, 0, IGNORED, IGNORED]


def test_offset_moves_the_labels():
    labels = frame_labels(window([(0, 20)], [3], 24), offset=4, frames=14)
    assert labels.tolist() == [0, 0, 0, 0, 0, 3, 3, 3, 3, 0, 0, 0, 0, 0]


def test_narrow_glyph_gets_one_frame_and_twins_stay_apart():
    labels = frame_labels(window([(0, 3), (6, 9)], [2, 2], 10), offset=0, frames=5)
    assert labels.tolist() == [2, 0, 0, 2, 0]


def test_glyph_beyond_the_last_frame_keeps_a_frame():
    labels = frame_labels(window([(30, 31)], [2], 31), offset=0, frames=4)
    assert labels.tolist() == [0, 0, 0, 2]


def test_windows_hold_every_character_once_but_for_the_last_overlap(toy_line):
    line = encode_line(toy_line("abx abx xx aa bb abx"), ABC)
    assert line is not None
    windows = cut_windows(line, 80, np.random.default_rng(1))
    assert all(w.pixels.shape[1] <= 80 for w in windows)
    text = ["".join(ABC.character(c) for c in w.classes) for w in windows]
    assert "".join(text[:-1]).replace(" ", "").startswith("abxabx")
    assert text[-1].endswith("abx")
    for w in windows:  # each glyph's ink is where its span says
        for character, (left, right) in zip(w.classes, w.spans, strict=True):
            ink = w.pixels[:, int(left) : int(right)].any(axis=0)
            assert ink.all() == (ABC.character(character) != " ")


def test_a_character_wider_than_a_window_is_left_out():
    line = window([(0, 10), (10, 200), (200, 210)], [2, 3, 4], 210)
    classes = [w.classes.tolist() for w in cut_windows(line, 40, np.random.default_rng(0))]
    assert classes == [[2], [4]]


def test_cutting_needs_spans():
    with pytest.raises(ValueError, match="without spans"):
        cut_windows(
            Window(np.zeros((40, 9), np.uint8), np.array([2], np.int32), None), 40, np.random.default_rng(0)
        )


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 300), st.integers(-5, 60)), min_size=1, max_size=20),
    st.integers(1, 320),
    st.integers(0, 9),
)
def test_windows_of_hostile_spans_are_cut_and_labelled(spans, width, seed):
    line = window(
        [(left, left + wide) for left, wide in spans], [2 + n % 3 for n in range(len(spans))], width
    )
    for part in cut_windows(line, 100, np.random.default_rng(seed)):
        assert 0 <= part.pixels.shape[1] <= 100
        labels = frame_labels(part, 3, 60)
        assert set(labels.tolist()) <= {IGNORED, 0, 2, 3, 4}


def test_letters_of_a_ligature_divide_its_columns():
    line = TrainingLine(
        np.zeros((40, 30), np.uint8), "ﬁſ", np.array([(2, 10), (12, 20)], np.float32), "s", "print"
    )
    encoded = encode_line(line, Charset(" fis"))
    assert encoded is not None
    assert encoded.classes.tolist() == [2, 3, 4]
    assert encoded.spans.tolist() == [[2, 6], [6, 10], [12, 20]]


@pytest.mark.parametrize("text", ["", "a€"])
def test_line_without_known_text_is_left_out(text):
    assert encode_line(TrainingLine(np.zeros((40, 9), np.uint8), text, None, "s", "print"), ABC) is None


def test_twins_need_a_frame_between_them():
    assert needed_frames(np.array([2, 2, 3, 3, 3])) == 8


def test_unread_ink_becomes_the_blank_in_its_place():
    line = TrainingLine(
        np.zeros((40, 60), np.uint8),
        f"{UNREAD} 1",
        np.array([[0, 20], [20, 40], [40, 60]], np.float32),
        "",
        "print",
    )
    window = encode_line(line, Charset(" 12"))
    assert window is not None
    assert window.classes.tolist() == [BLANK, SPACE, 2]
    assert set(frame_labels(window, 0, 30)[:10].tolist()) == {BLANK}
