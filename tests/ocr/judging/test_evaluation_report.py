import csv
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

import pytest

from ocr.batch.files import result_path
from ocr.evaluation import evaluate
from ocr.judging.evaluation_report import ReportSettings, write_evaluation_report
from ocr.results import save_result
from ocr.text import page_text


class Links(HTMLParser):
    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attrs):
        self.found += [value for name, value in attrs if name in ("href", "src")]


def links(path):
    parser = Links()
    parser.feed(path.read_text(encoding="utf-8"))
    return [link for link in parser.found if not link.startswith("data:")]


def table(path):
    with path.open(newline="", encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


@pytest.fixture
def folders(tmp_path, make_page):
    out, truth = tmp_path / "out", tmp_path / "truth"
    pages = {
        "books/one & two": ([["first lime", "second line"]], "first line\nsecond line\n"),
        "books/b": ([["all right"]], "all right\n"),
    }
    for name, (paragraphs, true) in pages.items():
        for folder in (out, truth):
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
        page = make_page(paragraphs, confidences=[0.9] * 7 + [0.2])
        result_path(out, name).parent.mkdir(parents=True, exist_ok=True)
        save_result(page, result_path(out, name))
        (out / f"{name}.txt").write_text(page_text(page))
        (truth / f"{name}.txt").write_text(true)
    (truth / "books/c.txt").write_text("never read")
    return out, truth


def write(folders, folder, **settings):
    return write_evaluation_report(evaluate(*folders), *folders, folder, ReportSettings(**settings))


def test_every_link_leads_to_a_file_of_the_report(folders, tmp_path):
    report = write(folders, tmp_path / "report")
    pages = sorted((tmp_path / "report").rglob("*.html"))
    assert [page.relative_to(tmp_path / "report").as_posix() for page in pages] == [
        "index.html",
        "pages/books/c.html",
        "pages/books/one & two.html",
    ]  # a page without errors has none
    for page in pages:
        for link in links(page):
            assert (page.parent / unquote(link)).is_file(), link
    assert report.index == tmp_path / "report" / "index.html"


def test_tables_hold_confusions_calibration_and_curves(folders, tmp_path):
    report = write(folders, tmp_path / "report")
    rows = table(tmp_path / "report" / "confusions.csv")
    assert rows == [{"true": "n", "read": "m", "times": "1"}]
    characters, words = table(tmp_path / "report" / "calibration.csv")
    assert (characters["kind"], characters["count"], characters["wrong"]) == ("characters", "27", "1")
    assert (words["kind"], words["count"], words["wrong"]) == ("words", "6", "1")
    assert characters["expected_wrong"] == "4.1"  # 25 doubts of 0.1 and two of 0.8
    # the wrong m and one letter of the other page have 0.2, all others more: all but these can be kept
    assert float(characters["coverage_at_1"]) == pytest.approx(25 / 27, abs=1e-6)
    assert float(characters["aurc"]) == pytest.approx(report.reliability["characters"].curve.area, abs=1e-6)
    assert characters["ece_low"] != ""
    assert {row["kind"] for row in table(tmp_path / "report" / "risk_coverage.csv")} == {
        "characters",
        "words",
    }
    assert sum(int(row["count"]) for row in table(tmp_path / "report" / "reliability.csv")) == 27 + 6


def test_truth_and_texts_alone_give_differences_without_confidences(tmp_path):
    for folder, text in (("out", "the cot"), ("truth", "the cat")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "a.txt").write_text(text)
    report = write((tmp_path / "out", tmp_path / "truth"), tmp_path / "report")
    assert report.reliability == {}
    assert "no confidences are known" in report.index.read_text(encoding="utf-8")
    assert "<mark>o</mark>" in (tmp_path / "report/pages/a.html").read_text(encoding="utf-8")
    assert not list((tmp_path / "report").glob("*.png"))


def test_only_the_worst_have_pages_where_there_are_many(folders, tmp_path):
    write(folders, tmp_path / "report", pages=1)
    pages = [page.name for page in (tmp_path / "report/pages").rglob("*.html")]
    assert pages == ["c.html"]
    assert "the worst 1 have a page" in (tmp_path / "report/index.html").read_text(encoding="utf-8")


def test_the_same_report_twice_is_the_same(folders, tmp_path):
    for name in ("one", "two"):
        write(folders, tmp_path / name)
    files = [path.relative_to(tmp_path / "one") for path in (tmp_path / "one").rglob("*") if path.is_file()]
    assert len(files) == 9
    for file in files:
        assert (tmp_path / "one" / file).read_bytes() == (tmp_path / "two" / file).read_bytes()
    assert Path("reliability.png") in files
