"""Gives the lines of a page their part of a truth text that has no line breaks of its own."""

from __future__ import annotations

from collections.abc import Sequence

from rapidfuzz.distance import Levenshtein

from recognizer.charset import normalize_text

MAX_ERROR = 0.2  # edits a character by which a rough reading may differ from its part of the truth
SNAP = 4  # characters a line's end is moved to reach the end of a word
_HYPHENS = "-¬="
_FOLDED = str.maketrans("‘’‚“”„–—«»", '\'\'\'"""--""')


def align_lines(rough: Sequence[str], truth: str, max_error: float = MAX_ERROR) -> list[str | None]:
    """Cut a truth text at the ends of roughly read lines.

    Args:
        rough: what some reader made of each line, in reading order.
        truth: the page's text; paragraphs in any number of lines, words not hyphenated at line ends.
        max_error: edits a character from which a line is given up.

    Returns:
        For each line its truth, with a hyphen where it ends within a word; None where the reading
        and the truth disagree.

    Example:
        >>> align_lines(["A smal1 exam-", "ple of it"], "A small example of it")
        ['A small exam-', 'ple of it']
    """
    truth = " ".join(normalize_text(truth).split())
    bodies = [" ".join(line.split()) for line in rough]
    joined, ends = _join_lines(bodies)
    edits = Levenshtein.opcodes(_fold(joined), _fold(truth))
    cuts = [0]
    for body, end in zip(bodies, ends, strict=True):
        at = next(
            (
                e.dest_start + min(end - e.src_start, e.dest_end - e.dest_start)
                for e in edits
                if e.src_start <= end <= e.src_end
            ),
            len(truth),
        )
        cuts.append(max(cuts[-1], _snap(truth, at, body[-1:] in _HYPHENS)))
    parts = []
    for body, start, end in zip(bodies, cuts, cuts[1:], strict=False):
        part = truth[start:end].strip()
        broken = 0 < end < len(truth) and truth[end - 1].isalnum() and truth[end].isalnum()
        parts.append(_agreed(body, part + "-" * broken, max_error))
    return parts


def _join_lines(bodies: Sequence[str]) -> tuple[str, list[int]]:
    """The lines as one text, words joined over line ends, and where each line ends in it."""
    joined, ends = "", []
    for body in bodies:
        hyphenated = len(body) > 1 and body[-1] in _HYPHENS
        joined += body[:-1] if hyphenated else body
        ends.append(len(joined))
        joined += "" if hyphenated or not body else " "
    return joined, ends


def _snap(truth: str, at: int, hyphenated: bool) -> int:
    """The end of a word nearest to a cut, or the cut itself where the line ends within a word."""
    if hyphenated:
        return at
    for shift in sorted(range(-SNAP, SNAP + 1), key=abs):
        end = min(max(at + shift, 0), len(truth))
        if end in (0, len(truth)) or " " in truth[end - 1 : end + 1]:
            return end
    return at


def _agreed(body: str, part: str, max_error: float) -> str | None:
    if not part or not body:
        return None
    distance = Levenshtein.distance(_fold(body), _fold(part))
    return part if distance <= max_error * max(len(body), len(part)) else None


def _fold(text: str) -> str:
    return text.translate(_FOLDED)
