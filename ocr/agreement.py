"""Doubtful characters settled by their look-alikes: a doubtful c that looks like the page's sure e's is an e.

A page is set in a handful of faces, or written by one hand. Every doubtful letter is compared with the sure
ones of its page that it might be, and what its likeness to the nearest tells is weighed in with what the
network and the language say. Letters are exchanged for their rivals; none is added, dropped or cut anew.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from ocr.decoder import DecodedCharacter, DecodedLine
from ocr.glyph_shapes import Doubles, Ints, PageCharacters, draw_shapes, lay_out
from ocr.line_sight import LineSight
from ocr.types import Alternative

DOUBTFUL_BELOW = 0.95  # confidence
SURE_FROM = 0.9  # confidence of those that are looked up to
FEWEST_SURE = 3  # letters of a class that tell what it looks like on this page
MOST_SURE = 64  # letters of a class that are compared with, spread over the page
LEAST_CHANCE = 1e-4  # rivals of less are not considered
_MANY = 1 << 32  # more than a line has characters
UNLIKE = 0.01  # added to 1 - likeness: pictures never agree better than their noise lets them


@dataclass(frozen=True, slots=True)
class AgreementWeights:
    """What counts how much; ``scripts/fit_agreement.py`` fits them (conditional logistic regression).

    Args:
        odds: of a class's log-probability by network and language.
        likeness: of -ln(1 - cosine of a letter to the nearest sure one of the class).
        chosen: added to the class that was read.
        unknown: instead of the likeness, for a class that was read but has no sure letters on the page.
    """

    odds: float
    likeness: float
    chosen: float
    unknown: float


WEIGHTS = AgreementWeights(odds=0.69, likeness=1.07, chosen=-0.69, unknown=2.5)


@dataclass(frozen=True, slots=True, eq=False)
class Evidence:
    """What is known of doubtful letters and of what they might be; column 0 is what was read.

    Args:
        line, place: (n,) int64: a letter's line, and its place among the line's characters.
        chances: (n, k) float64: probability of each class; 0 where it is not considered.
        likeness: (n, k) float64: cosine to the nearest sure letter of the class, NaN where it has none.
    """

    line: Ints
    place: Ints
    chances: Doubles
    likeness: Doubles


def settle_doubts(
    lines: Sequence[DecodedLine], sights: Sequence[LineSight], weights: AgreementWeights = WEIGHTS
) -> list[DecodedLine]:
    """The lines of a page, doubtful letters exchanged for those rivals that they look like.

    Args:
        lines: as decoded, confidences calibrated.
        sights: what each was read from; those without a crop stay as they are.
        weights: of the parts of the evidence.

    Returns:
        The lines. A letter that was exchanged has the probability of its combined odds, and what was read
        first is among its alternatives; all others are as they were.
    """
    evidence = weigh_shapes(lines, sights)
    if not len(evidence.line):
        return list(lines)
    combined = combine(evidence, weights)
    best = combined.argmax(axis=1)
    settled = [list(line.characters) for line in lines]
    for row in np.flatnonzero(best).tolist():
        line, place = int(evidence.line[row]), int(evidence.place[row])
        settled[line][place] = _exchange(settled[line][place], combined[row], int(best[row]))
    changed = set(evidence.line[best > 0].tolist())
    return [
        replace(line, characters=tuple(settled[number])) if number in changed else line
        for number, line in enumerate(lines)
    ]


def weigh_shapes(lines: Sequence[DecodedLine], sights: Sequence[LineSight]) -> Evidence:
    """Compare the doubtful letters of a page with the sure ones of the classes that they might be."""
    doubtful = [
        (number, place, character)
        for number, (line, sight) in enumerate(zip(lines, sights, strict=True))
        if sight.crop is not None
        for place, character in enumerate(line.characters)
        if character.confidence < DOUBTFUL_BELOW and _has_rivals(character)
    ]
    width = 1 + max((len(character.alternatives) for _, _, character in doubtful), default=0)
    chances = np.zeros((len(doubtful), width))
    likeness = np.full((len(doubtful), width), np.nan)
    at = np.array([(number, place) for number, place, _ in doubtful], dtype=np.int64).reshape(-1, 2)
    if doubtful:
        page = lay_out(lines, sights)
        own = np.searchsorted(page.line * _MANY + page.place, at[:, 0] * _MANY + at[:, 1])
        readings = [character for _, _, character in doubtful]
        _compare(page, own, readings, chances, likeness)
    return Evidence(at[:, 0], at[:, 1], chances, likeness)


def combine(evidence: Evidence, weights: AgreementWeights) -> Doubles:
    """Probabilities of the classes, (n, k) float64, network, language and likeness together.

    What the considered classes had between them is shared out anew by their combined odds.
    """
    features = score_features(evidence)
    score = features @ np.array([weights.odds, weights.likeness, weights.chosen, weights.unknown])
    score = np.where(evidence.chances > 0, score, -np.inf)
    share = np.exp(score - score.max(axis=1, keepdims=True))
    share /= share.sum(axis=1, keepdims=True)
    return np.asarray(share * evidence.chances.sum(axis=1, keepdims=True))


def score_features(evidence: Evidence) -> Doubles:
    """What is weighed of every class, (n, k, 4) float64, in the order of the ``AgreementWeights``."""
    known = ~np.isnan(evidence.likeness)
    near = -np.log(1 - np.where(known, evidence.likeness, 0.0) + UNLIKE)
    chosen = np.zeros(known.shape)
    chosen[:, 0] = 1.0
    odds = np.log(np.maximum(evidence.chances, LEAST_CHANCE))
    return np.stack([odds, np.where(known, near, 0.0), chosen, ~known], axis=2).astype(np.float64)


def _has_rivals(character: DecodedCharacter) -> bool:
    return character.character != " " and any(
        rival.character != " " and rival.confidence >= LEAST_CHANCE for rival in character.alternatives
    )


def _compare(
    page: PageCharacters, own: Ints, readings: Sequence[DecodedCharacter], chances: Doubles, likeness: Doubles
) -> None:
    """Fill in the chances and likenesses of doubtful letters, class by class.

    Args:
        page: all letters.
        own: (n,) int64, the doubtful ones among them.
        readings: of the same.
        chances: (n, k) float64, filled in.
        likeness: (n, k) float64, filled in.
    """
    wanted: dict[str, list[tuple[int, int]]] = {}
    for row, reading in enumerate(readings):
        wanted.setdefault(reading.character, []).append((row, 0))
        chances[row, 0] = max(reading.confidence, LEAST_CHANCE)
        for rank, rival in enumerate(reading.alternatives, 1):
            if rival.character != " " and rival.confidence >= LEAST_CHANCE:
                wanted.setdefault(rival.character, []).append((row, rank))
    shapes = draw_shapes(page, own)
    sure = np.flatnonzero((page.confidence >= SURE_FROM) & np.isin(page.names, list(wanted)))
    sure_names = page.names[sure]
    for name, cells in wanted.items():
        models = sure[sure_names == name]
        if len(models) < FEWEST_SURE:
            continue
        models = models[:: -(-len(models) // MOST_SURE)]
        rows, ranks = np.array(cells).T
        alike = shapes[rows] @ draw_shapes(page, models).T
        alike[own[rows][:, None] == models] = -1.0  # nothing looks up to itself
        likeness[rows, ranks] = np.minimum(alike.max(axis=1), 1.0)
        for row, rank in cells:
            if rank:
                chances[row, rank] = readings[row].alternatives[rank - 1].confidence


def _exchange(character: DecodedCharacter, combined: Doubles, best: int) -> DecodedCharacter:
    """The character that one of its rivals has become; the rest stay as alternatives, likeliest first."""
    names = [character.character, *(rival.character for rival in character.alternatives)]
    before = [0.0, *(rival.confidence for rival in character.alternatives)]
    chances = [
        float(combined[at]) if at < len(combined) and combined[at] > 0 else before[at]
        for at in range(len(names))
    ]
    rivals = [Alternative(names[at], chances[at]) for at in range(len(names)) if at != best]
    return replace(
        character,
        character=names[best],
        confidence=chances[best],
        alternatives=tuple(sorted(rivals, key=lambda rival: -rival.confidence)),
    )
