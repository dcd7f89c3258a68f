"""Scores the four turns of a page from the boxes of its components, without reading anything."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from segmenter.box_raster import NOTHING, BoxRaster, Floats, draw_boxes
from segmenter.components import ComponentTable
from segmenter.deskew import measure_sharpness

TURNS = (0, 90, 180, 270)
FEWEST = 4  # letters that tell anything
MOST = 1500  # letters looked at; more add time and no certainty
MOST_ANGLES = 600  # of them, that tell how sharp the lines are

# All lengths below are in character heights of the page.
LETTER = (0.45, 14.0, 0.08, 3.5)  # longer side from, up to; shorter side from, up to
LETTER_AREA = 0.03  # squared
RULES = ((8.0, 0.5), (5.0, 0.6))  # longer than, and thinner than
MARK = (0.08, 0.5)  # longer side of a dot, an accent, a comma
MARK_AREA = 0.008  # squared
CELL = 0.25
CLOSE = 0.3  # gap between letters of a word
ALIKE, APART = 0.13, 0.22  # tops, or bottoms, that lie level, and that do not
FARTHEST = 1.2  # between tops of one line
MARK_GAP, MARK_OVERLAP = 0.45, 0.3  # between a dot and its stem, or how far into its box
TALL_NEIGHBOUR = 0.6  # a letter that a full stop or an apostrophe is measured by
LOW, HIGH = 0.68, 0.32  # of its height from the top: where a full stop, an apostrophe has its middle
ANGLE_STEP, MAX_ANGLE = 0.5, 15.0  # degrees

# What each sign is worth, natural logarithm of the odds: fitted on training pages and drawn ones.
SHARP_WORTH, CLOSE_WORTH = 3.4, 7.0
REACH_WORTH, DOT_WORTH, STOP_WORTH = 0.39, 0.56, 0.29
REACH_CHANCE, MARK_CHANCE, FEW = 0.3, 0.05, 5.0  # of the pairs, that tell something by chance; and so many
MOST_BY_MARKS = 3.0  # grain has many marks: they never outweigh letters
SURE_AXIS, SURE_WAY, SURE_REACH = 3.5, 3.5, 2.5  # from here nothing needs to be read


@dataclass(frozen=True, slots=True)
class TurnScores:
    """How likely each turn sets a page upright.

    Args:
        probabilities: of turning by 0, 90, 180 and 270 degrees counter-clockwise; they sum to 1.
        sure: whether the likeliest turn needs no reading to be believed.
    """

    probabilities: tuple[float, float, float, float]
    sure: bool

    @property
    def best(self) -> int:
        """The likeliest turn, degrees counter-clockwise; of equals the first."""
        return TURNS[int(np.argmax(self.probabilities))]

    def candidates(self, least: float = 0.02) -> tuple[int, ...]:
        """The turns worth a look, the likeliest first.

        Args:
            least: probability from which a turn is.
        """
        ranked = sorted(zip(self.probabilities, TURNS, strict=True), key=lambda pair: (-pair[0], pair[1]))
        return tuple(turn for probability, turn in ranked if probability >= least)


UNKNOWN = TurnScores((0.25, 0.25, 0.25, 0.25), False)


def score_turns(table: ComponentTable, character_height: float) -> TurnScores:
    """Tell from its components how a page lies.

    Lines run where the bottoms and tops of letters fall together most sharply and where letters stand
    closest. Of the two ways up that is left, letters reach above their neighbours more often than below
    (Bloomberg, Kopec and Dasari, 1995, Measuring document image skew and orientation; van Beusekom, Shafait
    and Breuel, 2010, Combined orientation and skew detection using geometric text-line modeling), dots and
    accents lie above letters, and full stops and commas at their foot.

    Args:
        table: the page's components.
        character_height: px; at least 1.

    Returns:
        The scores; all alike and not sure where there are too few components to tell.
    """
    letters, marks = _choose(table, character_height)
    if len(letters) < FEWEST:
        return UNKNOWN
    level = _Lines.of(letters, marks, character_height)
    upended = _Lines.of(_turned(letters), _turned(marks), character_height)
    axis = SHARP_WORTH * (level.sharpness - upended.sharpness) + CLOSE_WORTH * (level.close - upended.close)
    across = 1.0 / (1.0 + math.exp(-max(min(axis, 500.0), -500.0)))
    ways = [
        lines.weigh_ways() if share > 0.01 else (0.0, False)
        for lines, share in ((level, across), (upended, 1 - across))
    ]
    up, left = (1.0 / (1.0 + math.exp(-odds)) for odds, _ in ways)
    probabilities = (across * up, (1 - across) * left, across * (1 - up), (1 - across) * (1 - left))
    return TurnScores(probabilities, abs(axis) >= SURE_AXIS and ways[0 if axis > 0 else 1][1])


@dataclass(frozen=True, slots=True, eq=False)
class _Lines:
    """A page taken as if its lines ran from left to right.

    Args:
        letters, marks: (n, 4) and (m, 4) boxes, px.
        height: of the page's characters, px.
        raster: of the letters.
        right: (n,) the letter right of each.
        sharpness: of the lines, natural logarithm, against what other angles have.
        angle: at which they are sharpest, degrees.
        close: share of the letters that stand close to the one at their right.
    """

    letters: Floats
    marks: Floats
    height: float
    raster: BoxRaster
    right: NDArray[np.intp]
    sharpness: float
    angle: float
    close: float

    @classmethod
    def of(cls, letters: Floats, marks: Floats, height: float) -> _Lines:
        """Look at the letters' neighbours and how sharply they form lines."""
        few = letters[:: max(1, len(letters) // MOST_ANGLES)]
        x = (few[:, 0] + few[:, 2]) / 2
        angles = np.arange(-MAX_ANGLE, MAX_ANGLE + ANGLE_STEP / 2, ANGLE_STEP)
        bin_px = max(1.0, 0.4 * height)
        tops, bottoms = (measure_sharpness(x - x.mean(), few[:, side], angles, bin_px) for side in (1, 3))
        sharp = tops + bottoms
        best = int(np.argmax(sharp))
        raster = draw_boxes(letters, CELL * height)
        right = raster.next_box(letters, (1, 0), round(2 / CELL), np.arange(len(letters)))
        gap = np.where(right != NOTHING, letters[right, 0] - letters[:, 2], np.inf)
        close = float(np.mean(gap < CLOSE * height))
        sharpness = float(np.log(sharp[best] / np.median(sharp)))
        return cls(letters, marks, height, raster, right, sharpness, float(angles[best]), close)

    def weigh_ways(self) -> tuple[float, bool]:
        """How much speaks for this way up against upside down: logarithm of the odds; whether it is sure."""
        above, below, pairs = self._count_reaches()
        over, under, high, low = self._count_marks()
        reach = (above - below) / math.sqrt(above + below + REACH_CHANCE * pairs + FEW)
        dots = (over - under) / math.sqrt(over + under + MARK_CHANCE * pairs + FEW)
        stops = (low - high) / math.sqrt(low + high + MARK_CHANCE * pairs + FEW)
        by_marks = DOT_WORTH * dots + STOP_WORTH * stops
        odds = REACH_WORTH * reach + max(min(by_marks, MOST_BY_MARKS), -MOST_BY_MARKS)
        return odds, abs(odds) >= SURE_WAY and reach * odds > 0 and abs(reach) >= SURE_REACH

    def _count_reaches(self) -> tuple[int, int, int]:
        """Neighbours level at the bottom but not at the top, those level at the top alone, and all."""
        slope = math.tan(math.radians(self.angle))
        one = np.flatnonzero(self.right != NOTHING)
        other = self.right[one]
        middle = (self.letters[:, 0] + self.letters[:, 2]) / 2
        rise = slope * (middle[other] - middle[one])
        top = np.abs(self.letters[other, 1] - self.letters[one, 1] + rise)
        bottom = np.abs(self.letters[other, 3] - self.letters[one, 3] + rise)
        alike, apart = max(ALIKE * self.height, 1.01), max(APART * self.height, 2.01)
        farthest = FARTHEST * self.height
        above = int(np.count_nonzero((bottom <= alike) & (top >= apart) & (top < farthest)))
        below = int(np.count_nonzero((top <= alike) & (bottom >= apart) & (bottom < farthest)))
        return above, below, len(one)

    def _count_marks(self) -> tuple[int, int, int, int]:
        """Marks close over a letter, close under one, and beside one high up or low down."""
        if len(self.marks) == 0:
            return 0, 0, 0, 0
        over = self._gap((0, 1))
        under = self._gap((0, -1))
        far, deep = MARK_GAP * self.height, -MARK_OVERLAP * self.height
        is_over = (over < far) & (over > deep) & (over < under)
        is_under = (under < far) & (under > deep) & (under < over)
        high = low = 0
        for step in ((-1, 0), (1, 0)):
            beside = self.raster.next_box(self.marks, step, round(1 / CELL))
            chosen = np.flatnonzero((beside != NOTHING) & ~is_over & ~is_under)
            letter, mark = self.letters[beside[chosen]], self.marks[chosen]
            tall = letter[:, 3] - letter[:, 1]
            place = ((mark[:, 1] + mark[:, 3]) / 2 - letter[:, 1]) / tall
            counts = tall > TALL_NEIGHBOUR * self.height
            low += int(np.count_nonzero(counts & (place > LOW)))
            high += int(np.count_nonzero(counts & (place < HIGH)))
        return int(np.count_nonzero(is_over)), int(np.count_nonzero(is_under)), high, low

    def _gap(self, step: tuple[int, int]) -> Floats:
        """(m,) px from each mark down, or up, to the next letter; infinite where none is near."""
        met = self.raster.next_box(self.marks, step, round(0.75 / CELL))
        down = step[1] > 0
        gap = self.letters[met, 1] - self.marks[:, 3] if down else self.marks[:, 1] - self.letters[met, 3]
        return np.where(met != NOTHING, gap, np.inf)


def _choose(table: ComponentTable, height: float) -> tuple[Floats, Floats]:
    """Boxes of letters and of small marks, by rules that are the same however the page lies."""
    longer, shorter = np.maximum(table.widths, table.heights), np.minimum(table.widths, table.heights)
    shortest, longest, thinnest, thickest = (length * height for length in LETTER)
    letter = (longer > shortest) & (longer < longest) & (shorter > thinnest) & (shorter < thickest)
    letter &= table.areas > LETTER_AREA * height**2
    for long, thin in RULES:
        letter &= ~((longer > long * height) & (shorter < thin * height))
    mark = ~letter & (longer >= MARK[0] * height) & (longer <= MARK[1] * height)
    mark &= table.areas >= MARK_AREA * height**2
    letters, marks = (table.boxes[chosen].astype(np.float64) for chosen in (letter, mark))
    if len(letters) <= MOST:
        return letters, marks
    # A band of the page around the middle letter, so that neighbours stay together.
    top, bottom = np.quantile(letters[:, 1], 0.5 + np.array([-0.5, 0.5]) * MOST / len(letters))
    return tuple(boxes[(boxes[:, 1] >= top) & (boxes[:, 1] <= bottom)] for boxes in (letters, marks))


def _turned(boxes: Floats) -> Floats:
    """Boxes of the page turned by 90 degrees counter-clockwise, about its left top corner."""
    left, top, right, bottom = boxes.T
    return np.stack([top, -right, bottom, -left], axis=1)
