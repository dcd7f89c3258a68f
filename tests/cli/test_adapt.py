"""``ocr adapt``: what it refuses, and how it reads a run again."""

import csv

import pytest

from cli.main import run_command
from ocr.corrections import CORRECTION_COLUMNS


@pytest.fixture(scope="module")
def processed(tmp_path_factory):
    """A run over one sample page, with its lines."""
    from pathlib import Path

    out = tmp_path_factory.mktemp("run") / "out"
    sample = Path(__file__).parents[2] / "samples" / "receipt.png"
    arguments = ["process", str(sample), "-o", str(out), "-q", "--no-overlay", "-j", "1", "--keep-lines"]
    assert run_command(arguments) == 0
    return out


@pytest.fixture
def run(processed, tmp_path):
    import shutil

    shutil.copytree(processed, tmp_path / "out")
    return tmp_path / "out"


def correct(out, new, rows=1):
    """Correct the first characters of the first lines of the page."""
    with (out / "receipt.csv").open(newline="", encoding="utf-8") as stream:
        glyphs = list(csv.DictReader(stream))
    with (out / "report.csv").open(newline="", encoding="utf-8") as stream:
        source = next(csv.DictReader(stream))["source"]
    with (out / "corrections.csv").open("w", newline="", encoding="utf-8") as stream:
        table = csv.writer(stream)
        table.writerow(CORRECTION_COLUMNS)
        for glyph in glyphs[:rows]:
            numbers = [glyph[name] for name in ("page_num", "line_num", "word_num", "char_num")]
            place = [glyph[name] for name in ("left", "top", "width", "height")]
            table.writerow(["t", source, *numbers, *place, glyph["text"], new])
    return glyphs


def test_a_preset_to_make_or_one_to_read_with_is_needed_and_not_both(run, capsys):
    assert run_command(["adapt", str(run)]) == 2
    assert run_command(["adapt", str(run), "--to", "a", "--with", "b"]) == 2
    assert "--to" in capsys.readouterr().err


def test_a_run_without_corrections_is_refused(run, tmp_path, capsys):
    assert run_command(["adapt", str(run), "--to", str(tmp_path / "new")]) == 2
    assert "corrections.csv" in capsys.readouterr().err


def test_too_few_corrections_change_nothing(run, tmp_path, capsys):
    correct(run, "Q")
    before = {path: path.read_bytes() for path in run.rglob("*") if path.is_file()}
    assert run_command(["adapt", str(run), "--to", str(tmp_path / "new")]) == 2
    assert "24 are needed" in capsys.readouterr().err
    assert {path: path.read_bytes() for path in run.rglob("*") if path.is_file()} == before
    assert not (tmp_path / "new").exists()


def test_a_target_that_is_there_is_refused_before_anything_is_read(run, tmp_path, capsys):
    (tmp_path / "new").mkdir()
    assert run_command(["adapt", str(run), "--to", str(tmp_path / "new")]) == 2
    assert "is there already" in capsys.readouterr().err


def test_reading_again_is_told_and_written_only_where_that_is_asked(run, capsys):
    (first, *_) = correct(run, "Qq")
    before = {path: path.read_bytes() for path in run.rglob("*") if path.is_file()}
    assert run_command(["adapt", str(run), "--with", "latin"]) == 0
    assert "would change on 1 of 1 pages" in capsys.readouterr().out
    assert {path: path.read_bytes() for path in run.rglob("*") if path.is_file()} == before
    assert run_command(["adapt", str(run), "--with", "latin", "--apply"]) == 0
    assert "have changed on 1 of 1 pages" in capsys.readouterr().out
    with (run / "receipt.csv").open(newline="", encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    assert [row["text"] for row in rows[:2]] == ["Q", "q"]
    assert rows[0]["left"] == first["left"]
    assert (run / "receipt.txt").read_text(encoding="utf-8").lstrip().startswith("Qq")
    assert run_command(["adapt", str(run), "--with", "latin"]) == 0
    assert capsys.readouterr().out.startswith("0 of")


def test_lines_that_are_not_stored_are_cut_out_once(run, capsys):
    (stored,) = (run / ".ocr" / "lines").iterdir()
    lines = stored.read_bytes()
    stored.unlink()
    assert run_command(["adapt", str(run), "--with", "latin"]) == 0
    assert stored.read_bytes() == lines


def test_a_page_whose_source_is_gone_is_told_and_the_exit_code_is_1(run, tmp_path, capsys):
    import dataclasses

    from ocr.results import PageSource, load_stored_page, save_result

    path = run / ".ocr" / "pages" / "receipt.json.gz"
    page = load_stored_page(path)
    save_result(dataclasses.replace(page.result, source="gone.png"), path, PageSource("/gone/gone.png", 0))
    (run / ".ocr" / "lines" / "receipt.npz").write_bytes(b"no lines")
    assert run_command(["adapt", str(run), "--with", "latin"]) == 1
    assert "gone.png" in capsys.readouterr().err
