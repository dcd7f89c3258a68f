"""The pages of a PDF file as grey pixels, rendered by PDFium (which is not thread-safe)."""

from __future__ import annotations

import math
from contextlib import suppress
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from ocr.errors import DamagedFileError, EncryptedFileError, PageTooLargeError
from ocr.settings import LoaderSettings

_POINTS_AN_INCH = 72.0
_PASSWORD_ERROR = 4  # FPDF_ERR_PASSWORD
_NO_DOCUMENT = b"%PDF-"
_SECURITY_ERROR = 5  # FPDF_ERR_SECURITY: an unknown security handler


class PdfPages:
    """An opened PDF.

    Raises:
        EncryptedFileError: a password is needed.
        DamagedFileError: no PDF can be made of the bytes, or it has no page.
    """

    def __init__(self, file: BinaryIO, name: str, settings: LoaderSettings) -> None:
        self._settings = settings
        self._document = _open_document(file, name)
        self.count = len(self._document)
        if self.count == 0:
            self.close()
            raise DamagedFileError(f"{name}: the PDF has no pages; copy or export it again")

    def read_page(self, index: int, label: str) -> tuple[NDArray[np.uint8], float | None]:
        """One page's grey pixels at ``settings.pdf_dpi``, annotations and form fields drawn.

        Raises:
            DamagedFileError: the page cannot be rendered.
            PageTooLargeError: more pixels than the settings allow; nothing was rendered.
        """
        dpi = self._settings.pdf_dpi
        try:
            page = self._document[index]
            try:
                width, height = page.get_size()
                self._check_size(width, height, label)
                bitmap = page.render(scale=dpi / _POINTS_AN_INCH, grayscale=True)
                pixels = np.array(bitmap.to_numpy(), dtype=np.uint8, order="C")
                bitmap.close()
            finally:
                page.close()
        except (RuntimeError, ValueError, OSError, MemoryError, ArithmeticError) as error:
            raise _damaged(label, error) from error
        return pixels, dpi

    def close(self) -> None:
        """Free PDFium's memory."""
        self._document.close()

    def _check_size(self, width: float, height: float, label: str) -> None:
        """Refuse a page of too many pixels; sizes in points."""
        if not (width > 0 and height > 0 and math.isfinite(width * height)):
            raise DamagedFileError(f"{label}: the page has no size; copy or export the PDF again")
        scale = self._settings.pdf_dpi / _POINTS_AN_INCH
        pixels = math.ceil(width * scale) * math.ceil(height * scale)
        limit = self._settings.max_megapixels * 1e6
        if pixels > limit:
            fitting = math.floor(math.sqrt(limit / (width * height)) * _POINTS_AN_INCH)
            raise PageTooLargeError(
                f"{label}: {pixels / 1e6:.1f} megapixels at {self._settings.pdf_dpi:g} dpi, the limit is "
                f"{self._settings.max_megapixels:g}; render at {max(1, fitting)} dpi or fewer (pdf_dpi) or "
                "raise max_megapixels"
            )


def _open_document(file: BinaryIO, name: str) -> Any:
    """The PDFium document, its form fields ready to be drawn."""
    import pypdfium2 as pdfium

    with suppress(pdfium.PdfiumError):
        # PDFium keeps an earlier file's error where this one fails without a reason: set a known one.
        pdfium.PdfDocument(_NO_DOCUMENT).close()
    try:
        document = pdfium.PdfDocument(file)
    except (RuntimeError, OSError, ValueError) as error:
        code = getattr(error, "err_code", None)
        if code in (_PASSWORD_ERROR, _SECURITY_ERROR) or "password" in str(error).lower():
            raise EncryptedFileError(
                f"{name}: the PDF is encrypted; save a copy without its password and read that"
            ) from error
        raise _damaged(name, error) from error
    document.init_forms()
    return document


def _damaged(label: str, error: BaseException) -> DamagedFileError:
    """The error for a PDF or a page of one that PDFium could not make sense of."""
    return DamagedFileError(f"{label}: damaged or cut short ({error}); copy or export the PDF again")
