"""What each engine makes of a set: run now or kept from before, scored page by page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from baselines import Baseline, find_page
from engines import ENGINES, Cost, available_engines
from pagesets import PageSet

from ocr.batch.files import result_path
from ocr.evaluation import Score, add_scores, score_text
from ocr.line_matching import MatchedPage, match_lines
from ocr.reliability import Judged
from ocr.results import load_result
from ocr.word_judging import judge_words, read_word_lines, result_word_lines


@dataclass(frozen=True, slots=True)
class MeasuredPage:
    """One page as one engine read it.

    Args:
        score: of the whole page.
        match: of its lines with those of the truth.
        words: judged by the confidence in the page report, where the engine wrote one.
        rated_words: judged by the confidence in the stored result, where there is one.
    """

    score: Score
    match: MatchedPage
    words: Judged | None = None
    rated_words: Judged | None = None


@dataclass(frozen=True, slots=True)
class MeasuredSet:
    """One set as one engine read it.

    Args:
        page_set: the pages.
        engine: its name.
        pages: by the images' names without suffix; those that the engine was given.
        cost: of the run.
    """

    page_set: PageSet
    engine: str
    pages: Mapping[str, MeasuredPage]
    cost: Cost

    def scores(self, names: Iterable[str] | None = None) -> list[Score]:
        """The pages' scores; of all pages, or of those named."""
        return [self.pages[name].score for name in names or self.pages]

    @property
    def total(self) -> Score:
        """The pages' sum."""
        return add_scores(self.scores())


@dataclass(frozen=True, slots=True)
class ReadingSettings:
    """Which engines read which pages, and where their texts are kept.

    Args:
        engines: those that run now; others are shown from what was kept.
        keep: folder of texts and costs, ``ENGINE/SET/NAME.txt`` and ``ENGINE/SET.json``.
        options: more options for our own command line.
        rapidocr_pages: set -> the pages that RapidOCR reads; a set that is not named is read whole.
    """

    engines: Sequence[str]
    keep: Path
    options: Sequence[str] = ()
    rapidocr_pages: Mapping[str, Mapping[str, Baseline]] = field(default_factory=dict)


def read_set(page_set: PageSet, settings: ReadingSettings) -> list[MeasuredSet]:
    """Read a set with the engines that run now, and score those and the ones kept."""
    runners, found = available_engines(settings.options), []
    for engine in ENGINES:
        out = settings.keep / engine / page_set.name
        cost_file = settings.keep / engine / f"{page_set.name}.json"
        images = list(page_set.images)
        if engine == "rapidocr" and page_set.name in settings.rapidocr_pages:
            chosen = settings.rapidocr_pages[page_set.name]
            images = [image for image in images if find_page(chosen, image.stem) is not None]
        if engine in settings.engines and engine in runners and images:
            runners[engine](images, out, page_set.language).save(cost_file)
        if cost_file.is_file():
            found.append(measure_texts(page_set, engine, out, Cost.load(cost_file)))
    return found


def measure_texts(page_set: PageSet, engine: str, out: Path, cost: Cost) -> MeasuredSet:
    """Score the texts of a folder; a page without a text is wholly missed, if all pages were read."""
    settings, pages = page_set.scoring(), {}
    for image in page_set.images:
        path = out / f"{image.stem}.txt"
        if not path.is_file() and cost.pages < len(page_set.images):
            continue
        text = path.read_text(encoding="utf-8") if path.is_file() else ""
        truth = page_set.truth(image)
        report, stored = out / f"{image.stem}.csv", result_path(out, image.stem)
        pages[image.stem] = MeasuredPage(
            score_text(text, truth, settings),
            match_lines(text, truth, settings, page_set.line_breaks),
            judge_words(read_word_lines(report), truth, settings) if report.is_file() else None,
            judge_words(result_word_lines(load_result(stored)), truth, settings)
            if stored.is_file()
            else None,
        )
    return MeasuredSet(page_set, engine, pages, cost)
