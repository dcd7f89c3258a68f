"""Files appear whole or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from ocr.atomic import replace_file
from ocr.errors import OutputError


def test_file_appears_when_the_block_ends(tmp_path: Path) -> None:
    with replace_file(tmp_path / "a") as stream:
        stream.write(b"new")
        assert not (tmp_path / "a").exists()
    assert (tmp_path / "a").read_bytes() == b"new"


def test_an_error_leaves_what_was_there_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"old")
    with pytest.raises(TypeError), replace_file(tmp_path / "a") as stream:
        stream.writelines([b"new", None])  # type: ignore[list-item]
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("a", b"old")]


def test_the_longest_name_fits(tmp_path: Path) -> None:
    with replace_file(tmp_path / ("n" * 255)) as stream:
        stream.write(b"x")
    assert (tmp_path / ("n" * 255)).stat().st_size == 1


def test_a_path_without_a_folder_is_written_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with replace_file("a") as stream:
        stream.write(b"x")
    assert (tmp_path / "a").exists()


def test_a_folder_in_its_place_is_an_output_error(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    with pytest.raises(OutputError, match="cannot be written"), replace_file(tmp_path / "a") as stream:
        stream.write(b"x")
    assert [path.name for path in tmp_path.iterdir()] == ["a"]
