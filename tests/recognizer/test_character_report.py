import csv

import numpy as np
import pytest

from recognizer.character_plots import plot_confusion_matrix, plot_sheet
from recognizer.character_report import (
    find_worst,
    summarize_judged,
    tabulate_worst,
    to_glyph_set,
    write_character_report,
)
from recognizer.character_scores import Judged
from recognizer.datasets.collection import Collection
from recognizer.glyph_data import GlyphSet
from recognizer.types import DatasetError


@pytest.fixture
def judged():
    """Ten a by writer v, all right; ten b by writer w, eight taken for an a and two right."""
    labels = ("a",) * 10 + ("b",) * 10
    scores = np.tile([-0.1, -3.0, -4.0, -5.0], (20, 1)).astype(np.float32)
    scores[18:] = [-3.0, -0.1, -4.0, -5.0]
    scores[12, 1] = -9.0
    images = np.zeros((20, 32, 32), np.uint8)
    glyphs = GlyphSet(images, labels, ("v",) * 10 + ("w",) * 10, ("hand",) * 20)
    return Judged(glyphs, np.ones(20, bool), ("a", "b", "c", "d"), scores)


def read(path):
    with path.open(newline="") as stream:
        return list(csv.DictReader(stream))


def test_report_has_a_row_a_class_and_a_writer(judged, tmp_path):
    paths = write_character_report(judged, tmp_path / "report")
    assert all(path.stat().st_size for path in paths)
    a, b = read(tmp_path / "report" / "classes.csv")
    assert (a["count"], a["top_1"], a["taken_for"]) == ("10", "100.00", "")
    assert (b["label"], b["top_1"], b["top_3"], b["taken_for"]) == ("b", "20.00", "90.00", "a")
    assert [row["writer"] for row in read(tmp_path / "report" / "writers.csv")] == ["w", "v"]
    assert read(tmp_path / "report" / "confusions.csv") == [{"label": "b", "found": "a", "times": "8"}]


def test_summary_and_the_worst_are_told(judged):
    summary = summarize_judged(judged)
    assert summary["top-1"].right == 0.6
    assert summary["top-3"].right == 0.95
    assert find_worst(judged, 1).tolist() == [12]
    assert tabulate_worst(judged)[0] == "class b: top-1 20.00 %, top-3 90.00 % of 10"


def test_a_part_of_a_data_set_is_chosen():
    names = np.array(["train", "test"])
    images = np.zeros((2, 32, 32), np.uint8)
    places = np.zeros((2, 5), np.float32)
    some = Collection(
        "x", images, np.array(["a", "b"]), names, names, names, np.ones((2, 2), np.int32), places
    )
    assert to_glyph_set(some, "test").labels == ("b",)
    assert len(to_glyph_set(some)) == 2
    with pytest.raises(DatasetError, match="no part 'valid'"):
        to_glyph_set(some, "valid")


def test_plots_of_nothing_are_refused(tmp_path):
    with pytest.raises(DatasetError, match="row and a column"):
        plot_confusion_matrix(np.zeros((2, 2), np.int64), ["a"], tmp_path / "x.png")
    with pytest.raises(DatasetError, match="a sheet needs"):
        plot_sheet(np.zeros((0, 32, 32), np.uint8), [], tmp_path / "x.png")
