import cv2
import numpy as np
import pytest

from cli.main import run_command
from recognizer.dataset import TrainingLine, write_line_shard
from recognizer.glyph_data import GlyphSet, write_glyph_shard
from recognizer.preset import find_preset


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


def write_glyphs(folder):
    images = np.random.default_rng(4).integers(0, 256, (60, 32, 32), np.uint8)
    glyphs = GlyphSet(images, ("l", "I", "1") * 20, ("bars",) * 60, ("print",) * 60)
    write_glyph_shard(folder / "glyphs-00000.npz", glyphs)


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

    write_shard(tmp_path / "data")
    data, preset = str(tmp_path / "data"), str(tmp_path / "mine")
    assert run_command(["train", "lines", data, "--to", preset, "--steps", "2", "--valid", data, "-q"]) == 0
    found = find_preset(preset)
    assert found.name == "mine"
    card = (tmp_path / "mine/card.md").read_text(encoding="utf-8")
    assert "- Steps: 2\n" in card
    assert "| data | print | 40 |" in card
    assert "| data | training | 40 lines | not stated |" in card
    assert "held-out lines (found for true, times): " in card
    assert "- tensorflow 2." in card
    assert "- numpy " in card
    assert (tmp_path / "mine.training/lines/checkpoint.npz").is_file()

    write_glyphs(tmp_path / "glyphs")
    glyphs = str(tmp_path / "glyphs")
    assert (
        run_command(["train", "glyphs", glyphs, "--to", preset, "--steps", "2", "--valid", glyphs, "-q"]) == 0
    )
    again = ["train", "lines", data, "--to", str(tmp_path / "next"), "--from", preset, "--steps", "1", "-q"]
    assert run_command(again) == 0
    assert find_preset(tmp_path / "next").glyph is not None  # taken over
    card = (tmp_path / "next/card.md").read_text(encoding="utf-8")
    assert "It began with the weights of the preset mine." in card
    assert "## Glyph classifier" in card
    assert find_preset(preset).charset.characters == " 1Il"  # derived from the lines
    card = (tmp_path / "mine/card.md").read_text(encoding="utf-8")
    assert "| data | training |" in card
    assert "| glyphs | training, glyphs |" in card
    assert "- Steps: 2\n" in card

    page = Image.new("L", (400, 300), 255)
    page.paste(0, (50, 50, 60, 70))
    page.save(tmp_path / "page.png")
    out = str(tmp_path / "out")
    assert run_command(["process", str(tmp_path / "page.png"), "-o", out, "--preset", preset, "-q"]) == 0
    assert (tmp_path / "out/page.txt").is_file()
    by_glyph = ["--preset", str(tmp_path / "next"), "--reader", "glyph", "-q"]
    assert run_command(["process", str(tmp_path / "page.png"), "-o", out, *by_glyph]) == 0


def test_glyphs_need_a_line_reader_beside_them(tmp_path, capsys):
    write_glyphs(tmp_path / "glyphs")
    assert run_command(["train", "glyphs", str(tmp_path / "glyphs"), "--to", str(tmp_path / "preset")]) == 3
    assert "--from" in capsys.readouterr().err


def test_glyph_shards_are_drawn_one_by_one(tmp_path, monkeypatch):
    from cli import training

    drawn = []
    monkeypatch.setattr(training, "find_faces", lambda folders, cache: None)
    monkeypatch.setattr(
        training,
        "render_glyph_shard",
        lambda path, settings, *numbers: drawn.append((path.name, *numbers)) or 9,
    )
    arguments = [
        "train",
        "render",
        "--to",
        str(tmp_path / "out"),
        "--glyphs",
        "--shards",
        "2",
        "--first",
        "3",
    ]
    for option in ("--fonts", "--texts", "--characters", "--words"):
        arguments += [option, str(tmp_path)]
    assert run_command([*arguments, "--seed", "8"]) == 0
    assert drawn == [("glyphs-00003.npz", 3, 8), ("glyphs-00004.npz", 4, 8)]


def test_rendering_hands_every_option_on(tmp_path, monkeypatch, capsys):
    from cli import training

    calls = {}
    monkeypatch.setattr(
        training, "find_faces", lambda folders, cache: calls.update(folders=folders, cache=cache)
    )

    def render(out, settings, *numbers):
        calls.update(out=out, settings=settings, numbers=numbers)
        return 6

    monkeypatch.setattr(training, "render_shards", render)
    for name in ("fonts", "texts", "a.npz", "b.npz"):
        (tmp_path / name).touch()
    place = {name: str(tmp_path / name) for name in ("fonts", "texts", "a.npz", "b.npz", "out")}
    arguments = ["--to", place["out"], "--fonts", place["fonts"], "--texts", place["texts"]]
    arguments += ["--characters", place["a.npz"], "--words", place["b.npz"], "--part", "valid"]
    arguments += ["--shards", "3", "--first", "7", "--lines", "2", "--seed", "5", "-j", "1"]
    assert run_command(["train", "render", *arguments]) == 0
    assert calls["folders"] == (tmp_path / "fonts",)
    settings = calls["settings"]
    assert settings.faces == calls["cache"]
    assert (settings.texts, settings.characters, settings.words) == tuple(
        tmp_path / name for name in ("texts", "a.npz", "b.npz")
    )
    assert (settings.part, settings.lines) == ("valid", 2)
    assert calls["numbers"] == (7, 3, 5, 1)
    assert "6 lines" in capsys.readouterr().err


def test_the_first_interrupt_asks_the_training_to_stop_and_the_next_ends_it(capsys):
    import signal

    from cli.training_bar import TrainingBar, stop_on_interrupt
    from recognizer.training import Progress

    progress = Progress(step=50, share=0.5, stage="ctc", rate=0.001, loss=1.0)
    with TrainingBar(quiet=False) as bar, stop_on_interrupt(bar):
        assert bar.tell(progress) is True
        signal.raise_signal(signal.SIGINT)
        assert bar.tell(progress) is False
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)
    assert "50.0%" in capsys.readouterr().err


def test_options_shape_the_training():
    from cli.line_plan import make_schedule
    from recognizer.schedule import Schedule

    chosen = {"steps": None, "hours": None}
    assert make_schedule(Schedule(), chosen).steps == 30_000
    assert make_schedule(Schedule(), {**chosen, "hours": 0.5}).steps is None
    assert make_schedule(Schedule(), {**chosen, "hours": 0.5}).seconds == 1800
    both = make_schedule(Schedule(), {**chosen, "hours": 0.5, "steps": 7, "rate": 0.01})
    assert (both.steps, both.seconds, both.rate) == (7, 1800, 0.01)


def write_hand(folder, shapes):
    """Characters of one hand, by the shape that stands for each."""
    drawn = {"bar": (slice(2, 30), slice(14, 18)), "dash": (slice(14, 18), slice(2, 30))}
    drawn |= {"block": (slice(2, 30), slice(2, 30)), "corner": (slice(2, 18), slice(2, 18))}
    images, labels = [], []
    for label, shape in shapes.items():
        for at in range(20):
            image = np.zeros((32, 32), np.uint8)
            image[drawn[shape]] = 255 - at
            images.append(image)
            labels.append(label)
    count = len(labels)
    glyphs = GlyphSet(np.stack(images), tuple(labels), ("me",) * count, ("hand",) * count)
    write_glyph_shard(folder / "glyphs-00000.npz", glyphs)
    return str(folder)


@pytest.mark.slow
@pytest.mark.filterwarnings("default")
def test_a_hand_is_taught_in_seconds_and_the_preset_says_so(tmp_path, capsys):
    hand = write_hand(tmp_path / "hand", {"W": "block", "K": "corner"})
    target = tmp_path / "mine"
    assert run_command(["train", "glyphs", hand, "--from", "latin", "--to", str(target), "--adapt"]) == 0
    told = capsys.readouterr().err
    assert "-> 0.00 % wrong of 8\n" in told
    assert "base test: " in told
    block = np.full((64, 64), 255, np.uint8)
    block[8:56, 8:56] = 0
    cv2.imwrite(str(tmp_path / "block.png"), block)
    assert run_command(["classify", str(tmp_path / "block.png"), "--preset", str(target)]) == 0
    assert ",W," in capsys.readouterr().out.replace("\t", ",")
    preset = find_preset(target)
    card = (target / "card.md").read_text(encoding="utf-8")
    assert "adapted by: ocr" in card
    assert preset.sha256["line.onnx"] == find_preset("latin").sha256["line.onnx"]


@pytest.mark.slow
def test_an_adaptation_that_does_not_help_changes_nothing(tmp_path, capsys):
    hand = write_hand(tmp_path / "hand", {"Q": "bar"})
    other = write_hand(tmp_path / "other", {"R": "dash"})
    target = tmp_path / "mine"
    asked = ["train", "glyphs", hand, "--from", "latin", "--to", str(target), "--adapt", "--valid", other]
    assert run_command(asked) == 4
    assert "read no better" in capsys.readouterr().err
    assert not target.exists()
