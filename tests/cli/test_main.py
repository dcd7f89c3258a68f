import logging
import os
import subprocess
import sys
from pathlib import Path

import click
import pytest

from cli import main
from cli.main import run_command
from ocr.errors import OcrError, OutputError, QualityGateError
from recognizer.types import DatasetError, DependencyError, PresetError


def raising(monkeypatch, error):
    @click.command()
    def boom():
        raise error

    monkeypatch.setitem(main.ocr.commands, "boom", boom)
    return run_command(["boom"])


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (OcrError("a"), 1),
        (QualityGateError("a"), 4),
        (OutputError("a"), 5),
        (PresetError("a"), 3),
        (DependencyError("a"), 3),
        (DatasetError("a"), 1),
        (RuntimeError("a"), 1),
        (KeyboardInterrupt(), 130),
        (click.UsageError("a"), 2),
    ],
)
def test_every_error_has_its_exit_code(monkeypatch, error, code):
    assert raising(monkeypatch, error) == code


def test_an_expected_error_is_its_message_alone(monkeypatch, capsys):
    raising(monkeypatch, OcrError("do this next"))
    assert capsys.readouterr().err == "ocr: do this next\n"


def test_the_traceback_is_for_those_who_ask(monkeypatch, capsys):
    raising(monkeypatch, RuntimeError("odd"))
    assert "Traceback" not in capsys.readouterr().err
    monkeypatch.setattr(logging.getLogger(), "level", logging.INFO)
    logging.getLogger().manager._clear_cache()
    raising(monkeypatch, RuntimeError("odd"))
    assert "Traceback" in capsys.readouterr().err
    logging.getLogger().manager._clear_cache()


def test_help_names_every_command(capsys):
    assert run_command(["--help"]) == 0
    printed = capsys.readouterr().out
    assert all(f"\n  {name} " in printed for name in ("process", "train", "evaluate", "view"))


@pytest.mark.parametrize("command", [["--help"], ["evaluate", "--help"]])
def test_help_imports_nothing_heavy(command):
    script = (
        "import sys\nfrom cli.main import run_command\n"
        f"run_command({command!r})\n"
        "heavy = {'numpy', 'cv2', 'pandas', 'matplotlib', 'onnxruntime', 'keras', 'pebble', 'tqdm'}\n"
        "print(sorted(heavy & sys.modules.keys()), file=sys.stderr)"
    )
    environment = {**os.environ, "PYTHONPATH": str(Path.cwd())}
    ended = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, check=True)
    assert ended.stderr.decode().strip() == "[]"
