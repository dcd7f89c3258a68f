import numpy as np
import pytest

from recognizer.character_scores import (
    count_confusions,
    is_alike,
    is_same,
    is_same_letter,
    judge_characters,
    load_labelled,
    share_right,
)
from recognizer.charset import Charset
from recognizer.glyph_data import GlyphSet, write_glyph_shard
from recognizer.types import DatasetError

OIL = Charset(" 0Ool1I|xé")


class Stubborn:
    """Gives every glyph the same log-probabilities."""

    def __init__(self, best):
        self.best = best

    def classify_glyphs(self, crops, places=None):
        logs = np.full((len(crops), OIL.classes), -20.0, np.float32)
        for rank, character in enumerate(self.best):
            logs[:, OIL.encode(character)[0]] = -rank
        return logs


def glyphs(labels, writers=None):
    n = len(labels)
    return GlyphSet(np.zeros((n, 32, 32), np.uint8), tuple(labels), tuple(writers or "w" * n), ("hand",) * n)


def test_characters_are_alike_in_their_groups_and_cases():
    assert is_same("a", "a")
    assert not is_same("a", "A")
    assert is_same_letter("a", "A")
    assert not is_same_letter("0", "o")
    assert is_alike("0", "o")
    assert is_alike("|", "I")
    assert is_alike("i", "I")
    assert not is_alike("i", "l")


def test_first_three_guesses_count_for_top_3():
    judged = judge_characters(Stubborn("xlO0"), OIL, glyphs("xlO0o"))
    assert judged.right(is_same).tolist() == [True, False, False, False, False]
    assert judged.right(is_same, 3).tolist() == [True, True, True, False, False]
    assert judged.right(is_alike, 3).tolist() == [True, True, True, True, True]


def test_digits_alone_are_chosen_among_digits():
    judged = judge_characters(Stubborn("O01"), OIL, glyphs("01"), alphabet="0O1l")
    assert judged.right(is_same).tolist() == [False, False]
    assert judged.right(is_same, among="0123456789").tolist() == [True, False]


def test_unknown_labels_are_left_out():
    judged = judge_characters(Stubborn("x"), OIL, glyphs("x€"), np.array([False, True]))
    assert judged.glyphs.labels == ("x",)
    assert judged.sure.tolist() == [False]
    with pytest.raises(DatasetError, match="knows none"):
        judge_characters(Stubborn("x"), OIL, glyphs("€"))


def test_interval_is_by_writer():
    right = np.array([True] * 50 + [False] * 50)
    share = share_right(right, ["a"] * 50 + ["b"] * 50)
    assert (share.right, share.low, share.high, share.count) == (0.5, 0.0, 1.0, 100)
    assert str(share) == "50.00 (0.0-100.0)"
    many = share_right(right, [str(at) for at in range(100)])
    assert 0.38 < many.low < 0.45
    assert 0.55 < many.high < 0.62
    assert np.isnan(share_right(np.zeros(0, bool), []).right)
    nobody = share_right(right, [""] * 100)  # of nobody known, characters are drawn
    assert 0.38 < nobody.low < 0.45
    assert 0.55 < nobody.high < 0.62


def test_confusions_are_counted_from_label_to_answer():
    table = count_confusions(judge_characters(Stubborn("x"), OIL, glyphs("xxl")))
    assert table.tolist() == [[0, 1], [0, 2]]  # l, x


def test_images_and_shards_are_loaded(tmp_path):
    images = np.full((2, 40, 40), 255, np.uint8)
    images[:, 10:30, 18:22] = 0
    np.savez(tmp_path / "images.npz", images=images, label=np.array(["l", "x"]), writer=np.array([3, 4]))
    found, sure = load_labelled(tmp_path / "images.npz")
    assert (found.labels, found.sources) == (("l", "x"), ("3", "4"))
    assert sure.all()
    assert not found.known_places().any()
    write_glyph_shard(tmp_path / "shards" / "0.npz", glyphs("x"))
    assert load_labelled(tmp_path / "shards")[0].labels == ("x",)
