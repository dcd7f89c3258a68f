"""Gathers plain text in ten languages from what a Debian system and page truths hold, to draw lines of."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from recognizer.charset import LATIN, normalize_text

LANGUAGES = ("en", "de", "fr", "es", "it", "pt", "nl", "da", "nb", "sv")
MAN_FOLDERS = {"pt": "pt_BR"}
WORD_LISTS = {
    "en": "british-english",
    "de": "ngerman",
    "fr": "french",
    "es": "spanish",
    "it": "italian",
    "pt": "portuguese",
    "nl": "dutch",
    "da": "danish",
    "nb": "bokmaal",
    "sv": "swedish",
}
FORTUNES = {"en": ".", "de": "de", "es": "es", "it": "it", "pt": "brasil*"}
PAGE_LANGUAGES = {"_en": "en", "_de": "de", "_fr": "fr", "_es": "es"}
MAX_CHARACTERS = 4_000_000  # a language; more adds memory, not variety

_ESCAPES = {
    r"\-": "-",
    r"\e": "\\",
    r"\(aq": "'",
    r"\(cq": "’",
    r"\(oq": "‘",
    r"\(lq": "“",
    r"\(rq": "”",
    r"\*(Aq": "'",
    r"\(em": "—",
    r"\(en": "–",
    r"\(co": "©",
    r"\(bu": "•",
    r"\(Fo": "«",
    r"\(Fc": "»",
    r"\(ss": "ß",
    r"\(dg": "",
    r"\ ": " ",
    r"\~": " ",
    r"\&": "",
    r"\%": "",
    r"\:": "",
    r"\,": "",
    r"\/": "",
    r"\|": "",
    r"\^": "",
}
_ACCENTS = {"'": "\u0301", "`": "\u0300", "^": "\u0302", ":": "\u0308", "~": "\u0303", ",": "\u0327"}


def gather_texts(
    out: Path, usr_share: Path, extra_texts: Iterable[Path], page_folders: Iterable[Path]
) -> dict[str, int]:
    """Write ``LANG.txt`` (a paragraph a line) and ``LANG.words`` for every language to a folder.

    Args:
        out: folder written to.
        usr_share: holds man/, games/fortunes/ and dict/ as Debian lays them out.
        extra_texts: further English text files.
        page_folders: folders of page truths whose names end in their language, such as books19_es.

    Returns:
        Characters of text written, by language.
    """
    out.mkdir(parents=True, exist_ok=True)
    texts: dict[str, list[str]] = {language: [] for language in LANGUAGES}
    for folder in page_folders:
        language = PAGE_LANGUAGES.get(folder.name[-3:])
        for path in sorted(folder.glob("*.txt")) if language else []:
            texts[language or "en"].extend(_paragraphs(_read(path)))
    for language, name in FORTUNES.items():
        for path in sorted(
            (usr_share / "games/fortunes").glob(f"{name}/*.u8" if name != "brasil*" else "brasil")
        ):
            texts[language].extend(_paragraphs(_read(path)))
    for path in extra_texts:
        texts["en"].extend(_paragraphs(_read(path)))
    for language in LANGUAGES:
        texts[language].extend(_manual_paragraphs(usr_share / "man" / MAN_FOLDERS.get(language, language)))
    sizes = {}
    for language, paragraphs in texts.items():
        text = _capped(dict.fromkeys(paragraphs))
        (out / f"{language}.txt").write_text(text, encoding="utf-8")
        words = _words(usr_share / "dict" / WORD_LISTS[language])
        (out / f"{language}.words").write_text("\n".join(words), encoding="utf-8")
        sizes[language] = len(text)
    return sizes


def strip_roff(source: str) -> list[str]:
    r"""The running text of a manual page's source, a paragraph an entry.

    Example:
        >>> strip_roff(".SH NAME\nls \\- list\n.PP\nMore \\fBbold\\fR text.")
        ['ls - list', 'More bold text.']
    """
    paragraphs: list[list[str]] = [[]]
    for line in source.splitlines():
        if re.match(r"\.(B|I|BR|IR|RB|RI|BI|IB|SM)\s", line):
            line = line.split(None, 1)[1].replace('"', "")
        elif line.startswith((".", "'")) or not line.strip():
            paragraphs.append([])
            continue
        paragraphs[-1].append(_unescape(line).strip())
    return [" ".join(lines) for lines in paragraphs if lines]


def _unescape(line: str) -> str:
    line = re.sub(r"\\f(\[[^]]*\]|\(..|.)", "", line)
    line = re.sub(r"\\s[-+]?\d+|\\\".*$|\\h'[^']*'|\\v'[^']*'", "", line)
    line = re.sub(r"\\\[u([0-9A-F]{4})\]", lambda found: chr(int(found[1], 16)), line)
    line = re.sub(r"\\\(([-'`^:~,])([A-Za-z])", lambda found: found[2] + _ACCENTS.get(found[1], ""), line)
    for escape, plain in _ESCAPES.items():
        line = line.replace(escape, plain)
    return re.sub(r"\\(\[[^]]*\]|\(..|\*\(..|.)", "", line)


def _manual_paragraphs(folder: Path) -> Iterator[str]:
    for path in sorted(folder.glob("man*/*.gz")):
        if path.is_symlink():
            continue
        for paragraph in strip_roff(gzip.decompress(path.read_bytes()).decode("utf-8", errors="replace")):
            yield from _paragraphs(paragraph)


def _paragraphs(text: str) -> Iterator[str]:
    """Paragraphs of clean text, with lines that no reader should learn left out."""
    for part in re.split(r"\n\s*\n|\n%\n", text):
        clean = normalize_text(" ".join(part.split()))
        if len(clean) >= 10 and _is_prose(clean):
            yield "".join(character for character in clean if character in LATIN)


def _is_prose(text: str) -> bool:
    letters = sum(character.isalpha() for character in text)
    known = sum(character in LATIN for character in text)
    return letters > 0.6 * len(text) and known > 0.98 * len(text)


def _capped(paragraphs: Iterable[str]) -> str:
    kept, size = [], 0
    for paragraph in paragraphs:
        size += len(paragraph)
        if size > MAX_CHARACTERS:
            break
        kept.append(paragraph)
    return "\n".join(kept)


def _words(path: Path) -> list[str]:
    words = (
        {normalize_text(word.split("/")[0].strip()) for word in _read(path).splitlines()}
        if path.exists()
        else set()
    )
    return sorted(word for word in words if 1 < len(word) < 22 and all(c in LATIN and c != " " for c in word))


def _read(path: Path) -> str:
    data = path.read_bytes()
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("latin-1")
