import csv
import shutil
from pathlib import Path

import pytest

from cli.main import run_command


@pytest.fixture
def runs(tmp_path):
    texts = {
        "truth": {"a": "the cat sat", "b": "one hen"},
        "first": {"a": "thc cot sat", "b": "one hen", "c": "more"},
        "second": {"a": "the cat sat", "b": "one hen"},
    }
    for folder, pages in texts.items():
        (tmp_path / folder).mkdir()
        for name, text in pages.items():
            (tmp_path / folder / f"{name}.txt").write_text(text)
    return tmp_path


def names(runs):
    return [str(runs / "first"), str(runs / "second")]


def test_two_runs_are_compared_with_the_truth(runs, capsys):
    command = ["compare", *names(runs), "--truth", str(runs / "truth"), "--csv", str(runs / "rows.csv")]
    assert run_command(command) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split() == [
        "A",
        "B",
        "B",
        "-",
        "A",
        "95",
        "%",
        "p",
        "pages:",
        "better,",
        "worse,",
        "equal",
    ]
    assert lines[1].split() == [
        "CER",
        "%",
        "11.11",
        "0.00",
        "-11.11",
        "-18.18",
        "to",
        "0.00",
        "1.0000",
        "1,",
        "0,",
        "1",
    ]
    assert lines[4] == "went: a as o 1 -> 0, e as c 1 -> 0"
    assert lines[5] == "came: none"
    with (runs / "rows.csv").open(newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert [row["figure"] for row in rows] == ["CER", "WER", "F1"]
    assert (rows[0]["a"], rows[0]["b"], rows[0]["difference"]) == ("0.111111", "0.000000", "-0.111111")
    assert (rows[0]["better"], rows[0]["units"]) == ("1", "2")


def test_without_truth_it_is_told_where_texts_differ(runs, capsys):
    report = runs / "report"
    command = ["compare", *names(runs), "-o", str(report), "--csv", str(runs / "rows.csv")]
    assert run_command(command) == 0
    told = capsys.readouterr()
    assert told.out.splitlines()[0].startswith("11.11 % of the characters differ")
    assert told.out.splitlines()[1] == "a: 18.18 %, 2 of 11"
    assert "1 only in A" in told.err
    assert (report / "pages" / "a.html").is_file()
    with (runs / "rows.csv").open(newline="") as stream:
        assert [row["edits"] for row in csv.DictReader(stream)] == ["2", "0"]


def test_wrong_uses_end_with_2(runs, capsys):
    assert run_command(["compare", str(runs / "first"), str(runs / "gone")]) == 2
    assert "gone" in capsys.readouterr().err
    assert run_command(["compare", *names(runs), "--truth", str(runs), "--data", str(runs)]) == 2
    assert "only one of" in capsys.readouterr().err
    assert run_command(["compare", "latin", "latin", "--data", str(runs), "-o", str(runs / "x")]) == 2
    (runs / "other").mkdir()
    (runs / "other" / "z.txt").write_text("z")
    assert run_command(["compare", str(runs / "first"), str(runs / "other")]) == 2
    assert "no page in common" in capsys.readouterr().err


def test_a_preset_that_does_not_exist_ends_with_3_before_anything_is_read(runs):
    assert run_command(["compare", "latin", "no-such", "--pages", str(runs)]) == 3
    assert run_command(["compare", "latin", "no-such", "--data", str(runs)]) == 3


def test_pages_without_truth_beside_them_end_with_2(runs, capsys):
    (runs / "scan.png").write_bytes(b"no picture")
    assert run_command(["compare", "latin", "latin", "--pages", str(runs)]) == 2
    assert "truth beside it" in capsys.readouterr().err


@pytest.mark.slow
def test_presets_read_the_pages_themselves(tmp_path, capsys):
    samples = Path(__file__).parents[2] / "samples"
    shutil.copy(samples / "receipt.png", tmp_path)
    shutil.copy(samples / "truth" / "receipt.txt", tmp_path)
    shutil.copy(samples / "receipt.png", tmp_path / "without truth.png")
    command = ["compare", "latin", "latin", "--pages", str(tmp_path), "-q", "-j", "1"]
    assert run_command([*command, "-o", str(tmp_path / "report")]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[1].split()[4:6] == ["+0.00", "0,"]  # one page: neither interval nor p
    assert (tmp_path / "report" / "index.html").is_file()
    (tmp_path / "receipt.png").write_bytes(b"no picture")
    shutil.copy(samples / "truth" / "receipt.txt", tmp_path / "without truth.txt")
    assert run_command(command) == 1  # the page that failed is left out
