"""Parts the rows of tables without rules into cells: where gaps of row after row stand over each other.

Gaps make white corridors down the rows (after T. G. Kieninger, Table structure recognition based on robust
block segmentation, 1998); a corridor is a table's where cells line up along it and it is wider than the gaps
between the words of its rows, which it never is in running text.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace

import numpy as np

from segmenter.grids import sort_rules
from segmenter.marks import Floats, Marks
from segmenter.printed_rows import MIN_GAP, Row, make_rows, word_gaps
from segmenter.strips import Strip

# All lengths are in character heights of the page.
MIN_WIDTH = 0.7  # of the white that all gaps of a corridor share
FEW_ROWS, ROWS = 3, 4  # that a corridor runs down, of broad gaps and of any
BROAD = 2.5
MISSES = 2  # rows on end that may be too short to reach a corridor
FAR = 6.0  # from row to row
ALIGNED, SPREAD = 0.7, 0.45  # share of cells whose edges lie so near the usual one
NARROW = 9.0  # a cell of one word or number
LABEL, PROSE = 4.0, 16.0  # a narrow first cell before so long a one is the number of a paragraph
WORDS = 0.75  # of the gaps in a row are no wider than those between its words: letters stand apart, too
WIDER = 1.5  # times a row's gaps between words that a gap between cells is
WIDER_SHARE = 0.7  # of a corridor's rows
STRETCHED = 1.4  # times a row's gaps between words, below which a gap is but a stretched one of them
STRETCHED_GAPS = 3  # that tell so
FOOT = 0.5  # above or below the foot of a row, or beyond the white, that a leader may reach
CERTAIN = 16.0  # a gap so wide parts cells whatever else


@dataclass(slots=True, eq=False)
class _Corridor:
    """White that gaps of several rows share."""

    low: float
    high: float
    places: list[tuple[int, int]]  # row, and component left of the gap
    missed: int = 0


def part_cells(block: list[Strip], marks: Marks, rules: Marks, x_height: float) -> list[Strip]:
    """The strips of one block, those of rows of a table parted into its cells.

    Args:
        block: strips of components, in reading order.
        marks: boxes of all components, level px.
        rules: the page's rules, and its leaders, level px.
        x_height: px.
    """
    if any(strip.cell is not None for strip in block):
        return block
    rows = make_rows(block, marks, x_height)
    corridors = _find_corridors(rows, x_height)
    shared = Counter(place for corridor in corridors for place in corridor.places)
    lined_up = [corridor for corridor in corridors if _lines_up(corridor, rows, shared, x_height)]
    taken = {place for corridor in lined_up for place in corridor.places}
    for corridor in lined_up:
        if _stands_out(corridor, rows, taken):
            for number, place in corridor.places:
                rows[number].cuts.add(place)
    leaders, _ = sort_rules(rules, x_height)
    for each in rows:
        each.cuts |= _at_leaders(each, leaders, x_height)
    return [strip for each in rows for strip in _cut_row(each, x_height)]


def _find_corridors(rows: list[Row], x_height: float) -> list[_Corridor]:
    """White that runs down several rows."""
    done: list[_Corridor] = []
    live: list[_Corridor] = []
    for index, row in enumerate(rows):
        if index and not 0 < row.foot - rows[index - 1].foot < FAR * x_height:
            done += live
            live = []
        going = []
        used = set()
        for corridor in live:
            shared = [_shared(corridor, row.gap(gap)) for gap in row.gaps.tolist()]
            if shared and max(shared) >= MIN_WIDTH * x_height:
                best = int(row.gaps[int(np.argmax(shared))])
                low, high = row.gap(best)
                corridor.low, corridor.high = max(corridor.low, low), min(corridor.high, high)
                corridor.places.append((index, best))
                corridor.missed = 0
                used.add(best)  # an empty cell's gap holds the corridors on both of its sides
                going.append(corridor)
            elif _falls_short(row, corridor) and corridor.missed < MISSES:
                corridor.missed += 1
                going.append(corridor)
            else:
                done.append(corridor)
        live = going + [
            _Corridor(*row.gap(gap), [(index, gap)]) for gap in row.gaps.tolist() if gap not in used
        ]
    return [each for each in done + live if len(each.places) >= FEW_ROWS]


def _shared(corridor: _Corridor, gap: tuple[float, float]) -> float:
    """How much white a gap shares with a corridor, px."""
    return min(corridor.high, gap[1]) - max(corridor.low, gap[0])


def _falls_short(row: Row, corridor: _Corridor) -> bool:
    """Whether a row ends before a corridor, or begins behind it."""
    return float(row.edges[1][-1]) <= corridor.high or float(row.edges[0][0]) >= corridor.low


def _lines_up(
    corridor: _Corridor, rows: list[Row], shared: Counter[tuple[int, int]], x_height: float
) -> bool:
    """Whether cells of enough rows line up along a corridor; those beside an empty cell tell nothing."""
    alone = [place for place in corridor.places if shared[place] == 1]
    places = alone if len(alone) >= FEW_ROWS else corridor.places
    gaps = np.array([rows[row].gap(place) for row, place in places])
    broad = float(np.median(gaps[:, 1] - gaps[:, 0])) >= BROAD * x_height
    if len(gaps) < (FEW_ROWS if broad else ROWS):
        return False
    spread = SPREAD * x_height
    sides = [
        np.array([_far_edge(rows[row], place, side) for row, place in places]) - gaps[:, 1 if side > 0 else 0]
        for side in (1, -1)
    ]
    if np.median(-sides[1]) <= LABEL * x_height and np.median(sides[0]) >= PROSE * x_height:
        return False
    if _aligned(gaps[:, 0], spread) or _aligned(gaps[:, 1], spread):
        return True
    # Numbers end in line, or begin so on the far side of a column.
    for width, near in zip(sides, (gaps[:, 1], gaps[:, 0]), strict=True):
        if _aligned(near + width, spread) and float(np.median(np.abs(width))) <= NARROW * x_height:
            return True
    return False


def _aligned(edges: Floats, spread: float) -> bool:
    """Whether most edges lie in line."""
    return bool(np.mean(np.abs(edges - np.median(edges)) <= spread) >= ALIGNED)


def _far_edge(row: Row, place: int, side: int) -> float:
    """The other edge of the cell on one side of a gap: at the next wide gap, or the row's end."""
    if side > 0:
        further = row.gaps[row.gaps > place]
        return float(row.edges[1][further[0]]) if len(further) else float(row.edges[1][-1])
    nearer = row.gaps[row.gaps < place]
    return float(row.edges[0][nearer[-1] + 1]) if len(nearer) else float(row.edges[0][0])


def _stands_out(corridor: _Corridor, rows: list[Row], taken: set[tuple[int, int]]) -> bool:
    """Whether a corridor's gaps are wider than those between the words of its rows and of those around."""
    around = range(corridor.places[0][0], corridor.places[-1][0] + 1)
    words = {
        index: word_gaps(rows[index], {at for number, at in taken if number == index}) for index in around
    }
    every = [gap for gaps in words.values() for gap in gaps]
    if not every:
        return True
    usual = float(np.quantile(every, WORDS))
    wider = []
    for index, place in corridor.places:
        low, high = rows[index].gap(place)
        own = words[index]
        wider.append(high - low >= WIDER * max(usual, float(np.quantile(own, WORDS)) if own else 0.0))
    return sum(wider) >= WIDER_SHARE * len(wider)


def _at_leaders(row: Row, leaders: Marks, x_height: float) -> set[int]:
    """The components before leaders of a row: dots or a line that fill a gap between words."""
    beside = (leaders.y > row.foot - x_height) & (leaders.y < row.foot + FOOT * x_height)
    found = set()
    for low, high in zip(leaders.left[beside].tolist(), leaders.right[beside].tolist(), strict=True):
        place = int(np.searchsorted(row.edges[0], (low + high) / 2)) - 1
        if 0 <= place < len(row.members) - 1:
            white = row.gap(place)
            if white[0] - FOOT * x_height <= low and high <= white[1] + FOOT * x_height:
                found.add(place)
    return found


def _cut_row(row: Row, x_height: float) -> list[Strip]:
    """The strips of a row: those that it had, cut at more places, and joined where words only stand wide."""
    at = {int(member): place for place, member in enumerate(row.members.tolist())}
    joined: list[Strip] = []
    for strip in row.strips:
        last = max(at[int(member)] for member in joined[-1].members.tolist()) if joined else -1
        if joined and _is_stretched(row, last, x_height):
            members = np.concatenate([joined[-1].members, strip.members])
            joined[-1] = replace(joined[-1], members=members)
        else:
            joined.append(strip)
    if not row.cuts:
        return joined
    cuts = np.array(sorted(row.cuts), dtype=np.intp)
    pieces: list[Strip] = []
    for strip in joined:
        cell = np.searchsorted(cuts, [at[int(member)] for member in strip.members.tolist()], side="left")
        for number, each in enumerate(np.unique(cell).tolist()):
            gap_before = strip.gap_before or number > 0
            pieces.append(replace(strip, members=strip.members[cell == each], gap_before=gap_before))
    return pieces


def _is_stretched(row: Row, place: int, x_height: float) -> bool:
    """Whether the gap between two strips is but as wide as those between the words of a justified row."""
    if place >= len(row.members) - 1 or place in row.cuts:
        return False
    low, high = row.gap(place)
    if not MIN_GAP * x_height <= high - low < CERTAIN * x_height:
        return False
    others = word_gaps(row, {place})
    return len(others) >= STRETCHED_GAPS and high - low <= STRETCHED * float(np.median(others))
