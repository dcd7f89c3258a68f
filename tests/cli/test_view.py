from pathlib import Path

import click
import pytest
from PIL import Image

from cli.main import run_command
from ocr.results import PageSource, save_result


@pytest.fixture
def opened(monkeypatch):
    calls = []
    monkeypatch.setattr(click, "launch", lambda path: calls.append(path) or 0)
    return calls


@pytest.fixture
def out(tmp_path):
    """An output folder with the results of three pages; only the first has its overlay."""
    from ocr.loader import load_page
    from ocr.types import PageResult

    scan = tmp_path / "scan.png"
    Image.new("L", (60, 40), 255).save(scan)
    image = load_page(scan)
    result = PageResult(str(scan), 0, 60, 40, 0.0, 0, (), (), (), 0.0, (), "none")
    for name in ("a/b", "c", "d"):
        path = tmp_path / "out/.ocr/pages" / f"{name}.json.gz"
        path.parent.mkdir(parents=True, exist_ok=True)
        save_result(result, path, PageSource(image.source))
    overlay = tmp_path / "out/a/b.overlay.png"
    overlay.parent.mkdir()
    overlay.write_bytes(b"as it was drawn")
    return tmp_path / "out"


def test_a_named_overlay_is_opened_as_it_was_drawn(out, opened, capsys):
    assert run_command(["view", str(out), "a/b"]) == 0
    assert opened == [str(out / "a/b.overlay.png")]
    assert capsys.readouterr().out == f"{out / 'a/b.overlay.png'}\n"
    assert (out / "a/b.overlay.png").read_bytes() == b"as it was drawn"


def test_without_names_the_first_are_opened_and_the_rest_counted(out, opened, capsys):
    assert run_command(["view", str(out), "--limit", "2"]) == 0
    assert opened == [str(out / "a/b.overlay.png"), str(out / "c.overlay.png")]
    assert "1 more" in capsys.readouterr().err


def test_an_overlay_that_was_not_drawn_is_drawn_now(out, opened):
    assert run_command(["view", str(out), "d"]) == 0
    with Image.open(out / "d.overlay.png") as overlay:
        assert overlay.width >= 60


def test_a_scan_that_is_gone_ends_with_1(out, opened, capsys):
    (Path(out).parent / "scan.png").unlink()
    assert run_command(["view", str(out), "d"]) == 1
    assert "scan.png" in capsys.readouterr().err
    assert opened == []


@pytest.mark.parametrize("arguments", [["gone"], ["a/b", "a"]])
def test_a_page_that_was_not_read_is_a_usage_error(out, opened, arguments):
    assert run_command(["view", str(out), *arguments]) == 2
    assert opened == []


def test_a_folder_without_pages_is_a_usage_error(tmp_path, opened):
    assert run_command(["view", str(tmp_path)]) == 2
