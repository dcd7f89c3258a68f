"""Tests of initials joined to the words that they begin."""

from __future__ import annotations

from collections.abc import Callable

from ocr.drop_capitals import join_initial
from ocr.types import PageResult

MakePage = Callable[..., PageResult]


def test_initial_begins_the_first_word_without_a_space(make_page: MakePage) -> None:
    initial, line = make_page([["O", "nce upon a time"]]).iter_lines()
    joined = join_initial(initial, line)
    assert joined.text == "Once upon a time"
    assert joined.box == initial.box.union(line.box)
    assert joined.words[0].confidence == min(initial.words[0].confidence, line.words[0].confidence)
    assert joined.baseline == line.baseline
