from hypothesis import given
from hypothesis import strategies as st

from ocr.line_placing import place_lines

TRUTH = "It was then that the King called upon one to finish the story that was being told him"


def stretches(lines, truth=TRUTH, parts=False):
    return [truth[one.start : one.end] for one in place_lines(lines, truth, parts)]


def test_lines_cover_what_they_were_read_from_in_any_order():
    assert stretches(["to finish the story", "It was then that"]) == [
        "to finish the story",
        "It was then that",
    ]


def test_misread_line_covers_its_stretch_to_the_ends_of_words():
    assert stretches(["lt vvas then tbat", "the Kinq caled upom ono"]) == [
        "It was then that",
        "the King called upon one",
    ]


def test_a_line_that_is_nowhere_covers_nothing():
    assert stretches(["Zygmunt 4711 %%", "the King"]) == ["the King"]


def test_stretches_are_covered_once():
    assert stretches(["the King called", "the King called"]) == ["the King called"]


def test_of_equal_stretches_the_one_nearest_to_its_line_is_covered():
    truth = "one two three one two three one two three"
    placed = place_lines(["x", "one two", "three", "y", "three one two", "three"], truth)
    assert [one.start for one in placed] == sorted(one.start for one in placed)


def test_short_lines_must_be_whole_words():
    assert stretches(["at"], "that is at once") == ["at"]
    assert [one.start for one in place_lines(["at"], "that is at once")] == [8]
    assert stretches(["1S"], "page 15 of it") == []


def test_parts_of_a_line_are_placed_apart_where_that_is_wanted():
    across = "told him of the horse It was then that the"
    truth = "It was then that the King. He was told him of the horse"
    assert len(stretches([across], truth)) == 1
    assert stretches([across], truth, parts=True) == ["told him of the horse", "It was then that the"]


def test_nothing_is_placed_in_nothing():
    assert stretches([]) == []
    assert stretches(["", "words"], "") == []


@given(
    st.lists(st.text(alphabet="ab ", max_size=12), max_size=5),
    st.text(alphabet="ab ", max_size=30),
    st.booleans(),
)
def test_stretches_never_overlap(lines, truth, parts):
    lines = [" ".join(line.split()) for line in lines]
    truth = " ".join(truth.split())
    covered = [0] * len(truth)
    for one in place_lines(lines, truth, parts):
        assert 0 <= one.first < one.last <= len(lines[one.line])
        for at in range(one.start, one.end):
            covered[at] += 1
    assert max(covered, default=0) <= 1
