"""Drawn lines come out of the segmenter's cropper with their spans."""

import zlib
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from ocr.line_drawing import Paper, weigh_faces
from ocr.training_lines import cut_drawn_line, writer_part
from recognizer.fonts import Face, inspect_face
from recognizer.linestyle import LineStyle
from recognizer.render import DrawnLine, GlyphSheet, draw_line
from segmenter.types import CropSettings

FONT = Path(find_spec("matplotlib").origin).parent / "mpl-data" / "fonts" / "ttf" / "DejaVuSans.ttf"


def drawn(text, tmp_path):
    line = draw_line(text, GlyphSheet(inspect_face(FONT, tmp_path)), LineStyle(), np.random.default_rng(0))
    band = (line.baseline - 2 * line.x_height, line.baseline + 0.8 * line.x_height)
    return Paper(line, band, "print", "dejavu sans")


def test_a_drawn_line_is_cut_at_the_frames_scale_with_ink_in_every_span(tmp_path):
    line = cut_drawn_line(drawn("Handsome lines", tmp_path), CropSettings(), np.random.default_rng(0))
    assert line.pixels.shape[0] == 40
    assert (line.text, line.source, line.kind) == ("Handsome lines", "dejavu sans", "print")
    ink = [line.pixels[:, int(a) : max(int(b), int(a) + 1)].max() for a, b in line.spans]
    assert all((value > 128) == (letter != " ") for value, letter in zip(ink, line.text, strict=True))
    assert (line.pixels[28, :] > 128).any()
    assert not (line.pixels[31:33, int(line.spans[1, 0]) : int(line.spans[2, 1])] > 128).any()


def test_blank_paper_gives_no_line():
    blank = DrawnLine(np.full((120, 300), 255, np.uint8), "abc", None, 80.0, 24.0)
    assert (
        cut_drawn_line(Paper(blank, (30.0, 100.0), "print", "none"), CropSettings(), np.random.default_rng(0))
        is None
    )


def test_a_crop_too_narrow_for_its_text_is_left_out(tmp_path):
    paper = drawn("ab", tmp_path)
    wrong = DrawnLine(paper.line.pixels, "ab" * 30, None, paper.line.baseline, paper.line.x_height)
    assert (
        cut_drawn_line(Paper(wrong, paper.band, "print", "x"), CropSettings(), np.random.default_rng(0))
        is None
    )


def test_reserved_and_excluded_writers_are_in_no_part():
    writers = [f"abc/writer{i}" for i in range(500)]
    for writer in writers:
        if zlib.crc32(writer.encode()) % 5 == 0:
            assert writer_part(writer) == "reserved"
    assert writer_part("abc/someone", ["someone"]) == "reserved"
    assert {writer_part(writer) for writer in writers} == {"train", "valid", "reserved"}


def test_one_writer_in_two_collections_is_never_trained_on_and_validated_on():
    for i in range(300):
        assert {writer_part(f"{where}/w{i}") for where in ("apa", "apb")} != {"train", "valid"}


def test_book_faces_are_drawn_more_often_than_display_faces():
    faces = [
        Face("f", family, "regular", "print", 0.5, 0.7, "a")
        for family in ("old standard", "plain", "lobster")
    ]
    chances = weigh_faces(faces)
    assert chances[0] > chances[1] > chances[2]
    assert chances.sum() == pytest.approx(1.0)
