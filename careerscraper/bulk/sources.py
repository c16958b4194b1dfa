"""Where saved pages are: files, archives (WARC), folders of them, standard input. Nothing is read here."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

#: What is read as an archive.
ARCHIVES = (".warc", ".warc.gz", ".warc.zst")
#: What is read out of a folder; a file that is named itself is read whatever its name.
SUFFIXES = (".html", ".htm", ".txt", ".md", *ARCHIVES)
STDIN = "-"


def find_sources(sources: Iterable[str]) -> Iterator[str]:
    """Yield the files that ``sources`` name, those of a folder in the order of their paths, each file once.

    A folder that cannot be listed, or holds nothing to read, is yielded itself: reading it says why. Links to other folders are
    not followed.
    """
    seen = set()
    for source in sources:
        for path in _files(source):
            file = path if path == STDIN else os.path.realpath(path)
            if file not in seen:
                seen.add(file)
                yield path


def _files(source: str) -> list[str]:
    if source in (STDIN, "") or not Path(source).is_dir():
        return [source]
    unlisted: list[str] = []
    found = [
        os.path.join(folder, name)  # noqa: PTH118  # as bytes of any encoding, which a Path would keep, too, but slower
        for folder, _, names in os.walk(source, onerror=lambda error: unlisted.append(str(error.filename)))
        for name in names
        if name.lower().endswith(SUFFIXES)
    ]
    return sorted([path for path in found if not _may_block(path)] + unlisted) or [source]


def _may_block(path: str) -> bool:
    """Tell whether it is a pipe or a device: no page is saved there, and who opens it may wait for ever."""
    return not os.path.isfile(path) and os.path.exists(path)  # noqa: PTH110, PTH113  as in _files


def is_archive(source: str) -> bool:
    """Tell whether ``source`` is a file that is read as an archive."""
    return source.lower().endswith(ARCHIVES) and os.path.isfile(source)  # noqa: PTH113  # as in _files
