import pytest

from ocr.decoder import DecodedCharacter, DecodedLine
from ocr.word_confidence import WordMakeup, rate_words, take_apart, word_confidences
from recognizer.word_calibration import WordCalibration


def line(text, *confidences):
    return DecodedLine(tuple(DecodedCharacter(c, p, 0, 0) for c, p in zip(text, confidences, strict=True)))


def test_a_word_is_made_of_its_letters_and_the_spaces_beside_it():
    words = take_apart(line("a bb c", 0.5, 0.75, 0.5, 0.5, 0.5, 1.0).characters)
    assert words == [WordMakeup("a", 0.5, 0.75), WordMakeup("bb", 0.25, 0.375), WordMakeup("c", 1.0, 0.5)]


def test_spaces_at_the_ends_and_in_a_row_make_no_words():
    words = take_apart(line(" a  b ", *[0.5] * 6).characters)
    assert [(word.text, word.spaces) for word in words] == [("a", 0.125), ("b", 0.125)]
    assert take_apart(line("  ", 0.5, 0.5).characters) == take_apart([]) == []


def test_words_that_were_not_rated_are_as_sure_as_their_letters_together():
    assert word_confidences(line("ab c", 0.5, 0.5, 0.1, 0.75)) == (0.25, 0.75)


def test_rating_leaves_every_line_its_own_words():
    lines = [line("a", 0.5), line("", *[]), line("a b", 0.25, 1.0, 0.75)]
    rated = rate_words(lines, WordCalibration())
    assert [one.characters for one in rated] == [one.characters for one in lines]
    assert [list(one.word_confidences) for one in rated] == [
        [pytest.approx(0.5)],
        [],
        [pytest.approx(0.25), pytest.approx(0.75)],
    ]
    assert rate_words([], WordCalibration()) == []


def test_a_doubtful_space_makes_its_words_doubtful():
    sure, doubtful = line("a b", 0.9, 1.0, 0.9), line("a b", 0.9, 0.5, 0.9)
    rated = rate_words([sure, doubtful], WordCalibration(space_a=1.0))
    assert rated[1].word_confidences[0] < rated[0].word_confidences[0]


def test_ratings_of_other_words_are_not_believed():
    assert word_confidences(DecodedLine(line("a b", 0.5, 1, 0.25).characters, (0.9,))) == (0.5, 0.25)
