from pathlib import Path

import numpy as np
import pytest

from recognizer.dataset import TrainingLine, list_shards, read_line_shard, write_line_shard
from recognizer.types import DatasetError


def test_shard_gives_back_the_lines_written(tmp_path, toy_line):
    known = toy_line("ab x")
    unknown = TrainingLine(np.full((40, 7), 9, np.uint8), "é", None, "page 1", "type")
    write_line_shard(tmp_path / "s.npz", [known, unknown])
    shard = read_line_shard(tmp_path / "s.npz")
    assert len(shard) == 2
    first, second = shard.line(0), shard.line(1)
    np.testing.assert_array_equal(first.pixels, known.pixels)
    np.testing.assert_array_equal(first.spans, known.spans)
    assert (first.text, first.source, first.kind) == ("ab x", "toy", "print")
    assert second.spans is None
    assert second.pixels.shape == (40, 7)
    assert (second.text, second.source, second.kind) == ("é", "page 1", "type")


def test_shards_are_listed_sorted_and_half_written_ones_are_not(tmp_path, toy_line):
    for name in ("b/2.npz", "a/1.npz"):
        write_line_shard(tmp_path / name, [toy_line("a")])
    (tmp_path / "a" / ".3.npz.17.part").write_bytes(b"half")
    (tmp_path / "a" / ".hidden.npz").write_bytes(b"half")
    assert list_shards([tmp_path]) == [tmp_path / "a/1.npz", tmp_path / "b/2.npz"]


def test_missing_folder_of_shards_is_named():
    with pytest.raises(DatasetError, match="nowhere"):
        list_shards([Path("nowhere")])


@pytest.mark.parametrize("content", [b"", b"not an archive", b"PK\x03\x04 cut"])
def test_damaged_shard_is_named(tmp_path, content):
    path = tmp_path / "bad.npz"
    path.write_bytes(content)
    with pytest.raises(DatasetError, match=r"bad\.npz"):
        read_line_shard(path)


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("offsets", np.array([0, 3]), "offsets do not divide"),
        ("texts", np.array(["ab", "x"]), "differ in number"),
        ("texts", np.array(["abc"]), "another number of characters"),
        ("pixels", np.zeros((2, 2, 2), np.uint8), "rows and columns"),
    ],
)
def test_shard_whose_parts_disagree_is_refused(tmp_path, toy_line, key, value, said):
    path = tmp_path / "s.npz"
    write_line_shard(path, [toy_line("ab")])
    arrays = dict(np.load(path))
    np.savez(path, **{**arrays, key: value})
    with pytest.raises(DatasetError, match=said):
        read_line_shard(path)


def test_shard_without_one_of_its_arrays_is_refused(tmp_path):
    np.savez(tmp_path / "s.npz", pixels=np.zeros((40, 1), np.uint8))
    with pytest.raises(DatasetError, match="lacks offsets"):
        read_line_shard(tmp_path / "s.npz")


def test_shard_of_nothing_is_not_written(tmp_path):
    with pytest.raises(DatasetError, match="needs lines"):
        write_line_shard(tmp_path / "s.npz", [])
