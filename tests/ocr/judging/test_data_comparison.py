import numpy as np
import pytest

from ocr.errors import UsageError
from ocr.judging.data_comparison import compare_on_data, holds_lines
from recognizer.dataset import TrainingLine, write_line_shard


def line(text, source, height=40):
    return TrainingLine(np.zeros((height, 60), np.uint8), text, None, source, "print")


def test_shards_of_lines_are_told_from_characters(tmp_path):
    write_line_shard(tmp_path / "lines" / "a.npz", [line("x", "a")])
    np.savez(tmp_path / "glyphs.npz", images=np.zeros((1, 8, 8), np.uint8), label=np.array(["a"]))
    assert holds_lines(tmp_path / "lines")
    assert holds_lines(tmp_path / "lines" / "a.npz")
    assert not holds_lines(tmp_path / "glyphs.npz")
    assert not holds_lines(tmp_path / "gone")


def test_lines_are_compared_by_source(tmp_path):
    write_line_shard(tmp_path / "a.npz", [line("one", "a"), line("three", "b"), line("x", "b")])
    found = compare_on_data(("latin", "latin"), tmp_path)
    cer = found.figures["CER"]
    assert (found.count, found.unit, cer.units) == (3, "writers", 2)
    assert cer.first == cer.second == 1.0  # blank lines: all is missing
    assert (cer.difference, cer.p, cer.equal) == (0.0, 1.0, 2)
    assert found.figures["lines right"].first == 0.0
    assert found.changes == ()


def test_lines_of_another_height_are_refused(tmp_path):
    write_line_shard(tmp_path / "a.npz", [line("one", "a", height=20)])
    with pytest.raises(UsageError, match="40 px high"):
        compare_on_data(("latin", "latin"), tmp_path)


def test_characters_are_compared_and_where_no_writer_is_named_one_by_one(tmp_path):
    images = np.zeros((3, 28, 28), np.uint8)
    images[:, 4:24, 13:16] = 255
    np.savez(tmp_path / "a.npz", images=images, label=np.array(["l", "l", "o"]))
    found = compare_on_data(("latin", "latin"), tmp_path / "a.npz")
    assert (found.count, found.unit) == (3, "samples")
    top = found.figures["top-1"]
    assert top.first == top.second
    assert top.units == 3
    assert set(found.figures) == {"top-1", "top-3"}


def test_a_part_that_is_not_there_is_told(tmp_path):
    write_line_shard(tmp_path / "a.npz", [line("one", "a")])
    with pytest.raises(UsageError, match="no part 'test'"):
        compare_on_data(("latin", "latin"), tmp_path, part="test")
