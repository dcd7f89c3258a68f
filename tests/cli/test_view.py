import click
import pytest

from cli.main import run_command


@pytest.fixture
def opened(monkeypatch):
    calls = []
    monkeypatch.setattr(click, "launch", lambda path: calls.append(path) or 0)
    return calls


def write_overlays(out, *names):
    for name in names:
        path = out / f"{name}.overlay.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"")


def test_named_overlays_are_opened(tmp_path, opened, capsys):
    write_overlays(tmp_path, "a/b", "c")
    assert run_command(["view", str(tmp_path), "a/b"]) == 0
    assert opened == [str(tmp_path / "a/b.overlay.png")]
    assert capsys.readouterr().out == f"{tmp_path / 'a/b.overlay.png'}\n"


def test_without_names_the_first_are_opened_and_the_rest_counted(tmp_path, opened, capsys):
    write_overlays(tmp_path, "a", "b", "c")
    assert run_command(["view", str(tmp_path), "--limit", "2"]) == 0
    assert opened == [str(tmp_path / "a.overlay.png"), str(tmp_path / "b.overlay.png")]
    assert "1 more" in capsys.readouterr().err


@pytest.mark.parametrize("names", [[], ["gone"]])
def test_no_overlay_is_a_usage_error(tmp_path, opened, names):
    assert run_command(["view", str(tmp_path), *names]) == 2
    assert opened == []
