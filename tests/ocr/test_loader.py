"""What is loaded: every format and pixel kind, upright, with its dots an inch."""

from __future__ import annotations

import os
import struct
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from ocr.errors import InputError
from ocr.loader import count_pages, load_page, load_pages
from ocr.settings import LoaderSettings
from ocr.types import PageImage

# An upright page no symmetry maps onto itself: dark above, a darker corner top left.
UPRIGHT = np.full((6, 4), 250, np.uint8)
UPRIGHT[0] = 100
UPRIGHT[0, 0] = 0


def pixels_of(path: str | os.PathLike[str]) -> np.ndarray:
    (page,) = load_pages(path)
    assert isinstance(page, PageImage)
    assert page.pixels.dtype == np.uint8
    assert not page.pixels.flags.writeable
    return page.pixels


@pytest.mark.parametrize("suffix", ["png", "tif", "bmp", "webp"])
def test_gray_picture_keeps_its_values(tmp_path: Path, suffix: str) -> None:
    options = {"lossless": True} if suffix == "webp" else {}
    Image.fromarray(UPRIGHT).save(tmp_path / f"a.{suffix}", **options)
    assert np.array_equal(pixels_of(tmp_path / f"a.{suffix}"), UPRIGHT)


def test_color_jpeg_becomes_gray(tmp_path: Path) -> None:
    Image.new("RGB", (16, 16), (255, 0, 0)).save(tmp_path / "a.jpg", quality=95)
    assert abs(int(pixels_of(tmp_path / "a.jpg")[8, 8]) - 76) <= 1  # 0.299 * 255


def test_content_counts_and_not_the_suffix(tmp_path: Path) -> None:
    Image.fromarray(UPRIGHT).save(tmp_path / "a.jpg", format="PNG")
    assert np.array_equal(pixels_of(tmp_path / "a.jpg"), UPRIGHT)


@pytest.mark.parametrize("compression", [None, "group4", "tiff_lzw"])
def test_one_bit_tiff_is_black_and_white(tmp_path: Path, compression: str | None) -> None:
    Image.fromarray(UPRIGHT > 150).save(tmp_path / "a.tif", compression=compression)
    assert np.array_equal(pixels_of(tmp_path / "a.tif"), np.where(UPRIGHT > 150, 255, 0))


def test_palette_picture_shows_its_colors(tmp_path: Path) -> None:
    picture = Image.new("P", (2, 1))
    picture.putpalette([255, 255, 255, 0, 0, 0])
    picture.putpixel((1, 0), 1)
    picture.save(tmp_path / "a.png")
    assert pixels_of(tmp_path / "a.png").tolist() == [[255, 0]]


@pytest.mark.parametrize("suffix", ["png", "tif"])
def test_sixteen_bits_are_scaled_to_eight(tmp_path: Path, suffix: str) -> None:
    deep = np.array([[0, 257 * 10, 65535, 32768]], np.uint16)
    Image.fromarray(deep).save(tmp_path / f"a.{suffix}")
    assert pixels_of(tmp_path / f"a.{suffix}").tolist() == [[0, 10, 255, 127]]


def test_float_picture_is_scaled_from_one(tmp_path: Path) -> None:
    Image.fromarray(np.array([[0.0, 0.5, 1.0, np.nan]], np.float32)).save(tmp_path / "a.tif")
    assert pixels_of(tmp_path / "a.tif").tolist() == [[0, 127, 255, 255]]


def test_cmyk_black_is_black(tmp_path: Path) -> None:
    picture = Image.new("CMYK", (2, 1), (0, 0, 0, 0))
    picture.putpixel((1, 0), (0, 0, 0, 255))
    picture.save(tmp_path / "a.tif")
    assert pixels_of(tmp_path / "a.tif").tolist() == [[255, 0]]


@pytest.mark.parametrize("mode", ["RGBA", "LA"])
def test_transparent_ink_lies_on_white(tmp_path: Path, mode: str) -> None:
    picture = Image.new(mode, (2, 1), (0,) * len(mode))
    picture.putpixel((1, 0), (0,) * (len(mode) - 1) + (255,))
    picture.save(tmp_path / "a.png")
    assert pixels_of(tmp_path / "a.png").tolist() == [[255, 0]]


def test_transparent_palette_color_becomes_white(tmp_path: Path) -> None:
    picture = Image.new("P", (2, 1))
    picture.putpalette([0, 0, 0, 0, 0, 0])
    picture.putpixel((1, 0), 1)
    picture.save(tmp_path / "a.png", transparency=0)
    assert pixels_of(tmp_path / "a.png").tolist() == [[255, 0]]


def gray_tiff(order: str, bits: int, low_is_white: bool, samples: bytes, width: int) -> bytes:
    """A TIFF of one row and one strip, written by hand: the kinds that Pillow does not write."""
    tags = [(256, width), (257, 1), (258, bits), (259, 1), (262, int(not low_is_white))]
    tags += [(273, 8 + 2 + 9 * 12 + 4), (277, 1), (278, 1), (279, len(samples))]
    entries = b"".join(struct.pack(order + "HHLHH", tag, 3, 1, value, 0) for tag, value in tags)
    magic = b"II*\0" if order == "<" else b"MM\0*"
    return magic + struct.pack(order + "LH", 8, 9) + entries + struct.pack(order + "L", 0) + samples


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize(("bits", "samples"), [(1, b"\x40"), (8, b"\x00\xff")])
def test_tiff_in_which_low_is_white(tmp_path: Path, order: str, bits: int, samples: bytes) -> None:
    (tmp_path / "a.tif").write_bytes(gray_tiff(order, bits, True, samples, 2))
    assert pixels_of(tmp_path / "a.tif").tolist() == [[255, 0]]


def test_sixteen_bit_tiff_in_which_low_is_white(tmp_path: Path) -> None:
    (tmp_path / "a.tif").write_bytes(gray_tiff("<", 16, True, struct.pack("<2H", 0, 65535), 2))
    assert pixels_of(tmp_path / "a.tif").tolist() == [[255, 0]]


def test_twelve_bit_tiff_is_scaled_from_its_own_white(tmp_path: Path) -> None:
    (tmp_path / "a.tif").write_bytes(gray_tiff("<", 12, False, bytes([0xFF, 0xF0, 0x00]), 2))
    assert pixels_of(tmp_path / "a.tif").tolist() == [[255, 0]]


STORED = {  # the page as a camera stores it under each EXIF orientation
    1: UPRIGHT,
    2: UPRIGHT[:, ::-1],
    3: UPRIGHT[::-1, ::-1],
    4: UPRIGHT[::-1],
    5: UPRIGHT.T,
    6: np.rot90(UPRIGHT, 1),
    7: UPRIGHT[::-1, ::-1].T,
    8: np.rot90(UPRIGHT, -1),
}


@pytest.mark.parametrize("orientation", STORED)
@pytest.mark.parametrize("suffix", ["png", "tif"])
def test_exif_orientation_is_undone(tmp_path: Path, suffix: str, orientation: int) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    stored = Image.fromarray(np.ascontiguousarray(STORED[orientation]))
    stored.save(tmp_path / f"a.{suffix}", exif=exif)
    assert np.array_equal(pixels_of(tmp_path / f"a.{suffix}"), UPRIGHT)


def test_every_frame_of_a_tiff_is_a_page(tmp_path: Path) -> None:
    frames = [Image.new("1", (3, 2), 1), Image.new("L", (4, 5), 7), Image.new("RGB", (6, 7), "white")]
    frames[0].save(
        tmp_path / "a.tif", save_all=True, append_images=frames[1:], compression="tiff_adobe_deflate"
    )
    pages = list(load_pages(tmp_path / "a.tif"))
    assert [page.index for page in pages] == [0, 1, 2]
    assert [page.pixels.shape for page in pages if isinstance(page, PageImage)] == [(2, 3), (5, 4), (7, 6)]
    assert count_pages(tmp_path / "a.tif") == 3
    assert load_page(tmp_path / "a.tif", 1).pixels[0, 0] == 7


def test_reduced_copies_in_a_tiff_are_no_pages(tmp_path: Path) -> None:
    page, preview = Image.new("L", (8, 8), 9), Image.new("L", (2, 2), 1)
    preview.encoderinfo = {"tiffinfo": {254: 1}}
    page.save(tmp_path / "a.tif", save_all=True, append_images=[preview])
    assert [each.pixels.shape for each in load_pages(tmp_path / "a.tif")] == [(8, 8)]


def test_only_wanted_pages_are_loaded(tmp_path: Path) -> None:
    frames = [Image.new("L", (2, 2), shade) for shade in (10, 20, 30)]
    frames[0].save(tmp_path / "a.tif", save_all=True, append_images=frames[1:])
    assert [page.index for page in load_pages(tmp_path / "a.tif", pages={0, 2, 9})] == [0, 2]


def test_a_page_that_is_not_there_is_an_input_error(tmp_path: Path) -> None:
    Image.fromarray(UPRIGHT).save(tmp_path / "a.png")
    with pytest.raises(InputError, match="no page 2, the file has 1"):
        load_page(tmp_path / "a.png", 1)


@pytest.mark.parametrize("suffix", ["png", "jpg", "tif", "bmp"])
def test_dots_an_inch_are_read(tmp_path: Path, suffix: str) -> None:
    Image.new("L", (8, 8)).save(tmp_path / f"a.{suffix}", dpi=(300, 300))
    assert load_page(tmp_path / f"a.{suffix}").dpi == pytest.approx(300, abs=0.02)


def test_dots_an_inch_differ_from_frame_to_frame(tmp_path: Path) -> None:
    frames = [Image.new("L", (2, 2)), Image.new("L", (2, 2))]
    frames[1].encoderinfo = {"dpi": (200, 200)}
    frames[0].save(tmp_path / "a.tif", save_all=True, append_images=frames[1:])
    assert [page.dpi for page in load_pages(tmp_path / "a.tif")] == [None, 200]


@pytest.mark.parametrize("suffix", ["png", "jpg", "tif", "webp"])
def test_no_dots_an_inch_where_the_file_does_not_tell(tmp_path: Path, suffix: str) -> None:
    exif = Image.Exif()
    exif[0x0112] = 1  # EXIF without a resolution is no resolution either
    Image.new("L", (8, 8)).save(tmp_path / f"a.{suffix}", exif=exif)
    assert load_page(tmp_path / f"a.{suffix}").dpi is None


def test_a_given_resolution_overrides_the_file(tmp_path: Path) -> None:
    Image.new("L", (8, 8)).save(tmp_path / "a.png", dpi=(72, 72))
    assert load_page(tmp_path / "a.png", settings=LoaderSettings(image_dpi=400)).dpi == 400


@pytest.mark.parametrize("name", ["סריקה 1.png", "扫描.tif", os.fsdecode(b"caf\xe9.png"), "a b\n'c.bmp"])
def test_any_file_name_opens(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    with path.open("wb") as file:
        Image.fromarray(UPRIGHT).save(file, format="TIFF" if name.endswith("tif") else "PNG")
    page = load_page(path)
    assert page.source == os.fspath(path)
    assert np.array_equal(page.pixels, UPRIGHT)


def test_a_stream_that_cannot_seek_is_read(tmp_path: Path) -> None:
    frames = [Image.new("1", (9, 9), 1), Image.new("1", (7, 7), 0)]
    frames[0].save(tmp_path / "a.tif", save_all=True, append_images=frames[1:], compression="group4")
    reading, writing = os.pipe()
    os.write(writing, (tmp_path / "a.tif").read_bytes())
    os.close(writing)
    shapes = [page.pixels.shape for page in load_pages(f"/dev/fd/{reading}")]
    os.close(reading)
    assert shapes == [(9, 9), (7, 7)]


def test_one_pixel_is_a_page(tmp_path: Path) -> None:
    Image.new("1", (1, 1), 0).save(tmp_path / "a.png")
    assert pixels_of(tmp_path / "a.png").tolist() == [[0]]
