"""Text cells that a spreadsheet must not take for formulas: an apostrophe in front, and away again."""

from __future__ import annotations

import re

# A spreadsheet takes a cell that starts so for a formula. A cell in which apostrophes already
# stand before such a sign gets one more, so that taking one away always gives the text back.
_FORMULA = re.compile(r"'*[=+\-@]")
_SIGNS = "'=+-@"  # one of which such a cell begins with
_ESCAPED_FORMULA = re.compile(r"'+[=+\-@]")


def escape_formula(cell: str) -> str:
    """Put an apostrophe before a cell that a spreadsheet would take for a formula.

    Example:
        >>> escape_formula("=1"), escape_formula("'"), escape_formula("'=1")
        ("'=1", "'", "''=1")
    """
    return f"'{cell}" if cell[:1] in _SIGNS and _FORMULA.match(cell) else cell


def unescape_formula(cell: str) -> str:
    """The cell that ``escape_formula`` was given."""
    return cell[1:] if _ESCAPED_FORMULA.match(cell) else cell
