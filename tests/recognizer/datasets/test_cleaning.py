import numpy as np
import pytest

from recognizer.datasets.card import read_dataset_card
from recognizer.datasets.cleaning import BY_HAND, choose_doubtful, clean_dataset, read_drop_list
from recognizer.datasets.collection import load_collection
from recognizer.datasets.conversion import convert_dataset
from recognizer.glyph_data import read_glyph_shards
from recognizer.types import DatasetError


@pytest.fixture
def converted(written, tmp_path):
    convert_dataset(written, tmp_path / "set")
    return tmp_path / "set"


def test_exactly_the_listed_glyphs_are_dropped(converted, tmp_path):
    before = load_collection(converted)
    drop = [str(before.ids[at]) for at in (0, 7, 100)]
    card = clean_dataset(converted, tmp_path / "out", drop)
    after = load_collection(tmp_path / "out")
    kept = np.setdiff1d(np.arange(144), [0, 7, 100])
    assert np.array_equal(after.images, before.images[kept])
    assert np.array_equal(after.labels, before.labels[kept])
    assert np.array_equal(after.writers, before.writers[kept])
    assert np.array_equal(after.places, before.places[kept])
    assert card.skipped == {BY_HAND: 3}
    assert sum(card.glyphs.values()) == sum(card.classes.values()) == 141
    assert read_dataset_card(tmp_path / "out") == card
    assert len(read_glyph_shards([tmp_path / "out"])) == 141
    assert len(load_collection(converted)) == 144


def test_a_list_names_its_glyphs_in_a_column(converted, tmp_path):
    (tmp_path / "l.csv").write_text("rank,id,label\n1,glyphs/train/00000.npz#2,F\n", encoding="utf-8")
    assert read_drop_list(tmp_path / "l.csv") == ["glyphs/train/00000.npz#2"]
    (tmp_path / "l.csv").write_text("rank\n1\n", encoding="utf-8")
    with pytest.raises(DatasetError, match="column id"):
        read_drop_list(tmp_path / "l.csv")


@pytest.mark.parametrize("name", ["glyphs/train/00009.npz#1", "nonsense", "glyphs/train/00000.npz#x"])
def test_names_of_another_set_are_refused(converted, tmp_path, name):
    with pytest.raises(DatasetError, match="names no glyph"):
        clean_dataset(converted, tmp_path / "out", [name])
    assert not (tmp_path / "out").exists()


def test_numbers_beyond_a_shard_are_refused(converted, tmp_path):
    with pytest.raises(DatasetError, match="no number 5000"):
        clean_dataset(converted, tmp_path / "out", ["glyphs/train/00000.npz#5000"])


def test_a_share_takes_the_most_doubtful(tmp_path, written):
    with np.load(written) as data:
        arrays = {name: data[name] for name in data.files}
    arrays["label"][0], arrays["label"][50] = "o", "F" if arrays["label"][50] != "F" else "l"
    np.savez(tmp_path / "wrong.npz", **arrays)
    convert_dataset(tmp_path / "wrong.npz", tmp_path / "set")
    chosen = choose_doubtful(tmp_path / "set", 2 / 144, None)
    collection = load_collection(tmp_path / "set")
    rows = [collection.ids.tolist().index(name) for name in chosen]
    found = {collection.images[row].tobytes() for row in rows}
    source = load_collection(tmp_path / "wrong.npz")
    assert found == {source.images[0].tobytes(), source.images[50].tobytes()}
