import numpy as np
import pytest

from cli.main import run_command
from recognizer.dataset import TrainingLine, write_line_shard


def write_shard(folder):
    """Lines of bars: enough for a network to be built, stepped and saved."""
    rng = np.random.default_rng(3)
    lines = []
    for _ in range(40):
        pixels = np.zeros((40, 160), np.uint8)
        starts = np.arange(8, 150, 12)
        for start in starts:
            pixels[10:29, start : start + 3] = 255
        text = "".join(rng.choice(list("lI1"), len(starts)))
        spans = np.stack([starts, starts + 3], axis=1).astype(np.float32)
        lines.append(TrainingLine(pixels, text, spans, "bars", "print"))
    write_line_shard(folder / "lines-00000.npz", lines)


def test_data_that_does_not_exist_ends_with_2(tmp_path):
    assert run_command(["train", "lines", str(tmp_path / "gone"), "--to", str(tmp_path / "preset")]) == 2


def test_a_preset_to_begin_from_that_does_not_exist_ends_with_3(tmp_path, capsys):
    write_shard(tmp_path / "data")
    arguments = [
        "train",
        "lines",
        str(tmp_path / "data"),
        "--to",
        str(tmp_path / "p"),
        "--from",
        "no-such-preset",
    ]
    assert run_command(arguments) == 3
    assert "no-such-preset" in capsys.readouterr().err


@pytest.mark.slow
@pytest.mark.filterwarnings("default")
def test_training_makes_a_preset_that_process_reads_with(tmp_path, capsys):
    from PIL import Image

    from recognizer.preset import find_preset

    write_shard(tmp_path / "data")
    data, preset = str(tmp_path / "data"), str(tmp_path / "mine")
    assert run_command(["train", "lines", data, "--to", preset, "--steps", "2", "--valid", data, "-q"]) == 0
    found = find_preset(preset)
    assert found.name == "mine"
    card = (tmp_path / "mine/card.md").read_text(encoding="utf-8")
    assert "- Steps: 2\n" in card
    assert "| data | print | 40 |" in card
    assert (tmp_path / "mine.training/checkpoint.npz").is_file()
    again = ["train", "lines", data, "--to", str(tmp_path / "next"), "--from", preset, "--steps", "1", "-q"]
    assert run_command(again) == 0

    page = Image.new("L", (400, 300), 255)
    page.paste(0, (50, 50, 60, 70))
    page.save(tmp_path / "page.png")
    out = str(tmp_path / "out")
    assert run_command(["process", str(tmp_path / "page.png"), "-o", out, "--preset", preset, "-q"]) == 0
    assert (tmp_path / "out/page.txt").is_file()
