import csv

import numpy as np
import pytest
from PIL import Image

from cli.classify import list_images
from cli.main import run_command


@pytest.fixture
def folder(tmp_path):
    """An l drawn as a bar, beside a file that is no image."""
    image = np.full((60, 60), 255, np.uint8)
    image[8:52, 28:33] = 0
    place = tmp_path / "crops"
    place.mkdir()
    Image.fromarray(image).save(place / "bar.png")
    return place


def read(path):
    with path.open(newline="", encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


def test_images_of_folders_are_classified(folder, tmp_path):
    output = tmp_path / "found.csv"
    assert run_command(["classify", str(folder), "-o", str(output), "--alternatives", "2"]) == 0
    (row,) = read(output)
    assert row["image"].endswith("bar.png")
    assert row["label"] in "l1I|/"
    assert 0 < float(row["confidence"]) <= 1
    assert len(row["alternatives"].split()) == 4


def test_answers_can_be_digits_only(folder, capsys):
    assert run_command(["classify", str(folder / "bar.png"), "--among", "0123456789"]) == 0
    (row,) = csv.DictReader(capsys.readouterr().out.splitlines())
    assert row["label"] == "1"


def test_what_is_no_image_is_told_and_the_rest_is_read(folder, tmp_path, capsys):
    (folder / "text.png").write_text("no image")
    output = tmp_path / "found.csv"
    assert run_command(["classify", str(folder), "-o", str(output)]) == 1
    assert "text.png: it is no image" in capsys.readouterr().err
    assert len(read(output)) == 1


def test_only_images_of_a_folder_are_taken(folder):
    (folder / "notes.txt").write_text("x")
    assert [path.name for path in list_images((folder,))] == ["bar.png"]
