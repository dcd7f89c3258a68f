import csv

import cv2
import numpy as np
import pytest

from recognizer.datasets.collection import load_collection
from recognizer.datasets.showing import show_collection

pytestmark = pytest.mark.slow


def rows_of(path):
    with path.open(newline="", encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


def test_every_plot_has_its_figures_beside_it(written, tmp_path, monkeypatch):
    monkeypatch.delenv("DISPLAY", raising=False)
    shown = show_collection(load_collection(written), tmp_path / "plots")
    names = {path.stem for path in shown.plots}
    assert names == {"classes", "samples", "means", "sizes", "suspects", "duplicates"}
    for path in shown.plots:
        image = cv2.imread(str(path), cv2.IMREAD_GRAYSCALE)
        assert (image < 128).sum() > 200
        assert path.with_suffix(".csv").is_file()
    counts = rows_of(tmp_path / "plots/classes.csv")
    assert sum(int(row["total"]) for row in counts) == 144
    assert len(rows_of(tmp_path / "plots/samples.csv")) == 30
    assert any("fewer than three writers" in note for note in shown.notes)
    assert any("oriented gradients" in note for note in shown.notes)


def test_writers_with_enough_glyphs_are_compared(tmp_path, letter):
    rng = np.random.default_rng(2)
    images = np.stack([letter("Flo"[at % 3], at) for at in range(240)]).astype(int)
    images = np.clip(images + rng.normal(0, 8, images.shape), 0, 255).astype(np.uint8)
    labels = np.array([["F", "l", "$"][at % 3] for at in range(240)])
    writers = np.array([f"w{at // 40}" for at in range(240)])
    np.savez(tmp_path / "a.npz", images=images, label=labels, writer=writers)
    shown = show_collection(load_collection(tmp_path / "a.npz"), tmp_path / "plots")
    assert "styles" in {path.stem for path in shown.plots}
    assert {row["writer"] for row in rows_of(tmp_path / "plots/styles.csv")} == {f"w{at}" for at in range(6)}


def test_one_glyph_is_shown_too(tmp_path, letter):
    np.savez(tmp_path / "a.npz", images=letter("F")[None], label=np.array(["F"]))
    shown = show_collection(load_collection(tmp_path / "a.npz"), tmp_path / "plots")
    assert len(shown.plots) == 5


def test_glyphs_that_are_learnt_and_held_out_are_told_with_their_writers(tmp_path, letter):
    images = np.stack([letter("F")] * 40)
    writers = np.array([f"w{at % 10}" for at in range(40)])
    np.savez(tmp_path / "a.npz", images=images, label=np.array(["F"] * 40), writer=writers)
    collection = load_collection(tmp_path / "a.npz")
    shown = show_collection(collection, tmp_path / "plots")
    held = int((collection.parts != "train").sum())
    (note,) = [note for note in shown.notes if note.startswith("duplicates")]
    assert note.startswith(f"duplicates: {held} held-out glyphs stand in the training part too, 4 of w")
