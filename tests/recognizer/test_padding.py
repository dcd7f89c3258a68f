import numpy as np
import pytest

from recognizer.padding import PADDING, RUN_COLUMNS, TIGHT_STEP, WIDTH_STEP, pad_crops


@pytest.mark.parametrize(("tightly", "most"), [(False, 1.1), (True, 1.04)])
def test_little_is_computed_beside_the_lines_of_a_page(tightly, most):
    rng = np.random.default_rng(0)
    widths = [*rng.normal(700, 12, 30), *rng.uniform(60, 700, 12)]  # full lines; headings and last lines
    crops = [np.ones((40, int(width)), dtype=np.float32) for width in widths]
    computed = sum(batch.pixels.shape[0] * batch.pixels.shape[2] for batch in pad_crops(crops, 40, tightly))
    assert 1 < computed / sum(crop.shape[1] for crop in crops) < most


@pytest.mark.parametrize(("tightly", "step"), [(False, WIDTH_STEP), (True, TIGHT_STEP)])
def test_every_crop_keeps_paper_after_it(tightly, step):
    crops = [np.full((8, width), 0.5, dtype=np.float32) for width in (1, 3, 4, 90, 91, 700)]
    seen = []
    for batch in pad_crops(crops, 8, tightly):
        assert batch.pixels.shape[2] % step == 0
        for row, index in enumerate(batch.indices):
            width = crops[index].shape[1]
            assert (batch.pixels[row, :, :width] == 0.5).all()
            assert batch.pixels.shape[2] - width >= PADDING
            assert not batch.pixels[row, :, width:].any()
        seen += batch.indices
    assert sorted(seen) == list(range(6))


def test_crops_of_one_width_share_tight_batches_and_others_only_where_it_pays():
    crops = [np.ones((8, width), dtype=np.float32) for width in (100, 100, 100, 100 + RUN_COLUMNS)]
    assert [batch.indices for batch in pad_crops(crops, 8, True)] == [(0, 1, 2), (3,)]
    assert [batch.indices for batch in pad_crops(crops[2:], 8, True)] == [(0, 1)]


def test_short_crops_share_batches():
    crops = [np.ones((40, 30), dtype=np.float32)] * 400
    assert sum(1 for _ in pad_crops(crops, 40)) < 15
