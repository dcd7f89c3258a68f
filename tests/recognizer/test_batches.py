import numpy as np
import pytest

from recognizer.augmentation import AugmentationSettings
from recognizer.batches import BatchSettings, Round, choose_shards, make_batches
from recognizer.charset import UNREAD, Charset
from recognizer.dataset import TrainingLine, list_shards, write_line_shard
from recognizer.windows import IGNORED

ABC = Charset(" abx")
STILL = AugmentationSettings(stretch=0, shift=0, gamma=0, noise=0, cutout=0)
SMALL = BatchSettings(window=160, windows=8)


def batches(shards, ctc=False, seed=1, start=0, settings=SMALL):
    return list(make_batches(Round(seed, 0, ctc, tuple(list_shards([shards]))), ABC, settings, start))


def test_frame_batches_are_full_windows_with_a_label_a_frame(toy_shards):
    found = batches(toy_shards)
    assert len(found) > 5
    for batch in found:
        assert batch.pixels.shape == (8, 40, 160, 1)
        assert batch.pixels.dtype == np.float32
        assert batch.labels.shape == (8, 80)
        assert 0 <= batch.pixels.min() <= batch.pixels.max() <= 1


def test_ctc_batches_hold_texts(toy_shards):
    batch = batches(toy_shards, ctc=True)[0]
    rows = [[c for c in row if c >= 0] for row in batch.labels.tolist()]
    assert all(rows)
    assert all(set(row) <= {1, 2, 3, 4} for row in rows)


def test_same_seed_gives_the_same_batches_and_another_seed_others(toy_shards):
    first, again, other = batches(toy_shards), batches(toy_shards), batches(toy_shards, seed=2)
    np.testing.assert_array_equal(first[3].pixels, again[3].pixels)
    assert not np.array_equal(first[3].pixels, other[3].pixels)


def test_round_goes_on_at_the_batch_it_stopped_at(toy_shards):
    np.testing.assert_array_equal(batches(toy_shards)[4].pixels, batches(toy_shards, start=4)[0].pixels)


def test_labelled_frames_lie_on_their_glyphs(toy_shards):
    still = BatchSettings(window=160, windows=8, augmentation=STILL)
    for batch in batches(toy_shards, settings=still):
        rows, frames = np.nonzero(batch.labels >= 2)
        middles = batch.pixels[rows, 28, frames * 2 + 1, 0]  # every toy glyph stands on row 28
        assert middles.min() == 1.0


def test_whole_lines_join_in_ctc_only_and_up_to_their_share(toy_shards, toy_line):
    lines = [TrainingLine(toy_line("ab x " * 8).pixels, "ab x " * 8, None, "page", "type") for _ in range(40)]
    write_line_shard(toy_shards / "real.npz", lines)
    assert {batch.pixels.shape[2] for batch in batches(toy_shards)} == {160}
    few = BatchSettings(window=160, windows=8, real_share=0.2)
    sizes = [batch.pixels.shape for batch in batches(toy_shards, ctc=True, settings=few)]
    pixels = {width: sum(s[0] * s[2] for s in sizes if s[2] == width) for width in {s[2] for s in sizes}}
    assert set(pixels) == {160, 640}
    assert 0 < pixels[640] / sum(pixels.values()) < 0.3


@pytest.mark.parametrize(("lines", "size"), [(1, 1), (3, 4), (5, 8), (8, 8)])
def test_a_batch_of_too_few_windows_is_filled_up_to_a_power_of_two(tmp_path, toy_line, lines, size):
    text = "ab x"  # eight such lines fill a batch
    path = tmp_path / "few.npz"
    write_line_shard(path, [TrainingLine(toy_line(text).pixels, text, None, "t", "print")] * lines)
    (batch,) = batches(tmp_path, ctc=True, settings=BatchSettings(window=160, windows=32))
    assert len(batch.pixels) == size
    assert batch.pixels.reshape(size, -1).max(axis=1).min() > 0.5  # none is empty


def test_text_too_dense_for_its_frames_is_not_learnt(tmp_path):
    dense = TrainingLine(np.full((40, 20), 255, np.uint8), "a" * 400, None, "page", "type")
    write_line_shard(tmp_path / "d.npz", [dense])
    (batch,) = batches(tmp_path, ctc=True)
    assert (batch.labels < 0).all()


def test_shards_are_drawn_until_they_hold_enough_lines(toy_shards):
    shards = list_shards([toy_shards])
    assert len(choose_shards(shards, 60, np.random.default_rng(0))) == 1
    assert len(choose_shards(shards, 61, np.random.default_rng(0))) == 2
    assert len(choose_shards(shards, 9999, np.random.default_rng(0))) == 2


@pytest.mark.parametrize("width", [1, 2, 7])
def test_slim_windows_survive_augmentation(tmp_path, width):
    line = TrainingLine(
        np.full((40, width), 200, np.uint8), "a", np.array([(0, width)], np.float32), "s", "print"
    )
    write_line_shard(tmp_path / "s.npz", [line] * 9)
    strong = AugmentationSettings(stretch=0.9, shift=3, gamma=2, noise=100, cutout=1)
    (batch,) = batches(tmp_path, settings=BatchSettings(window=160, windows=8, augmentation=strong))
    assert np.isfinite(batch.pixels).all()
    assert (batch.labels == 2).any(axis=1).all()


def test_unread_ink_is_left_out_of_the_text_to_learn(tmp_path):
    pixels = np.full((40, 60), 255, np.uint8)
    spans = np.array([[0, 20], [20, 40], [40, 60]], np.float32)
    lines = [TrainingLine(pixels, f"{UNREAD} 1", spans, "", "print")] * 4
    write_line_shard(tmp_path / "lines-00000.npz", lines)
    settings = BatchSettings(windows=2, round_lines=4)
    drawn = Round(0, 0, True, (tmp_path / "lines-00000.npz",))
    batches = list(make_batches(drawn, Charset(" 12"), settings))
    texts = {tuple(row[row != IGNORED].tolist()) for batch in batches for row in batch.labels}
    assert texts <= {(2,), (1, 2)}
    assert texts


def count_rare(folder, balance):
    """Windows with an x among those of a round of 200 lines, 8 of which have one."""
    settings = BatchSettings(window=160, windows=8, round_lines=40, balance=balance)
    found = 0
    for seed in range(10):
        for batch in batches(folder, seed=seed, settings=settings):
            found += int((batch.labels == ABC.encode("x")[0]).any(axis=1).sum())
    return found


def test_lines_with_rare_characters_come_up_more_often_when_balanced(tmp_path, toy_line):
    write_line_shard(tmp_path / "0.npz", [toy_line("ax" if at < 8 else "ab") for at in range(200)])
    alike, balanced = count_rare(tmp_path, 1.0), count_rare(tmp_path, 3.0)
    assert 5 <= alike <= 30  # 16 on average
    assert 1.5 * alike < balanced < 4 * alike
