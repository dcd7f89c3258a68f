import numpy as np
import pytest

from recognizer.datasets.arrays import read_npz
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
        ({"images": np.zeros((2, 5, 5), np.int64)}, "must be bytes"),
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
