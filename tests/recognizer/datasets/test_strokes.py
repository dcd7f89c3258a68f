import numpy as np
import pytest

from recognizer.datasets.conversion import ConvertSettings, convert_dataset
from recognizer.datasets.registry import choose_format
from recognizer.datasets.samples import ReadSettings
from recognizer.datasets.strokes import NO_STROKES, read_strokes
from recognizer.glyph_data import read_glyph_shards
from recognizer.types import DatasetError


def arrays(**changes):
    """A tall bar, a bar of half its height, a cross of two strokes, and a character without a stroke."""
    strokes = [[(0, 0), (0, 1000)], [(50, 0), (50, 500)], [(0, 0), (900, 900)], [(0, 900), (900, 0)]]
    points = np.array([point for stroke in strokes for point in stroke], np.int16)
    return {
        "points": points,
        "stroke_off": np.arange(0, 9, 2),
        "char_off": np.array([0, 1, 2, 4, 4]),
        "label": np.array(["l", "i", "x", "?"]),
        "writer": np.array(["a", "a", "b", "b"]),
        "agreement": np.array([1.0, 1.0, 0.2, 1.0]),
        **changes,
    }


def save(path, **changes):
    np.savez(path, **arrays(**changes))
    return path


def test_sizes_are_told_beside_the_writers(tmp_path):
    path = save(tmp_path / "s.npz")
    found = list(read_strokes(path, ReadSettings()))
    tall, small = found[0], found[1]
    assert choose_format(path).name == "strokes"
    assert tall.place[0] == small.place[0] == 1
    assert 0.7 < tall.place[1] - small.place[1] < 1.3  # twice as large, but for the pen's width
    assert found[3].reason == NO_STROKES
    assert (found[2].writer, found[2].image.shape) == ("b", (32, 32))


def test_variants_differ_and_are_drawn_alike_again(tmp_path):
    path = save(tmp_path / "s.npz")
    settings = ReadSettings(variants=3)
    once, again = ([item.image for item in list(read_strokes(path, settings))[:3]] for _ in range(2))
    assert all(np.array_equal(a, b) for a, b in zip(once, again, strict=True))
    assert not np.array_equal(once[0], once[1])
    other = next(read_strokes(path, ReadSettings(seed=5)))
    assert not np.array_equal(once[0], other.image)


def test_places_reach_the_shards(tmp_path):
    convert_dataset(save(tmp_path / "s.npz"), tmp_path / "out", ConvertSettings())
    glyphs = read_glyph_shards([tmp_path / "out"])
    assert glyphs.known_places()[:, 0].tolist() == [1.0, 1.0, 1.0]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"points": np.zeros((4, 2), np.int16)}, "stroke_off"),
        ({"char_off": np.array([0, 1, 2, 4])}, "char_off"),
        ({"char_off": np.array([0, 3, 2, 4, 4])}, "char_off"),
        ({"points": np.zeros(8, np.int16)}, r"\(n, 2\)"),
        ({"writer": np.array(["a"])}, "1 of writer"),
    ],
)
def test_damaged_archives_are_told(tmp_path, changes, message):
    with pytest.raises(DatasetError, match=message):
        list(read_strokes(save(tmp_path / "s.npz", **changes), ReadSettings()))
