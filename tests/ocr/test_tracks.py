"""Only what is in doubt is searched, and nothing is lost by it."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from ocr.beam_search import search_tracks
from ocr.frames import FrameTable, stack_frames
from ocr.scoring import BonusScorer
from ocr.tracks import find_tracks
from recognizer.types import LineReading

SCORER = BonusScorer(0.0)


def table(*lines: str, doubts: dict[int, list[float]] | None = None) -> FrameTable:
    """Sure frames of blank ``-``, space, a, b; ``doubts`` are rows of blank, a, b set by hand."""
    rows = np.full((sum(map(len, lines)), 4), 0.003, dtype=np.float32)
    for row, letter in zip(rows, "".join(lines), strict=True):
        row["- ab".index(letter)] = 0.99
    for at, values in (doubts or {}).items():
        rows[at] = [values[0], 0.0, *values[1:]]
    starts = np.cumsum([0, *map(len, lines)])
    return FrameTable(rows, starts.astype(np.int64))


def searched(frames: FrameTable) -> list[list[int]]:
    tracks, _ = find_tracks(frames, SCORER)
    return [row[:length].tolist() for row, length in zip(tracks.frames, tracks.lengths, strict=True)]


def test_sure_lines_are_not_searched() -> None:
    tracks, settled = find_tracks(table("-a-bb--a", "b-"), SCORER)
    assert len(tracks.lengths) == 0
    assert settled.classes.tolist() == [2, 3, 2, 3]
    assert settled.frames.tolist() == [1, 3, 7, 8]


def test_a_doubt_is_searched_with_the_frame_before_and_sure_characters_behind() -> None:
    frames = table("-a-" + "-" + "-a-b-a-b-a-b-", doubts={3: [0.5, 0.3, 0.2]})
    assert searched(frames) == [[2, 3, 4, 5, 7, 9, 11]]  # a b a b behind; the blanks between say nothing


def test_a_track_stays_within_its_line() -> None:
    frames = table("-a-", "-b-", doubts={2: [0.5, 0.3, 0.2]})
    assert searched(frames) == [[1, 2]]


def test_passing_from_one_sure_class_to_the_next_is_no_doubt() -> None:
    assert searched(table("---a--b", doubts={2: [0.6, 0.395, 0.005], 4: [0.4, 0.595, 0.005]})) == []


def test_coming_back_is_a_doubt() -> None:
    wave = {2: [0.6, 0.395, 0.005], 3: [0.9, 0.095, 0.005], 4: [0.5, 0.495, 0.005]}
    assert len(searched(table("------a", doubts=wave))) == 1
    between_equals = {2: [0.6, 0.395, 0.005]}
    assert len(searched(table("-a-a-", doubts=between_equals))) == 1


def test_a_table_without_frames_has_no_tracks() -> None:
    tracks, settled = find_tracks(stack_frames([], 4), SCORER)
    assert (len(tracks.lengths), len(settled.classes)) == (0, 0)


def peaked(rng: np.random.Generator, length: int) -> NDArray[np.float32]:
    """Rows most of which are sure."""
    rows = rng.dirichlet(np.full(4, 0.08), size=length)
    return np.log(np.maximum(rows, 1e-9)).astype(np.float32)


@given(st.integers(0, 2**32 - 1), st.lists(st.integers(0, 40), max_size=4))
@settings(max_examples=60, deadline=None)
def test_settled_and_searched_frames_never_overlap_and_stay_in_order(seed: int, lengths: list[int]) -> None:
    rng = np.random.default_rng(seed)
    frames = stack_frames([LineReading(peaked(rng, length), 2.0) for length in lengths], 4)
    tracks, settled = find_tracks(frames, SCORER)
    inside = [row[:length] for row, length in zip(tracks.frames, tracks.lengths, strict=True)]
    taken = np.concatenate([np.zeros(0, np.int64), *inside])
    assert len(np.unique(taken)) == len(taken)
    assert not np.isin(settled.frames, taken).any()
    assert (np.diff(settled.frames) > 0).all()
    assert (np.diff(tracks.lengths) <= 0).all()
    for row in inside:
        assert len(set(frames.line_of_frame[row])) == 1
        assert (np.diff(row) > 0).all()
    found = search_tracks(frames.probabilities, tracks, SCORER, 4)
    assert np.isin(found.frames, taken).all()
    assert (np.diff(found.frames) > 0).all()
