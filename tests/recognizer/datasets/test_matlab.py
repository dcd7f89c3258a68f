import struct
import zlib
from contextlib import suppress

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from recognizer.datasets.mat_file import read_mat_file
from recognizer.datasets.matlab import read_matlab
from recognizer.datasets.registry import choose_format
from recognizer.datasets.samples import ReadSettings, Skipped
from recognizer.types import DatasetError

CLASSES = {"f8": (6, 9), "u1": (9, 2), "i4": (12, 5)}  # class of an array and type of its numbers


def element(kind, data):
    return struct.pack("<II", kind, len(data)) + data + bytes(-len(data) % 8)


def header(kind, shape, name):
    told = element(6, struct.pack("<II", kind, 0)) + element(5, struct.pack(f"<{len(shape)}i", *shape))
    small = struct.pack("<HH", 1, len(name)) + name.encode().ljust(4, b"\0")
    return told + (small if 0 < len(name) <= 4 else element(1, name.encode()))


def matrix(value, name=""):
    """A dictionary as a structure, an array as numbers, in MATLAB's own layout."""
    if isinstance(value, dict):
        names = b"".join(key.encode().ljust(32, b"\0") for key in value)
        body = header(2, (1, 1), name) + struct.pack("<HHi", 5, 4, 32) + element(1, names)
        return element(14, body + b"".join(matrix(item) for item in value.values()))
    array = np.atleast_2d(np.asarray(value))
    kind, stored = CLASSES[array.dtype.str[1:]]
    return element(14, header(kind, array.shape, name) + element(stored, array.tobytes(order="F")))


def mat_file(variables, squeeze=False):
    data = b"MATLAB 5.0 MAT-file".ljust(124) + b"\0\1IM"
    for name, value in variables.items():
        whole = matrix(value, name)
        packed = zlib.compress(whole)
        data += struct.pack("<II", 15, len(packed)) + packed if squeeze else whole
    return data


def toy(letter, **changes):
    images = np.stack([letter("F"), letter("o"), letter("F")])
    rows = images.transpose(0, 2, 1).reshape(3, -1)  # column by column
    labels, writers = np.array([[0], [1], [5]], np.uint8), np.array([[3.0], [4.0], [4.0]])
    train = {"images": rows, "labels": labels, "writers": writers, **changes}
    test = {"images": rows[:1], "labels": labels[:1], "writers": np.array([[9.0]])}
    return {"dataset": {"train": train, "test": test, "mapping": np.array([[0, 70], [1, 111]], np.uint8)}}


@pytest.mark.parametrize("squeeze", [True, False])
def test_images_are_put_upright_and_writers_kept(tmp_path, letter, squeeze):
    path = tmp_path / "emnist-toy.mat"
    path.write_bytes(mat_file(toy(letter), squeeze))
    items = list(read_matlab(path, ReadSettings()))
    assert np.array_equal(items[0].image, letter("F"))
    assert [(item.label, item.writer, item.part) for item in (items[0], items[1], items[3])] == [
        ("F", "3", "train"),
        ("o", "4", "train"),
        ("F", "9", "test"),
    ]
    assert isinstance(items[2], Skipped)
    assert choose_format(path).name == "emnist-mat"


def test_numbers_keep_their_shape_and_type(tmp_path):
    array = np.arange(6, dtype=np.int32).reshape(2, 3)
    (tmp_path / "x.mat").write_bytes(mat_file({"numbers": array, "a": {"half": np.array([[0.5]])}}))
    found = read_mat_file(tmp_path / "x.mat")
    assert np.array_equal(found["numbers"], array)
    assert found["a"]["half"].tolist() == [[0.5]]


def test_counts_that_differ_are_told(tmp_path, letter):
    path = tmp_path / "x.mat"
    path.write_bytes(mat_file(toy(letter, labels=np.array([[0], [1]], np.uint8))))
    with pytest.raises(DatasetError, match="3 images, 2 labels"):
        list(read_matlab(path, ReadSettings()))
    path.write_bytes(mat_file(toy(letter, writers=np.array([[0.0], [1.0]]))))
    with pytest.raises(DatasetError, match="3 images, 2 writers"):
        list(read_matlab(path, ReadSettings()))
    path.write_bytes(mat_file({"dataset": {"train": {"labels": np.array([[1.0]])}, "mapping": np.eye(2)}}))
    with pytest.raises(DatasetError, match="lacks images"):
        list(read_matlab(path, ReadSettings()))


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


@pytest.mark.parametrize("squeeze", [True, False])
def test_a_truncated_file_is_named(tmp_path, letter, squeeze):
    whole = mat_file(toy(letter), squeeze)
    (tmp_path / "x.mat").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(DatasetError, match=r"x\.mat.*damaged"):
        list(read_matlab(tmp_path / "x.mat", ReadSettings()))


def test_other_variables_are_listed(tmp_path):
    (tmp_path / "x.mat").write_bytes(mat_file({"faces": np.zeros((3, 1))}))
    with pytest.raises(DatasetError, match="it holds faces"):
        list(read_matlab(tmp_path / "x.mat", ReadSettings()))


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(0, 900), st.integers(0, 255)), min_size=1, max_size=4))
def test_changed_bytes_never_bring_it_down(tmp_path, letter, changes):
    data = bytearray(
        mat_file({"dataset": {"train": {"labels": np.array([[0]], np.uint8)}, **toy(letter)["dataset"]}})
    )
    for at, value in changes:
        data[at % len(data)] = value
    (tmp_path / "x.mat").write_bytes(bytes(data))
    with suppress(DatasetError):
        assert list(read_matlab(tmp_path / "x.mat", ReadSettings())) is not None
