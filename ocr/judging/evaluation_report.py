"""An evaluation -> a folder to look at: differences line by line, confusions, reliability, risk.

====================== ==================================================================================
``index.html``         all figures, the pages with the most errors first, confusions, plots
``pages/NAME.html``    the lines of one text that differ from the truth, beside their pictures
``confusions.csv``     true, read, times; most frequent first
``calibration.csv``    characters and words: ECE with its interval, AURC, coverage at 1 % error
``reliability.csv``    the bins of the reliability diagrams
``risk_coverage.csv``  the points of the risk-coverage curves
``reliability.png``    reliability diagrams; not where no confidence is known
``risk_coverage.png``  risk-coverage curves; likewise
====================== ==================================================================================
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ocr.comparison import ScoringSettings
from ocr.evaluation import Evaluation, ScoredPage, read_text
from ocr.judging.confidences import Reliability, rate_reliability
from ocr.judging.confusions import Confusions, count_confusions
from ocr.judging.diff_html import DiffSettings, show_legend, show_rows
from ocr.judging.documents import Document, read_document
from ocr.judging.html import escape, make_note, write_html
from ocr.judging.index_html import describe_score, page_link, show_index
from ocr.judging.judged_documents import JudgedDocument, judge_document
from ocr.judging.plots import plot_reliability, plot_risk
from ocr.judging.tables import write_calibration, write_confusions, write_reliability, write_risk
from ocr.reliability import Judged

MOST_PAGES = 200
REORDERED = (
    "lines stand in another order than in the truth: each is compared with its place there, "
    "so that the errors shown are fewer than those of the CER"
)


@dataclass(frozen=True, slots=True)
class ReportSettings:
    """What an evaluation's report shows.

    Args:
        scoring: what is forgiven.
        diff: which lines are shown, and in what order.
        pages: texts that have a page of differences at most, those with the most errors.
    """

    scoring: ScoringSettings = field(default_factory=ScoringSettings)
    diff: DiffSettings = field(default_factory=DiffSettings)
    pages: int = MOST_PAGES


@dataclass(frozen=True, slots=True)
class EvaluationReport:
    """What a report found beside the scores.

    Args:
        index: the file to open.
        reliability: of ``characters`` and ``words``; empty where no confidence is known.
        confusions: of all texts.
    """

    index: Path
    reliability: Mapping[str, Reliability]
    confusions: Confusions


def write_evaluation_report(
    evaluation: Evaluation, out: Path, truth: Path, folder: Path, settings: ReportSettings | None = None
) -> EvaluationReport:
    """Write the report of an evaluation.

    Args:
        evaluation: of the two folders.
        out: the texts that were read.
        truth: the true ones.
        folder: to write to; made where it is missing.
        settings: what is shown.

    Raises:
        OutputError: the folder cannot be written.
        InputError: a text is not UTF-8.
    """
    chosen = settings or ReportSettings()
    worst = sorted(evaluation.pages, key=lambda page: -page.score.character_errors)
    shown = {page.name for page in worst[: chosen.pages] if page.score.character_errors}
    confusions = Confusions()
    characters: list[Judged] = []
    words: list[Judged] = []
    for page in evaluation.pages:
        document, wanted = read_document(out, page.name), read_text(truth / f"{page.name}.txt")
        judged = judge_document(document, wanted, chosen.scoring)
        confusions.update(count_confusions(judged.rows))
        characters += judged.characters
        words += judged.words
        if page.name in shown:
            _write_page(page, document, judged, folder, chosen.diff)
    found = {"characters": rate_reliability(characters), "words": rate_reliability(words)}
    reliability = {name: one for name, one in found.items() if len(one.judged)}
    write_confusions(confusions, folder / "confusions.csv")
    _write_reliability(reliability, folder)
    body = show_index(evaluation, confusions, reliability, shown)
    return EvaluationReport(write_html(folder / "index.html", "Evaluation", body), reliability, confusions)


def _write_page(
    page: ScoredPage,
    document: Document,
    judged: JudgedDocument,
    folder: Path,
    settings: DiffSettings,
) -> None:
    link = page_link(page.name)
    home = "../" * link.count("/") + "index.html"
    parts = [
        f"<h1>{escape(page.name)}</h1>",
        f'<p><a href="{home}">all pages</a></p>',
        f"<p>{describe_score(page.score)}</p>",
        show_legend(settings.sides),
    ]
    parts += [make_note(document.note)] if document.note else []
    parts += [] if judged.in_order else [make_note(REORDERED)]
    parts.append(show_rows(judged.rows, document, settings))
    write_html(folder.joinpath("pages", f"{page.name}.html"), page.name, "\n".join(parts))


def _write_reliability(found: Mapping[str, Reliability], folder: Path) -> None:
    if not found:
        return
    write_calibration(found, folder / "calibration.csv")
    write_reliability(found, folder / "reliability.csv")
    write_risk(found, folder / "risk_coverage.csv")
    plot_reliability(found, folder / "reliability.png")
    plot_risk(found, folder / "risk_coverage.png")
