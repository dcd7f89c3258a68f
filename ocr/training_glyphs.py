"""Drawn lines through the segmenter's own components -> single labelled glyphs to learn from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.line_drawing import LineArtist, Paper
from ocr.training_lines import TrainingLineSettings, make_artist
from recognizer.glyph_data import GlyphSet, write_glyph_shard
from recognizer.glyph_frames import LineFrame, fit_line_glyphs
from segmenter.baselines import fit_baseline
from segmenter.binarize import binarize_local
from segmenter.clean import flatten_background
from segmenter.components import find_components, find_specks
from segmenter.geometry import Box, union_boxes
from segmenter.glyph_crops import GlyphSettings, crop_glyphs, group_strokes
from segmenter.strip import choose_components
from segmenter.types import CleanPage, TextLine

FRAGMENT_SHARE = 0.05  # of pieces that are no whole character, kept as examples of none


@dataclass(frozen=True, slots=True, eq=False)
class LabelledGlyph:
    """One glyph filling its square, its place, and its character; an empty label for a piece of one."""

    image: NDArray[np.uint8]
    place: NDArray[np.float32]
    label: str


def render_glyph_shard(
    path: Path, settings: TrainingLineSettings, number: int, seed: int, most: int = 20_000
) -> int:
    """Draw lines and write their glyphs as one shard; the same arguments give the same shard.

    Args:
        path: of the shard.
        settings: where faces, texts and hands come from; ``lines`` is how many lines are drawn.
        number: of the shard; with the seed it decides all that is in it.
        seed: of the set.
        most: glyphs kept.

    Returns:
        Glyphs written.
    """
    cv2.setNumThreads(1)
    artist = make_artist(settings)
    rng = np.random.default_rng([seed, number, 1])
    found: list[tuple[LabelledGlyph, str, str]] = []
    for paper in _draw_papers(artist, settings, rng):
        found += [(glyph, paper.source, paper.kind) for glyph in cut_glyphs(paper, rng)]
    chosen = [found[at] for at in rng.permutation(len(found))[:most]]
    glyphs = GlyphSet(
        np.stack([glyph.image for glyph, _, _ in chosen]),
        tuple(glyph.label for glyph, _, _ in chosen),
        tuple(source for _, source, _ in chosen),
        tuple(kind for _, _, kind in chosen),
        np.stack([glyph.place for glyph, _, _ in chosen]),
    )
    write_glyph_shard(path, glyphs)
    return len(glyphs)


def cut_glyphs(
    paper: Paper, rng: np.random.Generator, settings: GlyphSettings | None = None
) -> Iterator[LabelledGlyph]:
    """The glyphs of a drawn line that stand alone; those that touch a neighbour are left out.

    Args:
        paper: the drawn line; without known columns it gives none.
        rng: chooses the few fragments that are kept as no character.
        settings: the frame glyphs are cut in before each fills its square.
    """
    drawn = paper.line
    found = _find_line(paper)
    if drawn.spans is None or found is None:
        return
    page, line = found
    groups = group_strokes(line)
    boxes = [union_boxes(component.box for component in group) for group in groups]
    labels = label_groups(boxes, drawn.text, drawn.spans)
    settings = settings or GlyphSettings()
    crops = crop_glyphs(page, line, groups, settings)
    images, places = fit_line_glyphs(crops, LineFrame(settings.baseline_row, settings.x_height))
    for image, place, label in zip(images, places, labels, strict=True):
        if label is not None and (label or rng.random() < FRAGMENT_SHARE):
            yield LabelledGlyph(image, place, label)


def _draw_papers(
    artist: LineArtist, settings: TrainingLineSettings, rng: np.random.Generator
) -> Iterator[Paper]:
    artist.start_shard()
    for _ in range(settings.lines):
        yield artist.draw(settings.shares, rng)


def _find_line(paper: Paper) -> tuple[CleanPage, TextLine] | None:
    """The line's components on its cleaned strip, found as on a page; None where there is no ink."""
    flat = flatten_background(np.ascontiguousarray(paper.line.pixels))
    ink = binarize_local(flat, paper.line.x_height)
    table = find_components(ink)
    chosen, _ = choose_components(table, paper.band)
    letters = np.flatnonzero(chosen & ~find_specks(table, (paper.band[1] - paper.band[0]) / 2))
    if not len(letters):
        return None
    boxes = table.boxes[letters]
    baseline, x_height = fit_baseline(boxes, paper.line.x_height)
    left, top = boxes[:, :2].min(axis=0).tolist()
    right, bottom = boxes[:, 2:].max(axis=0).tolist()
    order = letters[np.argsort(boxes[:, 0], kind="stable")]
    line = TextLine(Box(left, top, right, bottom), baseline, x_height, table.components(order))
    upright = np.array([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]])
    return CleanPage(flat, ink, 0.0, upright, table.labels), line


def label_groups(boxes: Sequence[Box], text: str, spans: NDArray[np.float32]) -> list[str | None]:
    """The character each group of strokes is.

    Args:
        boxes: of the groups, px.
        text: of the line.
        spans: (characters, 2) columns of the text's characters, px.

    Returns:
        For each group its character where the two belong to each other alone, an empty string where
        it is no character's middle (a piece, a blot), None where it is several or one in pieces.
    """
    marks = np.array([character != " " for character in text])
    centers = np.array([box.center[0] for box in boxes])
    pieces = ((centers[None, :] >= spans[:, :1]) & (centers[None, :] < spans[:, 1:])).sum(axis=1)
    middles = spans.mean(axis=1)
    labels: list[str | None] = []
    for box in boxes:
        inside = np.flatnonzero(marks & (middles >= box.left) & (middles < box.right))
        if len(inside) == 0:
            labels.append("")
        else:
            alone = len(inside) == 1 and pieces[inside[0]] <= 1
            labels.append(text[inside[0]] if alone else None)
    return labels
