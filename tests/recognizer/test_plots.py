import cv2
import numpy as np
import pytest

from recognizer.plots import plot_classes, plot_confusion, plot_learning, plot_samples
from recognizer.scoring import Score
from recognizer.training_log import TrainingLog
from recognizer.types import DatasetError

pytestmark = pytest.mark.slow


def ink(path):
    image = cv2.imread(str(path), cv2.IMREAD_GRAYSCALE)
    assert image is not None
    return int((image < 128).sum())


def test_every_figure_is_drawn_without_a_display(tmp_path, toy_line, monkeypatch):
    monkeypatch.delenv("DISPLAY", raising=False)
    plot_classes(["ab $x", "£ ½"], tmp_path / "classes.png")
    plot_samples([toy_line("ab x"), toy_line("$1")], tmp_path / "samples.png")
    log = TrainingLog(tmp_path)
    for step, loss in ((50, 2.0), (100, 1.0)):
        log.add(step, step / 10, "frames", 1e-3, loss)
        log.add_scores(step, step / 10, [Score("valid", "print", 10, 100, int(20 * loss))])
    plot_learning(tmp_path, tmp_path / "curves.png")
    plot_confusion(np.array([[5, 2], [0, 7]]), ["l", "1"], tmp_path / "confusion.png")
    for name in ("classes", "samples", "curves", "confusion"):
        assert ink(tmp_path / f"{name}.png") > 200


def test_nothing_to_plot_is_said(tmp_path):
    with pytest.raises(DatasetError, match="no characters"):
        plot_classes([], tmp_path / "x.png")
    with pytest.raises(DatasetError, match="no lines"):
        plot_samples([], tmp_path / "x.png")
    with pytest.raises(DatasetError, match=r"log\.csv"):
        plot_learning(tmp_path, tmp_path / "x.png")
    with pytest.raises(DatasetError, match="a row and a column"):
        plot_confusion(np.zeros((2, 3), np.int64), ["a", "b"], tmp_path / "x.png")
