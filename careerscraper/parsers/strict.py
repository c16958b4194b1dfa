"""Markup that no two parsers take differently, cut at its tags; its texts are those of libxml2's tree."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import unescape
from html.entities import name2codepoint
from itertools import pairwise

from careerscraper.parsers.markup import LINE_TAGS
from careerscraper.parsers.strict_tags import CONTENT, FLOW, MOST_TAG, Tag, strict_tag
from careerscraper.values.text import squeeze

_TAGS = re.compile(r"<(/?[a-zA-Z][^<>]*)>")
#: Characters that parsers drop, replace or fold, each in its own way.
ODD = re.compile("[\0-\x08\x0b-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff]")
_REFERENCE = re.compile(r"&(?:([a-zA-Z][a-zA-Z0-9]*)|#([0-9]{2,5})|#[xX]([0-9a-fA-F]{2,4}));")
_MOST_DEEP = 100


@dataclass(frozen=True, slots=True)
class Markup:
    """Markup cut into texts and tags in turns: ``pieces``, in which a gap stands for a tag; ``ends`` say which tag ends which."""

    pieces: list[str]
    tags: Sequence[Tag]
    ends: list[int]

    def text(self, place: int) -> str:
        """Return the text of the element that the tag at ``place`` begins, as `markup.text_of` does."""
        return squeeze("".join(self.pieces[2 * place + 2 : 2 * self.ends[place] + 1]))

    def line(self, place: int) -> str:
        """Return its text as `markup.line_of` does."""
        is_box = any(self.tags[child].name in LINE_TAGS for child in self._children(place))
        return "" if is_box else self.text(place)

    def _children(self, place: int) -> Iterator[int]:
        end, child = self.ends[place], place + 1
        while child < end:
            yield child
            child = self.ends[child] + 1


def cut_strictly(text: str, allowed: frozenset[str] = FLOW) -> Markup | None:
    """Return ``text`` cut up; at its top stand ``allowed`` elements; an article may be left open. None if it is less strict."""
    pieces = _TAGS.split(text)
    if max(map(len, pieces[1::2]), default=0) > MOST_TAG:
        return None
    tags = [tag for tag in map(strict_tag, pieces[1::2]) if tag is not None]
    if not len(pieces) == 2 * len(tags) + 1 == 2 * text.count("<") + 1 == 2 * text.count(">") + 1:
        return None
    ends = _match(tags, allowed)
    pieces[1::2] = [tag.gap for tag in tags]
    if ends is None or ODD.search(text) or ("&" in text and not _resolve(pieces)):
        return None
    return Markup(pieces, tags, ends)


def _match(tags: Sequence[Tag], top: frozenset[str]) -> list[int] | None:
    """Return for each tag the place of the one that ends its element; None if an element stands where it may not."""
    ends = list(range(len(tags)))
    opened: list[int] = []
    allowed = top
    for place, (name, is_end, children, *_) in enumerate(tags):
        if is_end:
            if not opened or tags[opened[-1]].name != name:
                return None
            ends[opened.pop()] = place
            allowed = (tags[opened[-1]].children if opened else None) or top
        elif name not in allowed:
            return None
        elif children is not None:
            opened.append(place)
            allowed = children
            if len(opened) > _MOST_DEEP:
                return None
    if opened and tags[opened[-1]].name not in CONTENT:  # to libxml2, the end of an article ends no box within
        return None
    for place in opened:
        ends[place] = len(tags)
    links = [place for place, tag in enumerate(tags) if tag.name == "a" and not tag.is_end]
    return None if any(ends[one] > other for one, other in pairwise(links)) else ends


def _resolve(pieces: list[str]) -> bool:
    """Put characters in the place of references in the texts; tell whether every parser knows them as the same."""
    for place in range(0, len(pieces), 2):
        if "&" in (text := pieces[place]):
            found = _REFERENCE.findall(text)
            if len(found) != text.count("&") or not all(_is_plain(*reference) for reference in found):
                return False
            pieces[place] = unescape(text)
    return True


def _is_plain(name: str, decimal: str, hexadecimal: str) -> bool:
    if name:
        return name in name2codepoint
    number = int(decimal) if decimal else int(hexadecimal, 16)
    return 32 <= number < 127 or 160 <= number < 0xD800
