import numpy as np
import pytest

from recognizer.character_reading import read_characters
from recognizer.charset import Charset

ABC = Charset(" abc")


class Classifier:
    def classify_glyphs(self, crops, places=None):
        assert crops.shape[1:] == (32, 32)
        assert places is None
        return np.log(np.tile([0.1, 0.1, 0.2, 0.4, 0.2], (len(crops), 1))).astype(np.float32)


def ink():
    image = np.full((20, 20), 255, np.uint8)
    image[4:16, 9:12] = 0
    return image


def test_character_has_label_confidence_and_alternatives():
    (reading,) = read_characters([ink()], Classifier(), ABC, alternatives=1)
    assert reading.label == "b"
    assert reading.confidence == pytest.approx(0.5)  # blank and space are no characters
    assert reading.alternatives == (("a", pytest.approx(0.25)),)


def test_answers_are_restricted_to_what_is_asked_for():
    (reading,) = read_characters([ink()], Classifier(), ABC, among="c")
    assert (reading.label, reading.confidence, reading.alternatives) == ("c", 1.0, ())


def test_blank_image_has_no_label():
    (reading,) = read_characters([np.full((9, 9), 255, np.uint8)], Classifier(), ABC)
    assert (reading.label, reading.confidence) == ("", 0.0)
    assert read_characters([], Classifier(), ABC) == []
