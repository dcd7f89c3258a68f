import numpy as np
import pytest

from recognizer.charset import Charset
from recognizer.glyph_acceptance import Gain, Trial, try_adaptation
from recognizer.glyph_adaptation import (
    AdaptationSettings,
    AdaptedGlyphClassifier,
    adapt_glyphs,
    split_by_class,
)
from recognizer.glyph_data import GlyphSet
from recognizer.glyph_head import HeadChange
from recognizer.glyph_replay import GlyphReplay
from recognizer.types import DatasetError

CHARSET = Charset(" abx")  # classes: blank, space, a, b, x
PLAIN = AdaptationSettings(copies=0)


class Corners:
    """Sees the ink of each quarter of a picture; takes everything for an x."""

    def embed_glyphs(self, crops, places=None):
        half = crops.shape[1] // 2
        quarters = [crops[:, top : top + half, left : left + half] for top in (0, half) for left in (0, half)]
        return np.stack([part.mean(axis=(1, 2)) for part in quarters], axis=1).astype(np.float32)

    def classify_glyphs(self, crops, places=None):
        return np.log(np.tile(np.array([0.05, 0.05, 0.1, 0.1, 0.7], np.float32), (len(crops), 1)))


def picture(quarter):
    image = np.zeros((8, 8), np.uint8)
    top, left = divmod(quarter, 2)
    image[4 * top : 4 * top + 4, 4 * left : 4 * left + 4] = 255
    return image


def glyph_set(labels, quarters):
    images = np.stack([picture(quarter) for quarter in quarters])
    return GlyphSet(images, tuple(labels), ("w",) * len(labels), ("hand",) * len(labels))


HAND = glyph_set("aabb" * 5, [0, 0, 1, 1] * 5)  # this hand's a is at the top left, its b at the right


def read(classifier, glyphs):
    found = classifier.classify_glyphs(glyphs.images / np.float32(255))
    return "".join(CHARSET.character(int(at)) for at in found.argmax(axis=1))


def test_a_hand_is_learnt():
    change = adapt_glyphs(Corners(), CHARSET, HAND, PLAIN)
    assert read(Corners(), HAND) == "x" * 20
    assert read(AdaptedGlyphClassifier(Corners(), change), HAND) == "aabb" * 5


def test_replayed_glyphs_stay_what_they_were_taken_for():
    old = glyph_set("x" * 20, [3] * 20)
    change = adapt_glyphs(Corners(), CHARSET, HAND, AdaptationSettings(copies=0, replay=1.0), replay=old)
    adapted = AdaptedGlyphClassifier(Corners(), change)
    assert read(adapted, HAND) == "aabb" * 5
    kept = np.exp(adapted.classify_glyphs(old.images / np.float32(255)))
    free = np.exp(
        AdaptedGlyphClassifier(Corners(), adapt_glyphs(Corners(), CHARSET, HAND, PLAIN)).classify_glyphs(
            old.images / np.float32(255)
        )
    )
    assert abs(kept[0, 4] - 0.7) < 0.1 < abs(free[0, 4] - 0.7)


def test_varied_copies_are_seeded():
    settings = AdaptationSettings(copies=2, seed=3)
    one, other = (adapt_glyphs(Corners(), CHARSET, HAND, settings).weights for _ in range(2))
    assert np.array_equal(one, other)
    assert not np.array_equal(one, adapt_glyphs(Corners(), CHARSET, HAND, PLAIN).weights)


def test_unknown_characters_are_left_out_and_none_known_is_an_error():
    mixed = glyph_set("aЖ", [0, 1])
    assert adapt_glyphs(Corners(), CHARSET, mixed, PLAIN).weights.any()
    with pytest.raises(DatasetError, match="no glyph to adapt to"):
        adapt_glyphs(Corners(), CHARSET, glyph_set("Ж", [0]), PLAIN)


def test_every_character_is_parted_in_the_same_share():
    labels = "a" * 10 + "b" * 5
    learnt, kept = split_by_class(labels, 0.6, seed=1)
    assert sorted(learnt + kept) == list(range(15))
    assert [labels[row] for row in learnt].count("a") == 6
    assert [labels[row] for row in learnt].count("b") == 3
    assert split_by_class(labels, 0.6, seed=1) == (learnt, kept)
    assert split_by_class("", 0.6) == ([], [])


def test_what_helps_is_taken():
    replay = GlyphReplay(glyph_set("xx", [3, 3]), glyph_set("xx", [3, 3]))
    trial = try_adaptation(Corners(), CHARSET, HAND, HAND, replay, PLAIN)
    assert trial.objection == ""
    assert trial.kept_back == Gain(20, 20, 0)
    assert trial.base == Gain(2, 0, 0)


def test_more_is_replayed_until_the_base_test_holds():
    near = glyph_set(
        "x" * 10, [0] * 10
    )  # the base's x is this hand's a: the test can only hold by unlearning
    trial = try_adaptation(Corners(), CHARSET, HAND, HAND, GlyphReplay(near, near), PLAIN)
    assert trial.replay > 0.5
    assert trial.base.after == 0 or "base test falls" in trial.objection


def test_what_does_not_help_is_refused():
    wrong = glyph_set("x" * 20, [0, 0, 1, 1] * 5)
    trial = try_adaptation(Corners(), CHARSET, HAND, wrong, None, PLAIN)
    assert "no better" in trial.objection
    none = Trial(HeadChange(np.zeros((4, 5)), np.zeros(5)), 0.1, Gain(10, 5, 4), Gain(1000, 10, 12))
    assert "base test falls" in none.objection
    assert str(none.base) == "1.00 -> 1.20 % wrong of 1,000"
