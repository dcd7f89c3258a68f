"""Lines for a preset of numbers are taken out of lines of text."""

import numpy as np
from click.testing import CliRunner
from mark_unread import main

from recognizer.charset import UNREAD
from recognizer.dataset import TrainingLine, read_line_shard, write_line_shard


def test_lines_with_figures_are_kept_and_words_marked(tmp_path):
    texts = ["Total 12.50", "and so on", "No.7", "ever after", "once upon"]
    lines = [TrainingLine(np.zeros((40, 80), np.uint8), text, None, "x", "print") for text in texts]
    write_line_shard(tmp_path / "in.npz", lines)
    arguments = [str(tmp_path / "in.npz"), "-o", str(tmp_path / "out.npz"), "--wordy", "0.34"]
    done = CliRunner().invoke(main, arguments)
    assert done.exit_code == 0
    said = set(read_line_shard(tmp_path / "out.npz").texts)
    assert {5 * UNREAD + " 12.50", 3 * UNREAD + "7"} < said
    assert len(said) == 3


def test_text_without_figures_is_refused(tmp_path):
    write_line_shard(
        tmp_path / "in.npz", [TrainingLine(np.zeros((40, 80), np.uint8), "a", None, "x", "print")]
    )
    done = CliRunner().invoke(
        main, [str(tmp_path / "in.npz"), "-o", str(tmp_path / "out.npz"), "--wordy", "0"]
    )
    assert done.exit_code == 1
    assert "no line with figures" in done.output
