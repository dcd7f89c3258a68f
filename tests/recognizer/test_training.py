"""A tiny network learns toy lines; the run can be stopped anywhere and goes on exactly."""

import csv
import importlib.util
import os
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest

from recognizer.batches import BatchSettings
from recognizer.charset import Charset
from recognizer.checkpoints import Checkpoint, read_checkpoint, write_checkpoint
from recognizer.dataset import write_line_shard
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


def plan(training, steps, rate=5e-3, **more):
    chosen = {
        "network": NETWORK,
        "charset": ABC,
        "batches": BatchSettings(window=160, windows=8, round_lines=60),
        "schedule": Schedule(steps=steps, rate=rate, warm_up=10),
        "optimizer": OptimizerSettings(average=0.9, precision="float32"),
        "ctc_from": 0.6,
        "valid_lines": 20,
    }
    return training.LineTrainingSettings(**{**chosen, **more})


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
    told = read_checkpoint(tmp_path / "run" / "checkpoint.npz").state["confusions"]
    assert sum(times for *_, times in told) == int(score["edits"])  # nothing is cut off: they are few
    assert all(true != read for true, read, _ in told)
    assert (tmp_path / "run" / "augmentation.png").stat().st_size > 1000
    (events,) = (tmp_path / "run" / "tensorboard").iterdir()
    for name in (b"augmentation", b"loss/frames", b"loss/ctc", b"learning rate", b"error rate/shards print"):
        assert name in events.read_bytes()


def test_same_seed_gives_the_same_weights_stopped_or_not(training, toy_shards, tmp_path):
    data = training.LineData((toy_shards,))
    first = training.train_lines(data, plan(training, 70), tmp_path / "whole")
    again = training.train_lines(data, plan(training, 70), tmp_path / "again")
    training.train_lines(data, plan(training, 70), tmp_path / "parts", on_progress=lambda p: p.step < 50)
    assert read_checkpoint(tmp_path / "parts" / "checkpoint.npz").state["step"] == 50
    resumed = training.train_lines(data, plan(training, 70), tmp_path / "parts")
    assert first.read_bytes() == again.read_bytes() == resumed.read_bytes()
    whole, parts = (read_checkpoint(tmp_path / name / "checkpoint.npz") for name in ("whole", "parts"))
    assert whole.state["step"] == parts.state["step"] == 70
    for group in ("weights", "optimizer", "average"):
        for a, b in zip(whole.groups[group], parts.groups[group], strict=True):
            np.testing.assert_array_equal(a, b)
    assert [row["step"] for row in rows(tmp_path / "parts" / "log.csv")] == ["50", "70"]


def test_killed_run_goes_on_from_its_last_checkpoint_as_if_nothing_had_been(training, toy_shards, tmp_path):
    class KilledError(Exception):
        pass

    def kill(progress):
        if progress.step >= 30:
            raise KilledError

    data = training.LineData((toy_shards,))
    whole = training.train_lines(data, plan(training, 40), tmp_path / "whole")
    chosen = plan(training, 40, score_steps=13)
    with pytest.raises(KilledError):
        training.train_lines(data, chosen, tmp_path / "killed", on_progress=kill)
    assert read_checkpoint(tmp_path / "killed" / "checkpoint.npz").state["step"] == 26
    resumed = training.train_lines(data, chosen, tmp_path / "killed")
    assert resumed.read_bytes() == whole.read_bytes()


def test_training_ends_when_held_out_lines_get_no_better_and_keeps_the_best(training, toy_shards, tmp_path):
    data = training.LineData((toy_shards,), valid=(toy_shards,))
    chosen = plan(training, 200, rate=1e-9, ctc_from=0.0, score_steps=2, patience=2)
    told = []
    weights = training.train_lines(data, chosen, tmp_path / "run", on_progress=told.append)
    state = read_checkpoint(tmp_path / "run" / "checkpoint.npz").state
    scores = rows(tmp_path / "run" / "scores.csv")
    best = min(range(len(scores)), key=lambda at: int(scores[at]["edits"]))
    assert state["step"] == int(scores[best]["step"]) + 4 < 100  # two scorings without a gain
    assert weights.is_file()
    assert told[-1].stage == "best"
    assert told[-1].scores[0].edits == int(scores[best]["edits"])


def test_lines_without_known_columns_are_learnt_from_as_texts(training, tmp_path, toy_line):
    drawn = [toy_line("ab x"), toy_line("xxa b")] * 20
    write_line_shard(tmp_path / "data" / "0.npz", [replace(line, spans=None) for line in drawn])
    data = training.LineData((tmp_path / "data",))
    training.train_lines(data, plan(training, 2), tmp_path / "run")
    assert read_checkpoint(tmp_path / "run" / "checkpoint.npz").state["step"] == 2


def test_shard_that_cannot_be_read_ends_the_run_with_what_was_learnt_saved(training, toy_shards, tmp_path):
    def damage(progress):
        (toy_shards / "bad.npz").write_bytes(b"PK\x03\x04 and no more")

    data = training.LineData((toy_shards,))
    all_shards = BatchSettings(window=160, windows=8, round_lines=500)
    chosen = plan(training, 300, ctc_from=1.0, batches=all_shards)
    with pytest.raises(DatasetError, match=r"bad\.npz: the shard cannot be read"):
        training.train_lines(data, chosen, tmp_path / "run", on_progress=damage)
    stopped = read_checkpoint(tmp_path / "run" / "checkpoint.npz").state["step"]
    assert stopped >= 50
    (toy_shards / "bad.npz").unlink()
    chosen = plan(training, stopped + 2, ctc_from=1.0, batches=all_shards)
    training.train_lines(data, chosen, tmp_path / "run")
    assert read_checkpoint(tmp_path / "run" / "checkpoint.npz").state["step"] == stopped + 2


def test_lines_of_another_height_than_the_network_reads_are_refused(training, tmp_path, toy_line):
    short = [replace(toy_line("ab"), pixels=toy_line("ab").pixels[:32])] * 9
    write_line_shard(tmp_path / "data" / "0.npz", short)
    with pytest.raises(DatasetError, match="32 px high, the network reads 40 px"):
        training.train_lines(training.LineData((tmp_path / "data",)), plan(training, 2), tmp_path / "run")
    write_line_shard(tmp_path / "data" / "1.npz", [toy_line("ab")] * 9)
    with pytest.raises(DatasetError, match=r"different heights: \[32, 40\]"):
        training.train_lines(training.LineData((tmp_path / "data",)), plan(training, 2), tmp_path / "run")


@pytest.mark.parametrize(
    "said",
    ["RESOURCE_EXHAUSTED: Out of memory allocating 99 bytes.", "DefaultCPUAllocator: can't allocate memory"],
)
def test_memory_that_runs_out_keeps_the_checkpoint(training, toy_shards, tmp_path, monkeypatch, said):
    from recognizer import learner

    def run_out(self, *arguments):
        raise RuntimeError(said)

    monkeypatch.setattr(learner.import_keras().Model, "train_on_batch", run_out)
    with pytest.raises(TrainingError, match=r"8 samples a batch; go on from the checkpoint .*--batch"):
        training.train_lines(training.LineData((toy_shards,)), plan(training, 9), tmp_path)
    assert read_checkpoint(tmp_path / "checkpoint.npz").state["step"] == 0


def test_memory_that_runs_out_while_a_batch_is_made_is_told(training, toy_shards, tmp_path, monkeypatch):
    from recognizer import line_run

    def run_out(*arguments):
        raise MemoryError

    monkeypatch.setattr(line_run, "make_batches", run_out)
    with pytest.raises(TrainingError, match="at step 0 while a batch was made or lines were scored"):
        training.train_lines(training.LineData((toy_shards,)), plan(training, 9), tmp_path)
    assert (tmp_path / "checkpoint.npz").is_file()


def test_finished_run_goes_on_with_a_longer_plan(training, toy_shards, tmp_path):
    data = training.LineData((toy_shards,))
    training.train_lines(data, plan(training, 20), tmp_path)
    training.train_lines(data, plan(training, 30), tmp_path)
    assert read_checkpoint(tmp_path / "checkpoint.npz").state["step"] == 30


def test_loss_that_is_no_number_stops_the_run(training, toy_shards, tmp_path):
    with pytest.raises(TrainingError, match="resume from the checkpoint with a lower rate"):
        training.train_lines(training.LineData((toy_shards,)), plan(training, 60, rate=1e30), tmp_path)
    kept = read_checkpoint(tmp_path / "checkpoint.npz")
    assert kept.state["step"] == 0
    assert all(np.isfinite(array).all() for array in kept.groups["weights"])


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


@pytest.mark.parametrize("backend", ["tensorflow", "jax", "torch"])
def test_every_backend_trains_frames_and_texts_and_exports(backend, toy_shards, tmp_path):
    pytest.importorskip("keras")
    if importlib.util.find_spec(backend) is None:
        pytest.skip(f"{backend} is not installed")
    script = f"""
from pathlib import Path
from recognizer.batches import BatchSettings
from recognizer.charset import Charset
from recognizer.learner import OptimizerSettings
from recognizer.network import LineNetworkSettings, build_line_network
from recognizer.onnx_export import export_onnx
from recognizer.schedule import Schedule
from recognizer.training import LineData, LineTrainingSettings, train_lines
charset = Charset(" abx")
network = LineNetworkSettings(classes=charset.classes, stem=(8, 8, 16, 16), body=32, dilations=(1, 2))
shards, out = Path({str(toy_shards)!r}), Path({str(tmp_path / "run")!r})
losses = []
weights = train_lines(
    LineData((shards,), valid=(shards,)),
    LineTrainingSettings(
        network, charset, BatchSettings(window=160, windows=8, round_lines=20),
        Schedule(30, rate=5e-3, warm_up=5),
        OptimizerSettings(average=0.5), ctc_from=0.3, valid_lines=2, score_steps=10,
    ),
    out, on_progress=lambda progress: losses.append((progress.stage, progress.loss)) or True,
)
model = build_line_network(network)
model.load_weights(weights)
assert export_onnx(model, out / "line.onnx") < 1e-3
assert [stage for stage, _ in losses] == ["frames", "ctc", "ctc"], losses
assert losses[2][1] < losses[1][1], losses
import keras
print(keras.backend.backend())
"""
    environment = {**os.environ, "KERAS_BACKEND": backend}
    done = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-2000:]
    assert done.stdout.split()[-1] == backend
    assert (tmp_path / "run" / "augmentation.png").is_file()
