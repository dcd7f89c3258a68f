import pytest

from cli.main import run_command


def test_shipped_presets_are_listed(capsys):
    assert run_command(["presets"]) == 0
    said = capsys.readouterr().out
    listed = {line.split()[0]: line for line in said.splitlines() if not line.startswith(" ")}
    assert list(listed) == ["digits", "latin"]
    assert "lines and glyphs" in listed["latin"]
    assert "lines, 29 characters" in listed["digits"]


@pytest.mark.parametrize("name", ["latin", "digits"])
def test_card_of_a_preset_is_shown(capsys, name):
    assert run_command(["presets", name]) == 0
    said = capsys.readouterr().out
    assert f"# {name}" in said
    assert "## Limits" in said


def test_preset_that_is_not_there_ends_with_3(capsys):
    assert run_command(["presets", "no-such"]) == 3
    assert "no-such" in capsys.readouterr().err
