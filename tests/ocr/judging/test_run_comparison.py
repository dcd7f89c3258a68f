import csv

import pytest

from ocr.errors import UsageError
from ocr.judging.comparison_report import write_comparison_report
from ocr.judging.confusions import Confusions
from ocr.judging.run_comparison import Change, compare_runs, find_changes
from ocr.judging.text_comparison import compare_texts, find_single_pages


def write(folder, **texts):
    for name, text in texts.items():
        path = folder / f"{name.replace('__', '/')}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def runs(tmp_path):
    truth = write(tmp_path / "truth", a="the cat", b="one hen", s__c="same", only="alone", none="x")
    first = write(tmp_path / "first", a="thc cot", b="one hen", s__c="same", only="alone")
    second = write(tmp_path / "second", a="the cat", b="one han", s__c="same")
    return first, second, truth


def test_scores_are_compared_on_the_pages_that_both_have(runs):
    found = compare_runs(*runs)
    assert [a.name for a, _ in found.pages] == ["a", "b", "s/c"]
    assert found.left_out == (1, 0)
    cer = found.figures["CER"]
    assert (cer.first, cer.second) == (pytest.approx(2 / 18), pytest.approx(1 / 18))
    assert (cer.better, cer.worse, cer.equal) == (1, 1, 1)
    wer, f1 = found.figures["WER"], found.figures["F1"]
    assert (wer.first, wer.second) == (pytest.approx(2 / 5), pytest.approx(1 / 5))
    assert (f1.first, f1.second) == (pytest.approx(3 / 5), pytest.approx(4 / 5))
    assert (f1.better, f1.worse) == (1, 1)


def test_confusions_that_went_come_before_those_that_came(runs):
    assert compare_runs(*runs).changes == (
        Change("a", "o", 1, 0),
        Change("e", "c", 1, 0),
        Change("e", "a", 0, 1),
    )
    changes = find_changes(
        Confusions({("a", "b"): 3, ("c", "d"): 1}), Confusions({("a", "b"): 3, ("c", "d"): 5})
    )
    assert [(one.true, one.more) for one in changes] == [("c", 4)]


def test_pages_of_documents_are_units_of_their_own(tmp_path):
    truth = write(tmp_path / "truth", a="one\n\ftwo\n\fthree\n")
    first = write(tmp_path / "first", a="onx\n\ftwo\n\fthree\n")
    second = write(tmp_path / "second", a="one\n\ftwo\n\fthrex\n")
    cer = compare_runs(first, second, truth).figures["CER"]
    assert (cer.better, cer.worse, cer.equal) == (1, 1, 1)


def test_runs_without_a_page_in_common_are_refused(tmp_path):
    truth = write(tmp_path / "truth", a="x", b="y")
    first, second = write(tmp_path / "first", a="x"), write(tmp_path / "second", b="y")
    with pytest.raises(UsageError, match="no page in common"):
        compare_runs(first, second, truth)
    with pytest.raises(UsageError, match="no page in common"):
        compare_texts(first, second)
    with pytest.raises(UsageError, match="no folder"):
        compare_texts(first, tmp_path / "gone")


def test_without_truth_the_edits_between_the_texts_count(runs):
    found = compare_texts(*runs[:2])
    assert [(page.name, page.edits, page.characters) for page in found.pages] == [
        ("a", 2, 7),
        ("b", 1, 7),
        ("s/c", 0, 4),
    ]
    assert found.share == pytest.approx(3 / 18)
    assert [page.name for page in found.most_different] == ["a", "b"]
    assert found.left_out == (1, 0)
    assert found.interval[0] >= 0


def test_documents_are_not_counted_twice():
    assert find_single_pages(["b", "b-0001", "c-12", "d/e", "d/e-0010"]) == ["b-0001", "c-12", "d/e-0010"]


def test_report_shows_what_differs_and_what_changed(runs, tmp_path):
    index = write_comparison_report(
        runs[:2], compare_texts(*runs[:2]), tmp_path / "report", compare_runs(*runs)
    )
    text = (tmp_path / "report" / "pages" / "a.html").read_text(encoding="utf-8")
    assert "<mark>c</mark>" in text
    assert "<mark>e</mark>" in text
    assert "2 differences, 7 characters" in text
    assert not (tmp_path / "report" / "pages" / "s" / "c.html").exists()
    assert "Against the truth" in index.read_text(encoding="utf-8")
    with (tmp_path / "report" / "pages.csv").open(newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert [(row["page"], row["edits"], row["errors_a"], row["errors_b"]) for row in rows] == [
        ("a", "2", "2", "0"),
        ("b", "1", "0", "1"),
        ("s/c", "0", "0", "0"),
    ]
    with (tmp_path / "report" / "confusions.csv").open(newline="") as stream:
        assert len(list(csv.DictReader(stream))) == 3


def test_report_without_truth_has_the_differences_alone(runs, tmp_path):
    index = write_comparison_report(runs[:2], compare_texts(*runs[:2]), tmp_path / "report")
    text = index.read_text(encoding="utf-8")
    assert "Against the truth" not in text
    assert "16.67 %" in text
    assert not (tmp_path / "report" / "confusions.csv").exists()
