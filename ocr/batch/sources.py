"""Files and folders given as arguments -> the list of sources to read, in a fixed order."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from ocr.errors import UsageError
from ocr.types import PageFailure


@dataclass(frozen=True, slots=True)
class Source:
    """One file to read, or a folder that could not be listed.

    Args:
        path: the file, as the argument led to it.
        relative: where it stands below the output folder, with ``/`` and its suffix: ``a/b.png``.
        failure: why nothing can be read from it, where that is known already.
    """

    path: str
    relative: str
    failure: PageFailure | None = None


def find_sources(arguments: Sequence[str], out: str, suffixes: Collection[str]) -> tuple[Source, ...]:
    """List the files that the arguments stand for.

    Folders are walked recursively for files with a known suffix, in the order of their names;
    hidden files and folders and the output folder are left out, and a folder reached on several
    ways (symbolic links) is walked once. A file named as an argument is always listed. The same path
    is listed once.

    Args:
        arguments: paths of files and folders.
        out: the output folder; need not exist.
        suffixes: known suffixes, lower case, with their dots.

    Raises:
        UsageError: an argument does not exist, a folder to read is the output folder itself, or
            there is nothing to read.
    """
    for argument in arguments:
        if not os.path.exists(argument):
            raise UsageError(f"'{argument}' does not exist: name a file or a folder of scans")
    folders = {os.path.abspath(argument) for argument in arguments if os.path.isdir(argument)}
    found: dict[str, Source] = {}
    for argument in arguments:
        for source in _sources_of(argument, out, frozenset(suffixes), several=len(folders) > 1):
            found.setdefault(os.path.abspath(source.path), source)
    if not found:
        known = " ".join(sorted(suffixes))
        raise UsageError(f"nothing to read in {', '.join(arguments)}: no file ends with one of {known}")
    return tuple(found.values())


def _sources_of(argument: str, out: str, suffixes: frozenset[str], several: bool) -> Iterator[Source]:
    if not os.path.isdir(argument):
        yield Source(argument, os.path.basename(os.path.abspath(argument)))
        return
    if os.path.realpath(argument) == os.path.realpath(out):
        raise UsageError(f"'{argument}' is both read and written: choose another folder with -o")
    prefix = os.path.basename(os.path.abspath(argument)) if several else ""
    files, unlisted = _walk(argument, os.path.realpath(out), suffixes)
    for path in sorted(files + unlisted, key=lambda found: Path(found).parts):
        relative = PurePosixPath(prefix, Path(path).relative_to(argument).as_posix()).as_posix()
        yield Source(path, relative, _listing_failure(path) if path in unlisted else None)


def _walk(top: str, out: str, suffixes: frozenset[str]) -> tuple[list[str], list[str]]:
    """Files with a known suffix below ``top``, and folders that could not be listed.

    Links to folders wait until every real folder is walked, so that what is found below its own name
    is not lost to a link that sorts before it.
    """
    files: list[str] = []
    unlisted: list[str] = []
    seen = {out}
    folders, links = [top], list[str]()
    while folders or links:
        folder = folders.pop() if folders else links.pop(0)
        real = os.path.realpath(folder)
        if real in seen:
            continue
        seen.add(real)
        try:
            entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
        except OSError:
            unlisted.append(folder)
            continue
        visible = [entry for entry in entries if not entry.name.startswith(".")]
        files += [e.path for e in visible if e.is_file() and Path(e.name).suffix.lower() in suffixes]
        folders += [e.path for e in reversed(visible) if e.is_dir(follow_symlinks=False)]
        links += [e.path for e in visible if e.is_symlink() and e.is_dir()]
    return files, unlisted


def _listing_failure(folder: str) -> PageFailure:
    return PageFailure(folder, None, "load", f"the folder '{folder}' cannot be listed: check its permissions")
