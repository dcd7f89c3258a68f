"""Pages whose text is known are found by what lies beside their images."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

from ocr.errors import InputError, UsageError
from ocr.known_pages import find_known_pages

ALTO = """<alto xmlns="http://www.loc.gov/standards/alto/ns-v4#"><Layout><Page WIDTH="60" HEIGHT="60">
<TextLine HPOS="5" VPOS="5" WIDTH="40" HEIGHT="10"><String CONTENT="the"/><String CONTENT="end"/></TextLine>
</Page></Layout></alto>"""


def write_image(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    cv2.imwrite(str(path), np.full((60, 60), 255, np.uint8))
    return path


def test_texts_and_page_files_beside_images_are_found_in_all_folders(tmp_path: Path) -> None:
    write_image(tmp_path / "a.png").with_suffix(".txt").write_text("one\ntwo\n", encoding="utf-8-sig")
    write_image(tmp_path / "deep/b.JPG").with_suffix(".xml").write_text(ALTO)
    write_image(tmp_path / "deep/c.png")
    pages = find_known_pages([tmp_path])
    assert [(page.group, page.name, page.truth.text) for page in pages] == [
        (tmp_path.name, "a.png", "one\ntwo\n"),
        ("deep", "b.JPG", "the end"),
    ]
    assert pages[0].load().shape == (60, 60)
    assert pages[0].truth.within is None


def test_pages_of_one_file_have_their_texts_between_form_feeds(tmp_path: Path) -> None:
    sheets = [Image.new("L", (40, 30), 255), Image.new("L", (50, 30), 255)]
    sheets[0].save(tmp_path / "book.tif", save_all=True, append_images=sheets[1:])
    (tmp_path / "book.txt").write_text("first\n\fsecond\n")
    first, second = find_known_pages([tmp_path / "book.tif"])
    assert (first.truth.text, second.truth.text) == ("first\n", "second\n")
    assert second.name == "book.tif page 2"
    assert second.load().shape == (30, 50)


def test_texts_that_do_not_fit_the_pages_are_refused(tmp_path: Path) -> None:
    sheets = [Image.new("L", (40, 30), 255)] * 2
    sheets[0].save(tmp_path / "book.tif", save_all=True, append_images=sheets[1:])
    (tmp_path / "book.txt").write_text("first")
    with pytest.raises(InputError, match="1 pages of text, parted by form feeds, for 2"):
        find_known_pages([tmp_path])


def test_texts_that_are_none_are_refused(tmp_path: Path) -> None:
    write_image(tmp_path / "a.png").with_suffix(".txt").write_bytes(b"\xff\xfe\xfa")
    with pytest.raises(InputError, match=r"a\.txt: it is no text"):
        find_known_pages([tmp_path])


def test_a_place_without_known_pages_is_refused_by_its_name(tmp_path: Path) -> None:
    write_image(tmp_path / "a.png")
    with pytest.raises(UsageError, match=r"a\.png: no page whose text is known"):
        find_known_pages([tmp_path / "a.png"])
    with pytest.raises(UsageError, match="no page whose text is known"):
        find_known_pages([tmp_path])
