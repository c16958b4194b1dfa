"""What is refused before it is parsed, because parsing it costs too much.

libxml2 takes 120 s for one tag with a million attributes and 1.7 GB for 32 MB of `<td>`, so the bytes are measured
first, by a few passes at the speed of memory. Real pages of the kind have 50–250 KB and some thousand tags.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from careerscraper.errors import SourceError

MAX_BYTES = 8 * 2**20
MAX_TAGS = 200_000
#: Sum over all tags of (attributes)²: libxml2 compares each attribute with all before it, at some 6 ns a pair.
MAX_ATTRIBUTE_PAIRS = 200_000_000
#: Of some 120 bytes each.
MAX_ATTRIBUTES = 500_000
MAX_TAG_BYTES = MAX_BYTES
MAX_BARS = 200_000
MAX_LINES = 500_000
_START = re.compile(rb"<[a-zA-Z]")
#: A value in which a tag seems to end.
_OPEN_VALUE = re.compile(rb"""=\s*(?:"[^">]*>|'[^'>]*>)""")
#: A tag up to its bracket, which is none of those in its values.
_TAG = re.compile(
    rb"""<[a-zA-Z][^\s/>]*+"""
    rb"""(?:[\s/]++|[^\s/>][^\s/>=]*+(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|[^\s>"'][^\s>]*+)?+)?+)*+"""
)
_BLANKS = re.compile(rb"\s+")
_SHORT_TAG = 256  # bytes: a hundred attributes at most
_SHORT_PAGE = 2**20
#: Careers side by side in one table, letters of a name, letters of a cell: beyond that it is a layout.
MAX_CAREERS = 100
MAX_NAME_CHARS = 200
MAX_CELL_CHARS = 10_000
#: Cells of one page that state something of a career.
MAX_STATEMENTS = 2_000
#: Paragraphs of an intro, and letters of a sentence, that are looked at.
MAX_INTRO = 2_000
MAX_SENTENCE_CHARS = 1_000
MAX_TABLES = 20_000
#: Slots of one page's tables after spans are expanded.
MAX_CELLS = 200_000


def check_size(body: bytes) -> None:
    """Raise `SourceError` if ``body`` is empty or larger than `MAX_BYTES`."""
    if not body or body.isspace():
        raise SourceError("empty", "nothing in it: fetch or save the page again")
    if len(body) > MAX_BYTES:
        raise SourceError("too_large", f"more than {MAX_BYTES:,} bytes: no comparison page is that large")


def check_tags(body: bytes) -> None:
    """Raise `SourceError` if the page has more tags than any."""
    if len(body) > MAX_TAGS:
        _at_most("too_many_tags", body.count(b"<"), MAX_TAGS, "tags")


def check_html(body: bytes, most: int = MAX_ATTRIBUTE_PAIRS) -> None:
    """Raise `SourceError` if the attributes in ``body`` would take too long to parse: more than ``most`` pairs of them."""
    if len(body) ** 2 <= 4 * most:  # an attribute has two letters at least
        return
    parts = _whole_tags(body) if _OPEN_VALUE.search(body) else body.split(b">")
    shortest = _SHORT_TAG if len(body) <= _SHORT_PAGE else 0
    counts = [_attributes(part) for part in parts if len(part) > shortest]
    _at_most("too_many_attributes", sum(counts), MAX_ATTRIBUTES, "attributes")
    _at_most("too_many_attributes", sum(count**2 for count in counts), most, "pairs of attributes in one tag")


def _whole_tags(body: bytes) -> Iterator[bytes]:
    """Yield whatever may be a tag: what begins as one within a value or a script, too."""
    size = 0
    for start in _START.finditer(body):
        found = _TAG.match(body, start.start())
        tag = found[0] if found else b""
        size += len(tag)
        _at_most("too_many_attributes", size, MAX_TAG_BYTES, "bytes of tags within tags")
        yield tag


def _attributes(part: bytes) -> int:
    """Return at most how many attributes the tag has that ``part``, the bytes up to the next ``>``, may end with."""
    start = _START.search(part)
    tag = part[start.start() :] if start else b""
    return sum(1 for _ in _BLANKS.finditer(tag)) + tag.count(b"/") + tag.count(b"=")


def check_text(body: bytes) -> None:
    """Raise `SourceError` if the text has more bars or lines than any page has."""
    _at_most("too_many_bars", body.count(b"|"), MAX_BARS, "cells")
    _at_most("too_many_lines", body.count(b"\n"), MAX_LINES, "lines")


def _at_most(reason: str, count: int, limit: int, what: str) -> None:
    if count > limit:
        raise SourceError(reason, f"{count:,} {what}, more than {limit:,}: no comparison page is like that")
