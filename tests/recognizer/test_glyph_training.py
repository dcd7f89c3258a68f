import csv

import numpy as np
import pytest

from recognizer.charset import Charset
from recognizer.checkpoints import read_checkpoint
from recognizer.glyph_data import GlyphSet, write_glyph_shard
from recognizer.learner import OptimizerSettings
from recognizer.network import GlyphNetworkSettings
from recognizer.schedule import Schedule

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore::DeprecationWarning")]
ABC = Charset(" abx")


@pytest.fixture
def shards(tmp_path):
    """Full, hollow and barred boxes."""
    images = np.zeros((60, 32, 32), np.uint8)
    images[:, 8:24, 10:22] = 255
    images[20:40, 12:20, 13:19] = 0
    images[40:, 14:18, 10:22] = 0
    labels = tuple("a" * 20 + "b" * 20 + "x" * 20)
    write_glyph_shard(tmp_path / "shards" / "0.npz", GlyphSet(images, labels, ("s",) * 60, ("print",) * 60))
    return tmp_path / "shards"


def test_three_glyphs_are_learnt_and_the_run_goes_on_where_it_stopped(shards, tmp_path):
    pytest.importorskip("keras")
    from recognizer.glyph_training import GlyphData, GlyphTrainingSettings, train_glyphs

    settings = GlyphTrainingSettings(
        network=GlyphNetworkSettings(classes=ABC.classes, stem=(8, 8, 8, 16), dense=16, dropout=0.0),
        charset=ABC,
        batch=16,
        schedule=Schedule(steps=260, rate=5e-3, warm_up=5),
        optimizer=OptimizerSettings(average=0.9, precision="float32"),
    )
    data, out = GlyphData((shards,), (shards,)), tmp_path / "run"
    train_glyphs(data, settings, out, lambda progress: False)
    assert read_checkpoint(out / "checkpoint.npz").state["step"] == 50
    assert len((out / "scores.csv").read_text().splitlines()) == 1
    weights = train_glyphs(data, settings, out)
    assert weights.is_file()
    assert read_checkpoint(out / "checkpoint.npz").state["step"] == 260
    with (out / "scores.csv").open() as stream:
        (row,) = csv.DictReader(stream)
    assert (row["kind"], row["characters"]) == ("print", "60")
    assert int(row["edits"]) <= 3
