"""The glyph classifier taught one writer: ``python benchmarks/writers.py DATA [--preset P] [-o FILE]``.

DATA is a folder with ``unipen_strokes.npz``. Taken are the ten test writers with most characters, who have at
least 400 each; 60 % of each character of a writer are learnt from, the rest is measured on. The settings were
chosen with ``--part valid``, writers that are neither learnt from nor measured on; it writes no table. The
table goes into RESULTS.md.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from results import RESULTS, describe_run, table, write_section

from recognizer.character_scores import is_same, judge_characters
from recognizer.datasets.copies import join_copied_strokes
from recognizer.glyph_adaptation import (
    AdaptationSettings,
    AdaptedGlyphClassifier,
    EmbeddingClassifier,
    adapt_glyphs,
    split_by_class,
)
from recognizer.glyph_data import GlyphSet
from recognizer.glyph_replay import GlyphReplay, read_glyph_replay
from recognizer.glyph_sources import draw_plainly, writer_part
from recognizer.glyph_strokes import StrokeGlyphs, read_strokes
from recognizer.pen_strokes import MIN_AGREEMENT
from recognizer.preset import GLYPH_REPLAY, Preset, find_preset, load_glyph_classifier

WRITERS, FEWEST = 10, 400
SHARE = 0.6  # of each character, to learn from
ASCII = tuple(chr(code) for code in range(33, 127))
NOTE = """Percent wrong among the 94 printable characters of ASCII. For each writer, 60 % of each character
are learnt from (doubtful labels a tenth as much), the other 40 % are what is measured: *sure labels* are
those with an agreement of 0.1 or more, *all labels* counts the doubtful ones too. The writers are the ten
with most characters among those that nothing is trained on; none stands in the data under another name too.
Only the classifier's last layer is changed. *Base* is the preset's own test of drawn print and typescript,
among all characters it knows. Seconds are those of drawing, looking and fitting, on one thread of a machine
that did other work beside."""


@dataclass(frozen=True, slots=True)
class WriterScore:
    """What one writer gained, in shares of wrong characters: before and after.

    Args:
        writer: who.
        learnt: characters learnt from.
        sure: characters with a sure label that were measured on, and how many of them were wrong.
        every: the same of all labels.
        base: share of the base test that is wrong.
        seconds: that it took.
    """

    writer: str
    learnt: int
    sure: tuple[int, int, int]
    every: tuple[int, int, int]
    base: tuple[float, float]
    seconds: float


def main() -> None:
    """Adapt to each writer, measure, write the table."""
    parser = argparse.ArgumentParser(description="Measure what a writer's own characters teach.")
    parser.add_argument("data", type=Path, help="folder of unipen_strokes.npz")
    parser.add_argument("--preset", default="latin", help="name or folder")
    parser.add_argument("--part", choices=["test", "valid"], default="test")
    parser.add_argument("--fewest", type=int, default=FEWEST, help="characters a writer must have")
    parser.add_argument("--ridge", type=float)
    parser.add_argument("--copies", type=int)
    parser.add_argument("--replay", type=float)
    parser.add_argument("-o", "--output", type=Path, default=RESULTS)
    arguments = parser.parse_args()
    preset = find_preset(arguments.preset)
    told = {name: getattr(arguments, name) for name in ("ridge", "copies", "replay")}
    settings = replace(AdaptationSettings(), **{k: v for k, v in told.items() if v is not None})
    strokes = read_strokes(arguments.data / "unipen_strokes.npz", lambda writer: True)
    scores = []
    for writer in _choose_writers(strokes, arguments.part, arguments.fewest):
        scores.append(measure_writer(preset, strokes.of_writer(writer), settings))
        print(" | ".join(_row(scores[-1])), flush=True)
    rows = [_row(score) for score in scores] + _means(scores)
    print("\n".join(" | ".join(row) for row in rows[len(scores) :]))
    if arguments.part == "test":
        head = ["writer", "learnt", "sure", "before", "after", "all", "before", "after", "base", "s"]
        body = f"{describe_run('writers.py')} Preset {preset.name}.\n\n{table(head, rows, 1)}\n\n{NOTE}"
        write_section(arguments.output, "One writer", body)


def measure_writer(preset: Preset, strokes: StrokeGlyphs, settings: AdaptationSettings) -> WriterScore:
    """Adapt to a part of one writer's characters, and measure on the others.

    Args:
        preset: whose classifier it is.
        strokes: of the writer.
        settings: of the adaptation.
    """
    classifier = load_glyph_classifier(preset)
    assert isinstance(classifier, EmbeddingClassifier)
    learnt, kept = split_by_class(strokes.labels, SHARE)
    told = _replay_of(preset)
    began = time.perf_counter()
    mine = strokes.select(learnt)
    change = adapt_glyphs(
        classifier,
        preset.charset,
        draw_plainly(mine, range(len(mine))),
        settings,
        mine,
        told.learnt if told else None,
    )
    seconds = time.perf_counter() - began
    adapted = AdaptedGlyphClassifier(classifier, change)
    others = draw_plainly(strokes, kept)
    sure = strokes.agreement[kept] >= MIN_AGREEMENT
    wrong = [_wrong(each, preset, others, ASCII) for each in (classifier, adapted)]
    base = [_wrong(each, preset, told.base).mean() if told else np.nan for each in (classifier, adapted)]
    return WriterScore(
        strokes.writers[0],
        len(learnt),
        (int(sure.sum()), int(wrong[0][sure].sum()), int(wrong[1][sure].sum())),
        (len(kept), int(wrong[0].sum()), int(wrong[1].sum())),
        (float(base[0]), float(base[1])),
        seconds,
    )


def _choose_writers(strokes: StrokeGlyphs, part: str, fewest: int) -> list[str]:
    """The writers of a part with most characters, without those who stand in the data under two names."""
    counts = Counter(strokes.writers)
    rows = range(len(strokes))
    hands = join_copied_strokes([strokes.strokes(row) for row in rows], strokes.labels, strokes.writers)
    known = [(writer, count) for writer, count in counts.most_common() if writer_part(writer) == part]
    return [writer for writer, count in known if count >= fewest and writer not in hands.hands][:WRITERS]


def _replay_of(preset: Preset) -> GlyphReplay | None:
    return read_glyph_replay(preset.file(GLYPH_REPLAY)) if GLYPH_REPLAY in preset.sha256 else None


def _wrong(
    classifier: EmbeddingClassifier | AdaptedGlyphClassifier,
    preset: Preset,
    glyphs: GlyphSet,
    alphabet: tuple[str, ...] = (),
) -> NDArray[np.bool_]:
    judged = judge_characters(
        classifier, preset.charset, glyphs, alphabet=alphabet or tuple(preset.charset.characters[1:])
    )
    return ~judged.right(is_same)


def _row(score: WriterScore) -> list[str]:
    sure, every = (
        [f"{n:,}", f"{100 * a / n:.1f}", f"{100 * b / n:.1f}"] for n, a, b in (score.sure, score.every)
    )
    base = f"{100 * score.base[0]:.2f} → {100 * score.base[1]:.2f}"
    return [score.writer, f"{score.learnt:,}", *sure, *every, base, f"{score.seconds:.1f}"]


def _means(scores: list[WriterScore]) -> list[list[str]]:
    """The mean over the writers, and what part of the errors is gone."""
    shares = np.array(
        [
            [s.sure[1] / s.sure[0], s.sure[2] / s.sure[0], s.every[1] / s.every[0], s.every[2] / s.every[0]]
            for s in scores
        ]
    )
    before, after, before_all, after_all = shares.mean(axis=0)
    bases = np.array([s.base for s in scores]).mean(axis=0)
    mean = ["mean", "", "", f"{100 * before:.2f}", f"{100 * after:.2f}", "", f"{100 * before_all:.2f}"]
    mean += [f"{100 * after_all:.2f}", f"{100 * bases[0]:.2f} → {100 * bases[1]:.2f}"]
    mean.append(f"{np.mean([s.seconds for s in scores]):.1f}")
    off = ["fewer errors (a third is asked)", "", "", "", f"{100 * (1 - after / before):.1f} %", "", ""]
    return [mean, [*off, f"{100 * (1 - after_all / before_all):.1f} %", "", ""]]


if __name__ == "__main__":
    main()
