"""Two runs over the same pages and their truth -> the difference of their scores, pages and confusions."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ocr.comparison import ScoringSettings
from ocr.errors import UsageError
from ocr.evaluation import Score, ScoredPage, find_texts, read_text, score_page
from ocr.judging.confusions import Confusions, count_confusions
from ocr.judging.documents import read_document
from ocr.judging.judged_documents import judge_document
from ocr.judging.paired import PairedDifference, Rates, compare_rates

_SUFFIX = ".txt"
# name -> its count and size in a score, and whether more of it is better
_FIGURES: dict[str, tuple[Callable[[Score], float], Callable[[Score], float], bool]] = {
    "CER": (lambda one: one.character_errors, lambda one: one.characters, False),
    "WER": (lambda one: one.word_errors, lambda one: one.words, False),
    "F1": (lambda one: 2 * one.shared_words, lambda one: one.words + one.read_words, True),
}


@dataclass(frozen=True, slots=True)
class Change:
    """A confusion and how often each of two readings has it."""

    true: str
    read: str
    first: int
    second: int

    @property
    def more(self) -> int:
        """How often more the second has it; negative where it has it less."""
        return self.second - self.first


@dataclass(frozen=True, slots=True)
class RunComparison:
    """What sets two runs apart.

    Args:
        pages: of texts that both have: the scores in either run.
        left_out: texts with a truth that only the first has, and that only the second has.
        figures: ``CER``, ``WER`` and ``F1``.
        changes: confusions that are not as frequent in both, those that went first.
    """

    pages: tuple[tuple[ScoredPage, ScoredPage], ...]
    left_out: tuple[int, int]
    figures: Mapping[str, PairedDifference]
    changes: tuple[Change, ...]


def compare_runs(
    first: Path, second: Path, truth: Path, settings: ScoringSettings | None = None
) -> RunComparison:
    """Compare two folders of texts with the truth of each, on the texts that both have.

    Args:
        first: output folder of a run.
        second: of another over the same pages.
        truth: folder of ``NAME.txt``.
        settings: what is forgiven; nothing by default.

    Raises:
        UsageError: a folder does not exist, or no text with a truth is in both.
        InputError: a text is not UTF-8.
    """
    chosen = settings or ScoringSettings()
    check_folders(first, second, truth)
    names = find_texts(truth)
    in_first, in_second = (
        {name for name in names if (out / f"{name}{_SUFFIX}").is_file()} for out in (first, second)
    )
    common = [name for name in names if name in in_first and name in in_second]
    if not common:
        raise UsageError(
            f"'{first}' and '{second}' have no page in common that has a truth in '{truth}': "
            f"of {len(names)} the one has {len(in_first)}, the other {len(in_second)}"
        )
    pages = tuple(
        (score_page(name, first, truth, chosen, False), score_page(name, second, truth, chosen, False))
        for name in common
    )
    counted = [_count_confusions(out, truth, common, chosen) for out in (first, second)]
    return RunComparison(
        pages,
        (len(in_first - in_second), len(in_second - in_first)),
        _compare_scores(pages),
        find_changes(*counted),
    )


def check_folders(*folders: Path) -> None:
    """See that folders exist.

    Raises:
        UsageError: one does not.
    """
    for folder in folders:
        if not folder.is_dir():
            raise UsageError(
                f"'{folder}' is no folder: name the output folders of two runs, "
                "or compare presets on --pages or --data"
            )


def find_changes(first: Confusions, second: Confusions) -> tuple[Change, ...]:
    """Confusions that one has more often than the other; those that went first, then those that came."""
    pairs = [Change(*pair, first[pair], second[pair]) for pair in {**first, **second}]
    return tuple(sorted((one for one in pairs if one.more), key=lambda one: (one.more, one.true, one.read)))


def _compare_scores(pages: Sequence[tuple[ScoredPage, ScoredPage]]) -> dict[str, PairedDifference]:
    units = [unit for a, b in pages for unit in _pair_units(a, b)]
    found = {}
    for name, (count, size, more_is_better) in _FIGURES.items():
        a, b = (
            Rates.of([count(unit[side]) for unit in units], [size(unit[side]) for unit in units])
            for side in (0, 1)
        )
        found[name] = compare_rates(a, b, more_is_better)
    return found


def _pair_units(first: ScoredPage, second: ScoredPage) -> list[tuple[Score, Score]]:
    """The pages of a document where both runs have as many as the truth; else the whole document."""
    if len(first.units) == len(second.units):
        return list(zip(first.units, second.units, strict=True))
    return [(first.score, second.score)]


def _count_confusions(out: Path, truth: Path, names: Sequence[str], settings: ScoringSettings) -> Confusions:
    found = Confusions()
    for name in names:
        wanted = read_text(truth / f"{name}{_SUFFIX}")
        found.update(count_confusions(judge_document(read_document(out, name), wanted, settings).rows))
    return found
