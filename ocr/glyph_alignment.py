"""Where the letters of another text of a line stand: beside those that were read there before."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from rapidfuzz.distance import Levenshtein

from segmenter.geometry import Box, union_boxes


def place_glyphs(old: Sequence[tuple[str, Box]], letters: str) -> list[Box]:
    """Boxes for the letters of a new text, source px.

    Letters that stay keep their box. What takes the place of others takes their boxes: one each where they
    are as many, else the box of all shared out evenly. What is added stands between its neighbours.

    Args:
        old: the letters and their boxes before, at least one.
        letters: of the new text, without spaces.

    Example:
        >>> [box.left for box in place_glyphs([("m", Box(0, 0, 10, 9)), ("e", Box(12, 0, 20, 9))], "rne")]
        [0, 5, 12]
    """
    boxes: list[Box] = []
    for old_span, new_span in _groups("".join(letter for letter, _ in old), letters):
        held = [old[at][1] for at in range(*old_span)]
        count = new_span[1] - new_span[0]
        if len(held) == count:
            boxes += held
        elif held:
            boxes += split_box(union_boxes(held), count)
        else:
            boxes += split_box(_gap(old, old_span[0]), count)
    return boxes


def split_box(box: Box, parts: int) -> list[Box]:
    """A box parted into columns of about equal width, each at least 1 px wide."""
    cuts = [box.left + box.width * at // max(parts, 1) for at in range(parts + 1)]
    return [Box(left, box.top, max(right, left + 1), box.bottom) for left, right in pairwise(cuts)]


def _groups(old: str, new: str) -> list[tuple[tuple[int, int], tuple[int, int]]]:
    """Runs of letters that stay, and between them what takes whose place: spans of both texts."""
    groups: list[tuple[tuple[int, int], tuple[int, int]]] = []
    stays_before = True
    for block in Levenshtein.opcodes(old, new):
        stays = block.tag == "equal"
        source, target = (block.src_start, block.src_end), (block.dest_start, block.dest_end)
        if groups and not stays and not stays_before:
            source, target = (groups[-1][0][0], source[1]), (groups[-1][1][0], target[1])
            groups.pop()
        groups.append((source, target))
        stays_before = stays
    return groups


def _gap(old: Sequence[tuple[str, Box]], at: int) -> Box:
    """The paper before the letter ``at``, or the edge of a neighbour where there is none."""
    left = old[at - 1][1] if at > 0 else None
    right = old[at][1] if at < len(old) else None
    if left is not None and right is not None and right.left > left.right:
        return Box(left.right, min(left.top, right.top), right.left, max(left.bottom, right.bottom))
    if left is not None:
        return Box(left.right - 1, left.top, left.right, left.bottom)
    assert right is not None
    return Box(right.left, right.top, right.left + 1, right.bottom)
