"""Stored results: nothing is lost, the same bytes every time, and clear words about what is not one."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import get_args

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from ocr.errors import DamagedFileError, InputError, OutputError
from ocr.results import PageSource, StoredPage, load_result, load_stored_page, save_result
from ocr.settings import LoaderSettings
from ocr.types import Alternative, Block, DoubtCause, Glyph, Line, PageResult, Paragraph, Word
from segmenter.geometry import Baseline, Box
from segmenter.types import Region

finite = st.floats(allow_nan=False, allow_infinity=False)
shares = st.floats(0, 1)
characters = st.characters()  # lone surrogates too: paths hold them
texts = st.text(characters, max_size=5)


@st.composite
def boxes(draw: st.DrawFn) -> Box:
    left, top = draw(st.integers(-99, 10**6)), draw(st.integers(-99, 10**6))
    return Box(left, top, left + draw(st.integers(1, 10**6)), top + draw(st.integers(1, 10**6)))


def tuples(of: st.SearchStrategy) -> st.SearchStrategy:
    return st.lists(of, max_size=3).map(tuple)


baselines = st.lists(st.tuples(finite, finite), min_size=1, max_size=3, unique_by=lambda knot: knot[0]).map(
    lambda knots: Baseline(*zip(*sorted(knots), strict=True))
)
causes = st.sampled_from(get_args(DoubtCause))
rivals = tuples(st.builds(Alternative, characters, shares))
glyphs = st.builds(Glyph, characters, shares, boxes(), rivals, causes)
words = st.builds(Word, tuples(glyphs), shares, boxes())
cells = st.none() | st.tuples(st.integers(0, 99), st.integers(0, 99))
lines = st.builds(Line, tuples(words), boxes(), baselines, finite, st.booleans(), cells)
paragraphs = st.builds(Paragraph, tuples(lines), boxes())
blocks = st.builds(Block, st.sampled_from(["text", "table"]), tuples(paragraphs), boxes())
regions = st.builds(Region, st.sampled_from(["picture", "rule", "border", "barcode", "stamp"]), boxes())
sizes = st.integers(1, 10**6)
results = st.builds(
    PageResult,
    source=texts,
    index=st.integers(0, 9999),
    width=sizes,
    height=sizes,
    skew=finite,
    orientation=st.sampled_from([0, 90, 180, 270]),
    blocks=tuples(blocks),
    regions=tuples(regions),
    unread=tuples(boxes()),
    unread_share=shares,
    flags=tuples(st.sampled_from(["blank", "dark", "tiny", "unread_ink"])),
    preset=texts,
    dpi=st.none() | finite,
)


@given(results, texts, st.none() | shares)
@settings(deadline=None, max_examples=30)
def test_nothing_is_lost(
    tmp_path_factory: pytest.TempPathFactory, result: PageResult, path: str, seconds: float | None
) -> None:
    file = tmp_path_factory.getbasetemp() / "page.json.gz"
    source = PageSource(path, 7, LoaderSettings(12.5, 200.0, 240.0))
    save_result(result, file, source, seconds)
    assert load_stored_page(file) == StoredPage(result, source, seconds)
    assert load_result(file) == result


def test_the_same_result_gives_the_same_bytes(tmp_path: Path, make_page: Callable[..., PageResult]) -> None:
    save_result(make_page([["one two"]]), tmp_path / "a.json.gz")
    save_result(make_page([["one two"]]), tmp_path / "b.json.gz")
    assert (tmp_path / "a.json.gz").read_bytes() == (tmp_path / "b.json.gz").read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.json.gz", "b.json.gz"]


def test_numbers_of_numpy_are_stored_as_plain_ones(tmp_path: Path) -> None:
    box = Box(np.int64(1), np.int32(2), np.int64(3), np.int16(4))
    glyph = Glyph("a", np.float32(0.1), box, (Alternative("o", np.float32(0.3)),))
    line = Line((Word((glyph,), np.float64(0.1), box),), box, Baseline((np.float32(0.1),), (1,)), 7, np.True_)
    block = Block("text", (Paragraph((line,), box),), box)
    result = PageResult("a", 0, 9, 9, np.float32(0.5), 0, (block,), (), (), 0.0, (), "p")
    save_result(result, tmp_path / "a.json.gz")
    assert load_result(tmp_path / "a.json.gz") == result


def test_the_source_opens_as_it_was_loaded(tmp_path: Path) -> None:
    frames = [Image.new("L", (4, 3), shade) for shade in (1, 2)]
    frames[0].save(tmp_path / "a.tif", save_all=True, append_images=frames[1:])
    page = PageSource(str(tmp_path / "a.tif"), 1, LoaderSettings(image_dpi=150)).open()
    assert (page.index, page.dpi, page.pixels[0, 0]) == (1, 150, 2)


def test_the_source_is_the_results_own_unless_given(
    tmp_path: Path, make_page: Callable[..., PageResult]
) -> None:
    save_result(make_page([["a"]], source="x.pdf", index=3), tmp_path / "a.json.gz")
    assert load_stored_page(tmp_path / "a.json.gz").source == PageSource("x.pdf", 3, LoaderSettings())


def rewrite(path: Path, change: Callable[[dict], object]) -> None:
    document = json.loads(gzip.decompress(path.read_bytes()))
    change(document)
    path.write_bytes(gzip.compress(json.dumps(document).encode()))


def test_a_newer_version_asks_for_an_upgrade(tmp_path: Path, make_page: Callable[..., PageResult]) -> None:
    path = tmp_path / "a.json.gz"
    save_result(make_page([["a"]]), path)
    rewrite(path, lambda document: document.update(version=3))
    with pytest.raises(InputError, match=r"a\.json\.gz: written by a newer version .*upgrade"):
        load_result(path)


def test_results_of_version_1_are_read(tmp_path: Path, make_page: Callable[..., PageResult]) -> None:
    path, page = tmp_path / "a.json.gz", make_page([["a"]])
    save_result(page, path)
    rewrite(path, lambda document: document.update(version=1))
    assert load_result(path) == page


def test_a_cause_that_there_is_not_is_damage(tmp_path: Path, make_page: Callable[..., PageResult]) -> None:
    path = tmp_path / "a.json.gz"
    save_result(make_page([["a"]]), path)
    glyphs = "blocks", 0, 2, 0, 1, 0, 5, 0, 2

    def blame(document: dict) -> None:
        at = document["page"]
        for step in glyphs:
            at = at[step]
        at[0].append("moth")

    rewrite(path, blame)
    with pytest.raises(DamagedFileError, match="moth"):
        load_result(path)


@pytest.mark.parametrize(
    "change",
    [
        lambda document: document.pop("page"),
        lambda document: document["page"].pop("width"),
        lambda document: document["page"]["regions"].append(["cloud", [0, 0, 1, 1]]),
        lambda document: document["page"]["unread"].append([5, 5, 1, 1]),
        lambda document: document["page"]["blocks"].append(7),
        lambda document: document["source"]["loader"].update(dpy=3),
        lambda document: document.update(format="something else"),
        lambda document: document.update(version="one"),
    ],
)
def test_a_changed_result_is_damaged(
    tmp_path: Path, make_page: Callable[..., PageResult], change: Callable[[dict], object]
) -> None:
    path = tmp_path / "a.json.gz"
    save_result(make_page([["a"]]), path)
    rewrite(path, change)
    with pytest.raises(DamagedFileError, match="process its page again"):
        load_result(path)


@given(st.data())
@settings(deadline=None, max_examples=60)
def test_damaged_bytes_raise_an_input_error(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    path = tmp_path_factory.getbasetemp() / "damaged.json.gz"
    box = Box(1, 2, 3, 4)
    result = PageResult("a", 0, 9, 9, 0.0, 0, (), (), (box,), 0.0, (), "p")
    save_result(result, path)
    content = bytearray(path.read_bytes())
    content[data.draw(st.integers(0, len(content) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    path.write_bytes(content[: data.draw(st.integers(0, len(content)))])
    with suppress(InputError):
        assert load_result(path) == result  # gzip ignores some bits of its header: time, system, kind of data


def test_a_missing_file_is_an_input_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be opened"):
        load_result(tmp_path / "none.json.gz")


def test_a_folder_that_is_missing_is_an_output_error(
    tmp_path: Path, make_page: Callable[..., PageResult]
) -> None:
    with pytest.raises(OutputError, match=r"a\.json\.gz: cannot be written"):
        save_result(make_page([]), tmp_path / "none" / "a.json.gz")


def test_what_was_there_stays_until_the_new_file_is_whole(
    tmp_path: Path, make_page: Callable[..., PageResult]
) -> None:
    path = tmp_path / "a.json.gz"
    save_result(make_page([["a"]]), path)
    before = path.read_bytes()
    with pytest.raises(ValueError, match="Out of range float values"):
        save_result(make_page([["b"]]), path, seconds=float("nan"))
    assert path.read_bytes() == before
    assert [each.name for each in tmp_path.iterdir()] == ["a.json.gz"]
