"""A tiny network learns toy lines; the run can be stopped anywhere and goes on exactly."""

import csv

import numpy as np
import pytest

from recognizer.batches import BatchSettings
from recognizer.charset import Charset
from recognizer.checkpoints import Checkpoint, read_checkpoint, write_checkpoint
from recognizer.learner import OptimizerSettings
from recognizer.network import LineNetworkSettings
from recognizer.schedule import Schedule
from recognizer.types import DatasetError, TrainingError

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore::DeprecationWarning")]
ABC = Charset(" abx")
NETWORK = LineNetworkSettings(classes=ABC.classes, stem=(8, 8, 16, 16), body=32, dilations=(1, 2))


@pytest.fixture
def training():
    pytest.importorskip("keras")
    from recognizer import training

    return training


def plan(training, steps, rate=5e-3, ctc_from=0.6):
    return training.LineTrainingSettings(
        network=NETWORK,
        charset=ABC,
        batches=BatchSettings(window=160, windows=8, round_lines=60),
        schedule=Schedule(steps=steps, rate=rate, warm_up=10),
        optimizer=OptimizerSettings(average=0.9, precision="float32"),
        ctc_from=ctc_from,
        valid_lines=20,
    )


def rows(path):
    with path.open(newline="") as stream:
        return list(csv.DictReader(stream))


def test_toy_alphabet_is_learnt_by_frames_and_then_by_ctc(training, toy_shards, tmp_path):
    seen = []
    data = training.LineData((toy_shards,), valid=(toy_shards,))
    weights = training.train_lines(data, plan(training, 200), tmp_path / "run", on_progress=seen.append)
    assert weights.is_file()
    assert [p.stage for p in seen][::3] == ["frames", "ctc"]
    (score,) = rows(tmp_path / "run" / "scores.csv")
    assert float(score["cer"]) < 0.1
    assert seen[-1].scores[0].error_rate == pytest.approx(float(score["cer"]), abs=1e-4)
    losses = [float(row["loss"]) for row in rows(tmp_path / "run" / "log.csv")]
    assert losses[1] < losses[0]


def test_stopped_run_ends_where_the_unbroken_one_does(training, toy_shards, tmp_path):
    data = training.LineData((toy_shards,))
    training.train_lines(data, plan(training, 110), tmp_path / "whole")
    training.train_lines(data, plan(training, 110), tmp_path / "parts", on_progress=lambda p: p.step < 50)
    assert read_checkpoint(tmp_path / "parts" / "checkpoint.npz").state["step"] == 50
    training.train_lines(data, plan(training, 110), tmp_path / "parts")
    whole, parts = (read_checkpoint(tmp_path / name / "checkpoint.npz") for name in ("whole", "parts"))
    assert whole.state["step"] == parts.state["step"] == 110
    for group in ("weights", "optimizer", "average"):
        for a, b in zip(whole.groups[group], parts.groups[group], strict=True):
            np.testing.assert_allclose(a, b, rtol=2e-3, atol=2e-5)
    assert [row["step"] for row in rows(tmp_path / "parts" / "log.csv")] == ["50", "100", "110"]


def test_finished_run_goes_on_with_a_longer_plan(training, toy_shards, tmp_path):
    data = training.LineData((toy_shards,))
    training.train_lines(data, plan(training, 20), tmp_path)
    training.train_lines(data, plan(training, 30), tmp_path)
    assert read_checkpoint(tmp_path / "checkpoint.npz").state["step"] == 30


def test_loss_that_is_no_number_stops_the_run(training, toy_shards, tmp_path):
    with pytest.raises(TrainingError, match="resume from the checkpoint with a lower rate"):
        training.train_lines(training.LineData((toy_shards,)), plan(training, 60, rate=1e30), tmp_path)


def test_nothing_to_learn_from_is_said(training, tmp_path):
    (tmp_path / "empty").mkdir()
    with pytest.raises(DatasetError, match="no shards"):
        training.train_lines(training.LineData((tmp_path / "empty",)), plan(training, 5), tmp_path / "run")


def test_checkpoint_of_another_network_is_refused(training, toy_shards, tmp_path):
    data = training.LineData((toy_shards,))
    training.train_lines(data, plan(training, 2), tmp_path)
    other = Charset(" abxy")
    wider = training.LineTrainingSettings(network=LineNetworkSettings(classes=other.classes), charset=other)
    with pytest.raises(TrainingError, match="another network or charset"):
        training.train_lines(data, wider, tmp_path)


def test_damaged_checkpoint_is_named(tmp_path):
    path = tmp_path / "checkpoint.npz"
    write_checkpoint(path, Checkpoint({"weights": [np.ones(3)]}, {"step": 4}))
    assert read_checkpoint(path).state == {"step": 4}
    path.write_bytes(path.read_bytes()[:100])
    with pytest.raises(TrainingError, match=r"checkpoint\.npz"):
        read_checkpoint(path)
