"""The sample pages are all there, readable, small, and every one has its truth."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from recognizer.charset import LATIN

SAMPLES = Path(__file__).parent.parent / "samples"
PAGES = ["book.png", "form.png", "leaves.tif", "letter.png", "newspaper.png", "receipt.png"]


def test_samples_hold_exactly_the_pages_promised() -> None:
    found = [path for path in SAMPLES.rglob("*") if path.suffix in {".png", ".tif", ".jpg"}]
    assert sorted(path.name for path in found) == PAGES
    assert {path.parent for path in found} == {SAMPLES}


@pytest.mark.parametrize("name", PAGES)
def test_sample_is_small_and_says_its_resolution(name: str) -> None:
    path = SAMPLES / name
    assert path.stat().st_size < 1_000_000
    with Image.open(path) as image:
        horizontal, vertical = image.info["dpi"]
        assert 199 <= round(float(horizontal)) == round(float(vertical)) <= 300
        image.load()


def test_every_sample_has_its_truth_and_no_truth_is_left_over() -> None:
    assert sorted(path.stem for path in (SAMPLES / "truth").iterdir()) == [Path(name).stem for name in PAGES]


def test_many_paged_sample_has_a_leaf_of_truth_for_every_frame() -> None:
    with Image.open(SAMPLES / "leaves.tif") as image:
        frames = getattr(image, "n_frames", 1)
    leaves = (SAMPLES / "truth" / "leaves.txt").read_text(encoding="utf-8").split("\f")
    assert frames == len(leaves) == 3


@pytest.mark.parametrize("name", PAGES)
def test_truth_is_written_in_characters_the_reader_knows(name: str) -> None:
    text = (SAMPLES / "truth" / name).with_suffix(".txt").read_text(encoding="utf-8")
    known = set(LATIN) | set("\n\f")
    assert sorted(set(text) - known) == []


@pytest.mark.parametrize("name", PAGES)
def test_truth_has_no_space_at_line_ends_and_no_empty_line_doubled(name: str) -> None:
    text = (SAMPLES / "truth" / name).with_suffix(".txt").read_text(encoding="utf-8")
    assert all(line == line.strip(" ") for line in text.split("\n"))
    assert "\n\n\n" not in text
