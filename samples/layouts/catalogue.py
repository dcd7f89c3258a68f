"""Every kind of page that can be drawn, by name, with what of the layout it tries."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from layouts import columns, forms, regions, sheets, tables
from layouts.drawing import Drawing
from layouts.faces import Faces
from layouts.laying import DrawnPage, Laying, scan_drawing

DPI = 150
SIZE = (1240, 1754)  # px, an A4 sheet
X_HEIGHTS = (10.5, 14.0)  # px, of running text


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of page.

    Args:
        tries: what of the layout: upright, sheet, order, tables, regions or unread.
        draw: draws one, and says how it is scanned.
        size: width and height of its sheet, px.
    """

    tries: str
    draw: Callable[[Drawing], Laying]
    size: tuple[int, int] = SIZE


KINDS: dict[str, Kind] = {
    "turned": Kind("upright", sheets.draw_turned),
    "skewed": Kind("upright", sheets.draw_skewed),
    "borders": Kind("sheet", sheets.draw_borders),
    "facing": Kind("sheet", sheets.draw_facing, (1900, 1340)),
    "curled": Kind("sheet", sheets.draw_curled),
    "uneven_light": Kind("sheet", sheets.draw_uneven_light),
    "show_through": Kind("sheet", sheets.draw_show_through),
    "coloured": Kind("sheet", sheets.draw_coloured),
    "dark_bars": Kind("sheet", sheets.draw_dark_bars),
    "columns_two": Kind("order", columns.draw_two_columns),
    "columns_three": Kind("order", columns.draw_three_columns),
    "columns_unequal": Kind("order", columns.draw_unequal_columns),
    "gutters_narrow": Kind("order", columns.draw_narrow_gutters),
    "headings_spanning": Kind("order", columns.draw_spanning_headings),
    "footnotes": Kind("order", columns.draw_footnotes),
    "running_heads": Kind("order", columns.draw_running_heads),
    "captions": Kind("order", columns.draw_captions),
    "margin_notes": Kind("order", columns.draw_marginal_notes),
    "drop_capitals": Kind("order", columns.draw_drop_capitals),
    "table_ruled": Kind("tables", tables.draw_ruled_table),
    "table_plain": Kind("tables", tables.draw_plain_table),
    "leaders": Kind("tables", tables.draw_leaders),
    "receipt": Kind("tables", tables.draw_receipt),
    "form": Kind("tables", forms.draw_form),
    "underlined": Kind("tables", forms.draw_underlined),
    "struck": Kind("tables", forms.draw_struck),
    "photograph": Kind("regions", regions.draw_photographs),
    "halftone": Kind("regions", regions.draw_halftone),
    "line_drawing": Kind("regions", regions.draw_line_drawing),
    "barcode": Kind("regions", regions.draw_barcodes),
    "letter": Kind("regions", regions.draw_letter),
    "stamp": Kind("regions", regions.draw_stamped),
    "specks": Kind("regions", regions.draw_specks),
    "unread": Kind("unread", regions.draw_unread),
}


def draw_page(
    kind: str, faces: Faces, seed: int, number: int = 0, scale: float = 1.0, dpi: int = DPI
) -> DrawnPage:
    """Draw one page of a kind; the same seed and number give the same page, whatever else is drawn.

    Args:
        kind: a name of ``KINDS``.
        faces: the typefaces.
        seed: of the variant.
        number: of the variant, among those of one seed.
        scale: of the sheet: a smaller one has less text, of the same x-height.
        dpi: dots an inch of the scan.
    """
    random = np.random.default_rng([seed, number, *kind.encode()])
    width, height = (round(scale * side * dpi / DPI) for side in KINDS[kind].size)
    x_height = float(random.uniform(*X_HEIGHTS)) * dpi / DPI
    drawing = Drawing(width, height, x_height, faces, random)
    return scan_drawing(drawing, KINDS[kind].draw(drawing))
