"""The guide's own commands, from a data set to a preset in use, run as they stand there."""

import csv
import glob
import gzip
import shlex
import struct
from pathlib import Path

import cv2
import numpy as np
import pytest

from cli.main import run_command
from recognizer.datasets.card import read_dataset_card
from recognizer.preset import find_preset

GUIDE = Path(__file__).parents[2] / "docs/training.md"
CHAPTER = "## From EMNIST, or a folder of crops, to a preset in use"
LETTERS = "EHT047"


def guide_commands():
    """The chapter's commands that begin with ``ocr``, in their order."""
    text = GUIDE.read_text(encoding="utf-8").split(CHAPTER)[1].split("\n## ")[0]
    return [line.strip() for line in text.splitlines() if line.strip().startswith("ocr ")]


def draw_letters(count, seed):
    """(n, 28, 28) ink high, and the place of each in LETTERS; unsteady."""
    rng = np.random.default_rng(seed)
    images, labels = [], []
    for at in range(count):
        image = np.zeros((56, 56), np.uint8)
        letter, thick = LETTERS[at % len(LETTERS)], int(rng.integers(2, 5))
        cv2.putText(image, letter, (12, 46), cv2.FONT_HERSHEY_SIMPLEX, 1.5, 255, thick, cv2.LINE_AA)
        move = np.array(
            [[1, rng.normal(0, 0.1), rng.normal(0, 2)], [rng.normal(0, 0.1), 1, rng.normal(0, 2)]]
        )
        images.append(
            cv2.resize(cv2.warpAffine(image, move, (56, 56)), (28, 28), interpolation=cv2.INTER_AREA)
        )
        labels.append(at % len(LETTERS))
    return np.stack(images), np.array(labels, np.uint8)


def write_emnist(folder):
    """A set of EMNIST's names, in EMNIST's format: gzipped IDX, transposed, with its mapping."""
    folder.mkdir()

    def write_idx(name, array):
        head = bytes([0, 0, 8, array.ndim]) + struct.pack(f">{array.ndim}I", *array.shape)
        (folder / name).write_bytes(gzip.compress(head + array.tobytes()))

    for part, count, seed in (("train", 240, 1), ("test", 60, 2)):
        images, labels = draw_letters(count, seed)
        write_idx(
            f"emnist-balanced-{part}-images-idx3-ubyte.gz", np.ascontiguousarray(images.transpose(0, 2, 1))
        )
        write_idx(f"emnist-balanced-{part}-labels-idx1-ubyte.gz", labels)
    lines = [f"{at} {ord(letter)}" for at, letter in enumerate(LETTERS)]
    (folder / "emnist-balanced-mapping.txt").write_text("\n".join(lines))


def write_crops(folder):
    images, labels = draw_letters(300, 3)
    for at, (image, label) in enumerate(zip(images, labels.tolist(), strict=True)):
        path = folder / LETTERS[label] / f"writer{at // 10}" / f"{at:04d}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        cv2.imwrite(str(path), 255 - image)


def run_guide():
    """Run the commands whose source is there, trained for a moment only."""
    done = []
    for command in guide_commands():
        words = shlex.split(command.replace("--steps 2000", "--steps 3"))[1:]
        words = [path for word in words for path in (sorted(glob.glob(word)) if "*" in word else [word])]
        if words[1] == "convert" and not Path(words[2]).exists():
            continue
        assert run_command(words) == 0, command
        done.append(" ".join(words[:2]))
    return done


@pytest.mark.slow
@pytest.mark.filterwarnings("default")
@pytest.mark.parametrize("source", ["emnist", "crops"])
def test_the_guide_leads_from_a_data_set_to_a_preset_in_use(tmp_path, monkeypatch, capsys, source):
    monkeypatch.chdir(tmp_path)
    (write_emnist if source == "emnist" else write_crops)(
        tmp_path / ("gzip" if source == "emnist" else "crops")
    )
    for name in ("new", "scans"):
        (tmp_path / name).mkdir()
    for at, image in enumerate(draw_letters(12, 4)[0]):
        cv2.imwrite(f"new/{at:02d}.png", 255 - image)
    page = np.full((200, 600), 255, np.uint8)
    cv2.putText(page, "E 4 H 7", (40, 120), cv2.FONT_HERSHEY_SIMPLEX, 2, 0, 4, cv2.LINE_AA)
    cv2.imwrite("scans/form.png", page)
    assert run_guide() == [
        "dataset convert", "dataset show", "dataset clean", "train glyphs",
        "dataset evaluate", "dataset evaluate", f"classify {Path('new/00.png')}", "process scans",
    ]  # fmt: skip
    card = read_dataset_card(tmp_path / "mine")
    assert sum(card.glyphs.values()) == 300
    assert set(card.classes) == set(LETTERS)
    assert card.split_by == ("the source's own parts" if source == "emnist" else "writer")
    assert {path.stem for path in (tmp_path / "plots").glob("*.png")} >= {"classes", "samples", "suspects"}
    assert find_preset(str(tmp_path / "presets/mine")).glyph is not None
    assert (tmp_path / "judged/confusion.png").is_file()
    with (tmp_path / "read.csv").open(newline="", encoding="utf-8") as stream:
        read = [row["label"] for row in csv.DictReader(stream)]
    assert sum(found == LETTERS[at % len(LETTERS)] for at, found in enumerate(read)) >= 9
    assert (tmp_path / "out/form.txt").read_text(encoding="utf-8").strip()


def test_the_guide_names_emnists_files_and_every_step():
    told = GUIDE.read_text(encoding="utf-8").split(CHAPTER)[1].split("\n## ")[0]
    for name in ("train-images-idx3-ubyte.gz", "train-labels-idx1-ubyte.gz", "mapping.txt"):
        assert f"emnist-balanced-{name}" in told
    steps = {" ".join(shlex.split(command)[1:3]) for command in guide_commands()}
    assert steps >= {"dataset convert", "dataset show", "dataset clean", "train glyphs", "dataset evaluate"}
