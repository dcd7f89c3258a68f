import numpy as np
import pytest

from recognizer.datasets.matlab import read_matlab
from recognizer.datasets.registry import choose_format
from recognizer.datasets.samples import ReadSettings, Skipped
from recognizer.types import DatasetError

matlab = pytest.importorskip("scipy.io")


def write(path, letter, **changes):
    images = np.stack([letter("F"), letter("o"), letter("F")])
    rows = images.transpose(0, 2, 1).reshape(3, -1)  # column by column
    train = {"images": rows, "labels": [[0], [1], [5]], "writers": [[3], [4], [4]], **changes}
    test = {"images": rows[:1], "labels": [[0]], "writers": [[9]]}
    data = {"train": train, "test": test, "mapping": np.array([[0, 70], [1, 111]], np.uint8)}
    matlab.savemat(path, {"dataset": data}, do_compression=True)


def test_images_are_put_upright_and_writers_kept(tmp_path, letter):
    path = tmp_path / "emnist-toy.mat"
    write(path, letter)
    items = list(read_matlab(path, ReadSettings()))
    assert np.array_equal(items[0].image, letter("F"))
    assert [(item.label, item.writer, item.part) for item in (items[0], items[1], items[3])] == [
        ("F", "3", "train"),
        ("o", "4", "train"),
        ("F", "9", "test"),
    ]
    assert isinstance(items[2], Skipped)
    assert choose_format(path).name == "emnist-mat"


def test_counts_that_differ_are_told(tmp_path, letter):
    write(tmp_path / "x.mat", letter, labels=[[0], [1]])
    with pytest.raises(DatasetError, match="3 images, 2 labels"):
        list(read_matlab(tmp_path / "x.mat", ReadSettings()))
    write(tmp_path / "x.mat", letter, writers=[[0], [1]])
    with pytest.raises(DatasetError, match="3 images, 2 writers"):
        list(read_matlab(tmp_path / "x.mat", ReadSettings()))


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "no MATLAB 5 file"),
        (b"nothing like it" * 20, "no MATLAB 5 file"),
        (b"\x89HDF\r\n", "save it with -v7"),
        (b"MATLAB 7.3 MAT-file", "save it with -v7"),
    ],
)
def test_files_of_another_kind_are_named(tmp_path, data, message):
    (tmp_path / "x.mat").write_bytes(data)
    with pytest.raises(DatasetError, match=message):
        list(read_matlab(tmp_path / "x.mat", ReadSettings()))


def test_a_truncated_file_is_named(tmp_path, letter):
    write(tmp_path / "x.mat", letter)
    whole = (tmp_path / "x.mat").read_bytes()
    (tmp_path / "x.mat").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(DatasetError, match=r"x\.mat"):
        list(read_matlab(tmp_path / "x.mat", ReadSettings()))


def test_other_variables_are_listed(tmp_path):
    matlab.savemat(tmp_path / "x.mat", {"faces": np.zeros(3)})
    with pytest.raises(DatasetError, match="it holds faces"):
        list(read_matlab(tmp_path / "x.mat", ReadSettings()))
