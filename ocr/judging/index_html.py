"""The index page of an evaluation's report: figures, pages, causes, confusions and plots."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from urllib.parse import quote

from ocr.comparison import split_clusters
from ocr.evaluation import Evaluation, Score
from ocr.judging.confidences import Reliability
from ocr.judging.confusions import Confusions, tabulate_confusions
from ocr.judging.html import escape, make_note, make_table, show_cluster
from ocr.judging.risk import TOLERATED
from ocr.score_intervals import find_intervals

MOST_CONFUSIONS = 60
NO_CONFIDENCES = "no confidences are known of these texts, so their calibration cannot be judged"


def page_link(name: str) -> str:
    """The address of a text's page, relative to the index."""
    return quote(f"pages/{name}.html")


def describe_score(score: Score) -> str:
    """A score in a line of HTML."""
    causes = sorted(((count, cause) for cause, count in score.causes.items() if count), reverse=True)
    told = ", ".join(f"{cause.replace('_', ' ')} {count}" for count, cause in causes) or "none"
    return (
        f"{score.character_errors} errors of {score.characters} characters: CER {100 * score.cer:.2f} %; "
        f"WER {100 * score.wer:.2f} %; F1 of words {100 * score.word_f1:.2f} %. "
        f"Errors by cause: {escape(told)}."
    )


def show_index(
    evaluation: Evaluation, confusions: Confusions, reliability: Mapping[str, Reliability], linked: Set[str]
) -> str:
    """The body of the index page.

    Args:
        evaluation: the scores.
        confusions: of all texts.
        reliability: by what was judged; empty where no confidence is known.
        linked: names of the texts that have a page of their own.
    """
    total = evaluation.total
    parts = ["<h1>Evaluation</h1>", f"<p>{describe_score(total)}</p>", _show_sets(evaluation)]
    parts += ["<h2>Confidence</h2>", *_show_reliability(reliability)]
    parts += ["<h2>Pages, the most errors first</h2>", _show_pages(evaluation, linked)]
    if len(linked) < sum(page.score.character_errors > 0 for page in evaluation.pages):
        parts.append(f'<p class="faint">the worst {len(linked)} have a page of their own</p>')
    parts += ["<h2>Confusions</h2>", _show_confusions(confusions)]
    return "\n".join(parts)


def _show_sets(evaluation: Evaluation) -> str:
    sets = evaluation.sets
    named = {**(sets if len(sets) > 1 or "" not in sets else {}), "all": evaluation.total}
    units = {name: evaluation.units(name if name in sets else None) for name in named}
    rows = []
    for name, score in named.items():
        found = find_intervals(units[name])
        shares = (score.cer, score.wer, score.word_f1)
        spans = (None, None, None) if found is None else (found.cer, found.wer, found.word_f1)
        cells = [_with_interval(share, span) for share, span in zip(shares, spans, strict=True)]
        rows.append([escape(name), str(score.pages), str(score.missing), str(score.characters), *cells])
    header = ("set", "pages", "without a text", "characters", "CER %", "WER %", "F1 %")
    note = '<p class="faint">in brackets 95 % intervals by a bootstrap over pages</p>'
    return make_table(header, rows) + note


def _show_reliability(found: Mapping[str, Reliability]) -> Iterator[str]:
    if not found:
        yield make_note(NO_CONFIDENCES)
        return
    rows = []
    for name, one in found.items():
        threshold = one.curve.threshold_at(TOLERATED)
        rows.append(
            [
                escape(name),
                f"{len(one.judged):,}",
                f"{one.wrong:,}",
                f"{one.expected_wrong:,.0f}",
                _with_interval(one.error, one.interval),
                _percent(one.curve.area),
                _percent(one.coverage),
                "" if threshold is None else f"{threshold:.5f}",
            ]
        )
    yield make_table(
        ("", "read", "wrong", "expected wrong", "ECE %", "AURC %", "kept at 1 % error, %", "from confidence"),
        rows,
    )
    for name, told in (("reliability", "reliability diagrams"), ("risk_coverage", "risk-coverage curves")):
        yield f'<figure><img src="{name}.png" alt="{told}"></figure>'


def _show_pages(evaluation: Evaluation, linked: Set[str]) -> str:
    rows = []
    for page in sorted(evaluation.pages, key=lambda one: -one.score.character_errors):
        score, name = page.score, escape(page.name)
        link = f'<a href="{page_link(page.name)}">{name}</a>' if page.name in linked else name
        text = "no text" if score.missing else ""
        shares = (score.cer, score.wer, score.word_f1)
        rows.append([link, str(score.character_errors), *map(_percent, shares), text])
    return make_table(("page", "errors", "CER %", "WER %", "F1 %", ""), rows)


def _show_confusions(confusions: Confusions) -> str:
    found = tabulate_confusions(confusions)
    rows = [(_show(true), _show(read), str(times)) for true, read, times in found[:MOST_CONFUSIONS]]
    more = len(found) - len(rows)
    told = f'<p class="faint">and {more} more in confusions.csv</p>' if more > 0 else ""
    return make_table(("true", "read", "times"), rows) + told


def _show(text: str) -> str:
    if not text:
        return '<span class="faint">nothing</span>'
    return f"<bdi>{escape(''.join(map(show_cluster, split_clusters(text))))}</bdi>"


def _with_interval(share: float, interval: tuple[float, float] | None) -> str:
    around = "" if interval is None else f" ({_percent(interval[0])}\u2013{_percent(interval[1])})"
    return _percent(share) + around


def _percent(share: float) -> str:
    return f"{100 * share:.2f}"
