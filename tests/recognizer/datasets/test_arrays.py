import numpy as np
import pytest

from recognizer.datasets.arrays import read_npz
from recognizer.datasets.registry import choose_format
from recognizer.datasets.samples import DOUBTFUL, NO_CHARACTER, ReadSettings, Sample
from recognizer.types import DatasetError


def save(path, **arrays):
    np.savez(path, **arrays)
    return path


def test_numbers_are_digits_or_need_a_mapping(tmp_path, letter):
    images = np.stack([letter("l")] * 2)
    path = save(tmp_path / "a.npz", images=images, label=np.array([1, 7]))
    assert [item.label for item in read_npz(path, ReadSettings())] == ["1", "7"]
    path = save(tmp_path / "b.npz", images=images, label=np.array([1, 12]))
    with pytest.raises(DatasetError, match="--mapping"):
        list(read_npz(path, ReadSettings()))
    (tmp_path / "m.csv").write_text("class,label\n1,x\n")
    found = list(read_npz(path, ReadSettings(mapping=tmp_path / "m.csv")))
    assert found[0].label == "x"
    assert "mapping (12)" in found[1].reason


def test_doubtful_and_odd_labels_are_skipped(tmp_path, letter):
    images = np.stack([letter("l")] * 3)
    arrays = {"images": images, "label": np.array(["l", "ll", "l"]), "agreement": np.array([0.5, 0.5, 0.05])}
    found = list(read_npz(save(tmp_path / "a.npz", **arrays), ReadSettings(min_agreement=0.1)))
    assert isinstance(found[0], Sample)
    assert [found[1].reason, found[2].reason] == [NO_CHARACTER, DOUBTFUL]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"label": np.array(["a"])}, "label is of shape"),
        ({"writer": np.array(["a", "b", "c"])}, "writer is of shape"),
        ({"images": np.zeros((2, 5))}, r"\(n, height, width\)"),
        ({"images": np.full((2, 5, 5), 256)}, "must be bytes"),
        ({"images": np.full((2, 5, 5), -1.0)}, "between 0 and 1"),
    ],
)
def test_arrays_that_do_not_fit_are_told(tmp_path, changes, message):
    arrays = {"images": np.zeros((2, 5, 5), np.uint8), "label": np.array(["a", "b"]), **changes}
    with pytest.raises(DatasetError, match=message):
        list(read_npz(save(tmp_path / "a.npz", **arrays), ReadSettings()))


def test_fractions_truth_values_and_colours_are_grey_levels(tmp_path, letter):
    grey = letter("F")
    for images in (grey / 255.0, grey > 0, np.stack([grey] * 3, axis=2)):
        path = save(tmp_path / "a.npz", images=images[None], label=np.array(["F"]))
        assert np.array_equal(next(read_npz(path, ReadSettings())).image, grey)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"label": np.array([b"\xe9"] * 4)}, "not UTF-8"),
        ({"agreement": np.array(["sure"] * 4)}, "agreement must be 4 numbers"),
        ({"images": np.full((4, 8, 8), 300)}, "must be bytes"),
        ({"images": np.full((4, 8, 8), -1)}, "must be bytes"),
        ({"images": np.zeros((4, 8, 0), np.uint8)}, "must be"),
    ],
)
def test_arrays_of_another_kind_are_told(tmp_path, letter, changes, message):
    arrays = {"images": np.stack([letter("o")] * 4), "label": np.array(list("oooo"))}
    np.savez(tmp_path / "a.npz", **(arrays | changes))
    with pytest.raises(DatasetError, match=message):
        list(read_npz(tmp_path / "a.npz", ReadSettings()))


def test_texts_may_be_bytes_and_levels_whole_numbers(tmp_path, letter):
    images = np.stack([letter("o")] * 2).astype(np.int64)
    np.savez(tmp_path / "a.npz", images=images, label=np.array(["é".encode(), b"o"]))
    found = list(read_npz(tmp_path / "a.npz", ReadSettings()))
    assert [sample.label for sample in found] == ["é", "o"]
    assert found[0].image.dtype == np.uint8
    np.savez(tmp_path / "b.npz", images=images // 255, label=np.array(["o", "o"]))
    assert np.array_equal(next(read_npz(tmp_path / "b.npz", ReadSettings())).image, letter("o"))


def test_a_damaged_archive_is_known_for_one_and_named(tmp_path, letter):
    np.savez(tmp_path / "a.npz", images=np.stack([letter("o")]), label=np.array(["o"]))
    data = (tmp_path / "a.npz").read_bytes()
    (tmp_path / "a.npz").write_bytes(data[: len(data) // 2])
    assert choose_format(tmp_path / "a.npz").name == "npz"
    with pytest.raises(DatasetError, match=r"a\.npz"):
        list(read_npz(tmp_path / "a.npz", ReadSettings()))
