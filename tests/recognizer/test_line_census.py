from collections import Counter

import numpy as np
import pytest

from recognizer.charset import Charset
from recognizer.dataset import TrainingLine, write_line_shard
from recognizer.line_census import (
    check_charset,
    check_classes,
    count_characters,
    derive_charset,
    describe_census,
    write_census,
)
from recognizer.types import DatasetError


def write_texts(folder, *texts):
    lines = [TrainingLine(np.zeros((40, 8), np.uint8), text, None, "page", "type") for text in texts]
    write_line_shard(folder / "lines.npz", lines)
    return folder


def test_characters_are_counted_as_they_are_read(tmp_path):
    census = count_characters(
        [write_texts(tmp_path, "ab a", "e\u0301", "\ufb01", "")]
    )  # é in two, the ligature fi
    assert census.lines == 3
    assert census.counts == Counter({"a": 2, "b": 1, " ": 1, "é": 1, "f": 1, "i": 1})
    assert census.lines_with()["a"] == 1


def test_charset_holds_what_occurs_often_enough_in_code_order(tmp_path):
    census = count_characters([write_texts(tmp_path, "zb a", "b\ta", "az\u200b\u200b")])
    assert derive_charset(census, 2).characters == " abz"  # the tab and the joiner leave no ink
    with pytest.raises(DatasetError, match="1 characters occur 3 times or more in 3 lines"):
        derive_charset(census, 3)


def test_what_is_left_out_is_counted_and_told(tmp_path):
    census = count_characters([write_texts(tmp_path, *["ab"] * 20, "a~", "€~")])
    charset = derive_charset(census, 3)
    assert census.lost(charset) == 2
    first, second, third = describe_census(census, charset)
    assert first == "22 lines, 2 characters; commonest: a (21), b (20); rarest: b (20), a (21)."
    assert second == "Not learnt: ~ (2), € (1); 2 lines that hold them are left out."
    assert "--least" in third  # more than a twentieth
    write_census(census, charset, tmp_path / "work" / "characters.csv")
    rows = (tmp_path / "work" / "characters.csv").read_text(encoding="utf-8").splitlines()
    assert rows[1] == "a,U+0061,LATIN SMALL LETTER A,21,21,yes"
    assert rows[4] == "€,U+20AC,EURO SIGN,1,1,no"


def test_many_lines_beyond_a_charset_are_an_error_that_names_the_characters(tmp_path):
    few = count_characters([write_texts(tmp_path / "few", *["ab"] * 19, "añ")])
    check_charset(few, Charset(" ab"))  # a twentieth is left out, and told
    many = count_characters([write_texts(tmp_path / "many", *["ab"] * 18, "añ", "aß")])
    with pytest.raises(DatasetError, match=r"2 of 20 lines .* ß \(1\), ñ \(1\); derive one .*--charset auto"):
        check_charset(many, Charset(" ab"))


def test_class_without_a_line_is_an_error(tmp_path):
    census = count_characters([write_texts(tmp_path, "ab", "b")])
    check_classes(census, Charset(" ab"))
    with pytest.raises(DatasetError, match="no line holds x y: nothing can be learnt for 2 characters"):
        check_classes(census, Charset(" abxy"))


def test_lines_that_say_nothing_are_an_error(tmp_path):
    with pytest.raises(DatasetError, match="no lines with text"):
        count_characters([write_texts(tmp_path, "", "")])


def test_shard_that_cannot_be_read_is_named(tmp_path):
    (tmp_path / "bad.npz").write_bytes(b"PK\x03\x04 and no more")
    with pytest.raises(DatasetError, match=r"bad\.npz: the shard cannot be read"):
        count_characters([tmp_path])
