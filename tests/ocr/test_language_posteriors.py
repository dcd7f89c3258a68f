import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocr.frames import read_greedily, stack_frames
from ocr.language_posteriors import weigh_language
from ocr.posteriors import weigh_characters
from ocr.scoring import BonusScorer
from recognizer.types import LineReading

BLANK, SPACE, A, B = range(4)


class AfterA:
    """Only remembers the last class: after an ``a``, a ``b`` is worth nine times as much as anything else."""

    memory = 1

    def start(self):
        return SPACE

    def factors(self, states, classes):
        return np.where((states == A) & (classes == B), 9.0, 1.0)

    def advance(self, states, classes):
        return np.broadcast_to(classes, np.broadcast_shapes(states.shape, classes.shape))


def weigh(rows, scorer):
    table = stack_frames([LineReading(np.log(np.array(one, np.float32) + 1e-9), 2.0) for one in rows], 4)
    read = read_greedily(table)
    weighed = weigh_characters(table, read)
    return weighed, weigh_language(table, read, weighed, scorer)


def chance(posteriors, at, wanted):
    row = posteriors.classes[at].tolist()
    return posteriors.probabilities[at, row.index(wanted)]


SURE_A, GAP = [0, 0, 1, 0], [1, 0, 0, 0]


def test_what_the_language_likes_after_its_neighbour_becomes_surer():
    seen, weighed = weigh([[SURE_A, GAP, [0, 0, 0.4, 0.6]]], AfterA())
    assert seen.probabilities[1, 0] == pytest.approx(0.6, abs=1e-6)
    assert weighed.probabilities[1, 0] == pytest.approx(9 * 0.6 / (9 * 0.6 + 0.4), abs=1e-4)
    assert chance(weighed, 1, A) == pytest.approx(0.4 / 5.8, abs=1e-4)


def test_what_makes_its_follower_likely_becomes_surer():
    _, weighed = weigh([[[0, 0.4, 0.6, 0], GAP, [0, 0, 0, 1]]], AfterA())
    assert weighed.probabilities[0, 0] == pytest.approx(9 * 0.6 / (9 * 0.6 + 0.4), abs=1e-4)


def test_a_character_that_parts_likely_neighbours_becomes_doubtful():
    # without the space, b would follow a
    seen, weighed = weigh([[SURE_A, [0.4, 0.6, 0, 0], [0, 0, 0, 1]]], AfterA())
    assert seen.probabilities[1, 0] == pytest.approx(0.6, abs=1e-6)
    assert weighed.probabilities[1, 0] == pytest.approx(0.6 / (0.6 + 9 * 0.4), abs=1e-4)


def test_lines_are_no_neighbours():
    seen, weighed = weigh([[SURE_A], [[0, 0, 0.4, 0.6]]], AfterA())
    np.testing.assert_allclose(weighed.probabilities, seen.probabilities, atol=1e-6)


def test_what_is_beyond_doubt_stays_as_it_was_seen():
    seen, weighed = weigh([[SURE_A, GAP, SURE_A]], AfterA())
    assert weighed is seen


def test_nothing_read_is_nothing_weighed():
    seen, weighed = weigh([np.zeros((0, 4)), [GAP]], AfterA())
    assert weighed is seen
    assert weighed.probabilities.shape[0] == 0


@given(st.lists(st.integers(0, 6), max_size=4), st.integers(0, 2**32 - 1), st.booleans())
def test_whatever_was_seen_stays_a_distribution(lengths, seed, with_language):
    rng = np.random.default_rng(seed)
    rows = [rng.dirichlet(np.full(4, 0.3), size=length) for length in lengths]
    _, weighed = weigh(rows, AfterA() if with_language else BonusScorer(0.5))
    assert np.all(weighed.probabilities >= 0)
    assert np.all(weighed.probabilities.sum(axis=1) <= 1 + 1e-6)  # what is seen is float32
