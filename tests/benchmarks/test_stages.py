"""Tests of timing the steps of reading a page."""

from __future__ import annotations

import pkgutil
from types import SimpleNamespace

import pytest
import stages
from stages import HEAD, STEPS, Stopwatch, describe_costs


def test_steps_are_timed_under_the_names_that_the_program_calls() -> None:
    watch = Stopwatch()
    before = {name: pkgutil.resolve_name(name) for name in STEPS.values()}
    with watch.watch():
        for name in STEPS.values():
            assert pkgutil.resolve_name(name).__wrapped__ is before[name]
    assert {name: pkgutil.resolve_name(name) for name in STEPS.values()} == before


def test_time_of_a_step_is_added_up_even_when_it_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    ticks = iter([1.0, 3.0, 10.0, 14.0])
    monkeypatch.setattr(stages, "time", SimpleNamespace(process_time=lambda: next(ticks)))
    watch = Stopwatch()
    assert watch.timed("load", len)("abc") == 3
    with pytest.raises(TypeError):
        watch.timed("load", len)(1)
    assert watch.seconds["load"] == 6.0


def test_rows_are_milliseconds_a_page_and_what_no_step_took_is_the_rest() -> None:
    costs = {**dict.fromkeys(STEPS, 0.0), "load": 0.2, "write": 0.1, "sum": 0.5}
    row = dict(zip(HEAD, describe_costs("two", [(1, costs), (3, costs)]), strict=True))
    assert (row["pages"], row["load"], row["write"], row["rest"], row["sum"]) == (
        "4",
        "100",
        "50",
        "100",
        "250",
    )
