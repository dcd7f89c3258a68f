import pytest

from recognizer.datasets.mapping import folder_label, read_mapping
from recognizer.types import DatasetError


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("a", "a"),
        ("slash", "/"),
        ("Slash", "/"),
        ("upper_A", "A"),
        ("UPPER_a", "A"),
        ("lower_A", "a"),
        ("digit_7", "7"),
        ("U+002F", "/"),
        ("U+00e9", "é"),
        ("latin_small_letter_e_with_acute", "é"),
        ("e\u0301", "é"),
        ("colon", ":"),
        ("ab", ""),
        ("nonsense", ""),
        ("U+D800", ""),
        ("U+0020", ""),
    ],
)
def test_names_of_folders_stand_for_characters(name, label):
    assert folder_label(name) == label


def test_a_table_of_folders_may_name_code_points(tmp_path):
    (tmp_path / "classes.csv").write_text("folder,label\ns1,/\ns2,U+0061\n", encoding="utf-8")
    assert read_mapping(tmp_path / "classes.csv") == {"s1": "/", "s2": "a"}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "empty"),
        ("a,b\n1,2\n", "columns folder and label"),
        ("folder,label\nx,ab\n", "line 2"),
        ("0 65\n1\n", "names no character"),
        ("0 9999999\n", "names no character"),
    ],
)
def test_mappings_that_say_nothing_are_refused(tmp_path, text, message):
    (tmp_path / "m.txt").write_text(text, encoding="utf-8")
    with pytest.raises(DatasetError, match=message):
        read_mapping(tmp_path / "m.txt")
