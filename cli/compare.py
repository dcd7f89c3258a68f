"""``ocr compare``: sets two runs, or two presets, beside each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import click

from cli.options import name_marks, verbosity_options

if TYPE_CHECKING:
    from ocr.comparison import ScoringSettings
    from ocr.judging.paired import PairedDifference
    from ocr.judging.run_comparison import Change
    from ocr.judging.text_comparison import TextComparison

_MOST_PAGES, _MOST_CHANGES = 20, 5  # told of pages that differ, of confusions that went and came
_EXIT_SOME_FAILED = 1
_PAGE_COLUMNS = ("page", "characters", "edits", "share")


@click.command()
@click.argument("a")
@click.argument("b")
@click.option("--truth", type=click.Path(path_type=Path), help="A and B are runs; their true texts.")
@click.option(
    "--pages",
    type=click.Path(path_type=Path, exists=True),
    help="A and B are presets; read these pages, truth beside them.",
)
@click.option(
    "--data",
    type=click.Path(path_type=Path, exists=True),
    help="A and B are presets; a data set of characters or lines.",
)
@click.option("--ignore-case", is_flag=True, help="Capitals equal small letters.")
@click.option("--fold-punctuation", is_flag=True, help="Typographic quotes and dashes equal ASCII ones.")
@click.option("--join-hyphens", is_flag=True, help="Words hyphenated at line ends equal whole ones.")
@click.option("--csv", type=click.Path(path_type=Path), help="Write the rows to a CSV file.")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), metavar="DIR", help="Write where texts differ there."
)
@click.option("-j", "--jobs", type=click.IntRange(min=1), help="Workers, with --pages.")
@click.option("--reader", type=click.Choice(["line", "glyph"]), default="line", help="With --pages.")
@click.option(
    "--part",
    type=click.Choice(["all", "train", "valid", "test"]),
    default="all",
    show_default=True,
    help="With --data, of one that is split.",
)
@click.option(
    "--most", type=click.IntRange(min=1), metavar="N", help="With --data, characters or lines judged at most."
)
@verbosity_options
def compare(a: str, b: str, quiet: bool, **chosen: Any) -> int:
    """Set two runs, or two presets, beside each other.

    A and B are output folders of two runs over the same pages. With --truth their CER, WER and F1 are
    compared: B less A, its 95 % interval (paired bootstrap by page), the p-value of a paired permutation
    test, pages on which B is better, worse or equal, and the confusions that went and came. Without, it is
    told where their texts differ. -o DIR shows it line by line.

    With --pages or --data, A and B are presets, by name or folder.
    """
    from ocr.comparison import ScoringSettings
    from ocr.errors import UsageError

    if sum(chosen[name] is not None for name in ("truth", "pages", "data")) > 1:
        raise UsageError("only one of --truth, --pages and --data can be given")
    if chosen["data"] is not None:
        if chosen["output"] is not None:
            raise UsageError("-o shows pages of text: it goes with runs and with --pages")
        _compare_data((a, b), chosen)
        return 0
    forgiven = ("ignore_case", "fold_punctuation", "join_hyphens")
    scoring = ScoringSettings(**{name: chosen[name] for name in forgiven})
    with _runs((a, b), chosen, quiet) as (first, second, truth, failures):
        _compare_runs((first, second), truth, {**chosen, "names": (a, b)}, scoring)
    if chosen["output"] is not None and not quiet:
        click.echo(str(chosen["output"] / "index.html"), err=True)
    return _EXIT_SOME_FAILED if failures else 0


@contextmanager
def _runs(
    names: tuple[str, str], chosen: Mapping[str, Any], quiet: bool
) -> Iterator[tuple[Path, Path, Path | None, int]]:
    """The two output folders, the truth, and how many pages failed; presets read their pages first."""
    if chosen["pages"] is None:
        yield Path(names[0]), Path(names[1]), chosen["truth"], 0
        return
    from recognizer.preset import find_preset

    for name in names:
        find_preset(name)  # told before any page is read
    with TemporaryDirectory(prefix="ocr-compare-") as folder:
        outs = Path(folder, "A"), Path(folder, "B")
        failed = sum(_read_pages(name, out, chosen, quiet) for name, out in zip(names, outs, strict=True))
        yield *outs, chosen["pages"], failed


def _read_pages(preset: str, out: Path, chosen: Mapping[str, Any], quiet: bool) -> int:
    """Read the pages with a preset; how many failed, each told."""
    from ocr.batch.settings import BatchSettings
    from ocr.judging.preset_comparison import find_true_pages, read_with_preset
    from ocr.settings import OcrSettings

    settings = BatchSettings(ocr=OcrSettings(reader=chosen["reader"]), jobs=chosen["jobs"])
    sources = find_true_pages(chosen["pages"], out)
    if quiet:
        summary = read_with_preset(preset, sources, out, settings)
    else:
        from cli.progress import PageBar

        with PageBar() as bar:
            summary = read_with_preset(preset, sources, out, settings, bar)
    for failure in summary.failures:
        click.echo(f"{failure.source}: {failure.step}: {failure.message}", err=True)
    return len(summary.failures)


def _compare_runs(
    runs: tuple[Path, Path], truth: Path | None, chosen: Mapping[str, Any], scoring: ScoringSettings
) -> None:
    from ocr.judging.run_comparison import compare_runs
    from ocr.judging.text_comparison import compare_texts

    scores = None if truth is None else compare_runs(*runs, truth, scoring)
    if scores is not None:
        _tell_left_out(scores.left_out)
        _tell_figures(scores.figures, "pages", chosen["csv"])
        _tell_changes(scores.changes)
    if scores is None or chosen["output"] is not None:
        texts = compare_texts(*runs, scoring)
        if scores is None:
            _tell_left_out(texts.left_out)
            _tell_texts(texts, chosen["csv"])
        if chosen["output"] is not None:
            from ocr.judging.comparison_report import write_comparison_report

            write_comparison_report(runs, texts, chosen["output"], scores, scoring, chosen["names"])


def _compare_data(presets: tuple[str, str], chosen: Mapping[str, Any]) -> None:
    from ocr.judging.data_comparison import compare_on_data

    found = compare_on_data(presets, chosen["data"], chosen["part"], chosen["most"])
    click.echo(f"{found.count:,} judged, by {found.unit}")
    _tell_figures(found.figures, found.unit, chosen["csv"])
    _tell_changes(found.changes)


def _tell_left_out(left_out: tuple[int, int]) -> None:
    if any(left_out):
        click.echo(f"left out: {left_out[0]} only in A, {left_out[1]} only in B", err=True)


def _tell_figures(figures: Mapping[str, PairedDifference], units: str, csv: Path | None) -> None:
    click.echo(
        f"{'':<13} {'A':>7} {'B':>7} {'B - A':>7} {'95 %':>17} {'p':>7}  {units}: better, worse, equal"
    )
    for name, one in figures.items():
        span = "" if one.interval is None else "{:.2f} to {:.2f}".format(*(100 * end for end in one.interval))
        p = "" if one.p is None else f"{one.p:.4f}"
        shares = f"{100 * one.first:>7.2f} {100 * one.second:>7.2f} {100 * one.difference:>+7.2f}"
        click.echo(f"{name + ' %':<13} {shares} {span:>17} {p:>7}  {one.better}, {one.worse}, {one.equal}")
    if csv is not None:
        from ocr.judging.comparison_report import FIGURE_COLUMNS, figure_row
        from ocr.judging.tables import write_rows

        write_rows(csv, FIGURE_COLUMNS, (figure_row(name, one) for name, one in figures.items()))


def _tell_changes(changes: Sequence[Change]) -> None:
    """The confusions that went and came most, a line each way."""
    went = [one for one in changes if one.more < 0][:_MOST_CHANGES]
    came = [one for one in reversed(changes) if one.more > 0][:_MOST_CHANGES]
    for name, group in (("went", went), ("came", came)):
        told = (
            f"{name_marks(one.true)} as {name_marks(one.read)} {one.first} -> {one.second}" for one in group
        )
        click.echo(f"{name}: {', '.join(told) or 'none'}")


def _tell_texts(texts: TextComparison, csv: Path | None) -> None:
    around = (
        "" if texts.interval is None else " (95 % {:.2f}-{:.2f})".format(*(100 * e for e in texts.interval))
    )
    different = texts.most_different
    share, pages = f"{100 * texts.share:.2f} %", f"{len(different)} of {len(texts.pages)} pages"
    click.echo(f"{share} of the characters differ{around}, on {pages}")
    for page in different[:_MOST_PAGES]:
        click.echo(f"{page.name}: {100 * page.share:.2f} %, {page.edits} of {page.characters}")
    if len(different) > _MOST_PAGES:
        click.echo(f"and {len(different) - _MOST_PAGES} more")
    if csv is not None:
        from ocr.judging.tables import write_rows

        rows = ((page.name, page.characters, page.edits, f"{page.share:.6f}") for page in texts.pages)
        write_rows(csv, _PAGE_COLUMNS, rows)
