import os

import pytest

from ocr.batch.sources import find_sources
from ocr.errors import UsageError

SUFFIXES = {".png", ".tif"}


def make(root, *names):
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"")


def relatives(arguments, out="no-such-folder"):
    return [source.relative for source in find_sources([str(each) for each in arguments], str(out), SUFFIXES)]


def test_a_folder_is_walked_for_known_suffixes_in_the_order_of_names(tmp_path):
    make(tmp_path, "b.png", "a/c.TIF", "a/b/d.png", "a/notes.txt", "a.png", "noSuffix")
    assert relatives([tmp_path]) == ["a/b/d.png", "a/c.TIF", "a.png", "b.png"]


def test_hidden_files_and_folders_are_left_out(tmp_path):
    make(tmp_path, ".a.png", ".hidden/b.png", "c.png")
    assert relatives([tmp_path]) == ["c.png"]


def test_a_named_file_is_listed_whatever_it_is_called(tmp_path):
    make(tmp_path, ".a.xyz", "b")
    assert relatives([tmp_path / ".a.xyz", tmp_path / "b"]) == [".a.xyz", "b"]


def test_several_folders_are_the_first_level(tmp_path):
    make(tmp_path, "x/a.png", "y/a.png", "c.png")
    assert relatives([tmp_path / "x", tmp_path / "y", tmp_path / "c.png"]) == ["x/a.png", "y/a.png", "c.png"]


def test_one_folder_beside_a_file_stays_without_its_name(tmp_path):
    make(tmp_path, "x/a.png", "c.png")
    assert relatives([tmp_path / "x", tmp_path / "c.png"]) == ["a.png", "c.png"]


def test_a_folder_named_by_dots_goes_by_its_own_name(tmp_path, monkeypatch):
    make(tmp_path, "x/a.png", "y/b.png")
    monkeypatch.chdir(tmp_path / "x")
    assert relatives([".", "../y/"]) == ["x/a.png", "y/b.png"]


def test_the_same_path_is_listed_once(tmp_path):
    make(tmp_path, "x/a.png", "x/b.png")
    assert relatives([tmp_path / "x", tmp_path / "x", tmp_path / "x" / "b.png"]) == ["a.png", "b.png"]


def test_the_output_folder_is_left_out_of_the_walk(tmp_path):
    make(tmp_path, "a.png", "out/a.overlay.png")
    assert relatives([tmp_path], tmp_path / "sub" / ".." / "out") == ["a.png"]


def test_a_folder_that_is_read_and_written_is_a_usage_error(tmp_path):
    make(tmp_path, "a.png")
    with pytest.raises(UsageError, match="both"):
        relatives([tmp_path], tmp_path)


def test_loops_of_links_end_and_no_folder_is_walked_twice(tmp_path):
    make(tmp_path, "z/a.png", "z/deep/b.png")
    os.symlink(tmp_path, tmp_path / "z" / "up")
    os.symlink(tmp_path / "z", tmp_path / "a-link")
    assert relatives([tmp_path]) == ["z/a.png", "z/deep/b.png"]


def test_linked_folders_and_files_from_elsewhere_are_read(tmp_path):
    make(tmp_path, "elsewhere/a.png", "scans/b.png")
    os.symlink(tmp_path / "elsewhere", tmp_path / "scans" / "link")
    os.symlink(tmp_path / "elsewhere" / "a.png", tmp_path / "scans" / "c.png")
    os.symlink(tmp_path / "gone.png", tmp_path / "scans" / "broken.png")
    assert relatives([tmp_path / "scans"]) == ["b.png", "c.png", "link/a.png"]


def test_an_argument_that_does_not_exist_is_a_usage_error_that_names_it(tmp_path):
    with pytest.raises(UsageError, match=r"gone\.png"):
        relatives([tmp_path / "gone.png"])


def test_nothing_to_read_is_a_usage_error(tmp_path):
    make(tmp_path, "notes.txt")
    with pytest.raises(UsageError, match=r"\.png"):
        relatives([tmp_path])


@pytest.mark.skipif(os.geteuid() == 0, reason="root may list every folder")
def test_a_folder_that_cannot_be_listed_is_a_failure_among_the_sources(tmp_path):
    make(tmp_path, "a.png", "locked/b.png")
    (tmp_path / "locked").chmod(0)
    try:
        sources = find_sources([str(tmp_path)], "out", SUFFIXES)
    finally:
        (tmp_path / "locked").chmod(0o700)
    assert [source.failure is not None for source in sources] == [False, True]


def test_a_folder_that_vanishes_during_the_walk_is_a_failure_among_the_sources(tmp_path, monkeypatch):
    make(tmp_path, "a.png", "gone/b.png")
    scandir = os.scandir

    def refuse(path):
        if os.path.basename(path) == "gone":
            raise PermissionError(13, "denied")
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuse)
    png, folder = find_sources([str(tmp_path)], "out", SUFFIXES)
    assert png.failure is None
    assert folder.failure is not None
    assert "gone" in folder.failure.message
