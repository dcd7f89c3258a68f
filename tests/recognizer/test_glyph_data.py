import numpy as np
import pytest

from recognizer.charset import Charset
from recognizer.glyph_data import GlyphSet, draw_batches, read_glyph_shards, vary_glyph, write_glyph_shard
from recognizer.types import DatasetError

ABC = Charset(" abx")


def glyphs(labels="aab"):
    images = np.zeros((len(labels), 32, 32), np.uint8)
    for row in range(len(labels)):
        images[row, 8:24, 12:18] = 200
    return GlyphSet(images, tuple(labels), ("s",) * len(labels), ("print",) * len(labels))


def test_shards_give_back_the_glyphs_written(tmp_path):
    write_glyph_shard(tmp_path / "1.npz", glyphs("ab"))
    write_glyph_shard(tmp_path / "2.npz", GlyphSet(glyphs("x").images, ("",), ("t",), ("hand",)))
    found = read_glyph_shards([tmp_path])
    assert found.labels == ("a", "b", "")
    assert found.kinds == ("print", "print", "hand")
    np.testing.assert_array_equal(found.images[0], glyphs("a").images[0])
    assert found.select([2, 0]).labels == ("", "a")


def test_classes_are_the_charsets_with_blank_for_none():
    some = GlyphSet(np.zeros((4, 32, 32), np.uint8), ("b", "", "é", "ſ"), ("s",) * 4, ("print",) * 4)
    assert some.classes(Charset(" abs")).tolist() == [3, 0, -1, 4]


def test_batches_are_the_same_for_the_same_number_and_leave_unknown_out():
    some = glyphs("aaaaaaaaab€")
    source = draw_batches(some, ABC, size=64, seed=1)
    first, second = next(source), next(source)
    again = next(draw_batches(some, ABC, size=64, seed=1, start=1))
    np.testing.assert_array_equal(second[0], again[0])
    assert not np.array_equal(first[0], second[0])
    assert first[0].shape == (64, 32, 32, 1)
    assert set(first[1].tolist()) == {2, 3}
    shares = np.mean([np.mean(next(source)[1] == 3) for _ in range(20)])
    assert 0.2 < shares < 0.3  # one of ten, drawn as 1 : sqrt(9)


def test_varied_glyph_stays_a_glyph():
    image = glyphs("a").images[0]
    varied = vary_glyph(image, np.random.default_rng(0))
    assert varied.shape == image.shape
    assert varied.dtype == np.uint8
    assert 0.5 < varied.sum() / image.sum() < 2


def test_sets_that_do_not_fit_are_refused(tmp_path):
    with pytest.raises(DatasetError, match="one for each label"):
        GlyphSet(np.zeros((2, 32, 32), np.uint8), ("a",), ("s",), ("print",))
    with pytest.raises(DatasetError, match="no glyph shards"):
        read_glyph_shards([tmp_path])
    with pytest.raises(DatasetError, match="no character of the charset"):
        next(draw_batches(glyphs("é"), ABC, size=4, seed=0))
    write_glyph_shard(tmp_path / "a.npz", glyphs("a"))
    write_glyph_shard(
        tmp_path / "b.npz", GlyphSet(np.zeros((1, 20, 20), np.uint8), ("b",), ("s",), ("print",))
    )
    with pytest.raises(DatasetError, match="different sizes"):
        read_glyph_shards([tmp_path])
