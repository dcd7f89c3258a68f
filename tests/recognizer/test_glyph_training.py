import csv
import importlib.util
import os
import subprocess
import sys

import numpy as np
import pytest

from recognizer.charset import Charset
from recognizer.checkpoints import read_checkpoint
from recognizer.glyph_data import GlyphSet, write_glyph_shard
from recognizer.learner import OptimizerSettings
from recognizer.network import GlyphNetworkSettings
from recognizer.schedule import Schedule
from recognizer.types import TrainingError

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


def settings(steps, **more):
    """A training of a tiny network."""
    from recognizer.glyph_training import GlyphTrainingSettings

    chosen = {
        "network": GlyphNetworkSettings(classes=ABC.classes, stem=8, stages=(8, 16), dense=16, dropout=0.1),
        "charset": ABC,
        "batch": 16,
        "schedule": Schedule(steps=steps, rate=5e-3, warm_up=5),
        "optimizer": OptimizerSettings(average=0.9, precision="float32"),
    }
    return GlyphTrainingSettings(**{**chosen, **more})


def weights_of(run):
    return read_checkpoint(run / "checkpoint.npz").groups["weights"]


def test_three_glyphs_are_learnt_and_watched(shards, tmp_path):
    pytest.importorskip("keras")
    from recognizer.glyph_training import GlyphData, train_glyphs

    data, out = GlyphData((shards,), (shards,)), tmp_path / "run"
    told = []
    weights = train_glyphs(data, settings(260), out, lambda progress: told.append(progress))
    assert weights.is_file()
    assert (out / "augmentation.png").stat().st_size > 1000
    assert "a,U+0061,LATIN SMALL LETTER A,20,20,yes" in (out / "characters.csv").read_text(encoding="utf-8")
    (events,) = (out / "tensorboard").iterdir()
    for name in (b"augmentation", b"loss/glyphs", b"learning rate", b"error rate/shards print"):
        assert name in events.read_bytes()
    assert read_checkpoint(out / "checkpoint.npz").state["step"] == 260
    with (out / "scores.csv").open() as stream:
        (row,) = csv.DictReader(stream)
    assert (row["kind"], row["characters"]) == ("print", "60")
    assert int(row["edits"]) <= 3
    assert told[-1].scores[0].edits == int(row["edits"])


def test_same_seed_gives_the_same_weights_stopped_or_not(shards, tmp_path):
    pytest.importorskip("keras")
    from recognizer.glyph_training import GlyphData, train_glyphs

    data = GlyphData((shards,))
    train_glyphs(data, settings(60), tmp_path / "whole")
    train_glyphs(data, settings(60), tmp_path / "again")
    train_glyphs(data, settings(60), tmp_path / "parts", lambda progress: False)
    assert read_checkpoint(tmp_path / "parts" / "checkpoint.npz").state["step"] == 50
    train_glyphs(data, settings(60), tmp_path / "parts")
    for other in ("again", "parts"):
        for one, two in zip(weights_of(tmp_path / "whole"), weights_of(tmp_path / other), strict=True):
            np.testing.assert_array_equal(one, two)
    train_glyphs(data, settings(60, seed=1), tmp_path / "other")
    assert not np.array_equal(weights_of(tmp_path / "whole")[0], weights_of(tmp_path / "other")[0])


def test_training_ends_when_held_out_glyphs_get_no_better(shards, tmp_path):
    pytest.importorskip("keras")
    from recognizer.glyph_training import GlyphData, train_glyphs

    frozen = Schedule(steps=1000, rate=0.0)
    chosen = settings(1, schedule=frozen, score_steps=5, patience=2)
    told = []
    train_glyphs(GlyphData((shards,), (shards,)), chosen, tmp_path / "run", told.append)
    assert told[-1].scores[0].edits == min(one.scores[0].edits for one in told if one.scores)
    state = read_checkpoint(tmp_path / "run" / "checkpoint.npz").state
    assert state["step"] < 200
    assert (tmp_path / "run" / "glyph.weights.h5").is_file()


def test_a_loss_that_is_no_number_keeps_the_checkpoint(shards, tmp_path, monkeypatch):
    pytest.importorskip("keras")
    from recognizer import glyph_training
    from recognizer.glyph_training import GlyphData, train_glyphs

    def lose(labels, logits):
        return glyph_training.import_keras().ops.sum(logits) * float("nan")

    monkeypatch.setattr(glyph_training, "smooth_class_loss", lose)
    with pytest.raises(TrainingError, match="resume from the checkpoint"):
        train_glyphs(GlyphData((shards,)), settings(10), tmp_path / "run")
    assert read_checkpoint(tmp_path / "run" / "checkpoint.npz").state["step"] == 0


def test_memory_that_runs_out_is_told(shards, tmp_path, monkeypatch):
    pytest.importorskip("keras")
    from recognizer import learner
    from recognizer.glyph_training import GlyphData, train_glyphs

    def run_out(self, *arguments):
        raise MemoryError

    monkeypatch.setattr(learner.import_keras().Model, "train_on_batch", run_out)
    with pytest.raises(TrainingError, match="16 samples a batch; go on from the checkpoint"):
        train_glyphs(GlyphData((shards,)), settings(10), tmp_path / "run")
    assert (tmp_path / "run" / "checkpoint.npz").is_file()


def test_training_begins_with_the_weights_of_another(shards, tmp_path):
    pytest.importorskip("keras")
    from recognizer.glyph_training import GlyphData, train_glyphs

    data = GlyphData((shards,))
    first = train_glyphs(data, settings(20, optimizer=OptimizerSettings(average=0.0)), tmp_path / "first")
    still = settings(1, schedule=Schedule(steps=1, rate=0.0))
    train_glyphs(data, still, tmp_path / "next", start=first)
    np.testing.assert_allclose(weights_of(tmp_path / "next")[0], weights_of(tmp_path / "first")[0], atol=1e-6)


@pytest.mark.parametrize("backend", ["tensorflow", "jax", "torch"])
def test_every_backend_trains(backend, shards, tmp_path):
    pytest.importorskip("keras")
    if importlib.util.find_spec(backend) is None:
        pytest.skip(f"{backend} is not installed")
    script = f"""
from pathlib import Path
from recognizer.charset import Charset
from recognizer.glyph_training import GlyphData, GlyphTrainingSettings, train_glyphs
from recognizer.learner import OptimizerSettings
from recognizer.network import GlyphNetworkSettings
from recognizer.schedule import Schedule
from recognizer.types import TrainingError
charset = Charset(" abx")
train_glyphs(
    GlyphData((Path({str(shards)!r}),), (Path({str(shards)!r}),)),
    GlyphTrainingSettings(
        GlyphNetworkSettings(classes=charset.classes, stem=8, stages=(8, 16), dense=16), charset, 16,
        Schedule(steps=100, rate=5e-3, warm_up=5), OptimizerSettings(average=0.9),
    ),
    Path({str(tmp_path / "run")!r}),
)
import keras
print(keras.backend.backend())
"""
    environment = {**os.environ, "KERAS_BACKEND": backend}
    done = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-2000:]
    assert done.stdout.split()[-1] == backend
    with (tmp_path / "run" / "log.csv").open() as stream:
        rows = list(csv.DictReader(stream))
    assert float(rows[-1]["loss"]) < float(rows[0]["loss"])
