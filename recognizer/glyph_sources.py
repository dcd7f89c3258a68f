"""What the glyph classifier learns from: folders of shards and stroke archives, and how they are mixed."""

from __future__ import annotations

import zipfile
import zlib
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from recognizer.charset import Charset
from recognizer.datasets.card import GLYPHS, is_converted
from recognizer.glyph_batches import Portion, VariedGlyphs
from recognizer.glyph_data import GlyphSet, encode_labels, join_glyphs, read_glyph_shards
from recognizer.glyph_strokes import Pen, StrokeGlyphs, draw_strokes, is_test_writer, read_strokes
from recognizer.types import DatasetError

SIZE_POWER = 0.5  # a source of n glyphs has a share in proportion to n to this power
VALID_ONE_IN, VALID_REST = 12, 7  # writers held out: checksums of their names with this remainder


def read_portions(
    places: Sequence[Path], shares: Mapping[str, float] | None = None, excluded: Sequence[str] = ()
) -> list[Portion]:
    """Each place as a portion of the batches.

    Args:
        places: folders of glyph shards, shards, converted data sets, or stroke archives (npz with
            ``points``); of the last two only the training part is taken.
        shares: of the batches, by the name of a place; others in proportion to the root of their size.
        excluded: writers never to learn from, without the name of their collection.

    Raises:
        DatasetError: a place cannot be read or holds nothing.
    """
    portions = []
    for place in places:
        source: StrokeGlyphs | VariedGlyphs
        if is_stroke_archive(place):
            source = read_strokes(place, lambda writer: writer_part(writer, excluded) == "train", join=True)
        else:
            source = VariedGlyphs(read_glyph_shards([_part(place, "train")]))
        usual = float(len(source.labels)) ** SIZE_POWER
        portions.append(Portion(source, (shares or {}).get(place.name, usual)))
    return portions


def check_portions(portions: Sequence[Portion], charset: Charset) -> dict[str, int]:
    """How many samples each character of the charset has in all portions, where it has any.

    Raises:
        DatasetError: fewer than two characters are there to be told apart, or all pictures of one are blank.
    """
    counts: Counter[str] = Counter()
    inked: Counter[str] = Counter()
    for portion in portions:
        source = portion.source
        known = encode_labels(source.labels, charset)
        rows = np.flatnonzero(known > 0)
        names = [charset.character(int(at)) for at in known[rows]]
        counts.update(names)
        if isinstance(source, VariedGlyphs):
            has_ink = np.asarray(source.glyphs.images.any(axis=(1, 2)), dtype=bool)[rows].tolist()
            names = [name for name, ink in zip(names, has_ink, strict=True) if ink]
        inked.update(names)
    if len(counts) < 2:
        raise DatasetError(
            "there is nothing to tell apart: the data holds "
            + (f"no character but {next(iter(counts))!r}" if counts else "no character of the charset")
        )
    empty = sorted(name for name in counts if not inked[name])
    if empty:
        raise DatasetError(f"all pictures of {' '.join(empty)} are blank; drop or mend them first")
    return dict(counts)


def read_held_out(place: Path, excluded: Sequence[str] = ()) -> GlyphSet:
    """Glyphs to be scored: shards as they are, of a converted data set its validation part, of a stroke
    archive the held-out writers' sure ones.

    Raises:
        DatasetError: the place cannot be read or holds nothing.
    """
    if not is_stroke_archive(place):
        return read_glyph_shards([_part(place, "valid")])
    strokes = read_strokes(place, lambda writer: writer_part(writer, excluded) == "valid", join=True)
    return draw_plainly(strokes, [row for row in range(len(strokes)) if strokes.weights[row] == 1])


def read_to_adapt(places: Sequence[Path], excluded: Sequence[str] = ()) -> tuple[GlyphSet, GlyphSet | None]:
    """All glyphs of a hand to learn from, and those held out, where data sets hold any out.

    Args:
        places: shards, folders of them, converted data sets, or stroke archives, of which everything counts.
            Of a data set the training and the validation part are taken; where a single writer's glyphs all
            went to another part, that one.
        excluded: writers never to learn from.

    Raises:
        DatasetError: a place cannot be read or holds nothing.
    """
    learnt: list[GlyphSet] = []
    kept: list[GlyphSet] = []
    for place in places:
        if is_stroke_archive(place):
            strokes = read_strokes(place, lambda writer: writer.rsplit("/", 1)[-1] not in excluded)
            learnt.append(draw_plainly(strokes, range(len(strokes))))
        elif not is_converted(place):
            learnt.append(read_glyph_shards([place]))
        else:
            parts = {part: _part(place, part) for part in ("train", "valid", "test")}
            there = {part: read_glyph_shards([folder]) for part, folder in parts.items() if folder.is_dir()}
            if "train" in there and "valid" in there:
                kept.append(there["valid"])
            if there:
                learnt.append(there.get("train") or next(iter(there.values())))
    if not learnt:
        raise DatasetError("the data sets hold no glyphs to adapt to")
    return join_glyphs(learnt), join_glyphs(kept) if kept else None


def draw_plainly(strokes: StrokeGlyphs, rows: Sequence[int]) -> GlyphSet:
    """Characters drawn with a usual pen, their size told, nothing varied."""
    drawn = [draw_strokes(strokes.strokes(row), Pen()) for row in rows]
    if not drawn:
        raise DatasetError("no character is left to draw")
    return GlyphSet(
        np.stack([image for image, _ in drawn]),
        tuple(strokes.labels[row] for row in rows),
        tuple(strokes.writers[row] for row in rows),
        ("hand",) * len(drawn),
        np.stack([place for _, place in drawn]),
    )


def writer_part(writer: str, excluded: Sequence[str] = ()) -> str:
    """``test``, ``valid`` or ``train``; a person keeps to one part whatever collection holds them."""
    name = writer.rsplit("/", 1)[-1]
    if is_test_writer(writer) or name in excluded:
        return "test"
    return "valid" if zlib.crc32(name.encode()) % VALID_ONE_IN == VALID_REST else "train"


def has_held_out(place: Path) -> bool:
    """Whether a place has a part of its own to be scored by."""
    return is_stroke_archive(place) or (is_converted(place) and _part(place, "valid").is_dir())


def _part(place: Path, part: str) -> Path:
    """The folder of a part of a converted data set; any other place itself."""
    return place / GLYPHS / part if is_converted(place) else place


def is_stroke_archive(place: Path) -> bool:
    """Whether a file holds pen strokes rather than pictures."""
    if not place.is_file():
        return False
    try:
        with zipfile.ZipFile(place) as archive:
            return "points.npy" in archive.namelist()
    except (OSError, zipfile.BadZipFile) as error:
        raise DatasetError(f"{place}: the shard cannot be read ({error})") from error
