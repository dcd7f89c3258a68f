import dataclasses

import numpy as np
import pytest

from recognizer.dataset import TrainingLine
from recognizer.preset import REPLAY, find_preset
from recognizer.replay import MOST_BYTES, Replay, choose_lines, read_replay, write_replay
from recognizer.types import DatasetError


def line(text, kind="print", width=60, source="face"):
    rng = np.random.default_rng(len(text))
    spans = np.array([(2.25 * at, 2.25 * at + 2) for at in range(len(text))], np.float32)
    return TrainingLine((rng.integers(0, 16, (40, width)) * 17).astype(np.uint8), text, spans, source, kind)


def test_lines_come_back_with_their_spans_and_their_part(tmp_path):
    unknown = dataclasses.replace(line("xyz", "hand"), spans=None)
    write_replay(tmp_path / REPLAY, Replay((line("ab c"), unknown), (line("base", "type"),)))
    back = read_replay(tmp_path / REPLAY)
    assert [(one.text, one.kind) for one in back.lines] == [("ab c", "print"), ("xyz", "hand")]
    assert [(one.text, one.kind) for one in back.base] == [("base", "type")]
    assert np.array_equal(back.lines[0].pixels, line("ab c").pixels)
    assert np.array_equal(back.lines[0].spans, line("ab c").spans)
    assert back.lines[1].spans is None


def test_a_damaged_file_is_told(tmp_path):
    path = tmp_path / REPLAY
    write_replay(path, Replay((line("ab"),), (line("cd"),)))
    path.write_bytes(path.read_bytes()[:-100])
    with pytest.raises(DatasetError):
        read_replay(path)
    with pytest.raises(DatasetError):
        read_replay(tmp_path / "gone.npz")


def test_a_choice_is_balanced_seeded_and_has_the_rare_characters():
    lines = [line("plain " * (at % 5), "print") for at in range(50)]
    lines += [line(f"typed {at}", "type") for at in range(50)] + [line("hand", "hand")]
    lines += [line("rare œ", "print"), line("wide æ", "print", width=641)]
    chosen = choose_lines(lines, 30, seed=1)
    kinds = [one.kind for one in chosen]
    assert (kinds.count("print"), kinds.count("type"), kinds.count("hand")) == (10, 10, 1)
    assert any("œ" in one.text for one in chosen)
    assert not any("æ" in one.text for one in chosen)  # wider than a line may be
    assert [one.text for one in choose_lines(lines, 30, seed=1)] == [one.text for one in chosen]


def test_the_shipped_file_is_small_listed_and_keeps_its_parts_apart():
    preset = find_preset("latin")
    path = preset.file(REPLAY)
    assert path.stat().st_size <= MOST_BYTES
    replay = read_replay(path)
    assert len(replay.lines) > 400
    assert len(replay.base) > 250
    assert not {one.source for one in replay.lines} & {one.source for one in replay.base}
    assert {one.kind for one in replay.base} == {"print", "type", "hand"}
    assert all(preset.charset.covers(one.text) for one in (*replay.lines, *replay.base))
