from ocr.judging.alignment import align_lines
from ocr.judging.confusions import count_confusions, tabulate_confusions
from ocr.judging.diff_rows import DiffRow, make_rows
from ocr.judging.documents import ReadLine


def confusions(text, truth):
    rows = make_rows(align_lines([ReadLine(line) for line in text.split("\n")], truth))
    return dict(count_confusions(rows))


def test_pairs_are_true_then_read_and_counted():
    assert confusions("cot sot", "cat sat") == {("a", "o"): 2}
    assert confusions("aXYb", "axyb") == {("x", "X"): 1, ("y", "Y"): 1}


def test_what_is_too_many_or_missing_stands_against_nothing():
    assert confusions("ca.t", "cat") == {("", "."): 1}
    assert confusions("ct", "cat") == {("a", ""): 1}


def test_several_marks_for_one_are_one_confusion():
    assert confusions("rnat", "mat") == {("m", "rn"): 1}
    assert confusions("mat", "rnat") == {("rn", "m"): 1}


def test_long_differences_of_unequal_length_are_told_character_by_character():
    row = DiffRow(0, (("a", "x"), ("b", "y"), ("c", ""), ("d", ""), ("e", "e")))
    assert dict(count_confusions([row])) == {("x", "a"): 1, ("y", "b"): 1, ("", "c"): 1, ("", "d"): 1}


def test_lines_that_were_missed_or_invented_are_no_confusions():
    assert confusions("", "a whole line") == {}
    assert confusions("one line\nand an invented one", "one line") == {}


def test_most_frequent_come_first_and_ties_by_name():
    counted = count_confusions(
        [DiffRow(0, (("b", "a"), ("x", "x"), ("b", "a"), ("x", "x"), ("d", "c"), ("x", "x"), ("f", "b")))]
    )
    assert tabulate_confusions(counted) == [("a", "b", 2), ("b", "f", 1), ("c", "d", 1)]
