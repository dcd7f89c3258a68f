import numpy as np
import pytest

from recognizer.glyph_data import GlyphSet
from recognizer.glyph_replay import GlyphReplay, choose_glyphs, read_glyph_replay, write_glyph_replay
from recognizer.types import DatasetError


def glyphs(labels, kinds, value=170):
    images = np.full((len(labels), 8, 8), value, np.uint8)
    places = np.full((len(labels), 5), 0.5, np.float32)
    return GlyphSet(images, tuple(labels), ("face",) * len(labels), tuple(kinds), places)


def test_what_was_written_is_read_again(tmp_path):
    images = np.zeros((1, 8, 8), np.uint8)
    images[0, 0, :4] = [0, 85, 170, 255]
    odd = GlyphSet(images, ("é",), ("face",), ("type",), np.ones((1, 5), np.float32))
    write_glyph_replay(tmp_path / "r.npz", GlyphReplay(odd, glyphs("ab", ["print"] * 2)))
    found = read_glyph_replay(tmp_path / "r.npz")
    assert np.array_equal(found.learnt.images, images)
    assert (found.learnt.labels, found.learnt.kinds) == (("é",), ("type",))
    assert found.base.labels == ("a", "b")
    assert found.base.known_places()[0].tolist() == [0.5] * 5


def test_greys_go_to_the_nearest_level(tmp_path):
    write_glyph_replay(
        tmp_path / "r.npz", GlyphReplay(glyphs("a", ["print"], 120), glyphs("b", ["print"], 140))
    )
    found = read_glyph_replay(tmp_path / "r.npz")
    assert set(found.learnt.images.ravel().tolist()) == {85}
    assert set(found.base.images.ravel().tolist()) == {170}


def test_a_damaged_file_is_refused(tmp_path):
    write_glyph_replay(tmp_path / "r.npz", GlyphReplay(glyphs("a", ["print"]), glyphs("b", ["print"])))
    arrays = dict(np.load(tmp_path / "r.npz"))
    np.savez(tmp_path / "cut.npz", **{**arrays, "packed": arrays["packed"][:1]})
    with pytest.raises(DatasetError, match="differ in number"):
        read_glyph_replay(tmp_path / "cut.npz")
    with pytest.raises(DatasetError):
        read_glyph_replay(tmp_path / "missing.npz")
    with pytest.raises(ValueError, match="no glyphs"):
        write_glyph_replay(tmp_path / "r.npz", GlyphReplay(glyphs("", []), glyphs("", [])))


def test_kinds_and_characters_are_chosen_alike():
    many = glyphs("e" * 20 + "q" * 2 + "e" * 20, ["print"] * 22 + ["type"] * 20)
    chosen = choose_glyphs(many, 8, ("print", "type"), 0)
    assert sorted(chosen.kinds) == ["print"] * 4 + ["type"] * 4
    assert [chosen.labels[row] for row in range(8) if chosen.kinds[row] == "print"].count("q") == 2
    assert choose_glyphs(many, 8, ("print", "type"), 0).labels == chosen.labels
    assert choose_glyphs(many, 8, ("print",), 0, even=False).labels.count("q") < 2
    assert len(choose_glyphs(many, 8, ("hand",), 0)) == 0
