"""Drawn lines through the segmenter's own cropper: shards of crops for the line reader to learn from."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field, replace
from multiprocessing import get_context
from pathlib import Path
from typing import Literal

import cv2
import numpy as np

from ocr.line_drawing import LineArtist, Paper
from ocr.number_lines import NumberArtist
from recognizer.corpus import TextSettings, load_corpus
from recognizer.dataset import TrainingLine, write_line_shard
from recognizer.drawn_digits import load_digit_pictures
from recognizer.fonts import Face, load_faces, split_faces
from recognizer.number_phrases import NUMERIC, NumberCorpus
from recognizer.numbers_in_text import mark_unread
from recognizer.pen_strokes import load_characters, load_texts
from recognizer.render import DrawnLine
from segmenter.strip import crop_strip
from segmenter.types import CropSettings, LineCrop

Part = Literal["train", "valid"]
Content = Literal["text", "numbers"]

RESERVED_ONE_IN = 5  # writers kept for measuring: checksums divisible by it
HELD_ONE_IN, HELD_REST = 12, 7  # writers for validation: checksums of names with this remainder
NARROWEST, WIDEST = 3.0, 46.0  # crop px a character of a plausible line
SCALE_RANGE = (0.55, 1.8)  # measured x-height as a part of the drawn one
LONGEST_BESIDE = 45  # characters of a line of text among lines of numbers
MAX_STRAY = 14.0  # crop px a character may lie outside its crop


@dataclass(frozen=True, slots=True)
class TrainingLineSettings:
    """Where drawn lines get their faces, texts and hands from, and how many of each there are.

    Args:
        faces: the cache folder of ``recognizer.fonts.find_faces``.
        texts: the folder of ``recognizer.corpus_sources.gather_texts``.
        characters: npz of single handwritten characters.
        words: npz of handwritten words and lines.
        part: training faces and writers, or those held out.
        shares: of printed, typewritten and handwritten lines.
        lines: lines a shard.
        excluded_writers: names, without their collection, never to use.
        crop: the frame lines are cut to.
        styles: of the handwritten words to draw, as ``PRINTED``; every one if empty.
        prose: share of lines that are running text; the others are headings, rows, forms, codes.
        content: running text and all else, or numbers, a part of them between words.
        digits: npz of pictures of single digits, for numbers; None for none.
    """

    faces: Path
    texts: Path
    characters: Path
    words: Path
    part: Part = "train"
    shares: tuple[float, float, float] = (0.60, 0.18, 0.22)
    lines: int = 2000
    excluded_writers: tuple[str, ...] = ()
    crop: CropSettings = field(default_factory=CropSettings)
    styles: tuple[str, ...] = ()
    prose: float = 0.72
    content: Content = "text"
    digits: Path | None = None


def render_shards(
    out: Path, settings: TrainingLineSettings, first: int, count: int, seed: int, processes: int = 1
) -> int:
    """Draw shards ``lines-00000.npz`` and on; the same arguments give the same shards.

    Args:
        out: folder they are written to, each under a temporary name first.
        settings: what to draw.
        first: number of the first shard.
        count: how many shards.
        seed: with a shard's number it decides all that is in it.
        processes: worker processes; 1 draws in this one.

    Returns:
        Lines written.
    """
    numbers = list(range(first, first + count))
    if processes <= 1:
        return _render_some(out, settings, numbers, seed)
    parts = [numbers[start::processes] for start in range(processes)]
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        done = [pool.submit(_render_some, out, settings, part, seed) for part in parts if part]
        return sum(future.result() for future in done)


def make_artist(settings: TrainingLineSettings) -> LineArtist:
    """Load faces, texts and hands of the part wanted.

    Raises:
        DatasetError: texts or strokes are missing.
    """
    training, held = split_faces(load_faces(settings.faces))
    faces: Sequence[Face] = training if settings.part == "train" else held

    def wanted(writer: str) -> bool:
        return writer_part(writer, settings.excluded_writers) == settings.part

    characters = load_characters(settings.characters, wanted)
    words = load_texts(settings.words, wanted, settings.styles)
    longest = TextSettings().longest if settings.content == "text" else LONGEST_BESIDE
    corpus = load_corpus(settings.texts, TextSettings(longest=longest, prose=settings.prose))
    if settings.content == "text":
        return LineArtist(faces, corpus, characters, words)
    pictures = load_digit_pictures(settings.digits, settings.part) if settings.digits else None
    return NumberArtist(faces, NumberCorpus(corpus), characters, words, pictures)


def draw_training_lines(
    artist: LineArtist, settings: TrainingLineSettings, rng: np.random.Generator
) -> Iterator[TrainingLine]:
    """Drawn, damaged and cropped lines without end; those the cropper loses are left out.

    Where the content is numbers, what is no part of one is marked as not to be read.
    """
    while True:
        paper = artist.draw(settings.shares, rng)
        line = cut_drawn_line(paper, settings.crop, rng)
        if line is not None and settings.content == "numbers":
            line = replace(line, text=mark_unread(line.text, NUMERIC))
        if line is not None:
            yield line


def cut_drawn_line(paper: Paper, settings: CropSettings, rng: np.random.Generator) -> TrainingLine | None:
    """Cut a drawn line as the segmenter cuts a page's; None where the cut is implausible.

    Args:
        paper: the drawn line, its band and its kind.
        settings: the crop's frame.
        rng: how well the page's usual x-height is known to the cropper.
    """
    drawn = paper.line
    spread = 0.05 if rng.random() < 0.85 else 0.2
    prior = drawn.x_height * float(np.exp(spread * np.clip(rng.normal(), -2, 2)))
    crop = crop_strip(drawn.pixels, paper.band, settings, prior)
    if crop is None or not _is_plausible(crop, drawn, settings):
        return None
    spans = None if drawn.spans is None else crop.columns(drawn.spans).astype(np.float32)
    pixels = np.clip(np.round(crop.pixels * 255), 0, 255).astype(np.uint8)
    return TrainingLine(pixels, drawn.text, spans, paper.source, paper.kind)


def writer_part(writer: str, excluded: Sequence[str] = ()) -> Literal["train", "valid", "reserved"]:
    """Which part a writer belongs to; a person keeps to one part whatever collection holds them."""
    name = writer.rsplit("/", 1)[-1]
    if zlib.crc32(writer.encode()) % RESERVED_ONE_IN == 0 or name in excluded:
        return "reserved"
    return "valid" if zlib.crc32(name.encode()) % HELD_ONE_IN == HELD_REST else "train"


def _render_some(out: Path, settings: TrainingLineSettings, numbers: Sequence[int], seed: int) -> int:
    cv2.setNumThreads(1)
    artist = make_artist(settings)
    for number in numbers:
        rng = np.random.default_rng([seed, number])
        artist.start_shard()
        source = draw_training_lines(artist, settings, rng)
        write_line_shard(out / f"lines-{number:05d}.npz", [next(source) for _ in range(settings.lines)])
    return len(numbers) * settings.lines


def _is_plausible(crop: LineCrop, drawn: DrawnLine, settings: CropSettings) -> bool:
    """Whether a crop can hold the whole drawn line and little else."""
    if (
        not drawn.text
        or not NARROWEST * len(drawn.text) < crop.pixels.shape[1] < WIDEST * len(drawn.text) + 60
    ):
        return False
    if not SCALE_RANGE[0] < crop.line.x_height / drawn.x_height < SCALE_RANGE[1]:
        return False
    if drawn.spans is None:
        return True
    columns = crop.columns(drawn.spans)
    return bool(columns.min() > -MAX_STRAY and columns.max() < crop.pixels.shape[1] + MAX_STRAY)
