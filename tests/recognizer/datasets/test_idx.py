import gzip
import struct
from contextlib import suppress

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from recognizer.datasets.idx import read_emnist, read_idx, read_mnist
from recognizer.datasets.registry import choose_format
from recognizer.datasets.samples import ReadSettings, Sample, Skipped
from recognizer.types import DatasetError


def write_idx(path, array, squeeze=True):
    data = struct.pack(">BBBB", 0, 0, 8, array.ndim) + struct.pack(f">{array.ndim}I", *array.shape)
    data += array.astype(np.uint8).tobytes()
    path.write_bytes(gzip.compress(data) if squeeze else data)


def write_emnist(folder, images, labels, mapping="0 70\n1 111\n", part="train"):
    """EMNIST keeps its images transposed."""
    write_idx(folder / f"emnist-toy-{part}-images-idx3-ubyte.gz", np.stack(images).transpose(0, 2, 1))
    write_idx(folder / f"emnist-toy-{part}-labels-idx1-ubyte.gz", np.array(labels))
    (folder / "emnist-toy-mapping.txt").write_text(mapping)


def test_emnist_is_put_upright(tmp_path, letter):
    write_emnist(tmp_path, [letter("F"), letter("o")], [0, 1])
    first, second = read_emnist(tmp_path, ReadSettings())
    assert first.label == "F"
    assert np.array_equal(first.image, letter("F"))
    assert not np.array_equal(first.image, letter("F").T)
    assert (second.label, second.part) == ("o", "train")


def test_mnist_is_left_as_it_is_and_knows_its_parts(tmp_path, letter):
    for name, count in (("train", 2), ("t10k", 1)):
        write_idx(tmp_path / f"{name}-images-idx3-ubyte", np.stack([letter("F")] * count), squeeze=False)
        write_idx(tmp_path / f"{name}-labels-idx1-ubyte", np.full(count, 7), squeeze=False)
    samples = list(read_mnist(tmp_path, ReadSettings()))
    assert np.array_equal(samples[0].image, letter("F"))
    assert sorted((sample.label, sample.part) for sample in samples) == [("7", "test")] + [("7", "train")] * 2


def test_folders_are_told_apart_by_the_names_of_their_files(tmp_path, letter):
    write_emnist(tmp_path, [letter("F")], [0])
    assert choose_format(tmp_path).name == "emnist"
    (tmp_path / "other").mkdir()
    write_idx(tmp_path / "other/train-images-idx3-ubyte.gz", np.stack([letter("F")]))
    assert choose_format(tmp_path / "other").name == "mnist"


def test_a_class_that_is_not_in_the_mapping_is_skipped(tmp_path, letter):
    write_emnist(tmp_path, [letter("F"), letter("o")], [0, 9])
    items = list(read_emnist(tmp_path, ReadSettings()))
    assert isinstance(items[0], Sample)
    assert isinstance(items[1], Skipped)
    assert "mapping (9)" in items[1].reason


def test_joined_classes_stand_for_their_first_letter(tmp_path, letter):
    write_emnist(tmp_path, [letter("F")], [1], mapping="1 65 97\n2 66 98\n")
    assert next(read_emnist(tmp_path, ReadSettings())).label == "A"


def test_a_truncated_file_is_named(tmp_path, letter):
    write_emnist(tmp_path, [letter("F")] * 20, [0] * 20)
    path = tmp_path / "emnist-toy-train-images-idx3-ubyte.gz"
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(DatasetError, match=r"images-idx3-ubyte\.gz: damaged or cut short"):
        list(read_emnist(tmp_path, ReadSettings()))


@pytest.mark.parametrize("data", [b"", b"\0\0", b"\1\2\3\4", b"\0\0\x0d\x03", b"\0\0\x08\x09" + bytes(40)])
def test_a_wrong_magic_number_is_told(tmp_path, data):
    (tmp_path / "x").write_bytes(data)
    with pytest.raises(DatasetError, match="no IDX file"):
        read_idx(tmp_path / "x")


def test_a_header_that_promises_more_is_told(tmp_path):
    write_idx(tmp_path / "x", np.zeros((2, 3), np.uint8), squeeze=False)
    (tmp_path / "x").write_bytes((tmp_path / "x").read_bytes()[:-1])
    with pytest.raises(DatasetError, match="5 bytes where its header tells 6"):
        read_idx(tmp_path / "x")
    (tmp_path / "y").write_bytes(b"\0\0\x08\x03" + b"\xff" * 12)
    with pytest.raises(DatasetError, match="header tells"):
        read_idx(tmp_path / "y")


def test_as_many_labels_as_images_are_needed(tmp_path, letter):
    write_emnist(tmp_path, [letter("F"), letter("o")], [0])
    with pytest.raises(DatasetError, match=r"2 images, but .* has 1 labels"):
        list(read_emnist(tmp_path, ReadSettings()))


def test_several_sets_in_a_folder_need_a_choice(tmp_path, letter):
    write_emnist(tmp_path, [letter("F")], [0])
    write_idx(tmp_path / "emnist-more-train-images-idx3-ubyte.gz", np.stack([letter("F")]))
    with pytest.raises(DatasetError, match="emnist-more, emnist-toy"):
        list(read_emnist(tmp_path, ReadSettings()))
    chosen = list(read_emnist(tmp_path / "emnist-toy-train-images-idx3-ubyte.gz", ReadSettings()))
    assert len(chosen) == 1


def test_missing_labels_and_mappings_are_named(tmp_path, letter):
    write_emnist(tmp_path, [letter("F")], [0])
    (tmp_path / "emnist-toy-mapping.txt").unlink()
    with pytest.raises(DatasetError, match=r"emnist-toy-mapping\.txt"):
        list(read_emnist(tmp_path, ReadSettings()))
    (tmp_path / "emnist-toy-train-labels-idx1-ubyte.gz").unlink()
    with pytest.raises(DatasetError, match="labels-idx1"):
        list(read_mnist(tmp_path, ReadSettings()))


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=60))
def test_no_bytes_bring_the_reader_down(tmp_path, data):
    for start in (b"", b"\0\0\x08\x02", b"\x1f\x8b\x08"):
        (tmp_path / "x").write_bytes(start + data)
        with suppress(DatasetError):
            assert read_idx(tmp_path / "x").dtype == np.uint8
