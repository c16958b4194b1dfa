"""What shows that a table compares careers where no described site's vocabulary does: the page's title, and plain words."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache
from urllib.parse import unquote, urlsplit

from careerscraper.parsers.document import Document, Heading, Paragraph
from careerscraper.parsers.layout import Table
from careerscraper.parsers.words import CORNERS, OCCUPATION, WORKERS, is_no_career, speaks_of_careers
from careerscraper.values.text import fold_label

#: Letters of a line that may be a title, and lines that are looked at.
_MOST_LETTERS, _MOST_TITLES = 200, 40
_COMPARES = re.compile(r"\b(?:vs|versus|differences?|compar\w*)\b", re.IGNORECASE)
_IN_URL = re.compile(r"[-_/.]+")
_PARTS = re.compile(r"[^()]+")
_BREAKS = re.compile(r"[\s,/-]+")


def find_titles(document: Document, url: str | None) -> list[str]:
    """Return what of the page and its URL says that things are compared, and may name them; headings first, in lower case."""
    texts = [_IN_URL.sub(" ", _path(url)), document.title or ""]
    lines = [block.text for kind in (Heading, Paragraph) for block in document.blocks if isinstance(block, kind)]
    texts += [line for line in lines if len(line) <= _MOST_LETTERS]
    return list(dict.fromkeys(text.lower() for text in texts if _COMPARES.search(text)))[:_MOST_TITLES]


def _path(url: str | None) -> str:
    try:
        return unquote(urlsplit(url or "").path)
    except ValueError:  # the page's own link may be none: http://[
        return ""


def find_evident(layouts: Sequence[Table], titles: Sequence[str]) -> tuple[Table | None, Table | None]:
    """Return which of the ``layouts`` of one grid compares what the ``titles`` name, and which compares careers by its own words.

    A title outranks the corner: below `Career` stand labels where the title names the careers of the header.
    """
    layouts = [table for table in layouts if not any(map(is_no_career, table.names))]
    spoken = [table for table in layouts if share_of_careers(table)]
    titled = next((table for table in layouts if any(_names_all(title, table.names) for title in titles)), None)
    headed = [table for table in spoken if OCCUPATION.search(table.corner)]
    if headed:  # by what its labels speak of, and where that does not tell, as a column's header is understood
        return titled, max(headed, key=lambda table: (share_of_careers(table), table.turned))
    return titled, next((table for table in spoken if _is_of_workers(table)), None)


def share_of_careers(table: Table) -> float:
    """Return which part of the labels speaks of careers."""
    return sum(1 for label in table.labels if speaks_of_careers(label)) / len(table.labels)


def _is_of_workers(table: Table) -> bool:
    is_headed = not table.turned and fold_label(table.corner) in CORNERS
    return is_headed and share_of_careers(table) >= 1 / 2 and all(map(WORKERS.search, table.names))


def _names_all(title: str, names: Collection[str]) -> bool:
    """Tell whether ``title`` names each of ``names``, at a place of its own, in whatever number."""
    places: set[int] = set()
    for name in sorted(names, key=len, reverse=True):
        found = (place for form in _forms(name) for place in _find(title, form))
        place = next((place for place in found if place not in places), None)
        if place is None:
            return False
        places.add(place)
    return True


@lru_cache(maxsize=4096)
def _forms(name: str) -> tuple[tuple[str, ...], ...]:
    """Return the words of ``name``, and of the parts that brackets cut it into: `CNA (Certified Nursing Assistant)`.

    They are in lower case, the last one in the singular.
    """
    parts = [name, *(part.strip() for part in _PARTS.findall(name) if part != name)]
    return tuple(
        tuple(_BREAKS.split(part.removesuffix("s").lower())) for part in parts if len(part) > 1
    )  # not that of (s)


def _find(title: str, words: tuple[str, ...]) -> Iterator[int]:
    if not all(word in title for word in words):  # most names are in no title, and to compile costs more than to look
        return iter(())
    return (found.start() for found in _pattern(words).finditer(title))


@lru_cache(maxsize=4096)
def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    name = r"[\s,/-]+".join(map(re.escape, words))
    return re.compile(rf"(?<!\w){name}(?:e?s)?(?!\w)")
