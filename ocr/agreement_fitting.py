"""Pages with known truth -> how much the likeness of a page's letters should count beside the network."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import Levenshtein

from ocr.agreement import AgreementWeights, Evidence, combine, score_features
from ocr.decoder import DecodedLine
from ocr.glyph_shapes import Bools, Doubles
from recognizer.charset import normalize_text

RIDGE = 1.0  # pull towards the network's own odds, worth about one sample
STEPS = 60
PRIOR = np.array([1.0, 0.0, 0.0, 0.0])  # in the order of the weights: the network's odds alone
_FOLDED = str.maketrans("‘’‚“”„–—«»", '\'\'\'"""--""')


@dataclass(frozen=True, slots=True, eq=False)
class JudgedDoubts:
    """Doubtful letters and which of the classes considered is right.

    Args:
        evidence: of each.
        right: (n, k) bool; a row without any is a letter that none of its classes is right for.
    """

    evidence: Evidence
    right: Bools

    def count_changes(self, weights: AgreementWeights) -> tuple[int, int]:
        """How many letters become right under these weights, and how many wrong."""
        best = combine(self.evidence, weights).argmax(axis=1)
        now, before = self.right[np.arange(len(best)), best], self.right[:, 0]
        return int((now & ~before).sum()), int((before & ~now).sum())


def judge_doubts(lines: Sequence[DecodedLine], evidence: Evidence, truth: str) -> JudgedDoubts:
    """Tell by a page's true text which classes its doubtful letters are; those not aligned are left out.

    Args:
        lines: as decoded.
        evidence: from ``weigh_shapes``.
        truth: the page's text, in reading order; quotes and dashes count as alike in all their forms.
    """
    read = "".join(line.text + " " for line in lines).translate(_FOLDED)
    wanted = " ".join(normalize_text(truth).translate(_FOLDED).split())
    starts = np.cumsum([0, *(len(line.text) + 1 for line in lines)])
    places = starts[evidence.line] + evidence.place
    paired: dict[int, str] = {}
    for edit in Levenshtein.opcodes(read, wanted):
        if edit.src_end - edit.src_start == edit.dest_end - edit.dest_start:
            letters = wanted[edit.dest_start : edit.dest_end]
            paired.update(zip(range(edit.src_start, edit.src_end), letters, strict=True))
    right = np.zeros(evidence.chances.shape, dtype=bool)
    kept = np.zeros(len(places), dtype=bool)
    for row, place in enumerate(places.tolist()):
        name = paired.get(place, " ")
        kept[row] = name != " "
        letter = lines[int(evidence.line[row])].characters[int(evidence.place[row])]
        names = [letter.character, *(rival.character for rival in letter.alternatives)]
        right[row, : len(names)] = [each.translate(_FOLDED) == name for each in names]
    right &= evidence.chances > 0
    return JudgedDoubts(
        Evidence(evidence.line[kept], evidence.place[kept], evidence.chances[kept], evidence.likeness[kept]),
        right[kept],
    )


def fit_weights(judged: Sequence[JudgedDoubts]) -> AgreementWeights:
    """The weights under which the right classes are the most probable: conditional logistic regression.

    Newton's method with halved steps, pulled towards the network's odds alone (D. McFadden, Conditional logit
    analysis of qualitative choice behavior, 1974).

    Raises:
        ValueError: there is no doubtful letter whose right class was considered.
    """
    some = [one for one in judged if one.right.any()]
    if not some:
        raise ValueError("there is no doubtful letter to learn from")
    width = max(one.right.shape[1] for one in some)
    rows = [one.right.any(axis=1) for one in some]
    pairs = list(zip(some, rows, strict=True))
    features = np.concatenate([_widen(score_features(one.evidence)[row], width) for one, row in pairs])
    valid = np.concatenate([_widen(one.evidence.chances[row] > 0, width) for one, row in pairs])
    right = np.concatenate([_widen(one.right[row], width) for one, row in pairs])
    return AgreementWeights(*_maximize(features, valid.astype(bool), right.astype(bool)).tolist())


def _widen(rows: NDArray[np.generic], width: int) -> Doubles:
    """Rows with empty classes added up to a width."""
    room = [(0, 0), (0, width - rows.shape[1]), *[(0, 0)] * (rows.ndim - 2)]
    return np.asarray(np.pad(rows, room), dtype=np.float64)


def _maximize(features: Doubles, valid: Bools, right: Bools) -> Doubles:
    """Weights (f,) of features (n, k, f) that make the right of the valid classes most probable."""
    weights = PRIOR.copy()
    now = _cost(weights, features, valid, right)
    for _ in range(STEPS):
        share = _softmax(features @ weights, valid)
        goal = share * right
        goal /= goal.sum(axis=1, keepdims=True)
        slope = np.einsum("nk,nkf->f", goal - share, features) - RIDGE * (weights - PRIOR)
        mean = np.einsum("nk,nkf->nf", share, features)
        curve = np.einsum("nk,nkf,nkg->fg", share, features, features) - mean.T @ mean
        step = np.linalg.solve(curve + RIDGE * np.eye(len(weights)), slope)
        while _cost(weights + step, features, valid, right) > now and np.abs(step).max() > 1e-9:
            step /= 2
        weights = weights + step
        before, now = now, _cost(weights, features, valid, right)
        if before - now < 1e-8 * (1 + abs(now)):
            break
    return weights


def _softmax(scores: Doubles, valid: Bools) -> Doubles:
    scores = np.where(valid, scores, -np.inf)
    share = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(share / share.sum(axis=1, keepdims=True))


def _cost(weights: Doubles, features: Doubles, valid: Bools, right: Bools) -> float:
    chance = (_softmax(features @ weights, valid) * right).sum(axis=1)
    return float(-np.log(np.maximum(chance, 1e-300)).sum() + RIDGE / 2 * ((weights - PRIOR) ** 2).sum())
