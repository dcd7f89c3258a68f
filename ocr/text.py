"""A page result as plain text: a text line a printed line, a blank line between paragraphs."""

from __future__ import annotations

from collections.abc import Iterable

from ocr.types import Block, Line, PageResult

CELL_SEPARATOR = "\t"
PAGE_SEPARATOR = "\f"


def page_text(result: PageResult) -> str:
    """The text of a page as UTF-8 text files hold it.

    Printed lines keep their breaks and hyphens. Segments of one printed row (the cells of a
    table, a receipt's prices) stand on one line, parted by tabs. In a ruled table the lines of one
    cell are joined by spaces, and an empty cell before a filled one leaves its tab. Paragraphs and
    blocks are parted by one blank line; lines in which nothing was read are left out.

    Returns:
        Text that ends with one newline, or the empty string where nothing was read.
    """
    paragraphs = [rows for block in result.blocks for rows in _paragraph_rows(block)]
    return "\n".join("".join(f"{row}\n" for row in rows) for rows in paragraphs)


def join_pages(texts: Iterable[str]) -> str:
    r"""The texts of a document's pages as one, parted by form feeds.

    Example:
        >>> join_pages(["one\n", "", "three\n"])
        'one\n\x0c\x0cthree\n'
    """
    return PAGE_SEPARATOR.join(texts)


def _paragraph_rows(block: Block) -> list[list[str]]:
    """The block's printed rows by paragraph; rows and paragraphs without text are left out."""
    paragraphs: list[list[str]] = []
    cell = None
    for paragraph in block.paragraphs:
        rows: list[str] = []
        for line in paragraph.lines:
            # A row split over two paragraphs still is one printed row.
            row_before = rows or (paragraphs[-1] if paragraphs else [])
            if line.cell is not None:
                _add_cell(rows, line, cell)
            elif line.gap_before and row_before:
                row_before[-1] += CELL_SEPARATOR + line.text
            else:
                rows.append(line.text)
            cell = line.cell
        if rows:
            paragraphs.append(rows)
    kept = [[row.rstrip() for row in rows if row.strip()] for rows in paragraphs]
    return [rows for rows in kept if rows]


def _add_cell(rows: list[str], line: Line, before: tuple[int, int] | None) -> None:
    """Add a line of a ruled table's cell to its row, in place."""
    row, column = line.cell or (0, 0)
    if not rows or before is None or before[0] != row:
        rows.append(CELL_SEPARATOR * column + line.text)
    elif before[1] == column:
        rows[-1] += " " + line.text
    else:
        rows[-1] += CELL_SEPARATOR * max(1, column - before[1]) + line.text
