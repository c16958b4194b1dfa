"""Entries of the TOML files that describe the sites: file, line and text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from careerscraper import sites

_HEADER = re.compile(r"\[\[?([\w.]+)\]\]?")
_KEY = re.compile(r'(?:"((?:[^"\\]|\\.)*)"|([\w-]+)) *= *(.*)')


class Entry(NamedTuple):
    """One key: the ``table`` that it is in (``section.labels`` with the section's ``name``), and where it stands."""

    file: str
    line: int
    table: str
    name: str
    key: str
    value: str
    text: str

    def __str__(self) -> str:
        """Say where it stands and what it says."""
        part = f"section {self.name}: " if self.table == "section.labels" else f"[{self.table}] " if self.table else ""
        return f"careerscraper/sites/{self.file}, line {self.line}: {part}{self.text}"


def find_entry(site: str, table: str, is_wanted: Callable[[Entry], bool]) -> Entry | None:
    """Return the first entry of ``table`` ("" for the top) in the description of ``site`` that ``is_wanted``."""
    return next(filter(is_wanted, entries_of(site, table)), None)


def entries_of(site: str, table: str) -> Iterator[Entry]:
    """Yield the entries of ``table`` in the description of ``site``, in their order."""
    return (entry for entry in _entries(f"{site}.toml") if entry.table == table)


@cache
def _entries(file: str) -> tuple[Entry, ...]:
    return tuple(_read(file, files(sites).joinpath(file).read_text("utf-8")))


def _read(file: str, text: str) -> Iterator[Entry]:
    table = name = ""
    for number, line in enumerate(text.splitlines(), 1):
        if header := _HEADER.fullmatch(line):
            table = header[1]
        elif key := _KEY.match(line):
            value = key[3].strip('"')
            name = value if (table, key[2]) == ("section", "name") else name
            yield Entry(file, number, table, name, key[1] or key[2], value, line)
