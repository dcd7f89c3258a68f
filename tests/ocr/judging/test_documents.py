import csv

import pytest

from ocr.batch.files import result_path
from ocr.errors import DamagedFileError, InputError
from ocr.judging.documents import CHANGED, NO_TEXT, read_document
from ocr.page_report import write_page_header, write_page_rows
from ocr.results import PageSource, save_result
from ocr.text import join_pages, page_text
from segmenter.geometry import Box


def store(out, name, page, report=False, result=True):
    path = result_path(out, name)
    path.parent.mkdir(parents=True, exist_ok=True)
    if result:
        save_result(page, path, PageSource("/scans/a.png", page.index))
    (out / f"{name}.txt").write_text(page_text(page), encoding="utf-8")
    if report:
        with (out / f"{name}.csv").open("w", encoding="utf-8") as stream:
            write_page_header(stream)
            write_page_rows(page, stream)


def texts(document):
    return [line.text for line in document.lines if line.text]


def test_lines_come_from_the_stored_result_with_confidences_and_boxes(tmp_path, make_page):
    store(tmp_path, "a", make_page([["ab c"], ["de"]], confidences=[0.5, 0.6, 0.7]))
    document = read_document(tmp_path, "a")
    assert texts(document) == ["ab c", "de"]
    assert document.lines[0].confidences == (0.5, 0.6, None, 0.7)
    assert [(word.text, word.confidence) for word in document.lines[0].words] == [("ab", 0.5), ("c", 0.7)]
    assert document.lines[0].box == Box(10, 10, 60, 22)
    assert document.lines[1].text == ""  # parts paragraphs
    assert document.sheets[0].source == PageSource("/scans/a.png", 0)
    assert (document.note, document.knows_confidences) == ("", True)


def test_without_a_result_the_page_report_serves_but_names_no_scan(tmp_path, make_page):
    store(tmp_path, "a", make_page([["=b"]], confidences=[0.5, 0.6]), report=True, result=False)
    document = read_document(tmp_path, "a")
    assert texts(document) == ["=b"]
    assert document.lines[0].confidences == (0.5, 0.6)
    assert document.lines[0].words[0].confidence == 0.5
    assert document.lines[0].box == Box(10, 10, 28, 22)
    assert document.sheets[0].source is None


def test_a_text_alone_has_its_lines_and_nothing_more(tmp_path):
    (tmp_path / "a.txt").write_text("one\n\ntwo\n")
    document = read_document(tmp_path, "a")
    assert texts(document) == ["one", "two"]
    assert not document.knows_confidences
    assert document.note == ""


def test_a_text_changed_by_hand_is_taken_as_it_is(tmp_path, make_page):
    store(tmp_path, "a", make_page([["one"]]))
    (tmp_path / "a.txt").write_text("two\n")
    document = read_document(tmp_path, "a")
    assert (texts(document), document.note, document.knows_confidences) == (["two"], CHANGED, False)


def test_a_document_of_several_pages_has_the_lines_of_all(tmp_path, make_page):
    pages = [make_page([["first"]], index=0), make_page([]), make_page([["third", "line"]], index=2)]
    for number, page in enumerate(pages, 1):
        store(tmp_path, f"b-{number:04d}", page)
    (tmp_path / "b.txt").write_text(join_pages(page_text(page) for page in pages))
    document = read_document(tmp_path, "b")
    assert [(line.text, line.sheet) for line in document.lines if line.text] == [
        ("first", 0),
        ("third", 2),
        ("line", 2),
    ]
    assert [sheet.number for sheet in document.sheets] == [1, 1, 3]


def test_a_text_of_several_pages_alone_knows_their_numbers(tmp_path):
    (tmp_path / "b.txt").write_text("one\n\f\fthree\n")
    document = read_document(tmp_path, "b")
    assert [(line.text, line.sheet) for line in document.lines if line.text] == [("one", 0), ("three", 2)]
    assert [sheet.number for sheet in document.sheets] == [1, 2, 3]


def test_a_missing_text_is_an_empty_document(tmp_path):
    assert read_document(tmp_path, "a").note == NO_TEXT
    assert read_document(tmp_path, "a").lines == ()


def test_another_table_of_the_same_name_is_no_page_report(tmp_path):
    (tmp_path / "a.txt").write_text("one\n")
    (tmp_path / "a.csv").write_text("name,price\none,2\n")
    document = read_document(tmp_path, "a")
    assert (texts(document), document.note) == (["one"], "")


def test_a_damaged_report_and_a_text_that_is_none_are_told(tmp_path, make_page):
    store(tmp_path, "a", make_page([["one"]]), report=True, result=False)
    with (tmp_path / "a.csv").open(newline="") as stream:
        rows = list(csv.reader(stream))
    rows[1][rows[0].index("confidence")] = "much"
    with (tmp_path / "a.csv").open("w", newline="") as stream:
        csv.writer(stream).writerows(rows)
    with pytest.raises(DamagedFileError, match=r"a\.csv"):
        read_document(tmp_path, "a")
    (tmp_path / "b.txt").write_bytes(b"\xff")
    with pytest.raises(InputError, match=r"b\.txt"):
        read_document(tmp_path, "b")
