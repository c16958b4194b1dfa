"""A page's source before it is parsed: what of it is no markup, where tables and articles begin and end, where links lead."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, replace
from functools import cached_property
from html import unescape

#: What ends a tag's name (https://html.spec.whatwg.org/multipage/parsing.html#tag-name-state): `<main-area>` is no `<main>`.
NAME_END = b"\t\n\f\r />"
#: The tags that are looked for, and what opens a part whose content is no markup. That two letters are those of one is asked
#: first, because those of most are not; to make the whole page small, or to search it for each name, would cost more.
_TOKEN = (
    rb"<(?=!-|[aAbBhHiImMnNpPsStTxX][1aAcCeEfFlLmMoOrRtT%b]|/[aAbBhHmMtT][aAeEoOrRtT])"
    rb"(!--|(?i:/?(?:table|article|main|head|body|html)|h1|%bbase|script|style|template|textarea|xmp|iframe|noembed|noframes"
    rb"|plaintext)(?=[" + NAME_END + rb"]))"
)
#: Within a table cells are nothing to look for; elsewhere there should be none.
_WITHIN_TABLES, _OUTSIDE = re.compile(_TOKEN % (b"", b"")), re.compile(_TOKEN % (b"dDhH", b"td|th|"))
RAW = frozenset(b"!-- script style template textarea xmp iframe noembed noframes plaintext".split())
#: What takes all that follows for its text, up to its own end.
_SWALLOWING = (RAW - {b"!--", b"plaintext"}) | {b"noscript", b"title"}
#: Bytes of a link's target. No longer one is requested, and Python refuses to unescape a number of 4,300 digits.
_MOST_TARGET = 4_000
_END = 100
_LINK = re.compile(
    rb"""<[aA](?:[rR][eE][aA])?\s(?:[^>]*?[\s"'])?[hH][rR][eE][fF]\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))"""
)


_ENDS = {
    name: re.compile(rb"</" + name + rb"(?![^" + NAME_END + rb"])", re.IGNORECASE)
    for name in RAW - {b"!--", b"plaintext"}
}


@dataclass(frozen=True)
class Source:
    """The source of a page: ``body``, which is UTF-8.

    ``tokens`` are names (`table`, `/table`, …) and places of the tags that are looked for, in their order; of cells (`td`, `th`)
    those that stand in no table. ``raw`` are the names (`!--`, `script`, …) of comments, scripts, styles and other parts whose
    content is no markup, and from where to where they are.
    """

    body: bytes
    tokens: tuple[tuple[bytes, int], ...]
    raw: tuple[tuple[bytes, int, int], ...]

    @cached_property
    def low(self) -> bytes:
        """The whole source in small letters."""
        return self.body.lower()

    @cached_property
    def tables(self) -> list[tuple[bool, int]]:
        """For each tag of a table, whether it is an end tag, and its place."""
        return [(name == b"/table", place) for name, place in self.tokens if name.endswith(b"table")]

    @cached_property
    def is_whole(self) -> bool:
        """Whether the page's end is there."""
        end = self.body[-_END:].rstrip() or self.body.rstrip()
        return end.endswith(b">") and any(name in (b"/body", b"/html") for name, _ in self.tokens)

    @property
    def has_odd_templates(self) -> bool:
        """Whether a template may end elsewhere than it seems to: one in another, or one in which something is left open."""
        places = [(begins, ends) for name, begins, ends in self.raw if name == b"template"]
        if not len(places) == self.low.count(b"<template") == self.low.count(b"</template"):
            return True
        within = b"".join(self.low[begins:ends] for begins, ends in places)
        return any(within.count(b"<" + name) != within.count(b"</" + name) for name in _SWALLOWING)

    def markup(self, source: bytes, start: int, end: int) -> bytes:
        """Return what of ``source`` (`body` or `low`) is markup from ``start`` to ``end``."""
        parts = []
        for _, begins, ends in self.raw:
            if start < ends and begins < end:
                parts.append(source[start : max(start, begins)])
                start = ends
        return b"".join([*parts, source[start:end]])

    def without(self, source: bytes, names: Collection[bytes]) -> bytes:
        """Return ``source`` (`body` or `low`) without the parts that one of ``names`` has opened."""
        parts = tuple(part for part in self.raw if part[0] in names)
        return replace(self, raw=parts).markup(source, 0, len(source))

    def links_with(self, marker: str) -> tuple[str, ...]:
        """Return the raw targets of the page's links that have ``marker`` in them, each once, in their order."""
        markup = self.markup(self.body, 0, len(self.body))
        sought, place, found = marker.encode(), 0, {}
        while (place := markup.find(sought, place)) >= 0:
            link = _LINK.match(markup, max(0, markup.rfind(b"<", 0, place)))
            target = b"".join(link.groups(b"")) if link else b""
            if sought in target and len(target) <= _MOST_TARGET:
                found[unescape(target.decode()).strip()] = True
            place = max(place + len(sought), link.end() if link else 0)
        return tuple(found)


def look_at(body: bytes) -> Source:
    """Return the source ``body``, which is UTF-8, looked through once; to parse it may cost far more."""
    tokens, raw, place, depth = [], [], 0, 0
    last = body.rfind(b">")  # a tag that begins behind it does not end
    while found := (_WITHIN_TABLES if depth > 0 else _OUTSIDE).search(body, place):
        name, start, place = found[1].lower(), found.start(), found.end()
        if name in RAW:
            place = _end_of_raw(body, name, place)
            raw.append((name, start, place))
        elif start < last:
            tokens.append((name, start))
            depth += (name == b"table") - (name == b"/table")
    return Source(body, tuple(tokens), tuple(raw))


def _end_of_raw(body: bytes, name: bytes, place: int) -> int:
    """Return where the part ends that ``name`` has opened right before ``place``."""
    if name == b"!--":
        # A comment may be as short as `<!-->` (https://html.spec.whatwg.org/multipage/parsing.html#comment-start-state).
        end = body.find(b"-->", place - 2)
    elif name == b"plaintext":  # nothing ends it
        end = -1
    else:
        found = _ENDS[name].search(body, place)
        end = found.start() if found else -1
    return (body.find(b">", end) + 1 if end >= 0 else 0) or len(body)
