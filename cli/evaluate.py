"""``ocr evaluate``: compares texts with their truth."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cli.options import name_marks, verbosity_options

if TYPE_CHECKING:
    from ocr.comparison import ScoringSettings
    from ocr.evaluation import Evaluation, Score
    from ocr.score_intervals import Intervals

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
_INTERVALS = ("cer_low", "cer_high", "wer_low", "wer_high", "word_f1_low", "word_f1_high")
_TOTAL = "total"
_MOST_TOLD = 8  # confusions named


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
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), metavar="DIR", help="Write a report to look at there."
)
@click.option(
    "--lines",
    type=click.IntRange(min=1),
    default=50,
    show_default=True,
    metavar="N",
    help="Lines the report shows of each text, those with the most errors.",
)
@click.option(
    "--order",
    type=click.Choice(["worst", "reading"]),
    default="worst",
    show_default=True,
    help="Order of the report's lines.",
)
@verbosity_options
def evaluate(  # noqa: PLR0913 - an option each
    out: Path,
    truth: Path,
    csv: Path | None,
    max_cer: float | None,
    output: Path | None,
    lines: int,
    order: str,
    quiet: bool,
    **forgiven: bool,
) -> None:
    """Compare the texts in OUT with the true texts in TRUTH.

    Every TRUTH/NAME.txt is compared with OUT/NAME.txt; one that has no text counts as wholly missed.
    CER and WER are errors a hundred characters (grapheme clusters) and words of the truth;
    F1 is of words in any order: where it is high and CER too, words were read in the wrong order.
    Errors by cause are characters; the causes sum to the errors of the CER.
    White space is collapsed, Unicode composition does not count. Intervals are 95 %, by a bootstrap over
    pages.

    With -o DIR a report goes to DIR/index.html: every line that differs beside its picture, confusions,
    calibration and risk-coverage curves, all as CSV too.
    """
    from ocr.errors import QualityGateError
    from ocr.evaluation import ScoringSettings
    from ocr.evaluation import evaluate as evaluate_texts

    scoring = ScoringSettings(**forgiven)
    evaluation = evaluate_texts(out, truth, scoring)
    rows = list(_rows(evaluation))
    click.echo("\n".join(_table_lines(rows)))
    click.echo(_describe_causes(evaluation.total))
    if csv is not None:
        _write_csv(rows, csv)
    if output is not None:
        _report(evaluation, (out, truth, output), scoring, (lines, order))
        _write_csv(rows, output / "scores.csv")
        if not quiet:
            click.echo(str(output / "index.html"), err=True)
    cer = 100 * evaluation.total.cer
    if max_cer is not None and cer > max_cer:
        raise QualityGateError(f"CER is {cer:.2f} %, more than the {max_cer:g} % allowed")


def _report(
    evaluation: Evaluation,
    folders: tuple[Path, Path, Path],
    scoring: ScoringSettings,
    shown: tuple[int, str],
) -> None:
    """Write the report, and tell what it found of the confidences."""
    from ocr.judging.confusions import tabulate_confusions
    from ocr.judging.diff_html import DiffSettings
    from ocr.judging.evaluation_report import ReportSettings, write_evaluation_report

    lines, order = shown
    diff = DiffSettings(lines=lines, order="worst" if order == "worst" else "reading")
    report = write_evaluation_report(evaluation, *folders, ReportSettings(scoring, diff))
    for name, one in report.reliability.items():
        around = "" if one.interval is None else f" ({_span(one.interval)})"
        click.echo(
            f"{name}: ECE {100 * one.error:.2f} %{around}, AURC {100 * one.curve.area:.2f} %, "
            f"{100 * one.coverage:.1f} % kept at 1 % error; {one.wrong:,} of {len(one.judged):,} wrong, "
            f"{one.expected_wrong:,.0f} expected"
        )
    click.echo(_describe_confusions(tabulate_confusions(report.confusions)))


def _rows(evaluation: Evaluation) -> list[tuple[str, str, Score, Intervals | None]]:
    """(set, page, score, intervals): every page, then every set, then the total."""
    from ocr.score_intervals import find_intervals

    pages = [(page.set_name, page.name, page.score, None) for page in evaluation.pages]
    names = evaluation.sets
    sets = [(name, "", score, find_intervals(evaluation.units(name))) for name, score in names.items()]
    total = (_TOTAL, "", evaluation.total, find_intervals(evaluation.units()))
    return [*pages, *(sets if len(sets) > 1 or sets[0][0] else []), total]


def _table_lines(rows: list[tuple[str, str, Score, Intervals | None]]) -> list[str]:
    """The rows as text; pages without a text are marked."""
    names = [page or (f"set {name}" if name != _TOTAL else name) for name, page, *_ in rows]
    width = max(len("page"), *map(len, names))
    lines = [f"{'page':<{width}} {'n':>8} {'CER %':>7} {'words':>7} {'WER %':>7} {'F1 %':>7}"]
    for name, (_, page, score, intervals) in zip(names, rows, strict=True):
        line = (
            f"{name:<{width}} {score.characters:>8} {100 * score.cer:>7.2f} {score.words:>7} "
            f"{100 * score.wer:>7.2f} {100 * score.word_f1:>7.2f}"
        )
        told = "no text" if page else f"{score.pages} pages, {score.missing} without a text"
        if intervals is not None:
            told += (
                f"; 95 %: CER {_span(intervals.cer)}, WER {_span(intervals.wer)}, "
                f"F1 {_span(intervals.word_f1)}"
            )
        lines.append(f"{line}  {told}" if score.missing or not page else line)
    return lines


def _span(interval: tuple[float, float]) -> str:
    """An interval in percent."""
    return f"{100 * interval[0]:.2f}-{100 * interval[1]:.2f}"


def _describe_causes(total: Score) -> str:
    """All errors by cause on one line, the most frequent first."""
    found = sorted(
        ((count, cause) for cause, count in total.causes.items() if count), key=lambda one: -one[0]
    )
    causes = ", ".join(f"{cause.replace('_', ' ')} {count}" for count, cause in found)
    return f"errors by cause: {causes or 'none'}"


def _describe_confusions(confusions: Sequence[tuple[str, str, int]]) -> str:
    """The most frequent confusions on one line."""
    named = (
        f"{name_marks(true)} as {name_marks(read)} {times}" for true, read, times in confusions[:_MOST_TOLD]
    )
    return f"confusions: {', '.join(named) or 'none'}"


def _write_csv(rows: list[tuple[str, str, Score, Intervals | None]], path: Path) -> None:
    from csv import writer as csv_writer
    from io import StringIO

    from ocr.atomic import replace_file
    from ocr.evaluation import CAUSES

    text = StringIO(newline="")
    writer = csv_writer(text, lineterminator="\n")
    writer.writerow((*_COLUMNS, *CAUSES, *_INTERVALS))
    for set_name, page, score, found in rows:
        shape = (score.pages, score.missing, score.characters, score.character_errors, f"{score.cer:.6f}")
        words = (score.words, score.word_errors, f"{score.wer:.6f}", f"{score.word_f1:.6f}")
        ends = (*found.cer, *found.wer, *found.word_f1) if found is not None else ()
        spans = [f"{end:.6f}" for end in ends] or [""] * len(_INTERVALS)
        causes = (count for _, count in score.causes.items())
        writer.writerow((set_name, page, *shape, *words, *causes, *spans))
    with replace_file(path) as stream:
        stream.write(text.getvalue().encode("utf-8", "backslashreplace"))
