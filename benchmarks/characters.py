"""Single handwritten characters: ``python benchmarks/characters.py DATA [--preset P] [-o FILE]``.

DATA is a folder with ``unipen_strokes.npz`` and ``chars74k.npz``. The UNIPEN writers measured on, and all of
chars74k, are kept out of every training. The table goes into RESULTS.md.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from results import RESULTS, describe_run, table, write_section

from recognizer.character_scores import (
    DIGITS,
    Judged,
    is_alike,
    is_same,
    is_same_letter,
    judge_characters,
    load_labelled,
    share_right,
)
from recognizer.datasets.copies import join_copied_strokes
from recognizer.glyph_strokes import read_strokes
from recognizer.preset import find_preset, load_glyph_classifier

NOTE = """Percent right, with 95 % intervals by a bootstrap over writers. *Sure labels* are those with an
agreement of 0.1 or more; *all labels* counts the doubtful ones too.
UNIPEN's characters are drawn from their pen strokes with a pen of 0.08 of the writer's usual size, which the
classifier is told; no line, no neighbours. It chooses among the 94 printable characters of ASCII there, among
letters and digits on chars74k, whose crops were all scaled to one height, so that it is told no size. *Alike*
ignores case and takes l 1 I | for one another, and O 0 o. *One name* leaves out the writers some of whose
characters stand in the data under another name too, so that a copy may have been learnt from."""
TARGETS = {"top-1": 88.0, "top-3": 97.0, "alike": 93.0, "digits, among digits": 98.5}


def main() -> None:
    """Measure a preset's glyph classifier; write the table."""
    parser = argparse.ArgumentParser(description="Measure single handwritten characters.")
    parser.add_argument("data", type=Path, help="folder of unipen_strokes.npz and chars74k.npz")
    parser.add_argument("--preset", default="latin", help="name or folder")
    parser.add_argument("-o", "--output", type=Path, default=RESULTS)
    arguments = parser.parse_args()
    preset = find_preset(arguments.preset)
    classifier = load_glyph_classifier(preset)
    rows = []
    for name, measure in (("unipen_strokes", _unipen_rows), ("chars74k", _chars74k_rows)):
        glyphs, sure = load_labelled(arguments.data / f"{name}.npz")
        judged = judge_characters(classifier, preset.charset, glyphs, sure)
        rows += measure(judged)
        if name == "unipen_strokes":
            rows += _one_name_rows(judged, _find_copied(arguments.data / f"{name}.npz"))
    for row in rows:
        print(" | ".join(row))
    head = ["data", "what", "target", "sure labels", "all labels"]
    body = f"{describe_run('characters.py')} Preset {preset.name}.\n\n{table(head, rows)}\n\n{NOTE}"
    write_section(arguments.output, "Single characters", body)


def _unipen_rows(judged: Judged) -> list[list[str]]:
    return [
        _row(judged, "top-1", judged.right(is_same)),
        _row(judged, "top-3", judged.right(is_same, 3)),
        _row(judged, "alike", judged.right(is_alike)),
        _row(judged, "ignoring case", judged.right(is_same_letter), target=None),
        _row(judged, "digits, among digits", judged.right(is_same, among=DIGITS), of=DIGITS),
        _row(judged, "digits, among all", judged.right(is_same), of=DIGITS),
    ]


def _one_name_rows(judged: Judged, copied: set[str]) -> list[list[str]]:
    """The figures without writers who stand in the data under several names."""
    rows = [row for row, writer in enumerate(judged.glyphs.sources) if writer not in copied]
    fewer = Judged(
        judged.glyphs.select(rows), judged.sure[rows], judged.alphabet, judged.log_probabilities[rows]
    )
    told = [_row(fewer, "top-1", fewer.right(is_same)), _row(fewer, "alike", fewer.right(is_alike))]
    return [[data, f"{what}, one name", *rest] for data, what, *rest in told]


def _find_copied(path: Path) -> set[str]:
    """Writers whose characters are copies of one another's."""
    strokes = read_strokes(path, lambda writer: True)
    drawn = [strokes.strokes(row) for row in range(len(strokes))]
    return set(join_copied_strokes(drawn, strokes.labels, strokes.writers).hands)


def _chars74k_rows(judged: Judged) -> list[list[str]]:
    return [
        _row(judged, "ignoring case", judged.right(is_same_letter), target=90.0),
        _row(judged, "case counts", judged.right(is_same)),
        _row(judged, "alike", judged.right(is_alike), target=None),
        _row(judged, "digits, among digits", judged.right(is_same, among=DIGITS), of=DIGITS, target=None),
    ]


def _row(
    judged: Judged, what: str, right: NDArray[np.bool_], *, of: str = "", target: float | None = 0.0
) -> list[str]:
    """A figure over the sure labels and over all; ``of`` restricts the labels."""
    labels, writers = judged.glyphs.labels, judged.glyphs.sources
    asked = np.array([not of or label in of for label in labels])
    cells = []
    for rows in (asked & judged.sure, asked):
        share = share_right(right[rows], [writers[at] for at in np.flatnonzero(rows)])
        cells.append(f"{share} of {share.count:,}")
    aim = TARGETS.get(what) if target == 0.0 else target
    name = "UNIPEN" if len(judged.alphabet) > 62 else "chars74k"
    return [f"{name}, {len(set(writers))} writers", what, f"{aim:g}" if aim else "", *cells]


if __name__ == "__main__":
    main()
