"""The script that fits what likeness counts needs folders to leave out in turn."""

from __future__ import annotations

from pathlib import Path

import fit_agreement
from click.testing import CliRunner


def test_one_folder_is_too_few(tmp_path: Path) -> None:
    done = CliRunner().invoke(fit_agreement.main, [str(tmp_path)])
    assert done.exit_code == 2
    assert "two folders at least" in done.output
