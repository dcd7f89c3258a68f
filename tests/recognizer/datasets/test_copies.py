"""Copies of a hand's glyphs under another name are found, and its names joined."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from recognizer.datasets.copies import join_copied_pictures, join_copied_strokes
from recognizer.datasets.likeness import is_plain
from recognizer.datasets.splits import part_of_name

LETTERS = tuple("abcdefghij")


def _scribbles(seed: int) -> list[list[NDArray[np.float64]]]:
    """A character of two strokes for every letter, a random walk each."""
    rng = np.random.default_rng(seed)
    return [[rng.normal(0, 100, (n, 2)).cumsum(axis=0) for n in (9, 6)] for _ in LETTERS]


def _pictures(seed: int) -> NDArray[np.uint8]:
    """(10, 32, 32): blots that no other seed draws alike."""
    coarse = np.random.default_rng(seed).integers(0, 2, (len(LETTERS), 8, 8), dtype=np.uint8)
    return np.asarray(np.kron(coarse, np.ones((4, 4), np.uint8)) * 255, dtype=np.uint8)


def test_strokes_scaled_and_moved_under_another_name_are_the_same_hand() -> None:
    anna, ben = _scribbles(1), _scribbles(2)
    again = [[stroke * 1.3 + 50 for stroke in strokes] for strokes in anna]
    writers = ["anna"] * 10 + ["ben"] * 10 + ["session 2"] * 10
    found = join_copied_strokes(anna + ben + again, LETTERS * 3, writers)
    assert [set(group) for group in found.groups] == [{"anna", "session 2"}]
    assert found.hand_of("anna") == found.hand_of("session 2")
    assert found.hand_of("ben") == "ben"
    assert found.copies.tolist() == [False] * 20 + [True] * 10


def test_seven_alike_do_not_make_one_hand_of_two() -> None:
    anna, ben = _scribbles(1), _scribbles(2)
    writers = ["anna"] * 10 + ["ben"] * 10
    found = join_copied_strokes(anna + anna[:7] + ben[7:], LETTERS * 2, writers)
    assert found.hands == {}
    assert not found.copies.any()
    assert len(join_copied_strokes(anna + anna[:8] + ben[8:], LETTERS * 2, writers).groups) == 1


def test_a_copy_with_another_label_is_none() -> None:
    anna = _scribbles(1)
    found = join_copied_strokes(anna * 2, [*LETTERS, *"klmnopqrst"], ["anna"] * 10 + ["ben"] * 10)
    assert found.hands == {}


def test_straight_strokes_and_dots_tell_nobody() -> None:
    bars = [[np.stack([np.zeros(20), np.arange(20.0)], axis=1)] for _ in range(20)]
    dots = [[np.zeros((1, 2))] for _ in range(20)]
    for plain in (bars, dots, [[] for _ in range(20)]):
        found = join_copied_strokes(plain, ["l"] * 20, ["anna"] * 10 + ["ben"] * 10)
        assert found.hands == {}


def test_a_joined_hand_is_dealt_to_the_part_kept_back_most() -> None:
    names = [f"writer{at}" for at in range(200)]
    train = next(name for name in names if part_of_name(name) == "train")
    test = next(name for name in names if part_of_name(name) == "test")
    for order in ((train, test), (test, train)):
        writers = [order[0]] * 10 + [order[1]] * 10
        found = join_copied_strokes(_scribbles(1) * 2, LETTERS * 2, writers)
        assert found.groups == ((test, train),)


def test_pictures_drawn_a_little_darker_are_copies() -> None:
    anna, ben = _pictures(1), _pictures(2)
    again = np.where(anna > 0, 230, 4).astype(np.uint8)
    images = np.concatenate([anna, ben, again])
    extents = np.full((30, 2), 32, dtype=np.int32)
    writers = ["anna"] * 10 + ["ben"] * 10 + ["session 2"] * 10
    found = join_copied_pictures(images, LETTERS * 3, writers, extents)
    assert [set(group) for group in found.groups] == [{"anna", "session 2"}]
    assert found.copies.tolist() == [False] * 20 + [True] * 10


def test_pictures_of_nobody_known_are_left_alone() -> None:
    images = np.concatenate([_pictures(1)] * 2)
    found = join_copied_pictures(images, LETTERS * 2, [""] * 20, np.full((20, 2), 32, dtype=np.int32))
    assert found.hands == {}
    assert not found.copies.any()


def test_no_glyphs_at_all_give_no_hands() -> None:
    found = join_copied_pictures(np.zeros((0, 32, 32), np.uint8), (), (), np.zeros((0, 2), dtype=np.int32))
    assert found.groups == ()
    assert join_copied_strokes([], [], []).copies.shape == (0,)


def test_a_plain_copy_is_dropped_only_where_its_writer_is_joined() -> None:
    anna = _pictures(1)
    bar = np.zeros((1, 32, 32), np.uint8)
    bar[:, 2:30, 15:18] = 255
    images = np.concatenate([anna, bar, anna, bar, bar])
    labels = (*LETTERS, "l", *LETTERS, "l", "l")
    writers = ["anna"] * 11 + ["session 2"] * 11 + ["ben"]
    extents = np.full((23, 2), 32, dtype=np.int32)
    extents[[10, 21, 22]] = (28, 3)
    found = join_copied_pictures(images, labels, writers, extents)
    assert found.copies.tolist() == [False] * 11 + [True] * 11 + [False]


def test_shapes_that_a_writer_repeats_to_the_point_tell_nobody() -> None:
    drawn = np.concatenate([_pictures(1)] * 4)
    writers = ["anna"] * 20 + ["ben"] * 20
    found = join_copied_pictures(drawn, LETTERS * 4, writers, np.full((40, 2), 32, dtype=np.int32))
    assert found.hands == {}


def test_shapes_that_nine_others_have_tell_nobody() -> None:
    for names, joined in ((9, 1), (10, 0)):
        images = np.concatenate([_pictures(1)] * names)
        writers = [f"w{at}" for at in range(names) for _ in LETTERS]
        extents = np.full((10 * names, 2), 32, dtype=np.int32)
        assert len(join_copied_pictures(images, LETTERS * names, writers, extents).groups) == joined


def test_dots_and_bars_are_plain_and_letters_are_not() -> None:
    images = np.zeros((4, 32, 32), np.uint8)
    cv2.circle(images[0], (16, 16), 13, 255, -1)
    cv2.ellipse(images[1], (16, 16), (13, 10), 30, 0, 360, 255, -1)
    cv2.circle(images[2], (16, 16), 12, 255, 3)
    images[3, 2:30, 14:18] = 255
    extents = np.array([(6, 6), (6, 5), (20, 20), (28, 4)], dtype=np.int32)
    assert is_plain(images, extents).tolist() == [True, True, False, True]
