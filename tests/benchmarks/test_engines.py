from __future__ import annotations

import sys
from pathlib import Path

import pytest
import speed
from engines import Cost, add_costs, measure
from pagesets import PageSet
from speed import describe_costs, time_sets


def test_cost_counts_what_the_children_of_a_command_burnt() -> None:
    burn = "import time\nwhile time.process_time() < 0.3: pass"
    parent = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {burn!r}])"
    code, cost = measure([sys.executable, "-c", parent])
    assert code == 0
    assert cost.cpu_seconds >= 0.3
    assert 1 < cost.peak_mb < 1000


def test_command_that_fails_is_told_with_its_complaint() -> None:
    with pytest.raises(RuntimeError, match="no such thing"):
        measure([sys.executable, "-c", "import sys; sys.stderr.write('no such thing'); sys.exit(3)"])


def test_cost_is_the_same_after_it_was_kept(tmp_path: Path) -> None:
    cost = Cost(cpu_seconds=1.5, seconds=2.0, peak_mb=80.0, pages=3)
    cost.save(tmp_path / "cost.json")
    assert Cost.load(tmp_path / "cost.json") == cost
    assert cost.cpu_a_page == 0.5


def test_speed_is_told_as_a_multiple_of_tesseract() -> None:
    costs = {"ours": Cost(1.0, 1.0, 100.0, 4), "tesseract": Cost(4.0, 4.0, 50.0, 4)}
    ours, tesseract = describe_costs("books", costs)
    assert ours[3:5] == ["4.00", "4.00"]
    assert tesseract[4] == "1.00"


def test_costs_of_runs_one_after_the_other_add_up_but_for_the_peak() -> None:
    assert add_costs([Cost(1.0, 2.0, 100.0, 4), Cost(3.0, 4.0, 80.0, 2)]) == Cost(4.0, 6.0, 100.0, 6)


def test_sets_timed_together_are_one_run_of_ours_and_one_a_language_of_tesseract(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    runs: list[tuple[str, int, str]] = []

    def runner(name: str) -> object:
        def run(images: tuple[Path, ...], out: Path, language: str) -> Cost:
            assert out.is_dir()
            runs.append((name, len(images), language))
            return Cost(1.0, 1.0, 10.0 * len(images), len(images))

        return run

    engines = {"ours": runner("ours"), "tesseract": runner("tesseract"), "glyph": runner("glyph")}
    monkeypatch.setattr(speed, "available_engines", lambda options: engines)
    sets = [PageSet("a", (Path("1"), Path("2")), "en"), PageSet("b", (Path("3"),), "fr")]
    best = time_sets(sets, ["ours", "tesseract"], 1, [])
    assert runs == [("ours", 3, "en"), ("tesseract", 2, "en"), ("tesseract", 1, "fr")]
    assert best == {"ours": Cost(1.0, 1.0, 30.0, 3), "tesseract": Cost(2.0, 2.0, 20.0, 3)}
