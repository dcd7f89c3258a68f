"""Places on disk -> pages whose text is known: images with a text or an ALTO or PAGE file beside them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ocr.confidence_samples import PageTruth
from ocr.corrections import CORRECTIONS
from ocr.errors import InputError, UsageError
from ocr.loader import KNOWN_SUFFIXES, count_pages
from ocr.page_truth import page_file_kind, read_page_file
from ocr.results import PageSource
from ocr.reviewed_pages import find_reviewed_pages

_PAGE_FILES = (".xml", ".alto.xml", ".page.xml")  # what may stand after an image's name without its suffix
_PAGE_BREAK = "\f"


@dataclass(frozen=True, slots=True)
class KnownPage:
    """A page and what is known of it.

    Args:
        group: of pages that belong together, such as their folder's name.
        name: of the page, for messages.
        source: where its pixels are.
        turn: degrees counter-clockwise that it is known to have to be turned.
        truth: of the page.
    """

    group: str
    name: str
    source: PageSource
    turn: int
    truth: PageTruth

    def load(self) -> NDArray[np.uint8]:
        """The page's pixels, (H, W) uint8, turned where that is known.

        Raises:
            InputError: the file is gone, or cannot be read.
        """
        return self.source.open().turned(self.turn).pixels


def find_known_pages(places: Sequence[Path], all_reviewed: bool = False) -> list[KnownPage]:
    """The pages of all places.

    Args:
        places: images with ``NAME.txt``, ``NAME.xml`` (ALTO or PAGE), ``NAME.alto.xml`` or ``NAME.page.xml``
            beside them; folders with such images, their own folders too; output folders of runs with a
            ``corrections.csv``, or that file.
        all_reviewed: take every page of those runs as wholly reviewed, see ``find_reviewed_pages``.

    Raises:
        UsageError: a place holds no such page.
        InputError: a truth cannot be read, or does not fit its image.
    """
    pages: list[KnownPage] = []
    for place in places:
        run = place.parent if place.name == CORRECTIONS else place
        if (run / CORRECTIONS).is_file():
            found = [
                KnownPage(run.resolve().name, one.name, one.source, one.turn, one.truth)
                for one in find_reviewed_pages(run, all_reviewed)
            ]
        else:
            found = [page for image in _find_images(place) for page in _read_truths(image)]
        if not found:
            raise UsageError(
                f"{place}: no page whose text is known: an image with NAME.txt, or with an ALTO or PAGE "
                f"file, beside it is needed, or a run's output with {CORRECTIONS} that fits its pages"
            )
        pages += found
    return pages


def _find_images(place: Path) -> list[Path]:
    """The files that may be images."""
    files = sorted(place.rglob("*")) if place.is_dir() else [place]
    return [path for path in files if path.suffix.lower() in KNOWN_SUFFIXES and path.is_file()]


def _read_truths(image: Path) -> list[KnownPage]:
    """The pages of an image; none where nothing is known of them."""
    text = image.with_suffix(".txt")
    if text.is_file():
        truths = _read_texts(image, text)
    else:
        named = (image.with_name(image.stem + ending) for ending in _PAGE_FILES)
        found = next((path for path in named if path.is_file() and page_file_kind(path)), None)
        truths = [] if found is None else ["\n".join(mark.text for mark in read_page_file(found).lines)]
    return [
        KnownPage(
            image.resolve().parent.name,
            image.name if len(truths) == 1 else f"{image.name} page {index + 1}",
            PageSource(str(image), index),
            0,
            PageTruth(truth, is_upright=False),
        )
        for index, truth in enumerate(truths)
    ]


def _read_texts(image: Path, text: Path) -> list[str]:
    """The text of every page of an image; pages are parted by form feeds."""
    try:
        said = text.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{text}: it is no text in UTF-8 ({error})") from error
    texts = said.split(_PAGE_BREAK)
    pages = count_pages(str(image))
    if pages == 1:
        return [said.replace(_PAGE_BREAK, "\n")]
    if len(texts) != pages:
        raise InputError(f"{text}: {len(texts)} pages of text, parted by form feeds, for {pages} of {image}")
    return texts
