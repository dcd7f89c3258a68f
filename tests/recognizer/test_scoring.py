import numpy as np

from recognizer.charset import Charset
from recognizer.dataset import TrainingLine
from recognizer.network import LINE_COLUMN
from recognizer.padding import WIDTH_STEP, pad_crops
from recognizer.scoring import fold_text, read_greedily, sample_lines, score_lines

ABC = Charset(" ab")


def frames(*classes):
    return np.eye(4, dtype=np.float32)[list(classes)]


def test_repeats_are_merged_and_blanks_parted():
    assert read_greedily(frames(0, 2, 2, 0, 2, 3, 1, 1, 3, 0), ABC) == "aab b"
    assert read_greedily(frames(0, 0), ABC) == ""
    assert read_greedily(np.zeros((0, 4), np.float32), ABC) == ""


def test_quotes_dashes_and_spaces_are_folded():
    assert fold_text(" “a”—b\u00a0 ‘c’ ") == "\"a\"-b 'c'"


def test_errors_are_counted_by_kind():
    lines = [
        TrainingLine(np.zeros((40, 20), np.uint8), "ab", None, "s", "print"),
        TrainingLine(np.zeros((40, 300), np.uint8), "aba", None, "s", "hand"),
    ]

    def always_a(pixels):
        scores = np.zeros((len(pixels), pixels.shape[2] // 2, 4), np.float32)
        scores[:, :, 0] = 1
        scores[:, 1, 2] = 2
        return scores

    hand, printed = score_lines("set", lines, always_a, ABC)
    assert (hand.kind, hand.lines, hand.characters, hand.edits) == ("hand", 1, 3, 2)
    assert (printed.kind, printed.edits, printed.error_rate) == ("print", 1, 0.5)


def test_sample_is_the_same_every_time_and_empty_where_there_is_no_folder(toy_shards, tmp_path):
    first, again = sample_lines(toy_shards, 7, 0), sample_lines(toy_shards, 7, 0)
    assert len(first) == 7
    assert [line.text for line in first] == [line.text for line in again]
    assert sample_lines(tmp_path / "none", 7, 0) == []


def test_padding_keeps_every_crop_whole_and_its_own_frames():
    rng = np.random.default_rng(0)
    crops = [rng.random((40, width), dtype=np.float32) for width in (3, 500, 64, 57, 56, 501, 9000)]
    seen = {}
    for batch in pad_crops(crops, 40):
        assert batch.pixels.shape[2] % WIDTH_STEP == WIDTH_STEP % LINE_COLUMN == 0
        for row, (index, count) in enumerate(zip(batch.indices, batch.frames, strict=True)):
            width = crops[index].shape[1]
            np.testing.assert_array_equal(batch.pixels[row, :, :width, 0], crops[index])
            assert not batch.pixels[row, :, width:].any()
            seen[index] = count
    assert seen == {0: 2, 1: 250, 2: 32, 3: 29, 4: 28, 5: 251, 6: 4500}
