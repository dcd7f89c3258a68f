"""Two runs -> a folder to look at: where their texts differ, line by line; with the truth, which errs less.

=================== ===================================================================================
``index.html``      the figures, the pages that differ most first, confusions that went and came
``pages/NAME.html`` the lines in which two texts differ
``pages.csv``       a row a page: edits between the texts and, with a truth, the errors of each
``confusions.csv``  with a truth: true, read, times in either run
=================== ===================================================================================
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ocr.comparison import ScoringSettings
from ocr.evaluation import read_text
from ocr.judging.diff_html import DiffSettings, show_legend, show_rows
from ocr.judging.documents import read_document
from ocr.judging.html import escape, make_note, make_table, show_cluster, write_html
from ocr.judging.index_html import page_link
from ocr.judging.judged_documents import judge_document
from ocr.judging.paired import PairedDifference
from ocr.judging.run_comparison import Change, RunComparison
from ocr.judging.tables import write_rows
from ocr.judging.text_comparison import DifferingPage, TextComparison
from ocr.spreadsheet import escape_formula

MOST_PAGES = 200
MOST_CHANGES = 40
SIDES = ("A", "B")
FIGURE_COLUMNS = ("figure", "a", "b", "difference", "low", "high", "p", "units", "better", "worse", "equal")


def write_comparison_report(
    runs: tuple[Path, Path],
    texts: TextComparison,
    folder: Path,
    scores: RunComparison | None = None,
    settings: ScoringSettings | None = None,
    names: tuple[str, str] | None = None,
) -> Path:
    """Write where the texts of two runs differ.

    Args:
        runs: the two folders.
        texts: compared.
        folder: to write to; made where it is missing.
        scores: both compared with the truth, where there is one.
        settings: what is forgiven.
        names: what the two are called; by default their folders.

    Returns:
        The file to open.

    Raises:
        OutputError: the folder cannot be written.
    """
    worst = texts.most_different[:MOST_PAGES]
    for page in worst:
        _write_page(page, runs, folder, settings or ScoringSettings())
    errors = {} if scores is None else {a.name: (a.score, b.score) for a, b in scores.pages}
    told = {name: (a.character_errors, b.character_errors) for name, (a, b) in errors.items()}
    rows = [
        (escape_formula(one.name), one.characters, one.edits, *told.get(one.name, ("", "")))
        for one in texts.pages
    ]
    write_rows(folder / "pages.csv", ("page", "characters", "edits", "errors_a", "errors_b"), rows)
    first, second = map(escape, names or (str(runs[0]), str(runs[1])))
    parts = [f"<h1>{first} (A) and {second} (B)</h1>", _show_share(texts)]
    if scores is not None:
        write_changes(scores.changes, folder / "confusions.csv")
        parts += ["<h2>Against the truth</h2>", _show_figures(scores)]
    parts += ["<h2>Pages that differ, most first</h2>", _show_pages(texts.most_different, worst, told)]
    parts += (
        [] if scores is None else ["<h2>Confusions that went and came</h2>", _show_changes(scores.changes)]
    )
    return write_html(folder / "index.html", "Comparison", "\n".join(parts))


def write_changes(changes: Sequence[Change], path: Path) -> Path:
    """Columns true, read, times_a, times_b; those that went first."""
    rows = ((escape_formula(one.true), escape_formula(one.read), one.first, one.second) for one in changes)
    return write_rows(path, ("true", "read", "times_a", "times_b"), rows)


def figure_row(name: str, found: PairedDifference) -> tuple[object, ...]:
    """A row of ``FIGURE_COLUMNS``; what is not known is empty."""
    low, high = found.interval or (None, None)
    numbers = (found.first, found.second, found.difference, low, high, found.p)
    told = ("" if number is None else f"{number:.6f}" for number in numbers)
    return (name, *told, found.units, found.better, found.worse, found.equal)


def _write_page(
    page: DifferingPage, runs: tuple[Path, Path], folder: Path, settings: ScoringSettings
) -> None:
    document = read_document(runs[1], page.name)
    judged = judge_document(document, read_text(runs[0] / f"{page.name}.txt"), settings)
    home = "../" * page_link(page.name).count("/") + "index.html"
    parts = [
        f"<h1>{escape(page.name)}</h1>",
        f'<p><a href="{home}">all pages</a></p>',
        show_legend(SIDES),
        *([make_note(document.note)] if document.note else []),
        *([] if judged.in_order else [make_note("A and B have lines in another order")]),
        show_rows(judged.rows, document, DiffSettings(sides=SIDES)),
    ]
    write_html(folder / "pages" / f"{page.name}.html", page.name, "\n".join(parts))


def _show_share(texts: TextComparison) -> str:
    around = (
        ""
        if texts.interval is None
        else " (95 % {:.2f}\u2013{:.2f})".format(*(100 * end for end in texts.interval))
    )
    return (
        f"<p>The texts differ in {100 * texts.share:.2f} % of their characters{around}, on "
        f"{len(texts.most_different)} of {len(texts.pages)} pages.</p>"
    )


def _show_figures(scores: RunComparison) -> str:
    rows = []
    for name, one in scores.figures.items():
        span = "" if one.interval is None else "{:.2f} to {:.2f}".format(*(100 * end for end in one.interval))
        p = "" if one.p is None else f"{one.p:.4f}"
        shares = (f"{100 * value:.2f}" for value in (one.first, one.second, one.difference))
        rows.append([name, *shares, span, p, str(one.better), str(one.worse), str(one.equal)])
    header = ("%", "A", "B", "B \u2212 A", "95 %", "p", "pages better", "worse", "equal")
    return make_table(header, rows)


def _show_pages(
    pages: Sequence[DifferingPage], linked: Sequence[DifferingPage], told: dict[str, tuple[int, int]]
) -> str:
    names = {page.name for page in linked}
    rows = []
    for page in pages:
        name = escape(page.name)
        link = f'<a href="{page_link(page.name)}">{name}</a>' if page.name in names else name
        errors = map(str, told.get(page.name, ("", "")))
        rows.append([link, str(page.edits), f"{100 * page.share:.2f}", *(errors if told else ())])
    header = ("page", "edits", "of its characters, %", *(("errors of A", "errors of B") if told else ()))
    return make_table(header, rows)


def _show_changes(changes: Sequence[Change]) -> str:
    half = MOST_CHANGES // 2
    went = [one for one in changes if one.more < 0][:half]
    came = [one for one in reversed(changes) if one.more > 0][:half]
    rows = [[_show(one.true), _show(one.read), str(one.first), str(one.second)] for one in went + came]
    return make_table(("true", "read", "times in A", "in B"), rows)


def _show(text: str) -> str:
    return f"<bdi>{escape(show_cluster(text))}</bdi>" if text else '<span class="faint">nothing</span>'
