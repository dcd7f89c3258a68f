"""What is refused, by which error; and that no damage, however odd, raises anything else."""

from __future__ import annotations

import io
import struct
import warnings
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from ocr.errors import DamagedFileError, InputError, PageTooLargeError, UnsupportedFileError
from ocr.loader import count_pages, load_page, load_pages
from ocr.settings import LoaderSettings
from ocr.types import PageFailure, PageImage


@pytest.mark.parametrize("content", [b"not a picture at all\n", b"x", b"GIF89a", b"\x89PNG", b"%!PS-Adobe"])
def test_what_is_no_image_is_unsupported(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "note.png").write_bytes(content)
    with pytest.raises(UnsupportedFileError, match=r"note\.png.*convert"):
        count_pages(tmp_path / "note.png")


def test_an_empty_file_is_damaged(tmp_path: Path) -> None:
    (tmp_path / "a.tif").touch()
    with pytest.raises(DamagedFileError, match=r"a\.tif.*zero bytes"):
        list(load_pages(tmp_path / "a.tif"))


@pytest.mark.parametrize("name", ["missing.png", ""])
def test_what_cannot_be_opened_is_an_input_error(tmp_path: Path, name: str) -> None:
    with pytest.raises(InputError, match="cannot be opened"):
        load_page(tmp_path / name)


def test_a_name_with_a_null_is_an_input_error() -> None:
    with pytest.raises(InputError, match="cannot be opened"):
        load_page("a\0b.png")


@pytest.mark.parametrize("suffix", ["png", "jpg", "tif", "bmp", "webp"])
def test_a_picture_cut_short_is_damaged(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"a.{suffix}"
    Image.effect_noise((200, 200), 50).save(path)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with pytest.raises(DamagedFileError, match=rf"a\.{suffix}.*damaged or cut short"):
        load_page(path)


@pytest.mark.parametrize("suffix", ["png", "jpg", "tif", "bmp", "webp"])
def test_too_many_pixels_are_refused_with_the_remedy(tmp_path: Path, suffix: str) -> None:
    Image.new("L", (1100, 1000)).save(tmp_path / f"a.{suffix}")
    with pytest.raises(PageTooLargeError, match=r"1\.1 megapixels.*raise max_megapixels"):
        load_page(tmp_path / f"a.{suffix}", settings=LoaderSettings(max_megapixels=1))
    assert (
        load_page(tmp_path / f"a.{suffix}", settings=LoaderSettings(max_megapixels=1.1)).pixels.size
        == 1_100_000
    )


def test_the_limit_is_checked_before_decoding(tmp_path: Path) -> None:
    """The header claims 10 gigapixels, and no pixel follows."""
    header = struct.pack(">LLBBBBB", 100_000, 100_000, 8, 0, 0, 0, 0)
    chunk = struct.pack(">L", 13) + b"IHDR" + header + struct.pack(">L", _crc(b"IHDR" + header))
    empty = struct.pack(">L", 0) + b"IDAT" + struct.pack(">L", _crc(b"IDAT"))
    (tmp_path / "a.png").write_bytes(b"\x89PNG\r\n\x1a\n" + chunk + empty)
    with pytest.raises(PageTooLargeError, match=r"10000\.0 megapixels"):
        load_page(tmp_path / "a.png")


@pytest.mark.parametrize("suffix", ["png", "tif", "webp"])
def test_pillow_keeps_its_own_limit_and_does_not_enforce_it_here(
    tmp_path: Path, suffix: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    Image.new("L", (100, 100), 255).save(tmp_path / f"a.{suffix}")
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 50)
    assert load_page(tmp_path / f"a.{suffix}").pixels.shape == (100, 100)
    assert Image.MAX_IMAGE_PIXELS == 50


def test_one_damaged_frame_does_not_stop_the_others(tmp_path: Path) -> None:
    path = tmp_path / "a.tif"
    frames = [Image.new("L", (8, 8), shade) for shade in (10, 20, 30)]
    frames[0].save(path, save_all=True, append_images=frames[1:], compression="tiff_adobe_deflate")
    data = bytearray(path.read_bytes())
    for start in _strip_offsets(path)[1:2]:
        data[start : start + 4] = b"\xff\xff\xff\xff"  # no zlib stream starts so
    path.write_bytes(data)
    pages = list(load_pages(path))
    assert [type(page) for page in pages] == [PageImage, PageFailure, PageImage]
    failure = pages[1]
    assert isinstance(failure, PageFailure)
    assert (failure.source, failure.index, failure.step) == (str(path), 1, "load")
    assert "a.tif, page 2: damaged" in failure.message
    with pytest.raises(DamagedFileError):
        load_page(path, 1)


def test_a_frame_of_an_unknown_kind_does_not_stop_the_others(tmp_path: Path) -> None:
    path = tmp_path / "a.tif"
    frames = [Image.new("L", (8, 8), shade) for shade in (10, 20, 30)]
    frames[0].save(path, save_all=True, append_images=frames[1:])
    data = path.read_bytes()
    photometric = struct.pack("<HHLHH", 262, 3, 1, 1, 0)
    first = data.index(photometric)
    path.write_bytes(data[:first] + struct.pack("<HHLHH", 262, 3, 1, 99, 0) + data[first + 12 :])
    assert [type(page) for page in load_pages(path)] == [PageFailure, PageImage, PageImage]


def test_a_tiff_that_loops_ends(tmp_path: Path) -> None:
    path = tmp_path / "a.tif"
    Image.new("L", (2, 2), 5).save(path)
    data = bytearray(path.read_bytes())
    (first,) = struct.unpack_from("<L", data, 4)
    (entries,) = struct.unpack_from("<H", data, first)
    struct.pack_into("<L", data, first + 2 + 12 * entries, first)
    path.write_bytes(data)
    assert count_pages(path) == 1


def test_warnings_and_standard_error_stay_silent(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "a.tif"
    Image.effect_noise((64, 64), 50).convert("1").save(path, compression="group4")
    data = path.read_bytes()
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        for cut in range(8, len(data), 37):
            path.write_bytes(data[:cut])
            _load_or_refuse(path)
    assert not caught
    assert capfd.readouterr().err == ""


@cache
def _samples() -> dict[str, bytes]:
    """Small valid files of every kind by name."""
    noise = Image.effect_noise((24, 16), 60)
    exif = Image.Exif()
    exif[0x0112], exif[0x011A], exif[0x0128] = 6, 300.0, 2
    kinds: dict[str, tuple[Image.Image, str, dict[str, object]]] = {
        "gray.png": (noise, "PNG", {"dpi": (300, 300), "exif": exif}),
        "palette.png": (noise.convert("P"), "PNG", {"transparency": 3}),
        "color.jpg": (noise.convert("RGB"), "JPEG", {"exif": exif}),
        "progressive.jpg": (noise, "JPEG", {"progressive": True}),
        "color.bmp": (noise.convert("RGB"), "BMP", {}),
        "color.webp": (noise.convert("RGB"), "WEBP", {"exif": exif}),
        "alpha.webp": (noise.convert("RGBA"), "WEBP", {"lossless": True}),
        "deep.tif": (noise.convert("I;16"), "TIFF", {}),
        "g4.tif": (noise.convert("1"), "TIFF", {"compression": "group4"}),
        "frames.tif": (
            noise,
            "TIFF",
            {"save_all": True, "append_images": [noise, noise], "compression": "tiff_lzw"},
        ),
        "jpeg.tif": (noise.convert("RGB"), "TIFF", {"compression": "jpeg"}),
    }
    made = {}
    for name, (picture, kind, options) in kinds.items():
        stream = io.BytesIO()
        picture.save(stream, kind, **options)
        made[name] = stream.getvalue()
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page(page_size=(30, 20))
        page.Contents = pdf.make_stream(b"0 0 9 9 re f")
        stream = io.BytesIO()
        pdf.save(stream)
    return {**made, "page.pdf": stream.getvalue()}


@st.composite
def damaged_files(draw: st.DrawFn) -> tuple[str, bytes]:
    """A valid file cut anywhere, or with some bits of it flipped, most often near its beginning."""
    name = draw(st.sampled_from(sorted(_samples())))
    data = bytearray(_samples()[name])
    if draw(st.booleans()):
        return name, bytes(data[: draw(st.integers(0, len(data)))])
    reach = draw(st.sampled_from([64, 256, len(data)]))
    for _ in range(draw(st.integers(1, 6))):
        data[draw(st.integers(0, min(reach, len(data)) - 1))] ^= 1 << draw(st.integers(0, 7))
    return name, bytes(data)


@given(damaged_files())
@settings(max_examples=300, deadline=None)
def test_damaged_files_load_or_are_refused(
    tmp_path_factory: pytest.TempPathFactory, file: tuple[str, bytes]
) -> None:
    path = tmp_path_factory.getbasetemp() / f"damaged-{file[0]}"
    path.write_bytes(file[1])
    for page in _load_or_refuse(path):
        assert isinstance(page, PageImage | PageFailure)


@given(
    st.binary(max_size=200), st.sampled_from([b"II*\0", b"MM\0*", b"II+\0", b"BM", b"%PDF-", b"\xff\xd8\xff"])
)
@settings(max_examples=100, deadline=None)
def test_random_bytes_after_a_magic_are_refused(
    tmp_path_factory: pytest.TempPathFactory, tail: bytes, magic: bytes
) -> None:
    path = tmp_path_factory.getbasetemp() / "random.bin"
    path.write_bytes(magic + tail)
    for page in _load_or_refuse(path):
        assert isinstance(page, PageImage | PageFailure)


def _load_or_refuse(path: Path) -> Iterator[PageImage | PageFailure]:
    """All pages with a small limit, or none where the file is refused as it should be."""
    try:
        return iter(list(load_pages(path, LoaderSettings(max_megapixels=4))))
    except InputError as error:
        assert path.name in str(error)  # noqa: PT017 - the files that load are as welcome
        return iter(())


def _strip_offsets(path: Path) -> list[int]:
    offsets = []
    with Image.open(path) as picture:
        for frame in range(3):
            picture.seek(frame)
            offsets.append(picture.tag_v2[273][0])  # type: ignore[attr-defined]
    return offsets


def _crc(data: bytes) -> int:
    import zlib

    return zlib.crc32(data)
