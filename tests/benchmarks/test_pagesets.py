from __future__ import annotations

from pathlib import Path

import pytest
from pagesets import find_sets


def lay(folder: Path, *names: str, truth: str = "Some words.\n") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name in names:
        (folder / name).write_bytes(b"")
        (folder / name).with_suffix(".txt").write_text(truth, encoding="utf-8")
    return folder


def test_sets_are_the_folders_that_hold_images_with_truth(tmp_path: Path) -> None:
    lay(tmp_path / "books", "b.png", "a.tif")
    lay(tmp_path / "letters" / "typed", "c.jpg")
    (tmp_path / "books" / "untold.png").write_bytes(b"")
    found = find_sets([tmp_path])
    assert [page_set.name for page_set in found] == ["books", "typed"]
    assert [image.name for image in found[0].images] == ["a.tif", "b.png"]


def test_manifest_above_the_folder_tells_language_and_line_breaks(tmp_path: Path) -> None:
    lay(tmp_path / "dev" / "books", "a.png")
    rows = "split,set,name,image,language,kind,line_breaks\ndev,books,a,a.png,fr,book,no\n"
    (tmp_path / "manifest.csv").write_text(rows, encoding="utf-8")
    (page_set,) = find_sets([tmp_path / "dev"])
    assert (page_set.language, page_set.line_breaks) == ("fr", False)
    assert page_set.scoring().join_hyphens


def test_truth_in_capitals_makes_case_not_count(tmp_path: Path) -> None:
    lay(tmp_path / "receipts", "a.png", truth="TOTAL 9.50\n")
    lay(tmp_path / "letters", "a.png", truth="Total 9.50\n")
    letters, receipts = find_sets([tmp_path])
    assert receipts.scoring().ignore_case
    assert not letters.scoring().ignore_case


def test_limit_keeps_the_first_the_last_and_some_between(tmp_path: Path) -> None:
    lay(tmp_path / "books", *[f"{number}.png" for number in range(9)])
    (page_set,) = find_sets([tmp_path], limit=3)
    assert [image.stem for image in page_set.images] == ["0", "4", "8"]


def test_set_that_is_not_there_is_named(tmp_path: Path) -> None:
    lay(tmp_path / "books", "a.png")
    with pytest.raises(FileNotFoundError, match="maps"):
        find_sets([tmp_path], ["maps"])
