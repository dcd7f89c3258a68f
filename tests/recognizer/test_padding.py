import numpy as np

from recognizer.padding import pad_crops


def test_little_is_computed_beside_the_lines_of_a_page():
    rng = np.random.default_rng(0)
    widths = [*rng.normal(700, 12, 30), *rng.uniform(60, 700, 12)]  # full lines; headings and last lines
    crops = [np.ones((40, int(width)), dtype=np.float32) for width in widths]
    computed = sum(batch.pixels.shape[0] * batch.pixels.shape[2] for batch in pad_crops(crops, 40))
    assert 1 < computed / sum(crop.shape[1] for crop in crops) < 1.1


def test_short_crops_share_batches():
    crops = [np.ones((40, 30), dtype=np.float32)] * 400
    assert sum(1 for _ in pad_crops(crops, 40)) < 15
