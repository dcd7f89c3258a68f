import numpy as np

from recognizer.datasets.framing import Paper, drop_foreign_ink, frame_sample, judge_paper, separate_ink
from recognizer.datasets.samples import Sample
from recognizer.datasets.sizes import places_of, relative_sizes


def test_ink_is_told_from_paper_by_most_of_the_pictures(letter):
    dark = [Sample(255 - letter("F"), "F")] * 3
    light = [Sample(letter("F"), "F")] * 3
    assert (judge_paper(dark).ink, judge_paper(dark).level) == ("dark", 255)
    assert (judge_paper(light).ink, judge_paper(light).level) == ("light", 0)
    assert judge_paper([]) == Paper()


def test_dark_and_light_ink_give_the_same_square(letter):
    light = frame_sample(Sample(letter("F"), "F"), Paper(0, "light"))
    dark = frame_sample(Sample(255 - letter("F"), "F"), Paper())
    grey = frame_sample(Sample(np.where(letter("F") > 0, 60, 200).astype(np.uint8), "F"), Paper(200))
    assert np.array_equal(light.image, dark.image)
    assert np.array_equal(grey.image > 127, dark.image > 127)
    assert light.extent == (18, 12)


def test_blank_pictures_have_no_frame():
    for level in (0, 128, 255):
        assert frame_sample(Sample(np.full((28, 28), level, np.uint8), "x"), Paper()) is None
    assert frame_sample(Sample(np.zeros((0, 0), np.uint8), "x"), Paper()) is None


def test_a_tight_cut_whose_border_is_ink_is_not_turned_inside_out():
    image = np.zeros((20, 12), np.uint8)  # a dark o without a margin
    image[5:15, 4:8] = 255
    ink = separate_ink(image, Paper(255, "dark"))
    assert ink[0].min() == 255
    assert ink[5:15, 4:8].max() == 0


def test_ink_of_neighbours_at_the_border_is_dropped_where_there_are_margins(letter):
    ruled = letter("F").copy()
    ruled[-2:] = 255
    assert np.array_equal(drop_foreign_ink(ruled), letter("F"))
    framed = frame_sample(Sample(255 - ruled, "F"), Paper(has_margins=True))
    assert framed.extent == (18, 12)
    assert frame_sample(Sample(255 - ruled, "F"), Paper()).extent == (23, 28)


def test_a_character_that_fills_its_picture_is_kept():
    full = np.zeros((28, 28), np.uint8)
    full[:, 10:18] = 255
    full[12:14, 2:4] = 255
    assert np.array_equal(drop_foreign_ink(full), full)
    assert not judge_paper([Sample(255 - full, "l")]).has_margins


def test_sizes_are_beside_a_writers_own():
    extents = np.array([[10, 5], [20, 5], [5, 10], [20, 40]] * 8, np.int32)
    writers = np.array(["a", "a", "b", "b"] * 8)
    sizes = relative_sizes(extents, writers)
    assert np.allclose(sizes[:4], [10 / 15, 20 / 15, 10 / 25, 40 / 25])
    assert relative_sizes(np.full((9, 2), 20, np.int32), np.array(["a"] * 9)) is None
    assert relative_sizes(np.zeros((0, 2), np.int32), np.zeros(0, np.str_)) is None
    assert np.allclose(places_of(np.array([2.0]), 1), [[1, 1, 0, 0, 0]])
    assert not places_of(None, 3).any()
