import csv

import pytest

from cli.main import run_command


@pytest.fixture
def folders(tmp_path):
    for path, text in {
        "truth/books/a.txt": "abcdefgh one",
        "truth/books/b.txt": "xyz",
        "truth/letters/c.txt": "right",
        "out/books/a.txt": "abcdefgX one",
        "out/letters/c.txt": "right",
    }.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)
    return str(tmp_path / "out"), str(tmp_path / "truth")


def test_a_row_a_page_a_set_and_the_total_on_stdout(folders, capsys):
    assert run_command(["evaluate", *folders]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split() == ["page", "n", "CER", "%", "words", "WER", "%", "F1", "%"]
    assert lines[1].split() == ["books/a", "12", "8.33", "2", "50.00", "50.00"]
    assert lines[2].split() == ["books/b", "3", "100.00", "1", "100.00", "0.00", "no", "text"]
    assert lines[4].split()[:4] == ["set", "books", "15", "26.67"]
    assert lines[6].split()[:3] == ["total", "20", "20.00"]
    assert lines[7] == "errors by cause: line missed 3, other 1"
    assert len(lines) == 8


def test_pages_without_errors_have_no_causes(folders, capsys):
    truth = folders[1]
    assert run_command(["evaluate", truth, truth]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "errors by cause: none"


def test_the_same_rows_go_to_a_csv_file(folders, tmp_path, capsys):
    assert run_command(["evaluate", *folders, "--csv", str(tmp_path / "scores.csv")]) == 0
    with (tmp_path / "scores.csv").open(newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert [(row["set"], row["page"]) for row in rows] == [
        ("books", "books/a"),
        ("books", "books/b"),
        ("letters", "letters/c"),
        ("books", ""),
        ("letters", ""),
        ("total", ""),
    ]
    assert (rows[0]["character_errors"], rows[0]["cer"]) == ("1", "0.083333")
    assert [row["line_missed"] for row in rows] == ["0", "3", "0", "3", "0", "3"]
    assert (rows[0]["other"], rows[0]["case"]) == ("1", "0")


@pytest.mark.parametrize(("most", "code"), [("19", 4), ("21", 0)])
def test_a_cer_above_the_gate_ends_with_4(folders, most, code):
    assert run_command(["evaluate", *folders, "--max-cer", most]) == code


def test_a_folder_that_does_not_exist_ends_with_2(folders):
    assert run_command(["evaluate", folders[0], "no-such-folder"]) == 2


def test_what_is_forgiven_is_chosen(tmp_path, capsys):
    for folder, text in (("truth", "“Exam-\nple”"), ("out", '"EXAMPLE"')):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "a.txt").write_text(text, encoding="utf-8")
    paths = ["evaluate", str(tmp_path / "out"), str(tmp_path / "truth"), "--max-cer", "0"]
    assert run_command(paths) == 4
    assert run_command([*paths, "--ignore-case", "--fold-punctuation", "--join-hyphens"]) == 0


def test_intervals_over_pages_stand_beside_the_sums(folders, tmp_path, capsys):
    assert run_command(["evaluate", *folders, "--csv", str(tmp_path / "scores.csv")]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert "95 %: CER 0.00-100.00" in lines[6]
    assert "95 %" not in lines[5]  # one page says nothing of others
    with (tmp_path / "scores.csv").open(newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert [row["cer_low"] for row in rows] == ["", "", "", "0.083333", "", "0.000000"]
    assert rows[3]["cer_high"] == "1.000000"


def test_a_report_is_written_where_it_is_asked_for(folders, tmp_path, capsys):
    report = tmp_path / "report"
    assert run_command(["evaluate", *folders, "-o", str(report), "--order", "reading", "--lines", "5"]) == 0
    told = capsys.readouterr()
    assert told.err.strip() == str(report / "index.html")
    assert len(told.out.splitlines()) == 9  # no confidences are known of these texts
    names = sorted(path.relative_to(report).as_posix() for path in report.rglob("*") if path.is_file())
    assert names == ["confusions.csv", "index.html", "pages/books/a.html", "pages/books/b.html", "scores.csv"]


def test_a_report_that_cannot_be_written_ends_with_5(folders, tmp_path):
    (tmp_path / "report").write_text("a file")
    assert run_command(["evaluate", *folders, "-o", str(tmp_path / "report")]) == 5


def test_the_gate_holds_with_a_report_too(folders, tmp_path):
    assert run_command(["evaluate", *folders, "-o", str(tmp_path / "report"), "--max-cer", "1"]) == 4
    assert (tmp_path / "report" / "index.html").is_file()
