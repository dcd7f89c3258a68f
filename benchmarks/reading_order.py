"""What the order of lines costs: a page's character errors beside those that no order can mend.

The lines read are paired one to one with the lines of the truth so that the most edits are saved
(H. W. Kuhn, "The Hungarian method for the assignment problem", 1955); a line that pairs with none counts
whole. That is the order-free error, and the page's errors less that are the gap. Lines cut or run together
pair badly in any order, so the order-free error never counts for more than the page's errors.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from rapidfuzz.distance import Levenshtein
from rapidfuzz.process import cdist

from ocr.assignment import assign_best
from ocr.comparison import ScoringSettings, normalize_lines, normalize_text, unify_clusters
from ocr.page_causes import count_causes


def count_order_free(text: str, truth: str, settings: ScoringSettings, line_breaks: bool = True) -> int:
    r"""Character errors of a page whatever the order of its lines; no more than its errors in order.

    Args:
        text: as it stands in its file, a line a printed line.
        truth: likewise.
        settings: what is forgiven.
        line_breaks: whether the truth keeps the printed lines. Where it does not, lines are placed where
            the running text is most like them, and what is left but their order counts.

    Example:
        >>> count_order_free("second line\nfirst line", "first line\nsecond line", ScoringSettings())
        0
    """
    errors = Levenshtein.distance(
        *unify_clusters(normalize_text(text, settings), normalize_text(truth, settings))
    )
    if not line_breaks:
        return errors - count_causes(text, truth, settings).order
    return min(errors, _pair_errors(normalize_lines(text, settings), normalize_lines(truth, settings)))


def _pair_errors(read: Sequence[str], wanted: Sequence[str]) -> int:
    """Edits within the pairs of the best assignment, and the characters of the lines that have none."""
    unified = unify_clusters(*read, *wanted)
    read, wanted = unified[: len(read)], unified[len(read) :]
    whole = sum(map(len, read)) + sum(map(len, wanted))
    if not read or not wanted:
        return whole
    edits = cdist(read, wanted, scorer=Levenshtein.distance, dtype=np.int32)
    lengths = np.add.outer([len(line) for line in read], [len(line) for line in wanted])
    saved = lengths - edits
    return whole - int(sum(saved[row, column] for row, column in assign_best(saved)))
