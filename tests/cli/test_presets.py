from cli.main import run_command


def test_shipped_presets_are_listed(capsys):
    assert run_command(["presets"]) == 0
    said = capsys.readouterr().out
    assert said.startswith("latin")
    assert "lines and glyphs" in said


def test_card_of_a_preset_is_shown(capsys):
    assert run_command(["presets", "latin"]) == 0
    said = capsys.readouterr().out
    assert "# latin" in said
    assert "## Limits" in said


def test_preset_that_is_not_there_ends_with_3(capsys):
    assert run_command(["presets", "no-such"]) == 3
    assert "no-such" in capsys.readouterr().err
