"""The number of wrong characters that confidences tell of, and what a run says of it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocr.expected_errors import describe_errors, expect_errors
from ocr.report import ReportRow


def row(source: str, errors: float | None, characters: int | None, page_num: int = 1) -> ReportRow:
    return ReportRow(source, page_num, "ok", characters=characters, expected_errors=errors)


def test_doubts_are_summed() -> None:
    assert expect_errors([1.0, 0.75, 0.5]) == 0.75


def test_nothing_read_and_nothing_in_doubt_have_no_errors() -> None:
    assert expect_errors([]) == 0.0
    assert expect_errors([1.0] * 500) == 0.0


@given(st.lists(st.floats(0, 1), max_size=50))
def test_there_are_never_more_errors_than_characters(confidences: list[float]) -> None:
    assert 0.0 <= expect_errors(confidences) <= len(confidences) + 1e-9


def test_doubts_that_mean_what_they_say_count_the_errors() -> None:
    rng = np.random.default_rng(0)
    confidences = rng.beta(8, 1, 20_000)
    wrong = rng.random(20_000) >= confidences
    assert expect_errors(confidences) == pytest.approx(wrong.sum(), rel=0.05)


def test_a_run_tells_the_sum_and_the_worst_pages() -> None:
    rows = [row("a.png", 2.2, 1000), row("b.png", 40.0, 500), row("c.png", 7.0, 900), row("d.png", 5.1, 10)]
    assert describe_errors(rows) == (
        "about 54 of 2,410 characters are likely wrong; "
        "worst: b.png (40 of 500), c.png (7 of 900), d.png (5 of 10)"
    )


def test_pages_of_one_file_are_told_by_their_number() -> None:
    rows = [row("a.tif", 1.0, 10), row("a.tif", 3.0, 10, page_num=2), row("b.png", 2.0, 10)]
    assert describe_errors(rows).endswith(
        "worst: a.tif page 2 (3 of 10), b.png (2 of 10), a.tif page 1 (1 of 10)"
    )


def test_a_single_page_is_not_called_the_worst() -> None:
    assert describe_errors([row("a.png", 3.4, 100)]) == "about 3 of 100 characters are likely wrong"


def test_pages_beyond_doubt_are_not_named() -> None:
    rows = [row("a.png", 0.1, 100), row("b.png", 0.3, 100)]
    assert describe_errors(rows) == "about 0 of 200 characters are likely wrong"


def test_failed_and_blank_pages_say_nothing() -> None:
    failed = ReportRow("x.png", None, "failed", error="load: it is none")
    assert describe_errors([failed, row("b.png", 0.0, 0)]) == ""
    assert describe_errors([failed, row("a.png", 2.0, 9)]) == "about 2 of 9 characters are likely wrong"
    assert describe_errors([]) == ""
