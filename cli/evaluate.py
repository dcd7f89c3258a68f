"""``ocr evaluate``: compares texts with their truth."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from cli.options import verbosity_options

if TYPE_CHECKING:
    from ocr.evaluation import Evaluation, Score

_COLUMNS = (
    "set",
    "page",
    "pages",
    "missing",
    "characters",
    "character_errors",
    "cer",
    "words",
    "word_errors",
    "wer",
    "word_f1",
)
_TOTAL = "total"


@click.command()
@click.argument("out", type=click.Path(path_type=Path))
@click.argument("truth", type=click.Path(path_type=Path))
@click.option("--ignore-case", is_flag=True, help="Capitals equal small letters.")
@click.option("--fold-punctuation", is_flag=True, help="Typographic quotes and dashes equal ASCII ones.")
@click.option("--join-hyphens", is_flag=True, help="Words hyphenated at line ends equal whole ones.")
@click.option("--csv", type=click.Path(path_type=Path), help="Write the same rows to a CSV file.")
@click.option(
    "--max-cer", type=click.FloatRange(min=0), metavar="PERCENT", help="Exit with 4 above this CER."
)
@verbosity_options
def evaluate(
    out: Path, truth: Path, csv: Path | None, max_cer: float | None, quiet: bool, **forgiven: bool
) -> None:
    """Compare the texts in OUT with the true texts in TRUTH.

    Every TRUTH/NAME.txt is compared with OUT/NAME.txt; one that has no text counts as wholly missed.
    CER and WER are errors a hundred characters (grapheme clusters) and words of the truth;
    F1 is of words in any order: where it is high and CER too, words were read in the wrong order.
    Errors by cause are characters; the causes sum to the errors of the CER.
    White space is collapsed, Unicode composition does not count.
    """
    from ocr.errors import QualityGateError
    from ocr.evaluation import ScoringSettings
    from ocr.evaluation import evaluate as evaluate_texts

    evaluation = evaluate_texts(out, truth, ScoringSettings(**forgiven))
    rows = list(_rows(evaluation))
    click.echo("\n".join(_table_lines(rows)))
    click.echo(_describe_causes(evaluation.total))
    if csv is not None:
        _write_csv(rows, csv)
    cer = 100 * evaluation.total.cer
    if max_cer is not None and cer > max_cer:
        raise QualityGateError(f"CER is {cer:.2f} %, more than the {max_cer:g} % allowed")


def _rows(evaluation: Evaluation) -> list[tuple[str, str, Score]]:
    """(set, page, score): every page, then every set, then the total."""
    pages = [(page.set_name, page.name, page.score) for page in evaluation.pages]
    sets = [(name, "", score) for name, score in evaluation.sets.items()]
    return [*pages, *(sets if len(sets) > 1 or sets[0][0] else []), (_TOTAL, "", evaluation.total)]


def _table_lines(rows: list[tuple[str, str, Score]]) -> list[str]:
    """The rows as text; pages without a text are marked."""
    names = [page or (f"set {name}" if name != _TOTAL else name) for name, page, _ in rows]
    width = max(len("page"), *map(len, names))
    lines = [f"{'page':<{width}} {'n':>8} {'CER %':>7} {'words':>7} {'WER %':>7} {'F1 %':>7}"]
    for name, (_, page, score) in zip(names, rows, strict=True):
        line = (
            f"{name:<{width}} {score.characters:>8} {100 * score.cer:>7.2f} {score.words:>7} "
            f"{100 * score.wer:>7.2f} {100 * score.word_f1:>7.2f}"
        )
        missing = "no text" if page else f"{score.pages} pages, {score.missing} without a text"
        lines.append(f"{line}  {missing}" if score.missing or not page else line)
    return lines


def _describe_causes(total: Score) -> str:
    """All errors by cause on one line, the most frequent first."""
    found = sorted(
        ((count, cause) for cause, count in total.causes.items() if count), key=lambda one: -one[0]
    )
    causes = ", ".join(f"{cause.replace('_', ' ')} {count}" for count, cause in found)
    return f"errors by cause: {causes or 'none'}"


def _write_csv(rows: list[tuple[str, str, Score]], path: Path) -> None:
    from csv import writer as csv_writer
    from io import StringIO

    from ocr.atomic import replace_file
    from ocr.evaluation import CAUSES

    text = StringIO(newline="")
    writer = csv_writer(text, lineterminator="\n")
    writer.writerow((*_COLUMNS, *CAUSES))
    for set_name, page, score in rows:
        shape = (score.pages, score.missing, score.characters, score.character_errors, f"{score.cer:.6f}")
        words = (score.words, score.word_errors, f"{score.wer:.6f}", f"{score.word_f1:.6f}")
        writer.writerow((set_name, page, *shape, *words, *(count for _, count in score.causes.items())))
    with replace_file(path) as stream:
        stream.write(text.getvalue().encode("utf-8", "backslashreplace"))
