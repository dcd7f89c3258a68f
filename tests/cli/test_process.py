import csv
import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest
from PIL import Image

from cli import process
from cli.main import run_command

FAKES = Path(__file__).parents[1] / "ocr" / "batch" / "fakes"


@pytest.fixture
def _fake_recognizer(monkeypatch):
    """Have the command read with a recogniser that answers with the file's name."""
    import dataclasses

    monkeypatch.syspath_prepend(str(FAKES))
    true_settings = process._settings
    monkeypatch.setattr(
        process,
        "_settings",
        lambda chosen: dataclasses.replace(true_settings(chosen), recognizer="fake_recognizers:load_fake"),
    )


def write_picture(path):
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.new("L", (40, 30), 255).save(path)


def settings_of(**options):
    """The settings that ``ocr process`` makes of these options, all others left alone."""
    parameters = {parameter.name: parameter for parameter in process.process.params}
    names = "format jobs pages image_dpi language preset reader engine precision overlay"
    names += (
        " overlay_scale overlay_layer time_limit agreement user_words characters orientation split keep_lines"
    )
    chosen = {"format": (), "language": "auto", "overlay": True, "time_limit": 300.0, "split": "auto"}
    chosen |= {"overlay_layer": "confidence"}
    assert set(names.split()) <= parameters.keys()
    return process._settings({**dict.fromkeys(names.split()), **chosen, **options})


@pytest.mark.usefixtures("_fake_recognizer")
def test_a_folder_in_and_text_csv_overlay_and_report_out(tmp_path, capsys):
    write_picture(tmp_path / "scans/a/b.png")
    assert run_command(["process", str(tmp_path / "scans"), "-o", str(tmp_path / "out"), "-j", "1"]) == 0
    found = {path.relative_to(tmp_path / "out").as_posix() for path in (tmp_path / "out").rglob("*.*")}
    assert found - {".ocr"} == {
        "a/b.txt",
        "a/b.csv",
        "a/b.overlay.png",
        "report.csv",
        ".ocr/pages/a/b.json.gz",
    }
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "1 page," in captured.err


@pytest.mark.usefixtures("_fake_recognizer")
def test_a_run_ends_with_how_many_characters_are_likely_wrong(tmp_path, capsys):
    for name in "ab":
        write_picture(tmp_path / f"scans/{name}.png")
    assert run_command(["process", str(tmp_path / "scans"), "-o", str(tmp_path / "out"), "-j", "1"]) == 0
    with (tmp_path / "out/report.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    wrong = sum(float(row["expected_errors"]) for row in rows)
    of = sum(int(row["characters"]) for row in rows)
    assert of > 0
    assert f"about {round(wrong)} of {of} characters are likely wrong" in capsys.readouterr().err


@pytest.mark.usefixtures("_fake_recognizer")
def test_failed_pages_make_exit_code_one_and_are_named_on_stderr(tmp_path, capsys):
    write_picture(tmp_path / "scans/a.png")
    (tmp_path / "scans/bad.png").write_text("no picture")
    code = run_command(
        [
            "process",
            str(tmp_path / "scans"),
            "-o",
            str(tmp_path / "out"),
            "-j",
            "1",
            "--no-overlay",
            "-f",
            "txt",
        ]
    )
    assert code == 1
    captured = capsys.readouterr()
    assert "bad.png" in captured.err
    assert "2 pages, 1 failed" in captured.err
    assert not list((tmp_path / "out").glob("*.overlay.png"))
    assert not (tmp_path / "out/a.csv").exists()


@pytest.mark.usefixtures("_fake_recognizer")
def test_quiet_says_nothing_but_still_tells_by_its_exit_code(tmp_path, capsys):
    (tmp_path / "bad.png").write_text("no picture")
    assert run_command(["process", str(tmp_path / "bad.png"), "-o", str(tmp_path / "out"), "-q"]) == 1
    captured = capsys.readouterr()
    assert captured.out == captured.err == ""


@pytest.mark.parametrize("chosen", ["auto", "keep", "0", "90", "180", "270"])
def test_the_turn_of_every_page_can_be_chosen(chosen):
    assert settings_of(orientation=chosen).ocr.orientation == chosen


def test_a_missing_preset_ends_with_3_before_any_page(tmp_path, capsys):
    write_picture(tmp_path / "a.png")
    missing = str(tmp_path / "no-preset")
    code = run_command(["process", str(tmp_path / "a.png"), "-o", str(tmp_path / "out"), "--preset", missing])
    assert code == 3
    assert "no-preset" in capsys.readouterr().err
    assert not (tmp_path / "out/report.csv").exists()


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["gone.png", "-o", "out"],
        ["a.png"],
        ["a.png", "-o", "out", "-f", "nonsense"],
        ["a.png", "-o", "out", "--pages", "0"],
        ["a.png", "-o", "out", "-j", "0"],
        ["a.png", "-o", "out", "--reader", "mind"],
        ["a.png", "-o", "out", "--orientation", "45"],
        [".", "-o", "."],
    ],
)
def test_wrong_usage_ends_with_2_and_makes_nothing(tmp_path, monkeypatch, arguments):
    monkeypatch.chdir(tmp_path)
    write_picture(tmp_path / "a.png")
    assert run_command(["process", *arguments]) == 2
    assert [path.name for path in tmp_path.iterdir()] == ["a.png"]


def test_an_output_that_cannot_be_written_ends_with_5(tmp_path, capsys):
    write_picture(tmp_path / "a.png")
    code = run_command(["process", str(tmp_path / "a.png"), "-o", str(tmp_path / "a.png" / "out")])
    assert code == 5
    assert "choose another" in capsys.readouterr().err


def test_options_become_settings():
    settings = settings_of(
        format=("txt", "csv", "txt"),
        jobs=3,
        pages="2-",
        image_dpi=200.0,
        reader="glyph",
        engine="keras",
        preset="mine",
        language="de",
        overlay_scale=2.0,
        overlay_layer="cause",
        agreement=False,
        split="never",
    )
    assert settings.formats == ("txt", "csv")
    assert settings.pages is not None
    assert settings.pages.indices(3) == (1, 2)
    assert (settings.ocr.preset, settings.ocr.reader, settings.ocr.engine) == ("mine", "glyph", "keras")
    assert (settings.ocr.language, settings.ocr.loader.image_dpi) == ("de", 200.0)
    assert not settings.ocr.agreement
    assert settings.ocr.segmenter.split == "never"
    assert settings.overlay is not None
    assert (settings.overlay.scale, settings.overlay.layer) == (2.0, "cause")


def test_what_is_not_chosen_is_the_librarys_default():
    from ocr.batch.settings import BatchSettings

    assert settings_of() == BatchSettings()
    assert settings_of(overlay=False).overlay is None


@pytest.mark.usefixtures("_fake_recognizer")
def test_options_can_be_set_in_the_environment(tmp_path, monkeypatch):
    write_picture(tmp_path / "a.png")
    monkeypatch.setenv("OCR_PROCESS_OUTPUT", str(tmp_path / "out"))
    monkeypatch.setenv("OCR_PROCESS_OVERLAY", "0")
    monkeypatch.setenv("OCR_PROCESS_FORMAT", "txt")
    assert run_command(["process", str(tmp_path / "a.png"), "-q"]) == 0
    assert sorted(path.name for path in (tmp_path / "out").glob("*.*")) == [".ocr", "a.txt", "report.csv"]


@pytest.mark.slow
@pytest.mark.parametrize("send", ["Ctrl-C", "terminate"])
def test_an_interrupt_ends_with_130_and_what_is_done_stays(tmp_path, send):
    for name in ("a", "b-hung", "c"):
        write_picture(tmp_path / f"scans/{name}.png")
    script = f"""
        import sys, dataclasses
        sys.path.insert(0, {str(FAKES)!r})
        from cli import main, process
        true_settings = process._settings
        process._settings = lambda chosen: dataclasses.replace(
            true_settings(chosen), recognizer="fake_recognizers:load_fake")
        sys.argv[1:] = ["process", "scans", "-o", "out", "-j", "1", "--no-overlay"]
        main.main()
    """
    command = [sys.executable, "-c", textwrap.dedent(script)]
    environment = {**os.environ, "PYTHONPATH": str(Path.cwd())}
    with subprocess.Popen(
        command, cwd=tmp_path, env=environment, stderr=subprocess.PIPE, start_new_session=True
    ) as running:
        deadline = time.monotonic() + 60
        while not (tmp_path / "scans/b-hung.png.started").exists() and time.monotonic() < deadline:
            time.sleep(0.05)
        time.sleep(0.5)  # the first page's outcome is on its way
        if send == "Ctrl-C":
            os.killpg(running.pid, signal.SIGINT)  # as a terminal does: to the workers too
        else:
            running.terminate()
        _, err = running.communicate(timeout=30)
    assert running.returncode == 130, err.decode()
    assert "Traceback" not in err.decode()
    with (tmp_path / "out/report.csv").open(encoding="utf-8", newline="") as stream:
        assert [Path(row["source"]).name for row in csv.DictReader(stream)] == ["a.png"]
