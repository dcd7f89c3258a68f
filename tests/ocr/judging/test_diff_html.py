import base64
import re
from html.parser import HTMLParser

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocr.judging.alignment import align_lines
from ocr.judging.diff_html import DiffSettings, show_legend, show_pair, show_rows
from ocr.judging.diff_rows import make_rows
from ocr.judging.documents import Document, ReadLine, Sheet
from ocr.judging.html import escape, make_table, show_cluster, write_html
from ocr.results import PageSource
from segmenter.geometry import Box

VOID = {"meta", "img", "br"}


class Checker(HTMLParser):
    """Sees that tags are closed in their order and that nothing points outside."""

    def __init__(self):
        super().__init__()
        self.open, self.links = [], []

    def handle_starttag(self, tag, attrs):
        if tag not in VOID:
            self.open.append(tag)
        self.links += [value for name, value in attrs if name in ("href", "src")]

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def check(text):
    checker = Checker()
    checker.feed(text)
    checker.close()
    assert checker.open == []
    assert not any(re.match(r"[a-z]+:", link) for link in checker.links if not link.startswith("data:image/"))
    return checker.links


def pair(read, truth):
    (row,) = make_rows(align_lines([ReadLine(read)], truth))
    return show_pair(row.edits, ("true", "read"))


def test_each_kind_of_difference_has_its_own_mark():
    shown = pair("abXd e", "abcde")
    true, read = re.findall(r"<bdi[^>]*>(.*?)</bdi>", shown)
    assert true == 'ab<mark>c</mark>d<i class="gap" aria-hidden="true">░</i>e'
    assert read == "ab<mark>X</mark>d<ins>␣</ins>e"
    assert "<del>c</del>" in pair("abd", "abcd")
    check(shown)


def test_text_is_escaped_and_what_html_cannot_hold_is_replaced():
    shown = pair('<b>&"\x00\ud800', "<i>&\"'")
    check(shown)
    assert "<b>" not in shown
    assert "&lt;" in shown
    assert escape("a\x1bb\ufffe\t") == "a\ufffdb\ufffd\t"


def test_marks_keep_to_whole_clusters_and_lone_accents_get_a_circle():
    assert "<mark>q\u0301</mark>" in pair("q\u0301a", "qa")
    assert (show_cluster("\u0301"), show_cluster(" "), show_cluster("a")) == ("\u25cc\u0301", "\u2423", "a")


def test_hebrew_runs_from_right_to_left():
    assert 'dir="rtl"' in pair("שלום", "שלוס")
    assert 'dir="rtl"' not in pair("peace", "place")
    assert 'dir="ltr"' in pair("12", "13")


def test_very_long_rows_are_cut():
    assert "(400 more)" in pair("", "x" * 1000)


def test_a_line_that_is_right_is_shown_once():
    assert re.findall(r"<bdi[^>]*>(.*?)</bdi>", show_pair([("a", "a")], ("true", "read"))) == ["a"]


@given(st.text(max_size=30), st.text(max_size=30))
def test_any_text_gives_html_that_holds_together(read, truth):
    found = Document("a", tuple(ReadLine(line) for line in read.split("\n")), (Sheet(),))
    rows = make_rows(align_lines(found.lines, truth))
    text = show_rows(rows, found, DiffSettings(order="reading"))
    check(text)
    text.encode("utf-8")
    assert text.count("<section") == len(rows)


def document(*texts, box=None, source=None):
    lines = tuple(ReadLine(text, box=box) for text in texts)
    return Document("a", lines, (Sheet(1, source),))


def show(found, truth, **settings):
    text = show_rows(make_rows(align_lines(found.lines, truth)), found, DiffSettings(**settings))
    check(text)
    return text


def test_worst_lines_come_first_and_right_ones_not_at_all():
    found = document("one lime", "all right", "twn limes")
    text = show(found, "one line\nall right\ntwo lines")
    assert re.findall(r"<h3>(.*?)</h3>", text) == [
        "line 3 – 2 errors, 9 characters",
        "line 1 – 1 error, 8 characters",
    ]
    assert "2 of 3 lines differ" in text
    assert "only true" not in text


def test_reading_order_keeps_the_worst_and_shows_right_lines_too():
    found = document("one lime", "all right", "twn limes")
    text = show(found, "one line\nall right\ntwo lines", order="reading", lines=2)
    assert [head[:6] for head in re.findall(r"<h3>(.*?)</h3>", text)] == ["line 1", "line 3"]
    text = show(found, "one line\nall right\ntwo lines", order="reading")
    assert "line 2 – 0 errors" in text


def test_lines_beyond_the_most_are_told():
    found = document("one lime", "all rigbt", "twn limes")
    assert "3 of 3 lines differ; the worst 1 are shown" in show(
        found, "one line all right two lines", lines=1
    )


def test_what_was_not_read_says_so():
    assert "only true – 18 errors" in show(document("first line"), "first line\nand then a second")


def test_pictures_are_cut_from_the_scan_by_the_boxes(tmp_path):
    pixels = np.full((60, 100), 255, np.uint8)
    pixels[20:40, 30:70] = 0
    cv2.imwrite(str(tmp_path / "a.png"), pixels)
    found = document("x", box=Box(30, 20, 70, 40), source=PageSource(str(tmp_path / "a.png")))
    (link,) = check(show(found, "y"))
    assert link.startswith("data:image/jpeg;base64,")
    picture = cv2.imdecode(
        np.frombuffer(base64.b64decode(link.partition(",")[2]), np.uint8), cv2.IMREAD_GRAYSCALE
    )
    assert picture.shape == (30, 60)  # a quarter of its height above and below, half at the sides
    assert picture[15, 30] < 60
    assert picture[1, 1] > 200


def test_a_turned_page_is_turned_before_it_is_cut(tmp_path):
    pixels = np.full((100, 60), 255, np.uint8)
    pixels[80:, :] = 0  # turned a quarter counter-clockwise this is the right side
    cv2.imwrite(str(tmp_path / "a.png"), pixels)
    source = PageSource(str(tmp_path / "a.png"))
    found = Document("a", (ReadLine("x", box=Box(84, 20, 96, 40)),), (Sheet(1, source, 90),))
    (link,) = check(show(found, "y"))
    picture = cv2.imdecode(
        np.frombuffer(base64.b64decode(link.partition(",")[2]), np.uint8), cv2.IMREAD_GRAYSCALE
    )
    assert picture.mean() < 120


@pytest.mark.parametrize("box", [None, Box(0, 0, 5, 5)])
def test_a_missing_scan_gives_the_differences_without_pictures_and_says_so(tmp_path, box):
    found = document("x", box=box, source=PageSource(str(tmp_path / "gone.png")))
    text = show(found, "y")
    assert "<img" not in text
    assert ("gone.png" in text) == (box is not None)
    assert ("no scan is known" in text) == (box is None)


def test_a_page_stands_by_itself(tmp_path):
    path = write_html(
        tmp_path / "deep" / "a.html", "<a & b>", show_legend() + make_table(["x"], [["<b>1</b>"]])
    )
    text = path.read_text(encoding="utf-8")
    check(text)
    assert "<title>&lt;a &amp; b&gt;</title>" in text
    assert "prefers-color-scheme: dark" in text
    assert "http" not in text
