"""Stored lines: what is kept of a page's crops, and what is not taken for them."""

import dataclasses

import numpy as np
import pytest

from ocr.errors import DamagedFileError
from ocr.line_store import StoredLines, load_lines, save_lines
from segmenter.types import CropSettings


def lines_of(result, widths=(3, 5)):
    rng = np.random.default_rng(2)
    crops = tuple((rng.integers(0, 16, (40, width)) * 17).astype(np.uint8) for width in widths)
    knots = np.array([(line.baseline.xs[0], line.baseline.ys[0]) for line in result.iter_lines()])
    n = len(widths)
    turn = np.array([[1.0, 0.0, 3.0], [0.0, 1.0, 4.0]])
    return StoredLines(
        crops, np.arange(n, dtype=float), np.full(n, 2.0), np.zeros(n, np.int64), knots, turn, CropSettings()
    )


@pytest.fixture
def result(make_page):
    return make_page([["one two", "three"]])


def test_lines_come_back_as_they_were_stored(tmp_path, result):
    lines = lines_of(result)
    save_lines(lines, tmp_path / "a.npz")
    back = load_lines(tmp_path / "a.npz")
    assert all(np.array_equal(a, b) for a, b in zip(lines.crops, back.crops, strict=True))
    assert back.frame == CropSettings()
    assert np.array_equal(back.to_source, lines.to_source)
    assert back.page_x(1, np.array([4.0])).tolist() == [1.0 + 4.0 / 2.0]


def test_the_same_lines_give_the_same_bytes(tmp_path, result):
    for name in ("a.npz", "b.npz"):
        save_lines(lines_of(result), tmp_path / name)
    assert (tmp_path / "a.npz").read_bytes() == (tmp_path / "b.npz").read_bytes()


def test_lines_fit_the_result_that_they_were_cut_for_and_no_other(make_page, result):
    lines = lines_of(result)
    assert lines.fits(result, CropSettings())
    assert not lines.fits(result, CropSettings(x_height=15))
    assert not lines.fits(make_page([["one two", "three", "four"]]), CropSettings())
    assert not lines.fits(
        make_page([["one two"], ["three"]], index=1).__class__(
            **{field.name: getattr(result, field.name) for field in dataclasses.fields(result)}
            | {"blocks": ()}
        ),
        CropSettings(),
    )


@pytest.mark.parametrize("spoil", ["cut", "missing", "other", "short"])
def test_damaged_lines_are_told_as_such(tmp_path, result, spoil):
    path = tmp_path / "a.npz"
    lines = lines_of(result)
    if spoil == "short":
        lines = dataclasses.replace(lines, left=np.zeros(1))
    save_lines(lines, path)
    if spoil == "cut":
        path.write_bytes(path.read_bytes()[:200])
    if spoil == "missing":
        path.unlink()
    if spoil == "other":
        np.savez(path, left=np.zeros(2))
    with pytest.raises(DamagedFileError):
        load_lines(path)
