"""Lines to measure the reading of numbers on: drawn with held-out faces and hands, and cut from receipts."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from ocr.line_drawing import Paper
from ocr.number_lines import NumberArtist
from ocr.real_lines import cut_boxed_page, load_boxes, load_gray
from ocr.training_lines import cut_drawn_line, writer_part
from recognizer.corpus import TextSettings, load_corpus
from recognizer.dataset import TrainingLine
from recognizer.drawn_digits import DigitPictures, load_digit_pictures
from recognizer.fonts import load_faces, split_faces
from recognizer.number_phrases import NUMERIC, NumberCorpus
from recognizer.numbers_in_text import keep_readable
from recognizer.pen_strokes import load_characters, load_texts
from segmenter.types import CropSettings

SEED = 20
_TIMES = re.compile(r"(?<![A-Za-z])X(?![A-Za-z])")  # receipts are transcribed in capitals


@dataclass(frozen=True, slots=True)
class NumberSources:
    """Where lines come from.

    Args:
        faces: folder with the index of fonts that ``ocr train render`` left, ``SHARDS/.faces``.
        texts: folder of LANG.txt and LANG.words.
        characters: folder of unipen_strokes.npz, unipen_text_strokes.npz and mnist.npz.
        receipts: folder of receipts with the boxes of their lines; None for none.
    """

    faces: Path
    texts: Path
    characters: Path
    receipts: Path | None = None


def draw_sets(sources: NumberSources, count: int) -> dict[str, list[TrainingLine]]:
    """Drawn lines by the name of their set; texts are what is to be read.

    Args:
        sources: where faces, hands and words come from; only what no training saw is used.
        count: lines a set.
    """
    words = load_corpus(sources.texts, TextSettings(longest=45, prose=0.5))
    pictures = load_digit_pictures(sources.characters / "mnist.npz", "reserved")
    alone = make_artist(sources, NumberCorpus(None), pictures)
    beside = make_artist(sources, NumberCorpus(words, beside_letters=1.0), pictures)
    rng = np.random.default_rng(SEED)
    ways: dict[str, tuple[NumberArtist, Callable[[NumberArtist], Paper]]] = {
        "print, held-out fonts": (alone, lambda artist: artist.draw_set_line("print", rng)),
        "typescript, held-out fonts": (alone, lambda artist: artist.draw_set_line("type", rng)),
        "needles and segments": (alone, lambda artist: artist.draw_machine(rng)),
        "hand, UNIPEN test writers": (alone, lambda artist: artist.draw_letters(rng)),
        "hand, held-out MNIST digits": (alone, lambda artist: artist.draw_pictures(pictures, rng)),
        "print, numbers between words": (beside, lambda artist: artist.draw_set_line("print", rng)),
        "hand, numbers between words": (beside, lambda artist: artist.draw_letters(rng)),
        "hand, words": (beside, lambda artist: artist.draw_words(rng)),
    }
    return {name: _draw(artist, way, count, rng) for name, (artist, way) in ways.items()}


def make_artist(sources: NumberSources, corpus: NumberCorpus, pictures: DigitPictures) -> NumberArtist:
    """What draws with the faces held out and the writers reserved for measuring."""

    def wanted(writer: str) -> bool:
        return writer_part(writer) == "reserved"

    characters = load_characters(sources.characters / "unipen_strokes.npz", wanted)
    texts = load_texts(sources.characters / "unipen_text_strokes.npz", wanted)
    return NumberArtist(split_faces(load_faces(sources.faces))[1], corpus, characters, texts, pictures)


def cut_receipts(folder: Path) -> dict[str, list[TrainingLine]]:
    """Lines of receipts, found by the segmenter where the truth has one: of figures alone, and all."""
    found: list[TrainingLine] = []
    for path in sorted(folder.glob("*.json")):
        boxes = [(_TIMES.sub("x", text), box) for text, box in load_boxes(path)]
        image = next(one for one in folder.glob(f"{path.stem}.*") if one.suffix not in (".json", ".txt"))
        found += cut_boxed_page(load_gray(image), boxes, path.stem, "type")
    alone = [line for line in found if keep_readable(line.text, NUMERIC) == line.text]
    return {"receipts, lines of numbers": alone, "receipts, all lines": _mark(found)}


def _draw(
    artist: NumberArtist, way: Callable[[NumberArtist], Paper], count: int, rng: np.random.Generator
) -> list[TrainingLine]:
    lines: list[TrainingLine] = []
    while len(lines) < count:
        line = cut_drawn_line(way(artist), CropSettings(), rng)
        lines += [line] if line is not None else []
    return _mark(lines)


def _mark(lines: Sequence[TrainingLine]) -> list[TrainingLine]:
    """Lines with what is to be read of them for their text."""
    return [replace(line, text=keep_readable(line.text, NUMERIC), spans=None) for line in lines]
