from __future__ import annotations

from pathlib import Path

from results import table, write_section


def test_section_of_the_same_title_is_replaced_in_its_place(tmp_path: Path) -> None:
    path = tmp_path / "RESULTS.md"
    write_section(path, "One", "first")
    write_section(path, "Two", "second")
    write_section(path, "One", "anew")
    text = path.read_text(encoding="utf-8")
    assert text.startswith("# Results\n")
    assert "first" not in text
    assert text.index("## One\n\nanew") < text.index("## Two\n\nsecond")


def test_writing_a_section_twice_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "RESULTS.md"
    write_section(path, "One", "same")
    once = path.read_bytes()
    write_section(path, "One", "same")
    assert path.read_bytes() == once


def test_table_sets_numbers_to_the_right() -> None:
    assert (
        table(["set", "engine", "n"], [["a", "b", "1"]])
        == "| set | engine | n |\n| --- | --- | ---: |\n| a | b | 1 |"
    )
