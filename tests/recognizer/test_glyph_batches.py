import numpy as np
import pytest

from recognizer.charset import Charset
from recognizer.glyph_batches import Portion, VariedGlyphs, draw_batches, vary_glyph, vary_place
from recognizer.glyph_data import GlyphSet
from recognizer.types import DatasetError

ABC = Charset(" abx")


def glyphs(labels):
    images = np.zeros((len(labels), 32, 32), np.uint8)
    images[:, 8:24, 12:18] = 200
    return GlyphSet(images, tuple(labels), ("s",) * len(labels), ("print",) * len(labels))


def portion(labels, share=1.0):
    return Portion(VariedGlyphs(glyphs(labels)), share)


def test_batches_are_the_same_for_the_same_number_and_leave_unknown_out():
    some = [portion("aaaaaaaaab€")]
    source = draw_batches(some, ABC, size=64, seed=1)
    first, second = next(source), next(source)
    again = next(draw_batches(some, ABC, size=64, seed=1, start=1))
    np.testing.assert_array_equal(second[0][0], again[0][0])
    assert not np.array_equal(first[0][0], second[0][0])
    assert first[0][0].shape == (64, 32, 32, 1)
    assert first[0][1].shape == (64, 5)
    assert set(first[1].tolist()) == {2, 3}
    shares = np.mean([np.mean(next(source)[1] == 3) for _ in range(30)])
    assert 0.14 < shares < 0.21  # one of ten, drawn as 1 : 9 ** 0.7


def test_portions_have_their_shares_whatever_their_size():
    source = draw_batches([portion("a", 3.0), portion("b" * 50, 1.0)], ABC, size=256, seed=0)
    shares = np.mean([np.mean(next(source)[1] == 2) for _ in range(5)])
    assert 0.7 < shares < 0.8


def test_portion_without_known_characters_gives_nothing():
    source = draw_batches([portion("a"), portion("€", 9.0)], ABC, size=32, seed=0)
    assert set(next(source)[1].tolist()) == {2}
    with pytest.raises(DatasetError, match="no character of the charset"):
        next(draw_batches([portion("é")], ABC, size=4, seed=0))


def test_varied_glyph_stays_a_glyph():
    image = glyphs("a").images[0]
    varied = vary_glyph(image, np.random.default_rng(0))
    assert varied.shape == image.shape
    assert varied.dtype == np.uint8
    assert 0.5 < varied.sum() / image.sum() < 2


def test_unknown_place_stays_unknown_and_a_known_one_is_sometimes_not_told():
    rng = np.random.default_rng(0)
    assert not vary_place(np.zeros(5, np.float32), rng).any()
    place = np.array([1, 0.5, 1, 0.1, 1.1], np.float32)
    varied = np.stack([vary_place(place, rng) for _ in range(400)])
    assert set(varied[:, 0].tolist()) == {0.0, 1.0}
    assert 0.1 < np.mean(varied[:, 2] == 0) < 0.3
    told = varied[varied[:, 2] == 1]
    assert np.abs(told - place).max() < 0.3
    assert told[:, 3].std() > 0
