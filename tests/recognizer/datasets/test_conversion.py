import json

import numpy as np
import pytest

from recognizer.dataset import read_arrays
from recognizer.datasets.card import read_dataset_card
from recognizer.datasets.collection import load_collection
from recognizer.datasets.conversion import ConvertSettings, convert_dataset
from recognizer.datasets.samples import ReadSettings
from recognizer.datasets.splits import part_of_name
from recognizer.glyph_data import read_glyph_shards
from recognizer.glyph_sources import read_held_out, read_portions, writer_part
from recognizer.types import DatasetError


def test_a_writer_stands_on_one_side_only(written, tmp_path):
    card = convert_dataset(written, tmp_path / "out")
    sides = {part: set(read_glyph_shards([tmp_path / "out/glyphs" / part]).sources) for part in card.glyphs}
    assert len(sides) == 3
    assert not sides["train"] & sides["test"]
    assert not sides["train"] & sides["valid"]
    assert sum(len(side) for side in sides.values()) == 12
    assert card.writers == {part: len(side) for part, side in sides.items()}
    assert card.split_by == "writer"


def test_writers_are_dealt_as_for_training_from_strokes():
    names = [f"{collection}/person{at}" for collection in ("a", "b") for at in range(300)]
    assert {name: part_of_name(name) for name in names} == {name: writer_part(name) for name in names}
    assert any(part_of_name(name, seed=1) != part_of_name(name) for name in names)


def test_without_writers_the_card_says_so_and_a_picture_stays_on_one_side(tmp_path, letter):
    images = np.stack([letter("l", at) for at in range(2)] * 40)
    np.savez(tmp_path / "a.npz", images=images, label=np.array(["l"] * 80))
    card = convert_dataset(tmp_path / "a.npz", tmp_path / "out")
    assert card.split_by == "checksum of the picture"
    assert "not known" in card.notes[0]
    assert set(card.glyphs.values()) <= {40, 80}


def test_the_sources_own_test_part_is_kept_where_no_writer_is_known(tmp_path):
    rng = np.random.default_rng(2)
    images = rng.integers(0, 2, (200, 8, 8)).astype(bool)
    parts = np.array(["train", "test"] * 100)
    np.savez(tmp_path / "a.npz", images=images, label=np.array(["l"] * 200), split=parts)
    card = convert_dataset(tmp_path / "a.npz", tmp_path / "out")
    assert card.glyphs["test"] == 100
    assert card.glyphs["train"] + card.glyphs["valid"] == 100
    assert card.split_by == "the source's own parts"


def test_the_same_source_gives_the_same_shards(written, tmp_path):
    first, second = (convert_dataset(written, tmp_path / name) for name in ("one", "two"))
    assert first == second
    arrays = [
        read_arrays(tmp_path / n / "glyphs/train/00000.npz", ("images", "place")) for n in ("one", "two")
    ]
    assert np.array_equal(arrays[0]["images"], arrays[1]["images"])
    other = convert_dataset(written, tmp_path / "three", ConvertSettings(reading=ReadSettings(seed=3)))
    assert other.writers != first.writers or other.sha256 != first.sha256


def test_the_card_says_what_it_was_told(written, tmp_path):
    settings = ConvertSettings(licence="CC0", name="mine", reading=ReadSettings(kind="print"))
    convert_dataset(written, tmp_path / "out", settings)
    card = read_dataset_card(tmp_path / "out")
    assert (card.name, card.licence, card.kind, card.format) == ("mine", "CC0", "print", "npz")
    assert card.classes == {"F": 48, "l": 48, "o": 48}
    assert set(read_glyph_shards([tmp_path / "out"]).kinds) == {"print"}


def test_sizes_are_told_where_they_vary_and_only_there(written, tmp_path):
    assert convert_dataset(written, tmp_path / "out").sizes
    assert read_glyph_shards([tmp_path / "out"]).known_places()[:, 0].min() == 1
    assert not convert_dataset(written, tmp_path / "dropped", ConvertSettings(sizes="drop")).sizes
    images = np.zeros((30, 28, 28), np.uint8)
    images[:, 4:24, 10:18] = 255
    images[:, 8:12, 12:14] = 0
    np.savez(tmp_path / "a.npz", images=images, label=np.array(["l"] * 30))
    assert not convert_dataset(tmp_path / "a.npz", tmp_path / "one").sizes


def test_a_folder_in_use_is_not_written_into(written, tmp_path):
    (tmp_path / "out").mkdir()
    (tmp_path / "out/thesis.txt").write_text("precious")
    with pytest.raises(DatasetError, match="holds something already"):
        convert_dataset(written, tmp_path / "out")
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["thesis.txt"]


def test_a_source_that_fails_half_way_leaves_nothing_behind(tmp_path):
    np.savez(tmp_path / "a.npz", images=np.full((4, 9, 9), 255, np.uint8), label=np.array(["l"] * 4))
    with pytest.raises(DatasetError, match=r"nothing in it can be used \(4: blank"):
        convert_dataset(tmp_path / "a.npz", tmp_path / "out")
    assert [path.name for path in tmp_path.iterdir()] == ["a.npz"]


def test_sources_that_are_none_are_told(tmp_path):
    with pytest.raises(DatasetError, match="no such file"):
        convert_dataset(tmp_path / "gone", tmp_path / "out")
    (tmp_path / "x.txt").write_text("x")
    with pytest.raises(DatasetError, match="--format"):
        convert_dataset(tmp_path / "x.txt", tmp_path / "out")
    with pytest.raises(DatasetError, match="is no format"):
        convert_dataset(tmp_path / "x.txt", tmp_path / "out", ConvertSettings(format="jpeg2000"))


def test_what_is_converted_already_is_not_converted_again(written, tmp_path):
    convert_dataset(written, tmp_path / "out")
    with pytest.raises(DatasetError, match="converted already"):
        convert_dataset(tmp_path / "out", tmp_path / "again")


def test_training_takes_the_parts_of_a_converted_set(written, tmp_path):
    card = convert_dataset(written, tmp_path / "out")
    (portion,) = read_portions([tmp_path / "out"])
    assert len(portion.source.labels) == card.glyphs["train"]
    assert len(read_held_out(tmp_path / "out")) == card.glyphs["valid"]


def test_a_collection_is_the_same_from_its_source_and_from_its_shards(written, tmp_path):
    convert_dataset(written, tmp_path / "out")
    before, after = load_collection(written), load_collection(tmp_path / "out")
    assert len(before) == len(after) == 144
    assert before.knows_writers
    for part in ("train", "valid", "test"):
        own, other = before.select(np.flatnonzero(before.parts == part)), after.parts == part
        assert np.array_equal(own.images, after.images[other])
        assert np.array_equal(own.places, after.places[other])
        assert np.array_equal(own.extents, after.extents[other])
    assert after.ids[0].endswith("00000.npz#0")
    assert len(after.thin(20)) == 20


def test_cards_that_cannot_be_read_are_named(tmp_path):
    (tmp_path / "dataset.json").write_text(json.dumps({"version": 1, "name": "x"}))
    with pytest.raises(DatasetError, match=r"dataset\.json"):
        load_collection(tmp_path)
    (tmp_path / "dataset.json").write_text("{")
    with pytest.raises(DatasetError, match=r"dataset\.json"):
        load_collection(tmp_path)


@pytest.fixture
def copied(tmp_path):
    """Twelve writers with fifteen blots each; the last two are the first two once more."""
    rng = np.random.default_rng(4)
    coarse = rng.integers(0, 2, (12 * 15, 8, 8), dtype=np.uint8)
    images = np.kron(coarse, np.ones((4, 4), np.uint8)) * 255
    images[-30:] = images[:30]
    writers = np.repeat([f"w{at}" for at in range(12)], 15)
    path = tmp_path / "copied.npz"
    np.savez(path, images=255 - images, label=np.array(list("abcdefghijklmno") * 12), writer=writers)
    return path


def test_copies_under_other_names_are_one_hand_counted_and_named(copied, tmp_path):
    card = convert_dataset(copied, tmp_path / "out")
    assert sum(card.glyphs.values()) == 150
    assert sum(card.writers.values()) == 10
    (reason,) = card.skipped
    assert card.skipped == {reason: 30}
    assert "copy" in reason
    assert card.examples[reason][0] == "copied.npz#150"
    groups = [{part_of_name(name) for name in pair} for pair in (("w0", "w10"), ("w1", "w11"))]
    assert "one hand" in card.notes[0]
    for pair, parts in zip((("w0", "w10"), ("w1", "w11")), groups, strict=True):
        assert f"{pair[0]} = {pair[1]}" in card.notes[0] or f"{pair[1]} = {pair[0]}" in card.notes[0]
        kept = {
            part
            for part in card.glyphs
            if set(pair) & set(read_glyph_shards([tmp_path / "out/glyphs" / part]).sources)
        }
        assert kept == ({"test"} if "test" in parts else {"valid"} if "valid" in parts else {"train"})
    shown = load_collection(copied)
    assert len(shown) == 150
    assert len(set(shown.writers.tolist())) == 10


def test_writers_are_not_joined_where_that_is_not_wanted(copied, tmp_path):
    for at, reading in enumerate((ReadSettings(join=False), ReadSettings(kind="print"))):
        card = convert_dataset(copied, tmp_path / f"out{at}", ConvertSettings(reading=reading))
        assert sum(card.glyphs.values()) == 180
        assert card.skipped == {}
