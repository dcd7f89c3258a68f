import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recognizer.line_packing import pack_lines, to_levels, unpack_lines
from recognizer.types import DatasetError


def test_levels_are_multiples_of_17_from_paper_to_full_ink():
    crop = np.array([[0.0, 0.02, 0.04, 0.5, 0.99, 1.0]], np.float32)
    assert to_levels(crop).tolist() == [[0, 0, 17, 136, 255, 255]]


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.integers(0, 30), min_size=1, max_size=5),
    st.sampled_from(["fast", "small"]),
    st.integers(0, 99),
)
def test_crops_of_any_widths_come_back_as_they_were(widths, how, seed):
    rng = np.random.default_rng(seed)
    crops = [(rng.integers(0, 16, (4, width)) * 17).astype(np.uint8) for width in widths]
    back = unpack_lines(pack_lines(crops, how))
    assert [crop.shape for crop in back] == [crop.shape for crop in crops]
    assert all(np.array_equal(a, b) for a, b in zip(crops, back, strict=True))
    assert not any(crop.flags.writeable for crop in back)


def test_other_greys_are_rounded_to_the_nearest_level():
    (back,) = unpack_lines(pack_lines([np.array([[8, 9], [246, 247]], np.uint8)]))
    assert back.tolist() == [[0, 17], [238, 255]]


@pytest.mark.parametrize(
    "crops", [[], [np.zeros((3, 2), np.uint8)], [np.zeros((2, 2), np.uint8), np.zeros((4, 2), np.uint8)]]
)
def test_what_cannot_be_packed_is_refused(crops):
    with pytest.raises(ValueError, match="one even height"):
        pack_lines(crops)


@pytest.mark.parametrize("how", ["fast", "small"])
def test_damaged_bytes_are_told(how):
    arrays = pack_lines([np.full((4, 9), 255, np.uint8)], how)
    with pytest.raises(DatasetError):
        unpack_lines({**arrays, "packed": arrays["packed"][:-6]})
    with pytest.raises(DatasetError):
        unpack_lines({**arrays, "widths": np.array([8])})
    with pytest.raises(DatasetError):
        unpack_lines({key: value for key, value in arrays.items() if key != "height"})
