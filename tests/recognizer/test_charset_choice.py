import pytest

from recognizer.charset import Charset
from recognizer.charset_choice import read_charset
from recognizer.types import DatasetError, PresetError


def test_file_of_characters_is_a_charset(tmp_path):
    path = tmp_path / "digits.txt"
    path.write_text("0123456789\n.,-\n€ e\u0301 0\n", encoding="utf-8")
    assert read_charset(str(path)).characters == " 0123456789.,-€é"


def test_preset_lends_its_charset():
    assert read_charset("latin") == Charset()


def test_file_that_is_no_text_or_says_too_little_is_refused(tmp_path):
    (tmp_path / "x").write_bytes(b"\xff\xfe\x00\x80")
    with pytest.raises(DatasetError, match="no UTF-8"):
        read_charset(str(tmp_path / "x"))
    (tmp_path / "one").write_text("1\n", encoding="utf-8")
    with pytest.raises(DatasetError, match="two characters"):
        read_charset(str(tmp_path / "one"))
    with pytest.raises(PresetError, match="no preset"):
        read_charset("auto-matic")
