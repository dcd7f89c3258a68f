"""Pages of HTML that need nothing but themselves: frame, style, escaped text, tables."""

from __future__ import annotations

import html
import unicodedata
from collections.abc import Iterable, Sequence
from pathlib import Path

from ocr.atomic import replace_file
from ocr.errors import OutputError

# Hues after Okabe and Ito, which the common kinds of colour blindness keep apart; each kind of difference
# has a shape as well: a box, a stroke through it, a double line below it.
_STYLE = """
:root { color-scheme: light dark; --paper: #fff; --ink: #1a1a1a; --faint: #6a6a6a; --rule: #d0d0d0;
  --wrong: #fbe3b3; --wrong-edge: #9a6500; --lost: #fbd3c0; --lost-edge: #b03a00;
  --extra: #cfe6f7; --extra-edge: #005a94; --panel: #f6f6f6; --link: #00508a; }
@media (prefers-color-scheme: dark) { :root { --paper: #16181a; --ink: #e8e8e8; --faint: #a0a0a0;
  --rule: #44484c; --wrong: #5a4205; --wrong-edge: #e6b040; --lost: #632408; --lost-edge: #ff9a66;
  --extra: #0d4166; --extra-edge: #7cc4f5; --panel: #202326; --link: #8fcaff; } }
body { background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; margin: 0 auto;
  max-width: 80rem; padding: 1rem 1.5rem 4rem; }
a { color: var(--link); }
h1 { font-size: 1.4rem; overflow-wrap: anywhere; } h2 { font-size: 1.15rem; margin-top: 2rem; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
th, td { border-bottom: 1px solid var(--rule); padding: .2rem .7rem; text-align: right; }
th:first-child, td:first-child { text-align: left; overflow-wrap: anywhere; }
th { border-bottom-width: 2px; position: sticky; top: 0; background: var(--paper); }
.note { border-left: 4px solid var(--wrong-edge); padding: .2rem .8rem; background: var(--panel); }
.faint { color: var(--faint); font-size: .85rem; }
.scroll { overflow-x: auto; }
figure { margin: 1rem 0; } figure img { max-width: 100%; background: #fff; }
section.line { border-top: 1px solid var(--rule); padding: .6rem 0; }
section.line h3 { font-size: .85rem; font-weight: normal; color: var(--faint); margin: 0 0 .3rem; }
section.line img { display: block; max-width: 100%; background: #fff; border: 1px solid var(--rule); }
.pair { overflow-x: auto; margin-top: .3rem; }
.pair p { font: 1rem/1.7 ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace; white-space: pre;
  margin: 0; width: max-content; }
.pair .side { font: .75rem system-ui, sans-serif; color: var(--faint); display: inline-block; width: 3.2rem; }
mark, del, ins { color: inherit; text-decoration: none; border-radius: 2px; }
mark { background: var(--wrong); outline: 1.5px solid var(--wrong-edge); }
del { background: var(--lost); text-decoration: line-through 2px var(--lost-edge); }
ins { background: var(--extra); border-bottom: 3px double var(--extra-edge); }
i.gap { color: var(--faint); font-style: normal; }
"""
_DOTTED = "\u25cc"  # the circle that carries a mark without a letter
_COMBINING = ("Mn", "Mc", "Me")


def write_html(path: Path, title: str, body: str) -> Path:
    """Write a page, and make the folder it goes to.

    Args:
        path: of the file.
        title: not yet escaped.
        body: HTML.

    Raises:
        OutputError: it cannot be written.
    """
    page = (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n{body}\n</body>\n</html>\n"
    )
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"{path.parent}: cannot be made ({error.strerror or error})") from error
    with replace_file(path) as stream:
        stream.write(page.encode("utf-8", "replace"))
    return path


def escape(text: str) -> str:
    """Text as HTML shows it: signs of HTML as entities, characters that cannot stand there as U+FFFD."""
    return html.escape("".join(mark if _is_allowed(mark) else "\ufffd" for mark in text))


def show_cluster(cluster: str) -> str:
    """A character by itself so that it can be seen: a space as an open box, a lone accent on a circle."""
    if cluster.isspace():
        return "\u2423"
    return _DOTTED + cluster if cluster and unicodedata.category(cluster[0]) in _COMBINING else cluster


def make_table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table; the cells are HTML already, the header is not."""
    head = "".join(f"<th>{escape(name)}</th>" for name in header)
    body = "\n".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    table = f"<thead><tr>{head}</tr></thead>\n<tbody>\n{body}\n</tbody>"
    return f'<div class="scroll"><table>\n{table}</table></div>'


def make_note(text: str) -> str:
    """A paragraph that catches the eye."""
    return f'<p class="note">{escape(text)}</p>'


def _is_allowed(mark: str) -> bool:
    code = ord(mark)
    is_control = code < 0x20 and mark not in "\t\n\r"
    return not (is_control or 0x7F <= code <= 0x9F or 0xD800 <= code <= 0xDFFF or code & 0xFFFE == 0xFFFE)
