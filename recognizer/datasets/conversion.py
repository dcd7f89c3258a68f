"""A data set of any known format -> the project's own: shards by part, and a card."""

from __future__ import annotations

import os
import shutil
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import chain, islice
from pathlib import Path
from typing import Literal

from recognizer.datasets.card import CARD, DatasetCard, is_converted, write_dataset_card
from recognizer.datasets.dealing import ReadyGlyph, deal_glyphs
from recognizer.datasets.framing import BLANK, JUDGED, Ink, Paper, frame_sample, judge_paper
from recognizer.datasets.registry import AUTO, FORMATS, choose_format
from recognizer.datasets.samples import PARTS, Format, Item, LineSample, ReadSettings, Sample, Skipped
from recognizer.datasets.shards import LineShards, find_checksums, write_glyph_shards
from recognizer.datasets.sizes import places_of, relative_sizes
from recognizer.datasets.splits import part_of_name, part_of_picture
from recognizer.datasets.spool import GlyphSpool
from recognizer.datasets.tally import Tally
from recognizer.glyph_frames import GLYPH_SIZE
from recognizer.types import DatasetError

BY_SOURCE, BY_PICTURE = "the source's own parts", "checksum of the picture"
NOT_STATED = "not stated"


@dataclass(frozen=True, slots=True)
class ConvertSettings:
    """How a data set is converted.

    Args:
        format: its format's name, or ``auto``.
        reading: how it is read.
        sizes: whether the pictures' sizes beside one another mean something; ``auto``: where the
            format keeps them, or all pictures share one frame.
        ink: dark or light on its paper; ``auto`` looks.
        name: of the data set; empty: its source's.
        licence: as its source states it; empty: what the format tells, or that none is stated.
    """

    format: str = AUTO
    reading: ReadSettings = field(default_factory=ReadSettings)
    sizes: Literal["auto", "keep", "drop"] = "auto"
    ink: Ink | Literal["auto"] = "auto"
    name: str = ""
    licence: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class OpenSource:
    """A source being read.

    Args:
        keeps_size: its sizes may mean something.
        joins: its pictures tell which writers are one hand.
        items: all of it, to go through once.
    """

    keeps_size: bool
    joins: bool
    items: Iterator[ReadyGlyph | LineSample | Skipped]


def convert_dataset(
    source: Path, out: Path, settings: ConvertSettings | None = None, formats: Sequence[Format] = FORMATS
) -> DatasetCard:
    """Convert a data set; the same source and settings give the same shards.

    Args:
        source: file or folder.
        out: folder of the converted set; it must be new or empty.
        settings: how.
        formats: those there are.

    Returns:
        The card, as written to ``dataset.json``.

    Raises:
        DatasetError: the source is damaged or holds nothing, or the folder is in use.
    """
    settings = settings or ConvertSettings()
    if is_converted(source):
        raise DatasetError(f"{source}: it is converted already; it has a {CARD}")
    chosen = choose_format(source, settings.format, formats)
    opened = open_source(source, settings, chosen)
    with new_folder(out) as part:
        reading = settings.reading
        glyphs, lines, tally = GlyphSpool(part, reading.kind), LineShards(part), Tally()
        _spool_items(opened.items, glyphs, lines, tally, reading.seed)
        lines.close()
        sizes = _write_glyphs(part, glyphs, tally, opened, reading.seed)
        if not tally.total:
            told = "; ".join(f"{count:,}: {reason}" for reason, count in tally.skipped.most_common())
            raise DatasetError(f"{source}: nothing in it can be used ({told or 'it is empty'})")
        card = replace(_make_card(source, settings, chosen, tally), sizes=sizes, sha256=find_checksums(part))
        write_dataset_card(part, card)
    return card


@contextmanager
def new_folder(target: Path) -> Iterator[Path]:
    """A folder to write into that gets its name when the block ends without an error.

    Raises:
        DatasetError: the target holds something already, or cannot be made.
    """
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise DatasetError(f"{target}: it holds something already; name a new folder")
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        part.mkdir(parents=True)
        yield part
        if target.exists():
            target.rmdir()
        part.replace(target)
    except OSError as error:
        raise DatasetError(f"{target}: it cannot be written ({error.strerror or error})") from error
    finally:
        shutil.rmtree(part, ignore_errors=True)


def _spool_items(
    items: Iterable[ReadyGlyph | LineSample | Skipped],
    glyphs: GlyphSpool,
    lines: LineShards,
    tally: Tally,
    seed: int,
) -> None:
    """Take in everything; glyphs wait until all are known."""
    for item in items:
        if isinstance(item, Skipped):
            tally.skip(item)
        elif isinstance(item, LineSample):
            part = part_of_name(item.line.source, seed)
            lines.add(part, item.line)
            tally.add_line(part, item.line.source)
        else:
            glyphs.add(item)
            if not item.sample.writer:
                tally.add_unknown(item.sample)


def _write_glyphs(folder: Path, glyphs: GlyphSpool, tally: Tally, opened: OpenSource, seed: int) -> bool:
    """Deal the glyphs to parts and write them; whether their sizes are told."""
    undealt = glyphs.undealt()
    if undealt is None:
        return False
    deal = deal_glyphs(undealt, opened.joins, seed)
    sizes = relative_sizes(undealt.extents, undealt.writers) if opened.keeps_size else None
    write_glyph_shards(folder, glyphs, deal, places_of(sizes, len(undealt)))
    tally.add_glyphs(undealt, deal)
    return sizes is not None or bool(undealt.placed.any())


def open_source(source: Path, settings: ConvertSettings, chosen: Format) -> OpenSource:
    """Everything in a source, glyphs framed, in the source's order."""
    items = chosen.read(source, settings.reading)
    first = list(islice(items, JUDGED))
    paper = judge_paper([item for item in first if isinstance(item, Sample)])
    if settings.ink != "auto" and settings.ink != paper.ink:
        paper = Paper(255 - paper.level, settings.ink)
    keeps_size = settings.sizes == "keep" or (
        settings.sizes == "auto" and (chosen.keeps_size or _share_one_size(first))
    )
    reading = settings.reading
    joins = reading.join and reading.kind == "hand" and chosen.groups == "writer" and not chosen.joins
    return OpenSource(keeps_size, joins, _prepare(chain(first, items), paper, reading.seed))


def _prepare(items: Iterable[Item], paper: Paper, seed: int) -> Iterator[ReadyGlyph | LineSample | Skipped]:
    for item in items:
        if not isinstance(item, Sample):
            yield item
            continue
        framed = frame_sample(item, paper)
        if framed is None:
            yield Skipped(BLANK, item.origin)
        else:
            part = "" if item.writer else part_of_picture(framed.image, item.part, seed)
            yield ReadyGlyph(item, framed, part)


def _share_one_size(items: Sequence[Item]) -> bool:
    """Whether the first pictures all have one size, so that sizes within it may mean something."""
    return len({item.image.shape for item in items if isinstance(item, Sample)}) == 1


def _make_card(source: Path, settings: ConvertSettings, chosen: Format, tally: Tally) -> DatasetCard:
    parts = [chosen.groups] if any(tally.writers.values()) else []
    if tally.told_part:
        parts.append(BY_SOURCE)
    if tally.unknown > tally.told_part:
        parts.append(BY_PICTURE)
    return DatasetCard(
        name=settings.name or source.stem,
        source=source.name,
        format=chosen.name,
        licence=settings.licence or chosen.licence or NOT_STATED,
        kind=settings.reading.kind,
        size=GLYPH_SIZE,
        sizes=False,
        seed=settings.reading.seed,
        split_by=", else ".join(parts),
        glyphs=_in_order(tally.glyphs),
        lines=_in_order(tally.lines),
        classes=dict(sorted(tally.classes.items())),
        writers={part: len(tally.writers[part]) for part in PARTS if tally.writers[part]},
        skipped=dict(sorted(tally.skipped.items())),
        examples=dict(sorted(tally.examples.items())),
        notes=tally.notes(chosen.groups),
    )


def _in_order(counts: Counter[str]) -> dict[str, int]:
    return {part: counts[part] for part in PARTS if counts[part]}
