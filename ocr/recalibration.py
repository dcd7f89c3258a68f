"""The confidences of a preset fitted anew to pages of one's own, and whether that makes them truer.

A fit always looks good on what it was fitted to. So each page is rated by a fit to the other pages, in ten
folds at most, and only these ratings are compared with those of the preset as it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ocr.confidence_fitting import (
    Confidences,
    fit_confidences,
    fit_without,
    rate_characters,
    rate_judged_words,
)
from ocr.confidence_samples import JudgedSet, join_sets
from ocr.errors import QualityGateError, UsageError
from ocr.expected_errors import expect_errors
from ocr.reliability import Judged, join_judged

LEAST_PAGES = 3  # below this, no page can be rated by a fit to several others
LEAST_OF_EACH = 20  # right and wrong characters, right and wrong words: fewer are an anecdote
FOLDS = 10
LEAST_GAIN = 0.1  # part of the calibration error that must go: less is chance
TOLERATED_LOSS = 0.01  # part by which the log loss may rise, which pages that differ make it waver by
_LEAST_CHANCE = 1e-6


@dataclass(frozen=True, slots=True)
class Rated:
    """What was read as confidences rate it.

    Args:
        characters: all of them, spaces left out.
        words: all of them.
    """

    characters: Judged
    words: Judged

    @property
    def calibration_error(self) -> float:
        """The mean of the calibration errors of characters and words, 0..1."""
        return (self.characters.calibration_error + self.words.calibration_error) / 2

    @property
    def log_loss(self) -> float:
        """The mean of what characters and of what words cost in nats; the truest confidences cost least."""
        return (measure_log_loss(self.characters) + measure_log_loss(self.words)) / 2

    @property
    def expected_errors(self) -> float:
        """About how many characters are wrong."""
        return expect_errors(self.characters.confidence)


@dataclass(frozen=True, slots=True)
class Recalibration:
    """Confidences fitted anew.

    Args:
        confidences: fitted to all pages.
        pages: how many.
        before: what was read, rated by the preset as it is.
        after: the same, every page rated by a fit to pages of other folds.
    """

    confidences: Confidences
    pages: int
    before: Rated
    after: Rated

    @property
    def is_better(self) -> bool:
        """Whether the new confidences are truer: the calibration error falls, and the log loss does not rise.

        The error alone would be small, too, where all that is read has the same confidence.
        """
        return (
            self.after.calibration_error <= (1 - LEAST_GAIN) * self.before.calibration_error
            and self.after.log_loss <= (1 + TOLERATED_LOSS) * self.before.log_loss
        )

    def require_better(self) -> None:
        """Refuse a fit that does not help.

        Raises:
            QualityGateError: the new confidences are no truer than those there are.
        """
        if self.is_better:
            return
        before, after = self.before, self.after
        raise QualityGateError(
            "the new calibration is no clear gain on pages left out of its fit: "
            f"calibration error {100 * before.calibration_error:.2f} % before, "
            f"{100 * after.calibration_error:.2f} % after; log loss {before.log_loss:.4f} before, "
            f"{after.log_loss:.4f} after; nothing was changed. More pages may help, or pages of one kind"
        )


def recalibrate(pages: Sequence[JudgedSet], current: Confidences) -> Recalibration:
    """Fit confidences anew to judged pages.

    Args:
        pages: one set each; those of one name count together as the root of their size.
        current: the confidences there are; where the pages say little, these stay.

    Raises:
        UsageError: there is too little to fit to, or nothing is wrong, or nothing is right.
    """
    read = [page for page in pages if page.starts]
    require_enough(read)
    folds = [number % min(FOLDS, len(read)) for number in range(len(read))]
    others = fit_without(read, folds, current)
    return Recalibration(
        confidences=fit_confidences(join_sets(read), current),
        pages=len(read),
        before=rate_pages(read, [current] * len(read)),
        after=rate_pages(read, others),
    )


def rate_pages(pages: Sequence[JudgedSet], ways: Sequence[Confidences]) -> Rated:
    """What was read on pages, each rated in its own way."""
    both = list(zip(pages, ways, strict=True))
    return Rated(
        join_judged([rate_characters(page, way) for page, way in both]),
        join_judged([rate_judged_words(page, way) for page, way in both]),
    )


def require_enough(pages: Sequence[JudgedSet]) -> None:
    """Refuse pages that are too few, or too much alike, to learn from.

    Raises:
        UsageError: the message tells what there is and what is needed.
    """
    if len(pages) < LEAST_PAGES:
        raise UsageError(
            f"text was read on {len(pages)} known pages; at least {LEAST_PAGES} are needed, "
            "so that each can be rated by a fit to the others"
        )
    for what, rights in (
        ("characters", [right for page in pages for right in page.letters_right]),
        ("words", [right for page in pages for right in page.words_right]),
    ):
        right, wrong = sum(rights), len(rights) - sum(rights)
        if min(right, wrong) < LEAST_OF_EACH:
            raise UsageError(
                f"{right} {what} are right and {wrong} wrong on {len(pages)} pages; at least "
                f"{LEAST_OF_EACH} of each are needed to tell how often doubts are true: "
                f"{_more(right, wrong, len(pages))}"
            )


def measure_log_loss(judged: Judged) -> float:
    """What confidences cost on average, in nats (I. J. Good, "Rational decisions", 1952); 0.0 for nothing."""
    if not len(judged):
        return 0.0
    chance = np.where(judged.right, judged.confidence, 1 - judged.confidence)
    return float(-np.log(np.clip(chance, _LEAST_CHANCE, 1)).mean())


def _more(right: int, wrong: int, pages: int) -> str:
    """What would be enough."""
    fewest = min(right, wrong)
    if not fewest:
        return "take harder pages" if right else "see whether these are the texts of these pages"
    return f"about {-(-LEAST_OF_EACH * pages // fewest)} pages like these"
