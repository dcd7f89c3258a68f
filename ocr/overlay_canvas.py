"""What an overlay is drawn on: a Matplotlib figure in which one unit is one pixel, and its colours.

Confidence is coloured from vermilion over orange to blue, hues that the common kinds of colour
blindness keep apart (Okabe and Ito, "Color universal design", 2008); unread ink is purple.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from segmenter.geometry import Box

UNREAD_COLOR = (0.62, 0.0, 0.58)
UNREAD_HATCH = "////"  # tells unread ink apart without colour too
REGION_COLOR = (0.35, 0.35, 0.35)
_CONFIDENCE_COLORS = (
    (0.0, "#a62200"),
    (0.5, "#d55e00"),
    (0.8, "#e69f00"),
    (0.9, "#56b4e9"),
    (1.0, "#0072b2"),
)
_DPI = 100  # of the figure; turns points into pixels and nothing else
POINTS_A_PX = 72 / _DPI


@dataclass(frozen=True, slots=True, eq=False)
class Canvas:
    """A figure with a page on it; positions are figure pixels, y upwards, the page at the bottom.

    Args:
        figure: the Matplotlib figure, without a canvas and unknown to pyplot.
        width, height: of the figure, px.
        left: of the page, px.
        page_height: px; what is above belongs to the header.
        scale: figure px a source px.
    """

    figure: Any
    width: int
    height: int
    left: int
    page_height: int
    scale: float

    @classmethod
    def around(cls, page: NDArray[np.uint8], scale: float, header: int, least_width: int) -> Canvas:
        """A white figure with the page (H, W, 3) uint8 below ``header`` px, centred if it is narrow."""
        from matplotlib.figure import Figure

        page_height, page_width = page.shape[:2]
        width, height = max(page_width, least_width), page_height + header
        figure = Figure(figsize=(width / _DPI, height / _DPI), dpi=_DPI, facecolor="white")
        left = (width - page_width) // 2
        figure.add_artist(_page_artist(page, left))
        return cls(figure, width, height, left, page_height, scale)

    def points(self, x: ArrayLike, y: ArrayLike) -> NDArray[np.float64]:
        """Figure positions (n, 2) of source-pixel points."""
        across = np.asarray(x, dtype=np.float64) * self.scale + self.left
        return np.stack([across, self.page_height - np.asarray(y, dtype=np.float64) * self.scale], axis=-1)

    def corners(self, boxes: Iterable[Box], least: float = 0.0, room: float = 0.0) -> NDArray[np.float64]:
        """Figure positions of boxes' corners, (n, 4, 2), clockwise from the top left.

        Args:
            boxes: source px.
            least: smaller boxes are drawn with sides of this many figure px.
            room: figure px added on every side.
        """
        sides = np.array(
            [(box.left, box.top, box.right, box.bottom) for box in boxes], dtype=np.float64
        ).reshape(-1, 4)
        low, high = sides[:, :2] * self.scale, sides[:, 2:] * self.scale
        grow = np.maximum(0.0, least - (high - low)) / 2 + room
        low, high = low - grow, high + grow
        x = np.stack([low[:, 0], high[:, 0], high[:, 0], low[:, 0]], axis=1) + self.left
        y = self.page_height - np.stack([low[:, 1], low[:, 1], high[:, 1], high[:, 1]], axis=1)
        return np.stack([x, y], axis=2)

    def add(self, collection: Any) -> None:
        """Draw a collection whose vertices are figure pixels."""
        from matplotlib.transforms import IdentityTransform

        collection.set_transform(IdentityTransform())
        self.figure.add_artist(collection)


def confidence_colormap() -> Any:
    """The Matplotlib colormap of confidences 0..1."""
    from matplotlib.colors import LinearSegmentedColormap

    return LinearSegmentedColormap.from_list("confidence", list(_CONFIDENCE_COLORS))


def _page_artist(page: NDArray[np.uint8], left: int) -> Any:
    """An artist that copies the page as it is; Matplotlib's own images are resampled, ten times slower."""
    from matplotlib.artist import Artist

    rgba = np.full((*page.shape[:2], 4), 255, np.uint8)
    rgba[..., :3] = page[::-1]

    class PageArtist(Artist):
        """Draws the page at the bottom of the figure."""

        zorder = 0

        def draw(self, renderer: Any) -> None:
            """Copy the pixels."""
            context = renderer.new_gc()
            renderer.draw_image(context, left, 0, rgba)
            context.restore()

    return PageArtist()
