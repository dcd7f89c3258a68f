import numpy as np
import pytest

from recognizer.glyph_sources import (
    draw_plainly,
    is_stroke_archive,
    read_held_out,
    read_portions,
    writer_part,
)
from recognizer.glyph_strokes import Pen, choose_pen, draw_strokes, is_test_writer, read_strokes
from recognizer.types import DatasetError


def part_writers(part, count=2):
    names = (f"w{number}" for number in range(1000))
    return [name for name in names if writer_part(name) == part][:count]


@pytest.fixture
def archive(tmp_path):
    """An l (one stroke, 1000 high) and a t (two strokes) by each of a few writers."""
    writers = [*part_writers("train"), *part_writers("valid"), *part_writers("test")]
    points = np.array([[0, 0], [0, 1000], [200, 0], [200, 800], [0, 300], [400, 300]], np.int16)
    count = len(writers)
    path = tmp_path / "strokes.npz"
    np.savez(
        path,
        points=np.tile(points, (count, 1)),
        stroke_off=np.arange(0, 6 * count + 1, 2),
        char_off=np.array([0, *np.cumsum([1, 2] * count)]),
        label=np.array(["l", "t"] * count),
        writer=np.repeat(writers, 2),
        agreement=np.tile([1.0, 0.0], count).astype(np.float16),
    )
    return path


def test_strokes_are_read_in_the_writers_unit(archive):
    found = read_strokes(archive, lambda writer: True)
    assert found.labels[:2] == ("l", "t")
    (stroke,) = found.strokes(0)
    assert stroke.tolist() == [[0, 0], [0, 1]]
    assert [len(part) for part in found.strokes(1)] == [2, 2]
    assert found.weights[:2].tolist() == [1.0, 0.1]


def test_writers_that_are_measured_on_are_never_learnt_from(archive):
    (portion,) = read_portions([archive])
    assert set(portion.source.writers) == set(part_writers("train"))
    assert set(read_held_out(archive).sources) == set(part_writers("valid"))
    assert not any(is_test_writer(writer) for writer in (*part_writers("train"), *part_writers("valid")))
    (fewer,) = read_portions([archive], excluded=part_writers("train", 1))
    assert set(fewer.source.writers) == set(part_writers("train")[1:])
    with pytest.raises(DatasetError, match="no character of a writer wanted"):
        read_strokes(archive, lambda writer: False)


def test_drawn_stroke_fills_the_square_and_tells_its_size():
    line = [np.array([[0.0, 0.0], [0.0, 2.0]])]
    image, place = draw_strokes(line, Pen(width=0.1))
    rows, columns = np.flatnonzero(image.any(axis=1)), np.flatnonzero(image.any(axis=0))
    assert rows[-1] - rows[0] >= 26
    assert columns[-1] - columns[0] <= 4
    assert place == pytest.approx([1, np.log2(2.1), 0, 0, 0])


def test_single_dot_is_drawn_as_a_blot():
    image, place = draw_strokes([np.array([[0.3, 0.3]])], Pen(width=0.1))
    assert image[16, 16] == 255
    assert place[1] == -3


def test_drawings_differ_but_not_for_the_same_seed(archive):
    found = read_strokes(archive, lambda writer: True)
    first, again, other = (found.draw(1, np.random.default_rng(seed)) for seed in (1, 1, 2))
    np.testing.assert_array_equal(first[0], again[0])
    assert not np.array_equal(first[0], other[0])
    assert choose_pen(np.random.default_rng(1)) == choose_pen(np.random.default_rng(1))


def test_plain_drawings_are_labelled_by_writer(archive):
    found = read_strokes(archive, lambda writer: True)
    drawn = draw_plainly(found, [1])
    assert (drawn.labels, drawn.sources) == (("t",), (part_writers("train")[0],))
    assert drawn.images.shape == (1, 32, 32)


def test_archives_are_told_from_shards(archive, tmp_path):
    np.savez(tmp_path / "other.npz", images=np.zeros((1, 2, 2)))
    (tmp_path / "broken.npz").write_bytes(b"no archive")
    assert is_stroke_archive(archive)
    assert not is_stroke_archive(tmp_path / "other.npz")
    assert not is_stroke_archive(tmp_path)
    with pytest.raises(DatasetError, match="cannot be read"):
        is_stroke_archive(tmp_path / "broken.npz")


def write_signed(path, drawings):
    """An archive of one character, an s, by each writer's drawings: (writer, points)."""
    points = [np.asarray(drawn, np.int16) for _, drawn in drawings]
    count = len(points)
    np.savez(
        path,
        points=np.concatenate(points),
        stroke_off=np.cumsum([0, *map(len, points)]),
        char_off=np.arange(count + 1),
        label=np.array(["s"] * count),
        writer=np.array([writer for writer, _ in drawings]),
        agreement=np.ones(count, np.float16),
    )
    return path


def test_sessions_of_one_hand_under_two_names_are_kept_from_learning(tmp_path):
    rng = np.random.default_rng(0)
    shapes = rng.integers(0, 1000, (30, 16, 2))
    trained, other = part_writers("train")
    (tested,) = part_writers("test", 1)
    drawn = [(tested, shape) for shape in shapes[:10]] + [(trained, shape) for shape in shapes[:20]]
    drawn += [(other, shape) for shape in shapes[20:]]
    path = write_signed(tmp_path / "strokes.npz", drawn)
    (portion,) = read_portions([path])
    assert set(portion.source.writers) == {other}
    joined = read_strokes(path, lambda writer: True, join=True)
    assert len(joined) == 30  # 40 less ten copies
    assert set(joined.writers) == {tested, other}
    assert len(read_strokes(path, lambda writer: True)) == 40


def test_characters_are_selected_with_all_that_is_known_of_them(archive):
    found = read_strokes(archive, lambda writer: True)
    some = found.select([3, 0])
    assert some.labels == ("t", "l")
    assert some.writers == (found.writers[3], found.writers[0])
    assert [len(part) for part in some.strokes(0)] == [2, 2]
    assert some.agreement.tolist() == [0.0, 1.0]
    assert len(found.of_writer(found.writers[0])) == 2
    assert len(found.select([])) == 0
