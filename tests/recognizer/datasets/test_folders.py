import cv2
import numpy as np
import pytest

from recognizer.datasets.conversion import ConvertSettings, convert_dataset
from recognizer.datasets.folders import (
    EMPTY,
    NO_CLASS,
    NO_FOLDER,
    NO_IMAGE,
    UNREADABLE,
    read_folder,
)
from recognizer.datasets.framing import BLANK
from recognizer.datasets.registry import choose_format
from recognizer.datasets.samples import ReadSettings, Sample, Skipped
from recognizer.glyph_data import read_glyph_shards
from recognizer.types import DatasetError


def put(path, image):
    path.parent.mkdir(parents=True, exist_ok=True)
    cv2.imwrite(str(path), image)


def test_folders_are_classes_and_folders_in_them_writers(tmp_path, letter):
    put(tmp_path / "upper_F/anna/1.png", 255 - letter("F"))
    put(tmp_path / "slash/2.png", 255 - letter("l"))
    put(tmp_path / "thing/3.png", 255 - letter("o"))
    (tmp_path / "classes.csv").write_text("folder,label\nthing,o\n")
    samples = list(read_folder(tmp_path, ReadSettings()))
    assert [(s.label, s.writer) for s in samples] == [("/", ""), ("o", ""), ("F", "anna")]
    assert choose_format(tmp_path).name == "folder"


def test_writers_can_be_told_in_a_table(tmp_path, letter):
    put(tmp_path / "o/2.png", letter("o"))
    (tmp_path / "writers.csv").write_text("file,writer\no/2.png,bert\n")
    assert next(read_folder(tmp_path, ReadSettings())).writer == "bert"
    (tmp_path / "writers.csv").write_text("path,who\no/2.png,bert\n")
    with pytest.raises(DatasetError, match="columns file and writer"):
        list(read_folder(tmp_path, ReadSettings()))


def test_what_cannot_be_used_is_skipped_and_counted(tmp_path, letter):
    put(tmp_path / "data/o/1.png", 255 - letter("o"))
    put(tmp_path / "data/o/white.png", np.full((28, 28), 255, np.uint8))
    put(tmp_path / "data/o/black.png", np.zeros((28, 28), np.uint8))
    put(tmp_path / "data/nonsense/1.png", 255 - letter("o"))
    (tmp_path / "data/o/broken.png").write_bytes(b"\x89PNG no more")
    (tmp_path / "data/o/empty.png").write_bytes(b"")
    card = convert_dataset(tmp_path / "data", tmp_path / "out")
    assert card.skipped == {BLANK: 2, f"{NO_CLASS} (nonsense)": 1, UNREADABLE: 2}
    assert sorted(card.examples[UNREADABLE]) == ["o/broken.png", "o/empty.png"]
    assert card.total == 1


def test_pictures_of_many_sizes_and_colours_fill_their_square(tmp_path, letter):
    big = cv2.resize(255 - letter("F"), (90, 140))
    put(tmp_path / "data/F/big.png", np.stack([big, big, np.full_like(big, 255)], axis=2))
    clear = np.zeros((28, 28, 4), np.uint8)
    clear[..., 3] = letter("F")
    put(tmp_path / "data/F/clear.png", clear)
    convert_dataset(tmp_path / "data", tmp_path / "out", ConvertSettings())
    for image in read_glyph_shards([tmp_path / "out"]).images:
        assert image.shape == (32, 32)
        assert image[0].max() == 0
        assert image[2:30].max(axis=1).min() > 100


def test_names_that_are_no_characters_are_told(tmp_path, letter):
    put(tmp_path / "cats/1.png", letter("o"))
    with pytest.raises(DatasetError, match=r"cats.*classes\.csv"):
        list(read_folder(tmp_path, ReadSettings()))


def test_items_come_in_one_order(tmp_path, letter):
    for name in ("b", "a", "c"):
        put(tmp_path / f"o/{name}.png", letter("o"))
    found = [
        item.origin for item in read_folder(tmp_path, ReadSettings()) if isinstance(item, Sample | Skipped)
    ]
    assert found == ["o/a.png", "o/b.png", "o/c.png"]


def test_what_is_no_image_or_lies_in_no_class_is_counted(tmp_path, letter):
    put(tmp_path / "data/o/1.png", 255 - letter("o"))
    (tmp_path / "data/o/notes.txt").write_text("x")
    (tmp_path / "data/o/.DS_Store").write_bytes(b"x")
    (tmp_path / "data/o/moving.gif").write_bytes(b"GIF89a")
    (tmp_path / "data/o/gone.png").symlink_to(tmp_path / "nowhere.png")
    (tmp_path / "data/o/folder.png").mkdir()
    (tmp_path / "data/b").mkdir()
    put(tmp_path / "data/loose.png", letter("o"))
    card = convert_dataset(tmp_path / "data", tmp_path / "out")
    assert card.skipped == {NO_IMAGE: 2, UNREADABLE: 1, EMPTY: 1, NO_FOLDER: 1}
    assert card.examples[EMPTY] == ["b"]
    assert card.examples[NO_FOLDER] == ["loose.png"]
    assert card.classes == {"o": 1}


def test_letters_that_a_file_system_takes_for_one_another_keep_their_folders(tmp_path, letter):
    for name in ("a", "A_", "lower_b", "upper_B", "slash", "dot", "U+003A", "aux_", "__"):
        put(tmp_path / f"data/{name}/1.png", 255 - letter("F"))
    card = convert_dataset(tmp_path / "data", tmp_path / "out")
    assert sorted(card.classes) == [".", "/", ":", "A", "B", "_", "a", "b"]
    assert card.skipped == {f"{NO_CLASS} (aux_)": 1}
