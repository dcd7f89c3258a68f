import csv
import os
import subprocess
import sys
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from cli.main import run_command
from recognizer.datasets.card import read_dataset_card


def make_source(path, mistake=False):
    """Bars and rings by nine writers; with a mistake one ring is labelled as a bar."""
    rng = np.random.default_rng(9)
    images, labels, writers = [], [], []
    for writer in range(9):
        for at in range(8):
            image = np.full((28, 28), 255, np.uint8)
            if at % 2:
                image[4:24, 12:15] = 0
            else:
                image[6:22, 6:22] = 0
                image[9:19, 9:19] = 255
            images.append(np.clip(image + rng.normal(0, 5, image.shape), 0, 255).astype(np.uint8))
            labels.append("l" if at % 2 else "o")
            writers.append(f"w{writer}")
    if mistake:
        labels[0] = "l"
    np.savez(path, images=np.stack(images), label=np.array(labels), writer=np.array(writers))


def test_converting_tells_what_came_of_it(tmp_path, capsys):
    make_source(tmp_path / "a.npz")
    out = str(tmp_path / "set")
    assert run_command(["dataset", "convert", str(tmp_path / "a.npz"), "-o", out, "--licence", "CC0"]) == 0
    told = capsys.readouterr().err
    assert "72 glyphs" in told
    assert "split by writer; licence: CC0" in told
    assert read_dataset_card(tmp_path / "set").licence == "CC0"
    assert run_command(["dataset", "convert", str(tmp_path / "a.npz"), "-o", out]) == 1
    assert "holds something already" in capsys.readouterr().err


def test_sources_that_cannot_be_read_end_with_a_message(tmp_path, capsys):
    (tmp_path / "train-images-idx3-ubyte.gz").write_bytes(b"\x1f\x8b broken")
    (tmp_path / "train-labels-idx1-ubyte.gz").write_bytes(b"")
    assert run_command(["dataset", "convert", str(tmp_path), "-o", str(tmp_path / "set")]) == 1
    assert "train-images-idx3-ubyte.gz: damaged" in capsys.readouterr().err
    assert run_command(["dataset", "convert", str(tmp_path / "gone"), "-o", str(tmp_path / "set")]) == 1
    assert "there is no such file" in capsys.readouterr().err


def test_cleaning_needs_a_list_or_a_share(tmp_path, capsys):
    make_source(tmp_path / "a.npz")
    data, out = str(tmp_path / "set"), str(tmp_path / "clean")
    assert run_command(["dataset", "convert", str(tmp_path / "a.npz"), "-o", data, "-q"]) == 0
    assert run_command(["dataset", "clean", data, "-o", out]) == 2
    (tmp_path / "l.csv").write_text("id\nglyphs/train/00000.npz#0\n")
    arguments = ["dataset", "clean", data, "-o", out, "--list", str(tmp_path / "l.csv")]
    assert run_command([*arguments, "--share", "0.1"]) == 2
    assert run_command(arguments) == 0
    assert "71 glyphs" in capsys.readouterr().err


@pytest.mark.slow
def test_what_show_lists_clean_drops(tmp_path):
    make_source(tmp_path / "a.npz", mistake=True)
    data, plots, out = (str(tmp_path / name) for name in ("set", "plots", "clean"))
    assert run_command(["dataset", "convert", str(tmp_path / "a.npz"), "-o", data, "-q"]) == 0
    assert run_command(["dataset", "show", data, "-o", plots, "-q"]) == 0
    with (tmp_path / "plots/suspects.csv").open(newline="", encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    assert [(row["label"], row["likely"], row["writer"]) for row in rows] == [("l", "o", "w0")]
    assert run_command(["dataset", "clean", data, "-o", out, "--list", f"{plots}/suspects.csv", "-q"]) == 0
    assert sum(read_dataset_card(tmp_path / "clean").glyphs.values()) == 71


def test_many_reasons_are_told_together(tmp_path, capsys):
    make_source(tmp_path / "a.npz")
    with np.load(tmp_path / "a.npz") as archive:
        images = archive["images"]
    (tmp_path / "classes.csv").write_text("class,label\n0,o\n")
    np.savez(tmp_path / "b.npz", images=images[:40], label=np.arange(40))
    source, out, table = (str(tmp_path / name) for name in ("b.npz", "set", "classes.csv"))
    assert run_command(["dataset", "convert", source, "-o", out, "--mapping", table]) == 0
    told = capsys.readouterr().err
    assert told.count("not in the mapping") == 10
    assert "skipped 29 for other reasons" in told
    assert len(read_dataset_card(tmp_path / "set").skipped) == 39


@pytest.mark.slow
def test_looking_at_data_needs_no_keras(tmp_path):
    make_source(tmp_path / "a.npz", mistake=True)
    script = (
        "import sys; from cli.main import run_command\n"
        "done = run_command(['dataset', 'convert', 'a.npz', '-o', 'set'])\n"
        "done += run_command(['dataset', 'show', 'set', '-o', 'plots'])\n"
        "found = {'keras', 'tensorflow', 'torch', 'jax', 'tf2onnx'} & set(sys.modules)\n"
        "sys.exit(f'{done} {found}' if done or found else 0)\n"
    )
    run = partial(subprocess.run, capture_output=True, text=True, check=False, cwd=tmp_path)
    found = run(
        [sys.executable, "-c", script], env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    )
    assert found.returncode == 0, found.stderr
    assert len(list((tmp_path / "plots").glob("*.png"))) == 6
