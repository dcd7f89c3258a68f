import numpy as np
import pytest

from recognizer.charset import Charset
from recognizer.datasets.card import CARD
from recognizer.glyph_data import GlyphSet, read_glyph_shards, write_glyph_shard
from recognizer.glyph_sources import read_to_adapt
from recognizer.types import DatasetError


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


def test_places_are_kept_and_unknown_where_a_shard_has_none(tmp_path):
    places = np.arange(10, dtype=np.float32).reshape(2, 5)
    some = glyphs("ab")
    write_glyph_shard(
        tmp_path / "1.npz", GlyphSet(some.images, some.labels, some.sources, some.kinds, places)
    )
    np.savez(tmp_path / "2.npz", images=some.images, label=["a", "b"], source=["s"] * 2, kind=["hand"] * 2)
    found = read_glyph_shards([tmp_path])
    np.testing.assert_array_equal(found.known_places(), np.concatenate([places, np.zeros((2, 5))]))
    np.testing.assert_array_equal(found.select([1]).known_places(), places[1:])


def test_sets_that_do_not_fit_are_refused(tmp_path):
    with pytest.raises(DatasetError, match="one for each label"):
        GlyphSet(np.zeros((2, 32, 32), np.uint8), ("a",), ("s",), ("print",))
    with pytest.raises(DatasetError, match="no glyph shards"):
        read_glyph_shards([tmp_path])
    with pytest.raises(DatasetError, match="one for each label"):
        GlyphSet(np.zeros((1, 32, 32), np.uint8), ("a",), ("s",), ("print",), np.zeros((1, 4), np.float32))
    write_glyph_shard(tmp_path / "a.npz", glyphs("a"))
    write_glyph_shard(
        tmp_path / "b.npz", GlyphSet(np.zeros((1, 20, 20), np.uint8), ("b",), ("s",), ("print",))
    )
    with pytest.raises(DatasetError, match="different sizes"):
        read_glyph_shards([tmp_path])


def test_what_a_data_set_holds_out_is_measured_on(tmp_path):
    for part, labels in (("train", "ab"), ("valid", "a"), ("test", "b")):
        write_glyph_shard(tmp_path / "set" / "glyphs" / part / "glyphs-00000.npz", glyphs(labels))
    write_dataset_card(tmp_path / "set")
    learnt, kept = read_to_adapt([tmp_path / "set"])
    assert (learnt.labels, kept.labels) == (("a", "b"), ("a",))
    write_glyph_shard(tmp_path / "plain" / "glyphs-00000.npz", glyphs("xyz"))
    learnt, kept = read_to_adapt([tmp_path / "plain"])
    assert (learnt.labels, kept) == (("x", "y", "z"), None)
    write_glyph_shard(tmp_path / "one" / "glyphs" / "test" / "glyphs-00000.npz", glyphs("q"))
    write_dataset_card(tmp_path / "one")
    learnt, kept = read_to_adapt([tmp_path / "one", tmp_path / "plain"])
    assert (learnt.labels, kept) == (("q", "x", "y", "z"), None)


def write_dataset_card(folder):
    (folder / CARD).write_text("{}", encoding="utf-8")
