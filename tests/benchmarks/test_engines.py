from __future__ import annotations

import sys
from pathlib import Path

import pytest
from engines import Cost, measure
from speed import describe_costs


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
