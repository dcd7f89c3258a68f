"""What is read on bare paper is taken away; what stands near ink is left alone."""

import numpy as np
import pytest

from ocr.bare_paper import refuse_bare_paper
from recognizer.types import LineReading


def reading_of(classes, frames):
    """Frames that are sure of one class each."""
    scores = np.full((frames, 4), 0.02, np.float32)
    scores[np.arange(frames), classes] = 0.94
    return LineReading(np.log(scores), 2.0)


def test_leaders_seen_in_a_wide_gap_become_a_space_or_nothing():
    pixels = np.zeros((40, 200), np.float32)
    pixels[15:29, :10] = pixels[15:29, 190:] = 1.0
    read = refuse_bare_paper(reading_of(np.full(100, 3), 100), pixels).log_probabilities
    assert (read[:8].argmax(axis=1) == 3).all()
    assert (read[92:].argmax(axis=1) == 3).all()
    assert np.exp(read[20:80, 2:]).max() < 1e-6
    assert np.exp(read[:, :]).sum(axis=1) == pytest.approx(1.0, abs=1e-5)


def test_blank_and_space_keep_their_shares_of_a_bare_frame():
    scores = np.tile(np.array([[0.1, 0.3, 0.5, 0.1]], np.float32), (40, 1))
    read = refuse_bare_paper(LineReading(np.log(scores), 2.0), np.zeros((40, 80), np.float32))
    assert np.exp(read.log_probabilities[0, :2]) == pytest.approx([0.25, 0.75], abs=1e-5)


def test_reading_with_ink_everywhere_is_the_same_object():
    reading = reading_of(np.full(40, 2), 40)
    assert refuse_bare_paper(reading, np.ones((40, 80), np.float32)) is reading
    assert refuse_bare_paper(reading, np.zeros((40, 0), np.float32)) is reading
