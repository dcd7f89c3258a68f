"""Lines are written in one writer's hand, letters where they belong."""

from dataclasses import replace

import numpy as np
import pytest

from recognizer.handwriting import Hand, choose_hand, covers_text, write_text, write_words
from recognizer.pen_strokes import load_characters, load_texts, measure_writing
from recognizer.types import DatasetError

STEADY = Hand(pen=0.1, slant=0.0, stretch=1.0, gap=0.2, word_gap=1.0, jitter=0.0, drift=0.0)


def box(height, width=600):
    """A letter as one closed stroke of the given size."""
    return np.array([(0, 0), (width, 0), (width, height), (0, height), (0, 0)], np.int16)


def save_characters(path, writers=("w/one",), agreement=0.9):
    letters = "abcdefghijklmnopqrstuvwxyz.,'-A"
    heights = dict.fromkeys(letters, 600) | dict.fromkeys("bdfhklt", 1000) | dict.fromkeys("gpqyj", 1000)
    heights |= {".": 60, ",": 200, "'": 200, "-": 20, "A": 1000}
    strokes, labels, names = [], [], []
    for writer in writers:
        for letter in letters:
            strokes.append(box(heights[letter]))
            labels.append(letter)
            names.append(writer)
    offsets = np.arange(len(strokes) + 1)
    np.savez(
        path,
        points=np.concatenate(strokes),
        stroke_off=offsets * 5,
        char_off=offsets,
        label=np.array(labels),
        writer=np.array(names),
        agreement=np.full(len(strokes), agreement, np.float16),
    )
    return path


def save_texts(path):
    word = [box(60, 40) + np.array([at * 60, 500], np.int16) for at in range(4)]
    np.savez(
        path,
        points=np.concatenate(word * 3),
        stroke_off=np.arange(13) * 5,
        text_off=np.array([0, 4, 8, 12]),
        text=np.array(["oxen", "a b c d", "@_odd"]),
        writer=np.array(["w/one"] * 3),
        style=np.array(["PRINTED", "MIXED", "MIXED"]),
    )
    return path


@pytest.fixture
def letters(tmp_path):
    return load_characters(save_characters(tmp_path / "c.npz"), lambda writer: True)


def ink_rows(line, character):
    left, right = line.spans[character]
    return np.flatnonzero((line.pixels[:, int(left) + 2 : int(right) - 2] < 128).any(axis=1))


@pytest.mark.parametrize(
    ("letter", "top", "bottom"),
    [
        ("x", 1.0, 0.0),
        ("h", 1.67, 0.0),
        ("g", 1.0, -0.67),
        (",", 0.1, -0.23),
        ("'", 1.7, 1.37),
        ("-", 0.62, 0.58),
    ],
)
def test_letters_stand_where_their_kind_stands(letters, letter, top, bottom):
    line = write_text(f"x{letter}x", letters, "w/one", STEADY, np.random.default_rng(0))
    rows = ink_rows(line, 1)
    assert (line.baseline - rows[0]) / line.x_height == pytest.approx(top, abs=0.15)
    assert (line.baseline - rows[-1]) / line.x_height == pytest.approx(bottom, abs=0.15)


def test_an_accent_stands_above_its_letter(letters):
    plain, accented = (
        write_text(t, letters, "w/one", STEADY, np.random.default_rng(0)) for t in ("xex", "xéx")
    )
    assert ink_rows(accented, 1)[0] < ink_rows(plain, 1)[0] - 2


def test_spans_of_letters_do_not_overlap_and_the_space_is_between(letters):
    line = write_text("ab ba", letters, "w/one", STEADY, np.random.default_rng(0))
    assert line.text == "ab ba"
    assert (np.diff(line.spans.ravel()) >= -1e-3).all()


def test_a_writer_covers_accents_but_not_missing_letters():
    have = frozenset("abcdeo")
    assert covers_text("abé dö", have)
    assert not covers_text("xe", have)
    assert not covers_text("ße", have)
    assert not covers_text("ç", have)


def test_recorded_words_are_levelled_and_odd_labels_left_out(tmp_path):
    source = load_texts(save_texts(tmp_path / "t.npz"), lambda writer: True)
    assert [sample.text for sample in source.by_writer["w/one"]] == ["oxen"]
    points = np.concatenate(source.by_writer["w/one"][0].strokes)
    assert points[:, 1].max() == pytest.approx(0.0, abs=0.05)
    assert points[:, 1].min() == pytest.approx(-1.0, abs=0.05)
    line = write_words(source, "w/one", STEADY, np.random.default_rng(0))
    assert line.text == "oxen"
    assert line.spans is None


def test_capitals_alone_give_a_smaller_x_height():
    strokes = [box(145).astype(float)]
    assert measure_writing("AB", strokes)[1] == pytest.approx(100, rel=0.01)
    assert measure_writing("ab", strokes)[1] == pytest.approx(145, rel=0.01)


def test_doubtful_labels_and_unwanted_writers_are_never_used(tmp_path):
    doubtful = save_characters(tmp_path / "d.npz", agreement=0.05)
    with pytest.raises(DatasetError):
        load_characters(doubtful, lambda writer: True)
    both = save_characters(tmp_path / "b.npz", writers=("w/one", "w/two"))
    assert list(load_characters(both, lambda writer: writer != "w/one").samples) == ["w/two"]


def test_hands_differ():
    rng = np.random.default_rng(0)
    assert choose_hand(rng) != choose_hand(rng)


def test_reach_lengthens_ascenders_and_tails_but_not_small_letters(letters):
    def extent(character, reach):
        hand = replace(STEADY, reach=reach)
        line = write_text("x" + character, letters, "w/one", hand, np.random.default_rng(3))
        return np.ptp(ink_rows(line, 1))

    assert extent("x", 1.4) == extent("x", 1.0)
    assert extent("l", 1.4) > 1.1 * extent("l", 1.0)
    assert extent("g", 1.4) > 1.1 * extent("g", 1.0)


def test_unsteady_hand_writes_the_same_letter_in_several_widths(letters):
    def widths(unsteadiness):
        hand = replace(STEADY, unsteadiness=unsteadiness)
        line = write_text("xxxxxxxx", letters, "w/one", hand, np.random.default_rng(3))
        return np.diff(line.spans, axis=1).ravel()

    assert np.ptp(widths(0.0)) < 1e-3
    assert np.ptp(widths(0.1)) > 0.5


def test_words_of_the_styles_wanted_alone_are_read(tmp_path):
    path = save_texts(tmp_path / "t.npz")
    assert [s.text for s in load_texts(path, lambda writer: True, ("PRINTED",)).by_writer["w/one"]] == [
        "oxen"
    ]
    with pytest.raises(DatasetError):
        load_texts(path, lambda writer: True, ("CURSIVE",))
