"""PDF pages: rendered at the resolution asked for, refused where they are too large or locked."""

from __future__ import annotations

from pathlib import Path

import pikepdf
import pytest

from ocr.errors import DamagedFileError, EncryptedFileError, PageTooLargeError
from ocr.loader import count_pages, load_page, load_pages
from ocr.settings import LoaderSettings
from ocr.types import PageFailure, PageImage


def save_pdf(path: Path, sizes: list[tuple[float, float]], password: str | None = None) -> Path:
    """Pages of the given sizes in points, the lower left quarter of each black."""
    with pikepdf.new() as pdf:
        for width, height in sizes:
            page = pdf.add_blank_page(page_size=(width, height))
            page.Contents = pdf.make_stream(f"0 0 {width / 2} {height / 2} re f".encode())
        encryption = pikepdf.Encryption(owner="x", user=password) if password else False
        pdf.save(path, encryption=encryption)
    return path


def test_page_is_rendered_at_its_resolution(tmp_path: Path) -> None:
    page = load_page(save_pdf(tmp_path / "a.pdf", [(72, 36)]), settings=LoaderSettings(pdf_dpi=100))
    assert page.pixels.shape == (50, 100)
    assert page.dpi == 100
    assert page.pixels[40, 20] == 0
    assert page.pixels[10, 20] == page.pixels[40, 80] == 255


def test_every_page_is_loaded_at_300_dots_an_inch(tmp_path: Path) -> None:
    pages = list(load_pages(save_pdf(tmp_path / "a.pdf", [(72, 72), (36, 72)])))
    assert [page.pixels.shape for page in pages if isinstance(page, PageImage)] == [(300, 300), (300, 150)]
    assert count_pages(tmp_path / "a.pdf") == 2


def test_rotated_page_is_shown_turned(tmp_path: Path) -> None:
    save_pdf(tmp_path / "a.pdf", [(72, 36)])
    with pikepdf.open(tmp_path / "a.pdf", allow_overwriting_input=True) as pdf:
        pdf.pages[0].Rotate = 90
        pdf.save()
    page = load_page(tmp_path / "a.pdf", settings=LoaderSettings(pdf_dpi=72))
    assert page.pixels.shape == (72, 36)
    assert page.pixels[5, 5] == 0  # the lower left corner is now the upper left


def test_encrypted_pdf_names_the_remedy(tmp_path: Path) -> None:
    path = save_pdf(tmp_path / "a.pdf", [(72, 72)], password="secret")
    with pytest.raises(EncryptedFileError, match=r"a\.pdf.*without its password"):
        count_pages(path)


def test_too_large_page_is_refused_with_the_resolution_that_fits(tmp_path: Path) -> None:
    path = save_pdf(tmp_path / "a.pdf", [(720, 720)])
    settings = LoaderSettings(pdf_dpi=300, max_megapixels=1)  # 3000 x 3000; 100 dpi give 1000 x 1000
    with pytest.raises(PageTooLargeError, match="100 dpi or fewer"):
        load_page(path, settings=settings)
    assert load_page(path, settings=LoaderSettings(pdf_dpi=100, max_megapixels=1)).pixels.shape == (
        1000,
        1000,
    )


def test_one_too_large_page_does_not_stop_the_others(tmp_path: Path) -> None:
    path = save_pdf(tmp_path / "a.pdf", [(72, 72), (7200, 7200), (72, 72)])
    pages = list(load_pages(path, LoaderSettings(pdf_dpi=72, max_megapixels=1)))
    assert [type(page) for page in pages] == [PageImage, PageFailure, PageImage]
    assert pages[1] == PageFailure(str(path), 1, "load", pages[1].message)
    assert "page 2" in pages[1].message


def test_pdf_without_pages_is_damaged(tmp_path: Path) -> None:
    locked = save_pdf(tmp_path / "locked.pdf", [(72, 72)], password="secret")
    with pytest.raises(EncryptedFileError):
        count_pages(locked)
    with pytest.raises(DamagedFileError):  # what was wrong with the file before is forgotten
        count_pages(save_pdf(tmp_path / "a.pdf", []))


def test_filled_form_field_is_drawn(tmp_path: Path) -> None:
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page(page_size=(72, 72))
        look = pdf.make_stream(b"0 0 20 20 re f")
        look.update(
            pikepdf.Dictionary(Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Form, BBox=[0, 0, 20, 20])
        )
        field = pdf.make_indirect(
            pikepdf.Dictionary(
                Type=pikepdf.Name.Annot,
                Subtype=pikepdf.Name.Widget,
                FT=pikepdf.Name.Tx,
                T=pikepdf.String("name"),
                F=4,
                Rect=[10, 10, 30, 30],
                AP=pikepdf.Dictionary(N=look),
            )
        )
        page.Annots = pikepdf.Array([field])
        pdf.Root.AcroForm = pikepdf.Dictionary(Fields=pikepdf.Array([field]))
        pdf.save(tmp_path / "a.pdf")
    assert load_page(tmp_path / "a.pdf", settings=LoaderSettings(pdf_dpi=72)).pixels[52, 20] == 0
