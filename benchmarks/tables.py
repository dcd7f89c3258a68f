"""The measured sets as tables: whole pages, matched lines, errors by cause, calibration, baselines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from baselines import Baselines, find_page
from readings import MeasuredSet
from results import table

from ocr.bootstrap import bootstrap_rate
from ocr.error_causes import CAUSES, ErrorCauses, add_causes
from ocr.evaluation import Score, add_scores
from ocr.line_matching import MatchedScore, covered_by_all
from ocr.reliability import Judged, bootstrap_calibration, join_judged

OURS = "ours"
_CAUSE_NAMES = tuple(cause.replace("_", " ") for cause in CAUSES)
_PAGES_HEAD = (
    "set",
    "engine",
    "pages",
    "CER % (95 %)",
    "WER % (95 %)",
    "word F1 %",
    "CPU s a page",
    "peak MB",
)
_LINES_HEAD = (
    *("set", "engine", "pages", "found %", "CER %", "wrong words %"),
    *("found by both %", "CER % (95 %)", "ours CER % (95 %)", "ours is"),
)
_WORDS_HEAD = (
    *("set", "pages", "words", "mean confidence %", "right %"),
    *("calibration error % (95 %)", "of stored results % (95 %)"),
)
_BASELINES_HEAD = (
    *("set", "engine", "pages", "CER %", "ours CER %", "ours is", "ours CER % of matched lines", "that is"),
)


def page_table(measured: Sequence[MeasuredSet]) -> str:
    """Whole pages: a row a set and engine."""
    rows = []
    for one in measured:
        scores, total = one.scores(), one.total
        cer = interval([s.character_errors for s in scores], [s.characters for s in scores])
        wer = interval([s.word_errors for s in scores], [s.words for s in scores])
        cost = [f"{one.cost.cpu_a_page:.2f}", f"{one.cost.peak_mb:.0f}"]
        rows.append(
            [one.page_set.name, one.engine, str(total.pages), cer, wer, _percent(total.word_f1, 1), *cost]
        )
    return table(_PAGES_HEAD, rows)


def line_table(measured: Sequence[MeasuredSet]) -> str:
    """Matched lines: what each engine found, and each peer beside ours on the lines that both found."""
    rows = []
    for one, ours in _with_ours(measured):
        own = [page.match.score() for page in one.pages.values()]
        total = sum(own, MatchedScore())
        row = [one.page_set.name, one.engine, str(total.pages), _percent(total.coverage, 1)]
        row += [_percent(total.cer), _percent(total.word_error, 1)]
        rows.append(row + ([""] * 4 if ours is None or ours is one else _beside(one, ours)))
    return table(_LINES_HEAD, rows)


def cause_table(measured: Sequence[MeasuredSet]) -> str:
    """Errors of whole pages by cause, in percent of the truth's characters."""
    totals = [(one, one.total) for one in measured]
    return _causes((one.page_set.name, one.engine, total.characters, total.causes) for one, total in totals)


def line_cause_table(measured: Sequence[MeasuredSet]) -> str:
    """Errors within matched lines by cause, in percent of the characters of these lines."""
    return _causes(
        (
            one.page_set.name,
            one.engine,
            sum(page.match.score().characters for page in one.pages.values()),
            add_causes(page.match.causes for page in one.pages.values()),
        )
        for one in measured
    )


def word_table(measured: Sequence[MeasuredSet]) -> str:
    """The calibration of our words' confidences, a row a set and one for all."""
    sets = [
        (one.page_set.name, judged_pages(one), rated_pages(one)) for one in measured if one.engine == OURS
    ]
    sets = [(name, pages, rated) for name, pages, rated in sets if pages]
    rows = [_word_row(name, pages, rated) for name, pages, rated in sets]
    if len(sets) > 1:
        everything = [page for _, pages, _ in sets for page in pages]
        rows.append(_word_row("all", everything, [page for _, _, rated in sets for page in rated]))
    return table(_WORDS_HEAD, rows, left=1)


def baseline_table(measured: Sequence[MeasuredSet], baselines: Baselines) -> str:
    """Ours beside what other engines scored on whole pages, on the pages that both read."""
    rows = []
    for one in measured:
        if one.engine != OURS:
            continue
        for engine, known in baselines.get(one.page_set.name, {}).items():
            both = {name: find_page(known, name) for name in one.pages}
            names = [name for name, page in both.items() if page is not None]
            if not names:
                continue
            pages = [page for page in both.values() if page is not None]
            theirs = sum(page.errors for page in pages) / max(sum(page.characters for page in pages), 1)
            ours = add_scores(one.scores(names)).cer
            lines = sum((one.pages[name].match.score() for name in names), MatchedScore()).cer
            row = [one.page_set.name, engine, str(len(names)), _percent(theirs)]
            rows.append(
                [*row, _percent(ours), compare(ours, theirs), _percent(lines), compare(lines, theirs)]
            )
    return table(_BASELINES_HEAD, rows)


def judged_pages(one: MeasuredSet) -> list[Judged]:
    """The judged words of every page that has a page report."""
    return [page.words for page in one.pages.values() if page.words is not None]


def rated_pages(one: MeasuredSet) -> list[Judged]:
    """The words of every page that has a stored result, judged by what it says."""
    return [page.rated_words for page in one.pages.values() if page.rated_words is not None]


def interval(errors: Sequence[int], sizes: Sequence[int], digits: int = 2) -> str:
    """A micro rate in percent with its interval, such as ``1.25 (0.9–1.7)``."""
    low, high = bootstrap_rate(errors, sizes)
    rate = sum(errors) / max(sum(sizes), 1)
    return f"{_percent(rate, digits)} ({_percent(low, 1)}–{_percent(high, 1)})"


def compare(ours: float, theirs: float) -> str:
    """Where ours stands, to the hundredth of a percent that the tables show."""
    return "**at or below**" if round(100 * ours, 2) <= round(100 * theirs, 2) else "above"


def _with_ours(measured: Sequence[MeasuredSet]) -> Iterator[tuple[MeasuredSet, MeasuredSet | None]]:
    """Every measured set, and ours of the same set where there is one."""
    ours = {one.page_set.name: one for one in measured if one.engine == OURS}
    for one in measured:
        yield one, ours.get(one.page_set.name)


def _beside(one: MeasuredSet, ours: MeasuredSet) -> list[str]:
    """The cells that compare a peer with ours on the lines of the truth that both found."""
    theirs, own = same_lines(one, ours)
    total = sum(theirs, MatchedScore())
    cells = [
        interval([s.character_errors for s in scores], [s.characters for s in scores])
        for scores in (theirs, own)
    ]
    return [_percent(total.coverage, 1), *cells, compare(sum(own, MatchedScore()).cer, total.cer)]


def same_lines(one: MeasuredSet, ours: MeasuredSet) -> tuple[list[MatchedScore], list[MatchedScore]]:
    """The scores of two engines on the pages both read, within the lines both found."""
    names = [name for name in one.pages if name in ours.pages]
    pairs = [(one.pages[name].match, ours.pages[name].match) for name in names]
    within = [covered_by_all(pair) for pair in pairs]
    return (
        [theirs.score(where) for (theirs, _), where in zip(pairs, within, strict=True)],
        [own.score(where) for (_, own), where in zip(pairs, within, strict=True)],
    )


def _causes(rows: Iterator[tuple[str, str, int, ErrorCauses]]) -> str:
    cells = []
    for name, engine, characters, causes in rows:
        shares = [_percent(count / max(characters, 1)) for _, count in causes.items()]
        cells.append([name, engine, _percent(causes.total / max(characters, 1)), *shares])
    return table(("set", "engine", "all", *_CAUSE_NAMES), cells)


def _word_row(name: str, pages: Sequence[Judged], rated: Sequence[Judged]) -> list[str]:
    joined = join_judged(pages)
    if not len(joined):
        return [name, str(len(pages)), "0", *[""] * 4]
    means = [_percent(float(joined.confidence.mean()), 1), _percent(float(joined.right.mean()), 1)]
    errors = [_calibration(pages), _calibration(rated) if len(rated) == len(pages) else ""]
    return [name, str(len(pages)), str(len(joined)), *means, *errors]


def _calibration(pages: Sequence[Judged]) -> str:
    low, high = bootstrap_calibration(pages)
    return f"{_percent(join_judged(pages).calibration_error)} ({_percent(low, 1)}–{_percent(high, 1)})"


def _percent(rate: float, digits: int = 2) -> str:
    return f"{100 * rate:.{digits}f}"


def describe_total(scores: Sequence[Score]) -> str:
    """One line on scores, for whoever watches the run."""
    total = add_scores(scores)
    rates = {"CER": total.cer, "WER": total.wer, "word F1": total.word_f1}
    return f"{total.pages} pages, " + ", ".join(f"{name} {_percent(rate)} %" for name, rate in rates.items())
