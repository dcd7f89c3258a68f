import pytest

from ocr.batch.selection import parse_pages
from ocr.errors import UsageError


@pytest.mark.parametrize(
    ("text", "pages", "indices"),
    [
        ("1", 3, (0,)),
        ("1,3-5", 9, (0, 2, 3, 4)),
        ("3-5, 4", 9, (2, 3, 4)),
        ("3-5", 4, (2, 3)),
        ("7-", 8, (6, 7)),
        ("9", 8, ()),
        ("2-4000000000", 2, (1,)),
    ],
)
def test_lists_of_pages_count_from_one(text, pages, indices):
    assert parse_pages(text).indices(pages) == indices


@pytest.mark.parametrize("text", ["", "0", "a", "1,", "-3", "5-3", "1.5", "1--3", "٣", "0-2"])
def test_what_is_no_list_of_pages_is_a_usage_error(text):
    with pytest.raises(UsageError, match="page"):
        parse_pages(text)
