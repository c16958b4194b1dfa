"""Whether libxml2 is sure to make the rows and cells of a browser out of a page's tables, by how they are written."""

from __future__ import annotations

import re
from functools import cache

from careerscraper.parsers.source import NAME_END

_END = rb"(?=[" + NAME_END + rb"])"
#: An attribute that no parser can take otherwise: no bracket in its value, no quotation mark but around it.
_ATTRIBUTE = rb"""[^\s"'<>/=]+(?:\s*=\s*(?:"[^"<>]*"|'[^'<>]*'|[^\s"'<>=`][^\s"'<>`]*))?"""
_TAG_END = rb"(?:\s+(?:" + _ATTRIBUTE + rb")?)*+>\s*"
_ANY_TAG_END = rb"(?:[\s/]+(?:" + _ATTRIBUTE + rb")?)*+>"
#: The same of an element that its reader sees, so that it does not matter where it ends.
_SHOWN_END = rb"(?:[\s/]+(?:(?!hidden|style[^>]*(?:display|visib|&))" + _ATTRIBUTE + rb")?)*+>"
_TEXT = rb"[^<]++|<(?![a-z/!?])"
_PARTS = rb"(?:table|caption|col|colgroup|thead|tbody|tfoot|tr|td|th)" + _END
#: Other elements that change how the tags behind them are taken; the last four do no harm where they are closed.
_ODD = (
    rb"(?:html|head|body|frameset|frame|template|math|image|textarea|title|iframe|plaintext|xmp|noembed|noframes|object"
    rb"|applet|marquee|button|noscript|select|svg)" + _END
)
_PLAIN = rb"(?!" + _PARTS + rb"|" + _ODD + rb")[a-z][^\s/<>]*"
_DIV = rb"div" + _END
#: To libxml2, no end tag but those of a table's parts ends a `<div>`.
_INLINE = rb"(?!" + _DIV + rb")" + _PLAIN
_CHOICE = rb"(?:option|optgroup|hr)" + _END
_DRAWING = (
    rb"(?:path|g|use|circle|ellipse|rect|line|polyline|polygon|defs|stop|lineargradient|radialgradient|clippath|mask|title"
    rb"|symbol|text|tspan)" + _END
)


def _any(*patterns: bytes) -> bytes:
    return rb"(?:" + rb"|".join(patterns) + rb")"


def _closed(name: bytes, *inside: bytes) -> bytes:
    """Return the pattern of an element that holds but text and what matches ``inside``."""
    return rb"<" + name + _END + _ANY_TAG_END + _any(_TEXT, *inside) + rb"*+</" + name + rb"\s*>"


def _tags(names: bytes) -> bytes:
    return rb"</?" + names + _ANY_TAG_END


def _group(name: bytes) -> bytes:
    return rb"<" + name + _TAG_END + rb"(?:" + _ROW + rb")*+(?:</" + name + rb"\s*>\s*|(?=</table))"


_BREAK = _tags(rb"br" + _END)
_PHRASES = (_tags(_INLINE), rb"<" + _DIV + _ANY_TAG_END + rb"[^<]*+</div\s*>")
#: A drawing, and a choice, with nothing inside that could end elsewhere.
SVG = _closed(rb"svg", _tags(_DRAWING))
SELECT = _closed(rb"select", _tags(_CHOICE))
_INSIDE = _any(
    _TEXT,
    rb"</?" + _PLAIN + _SHOWN_END,
    _closed(rb"button", *_PHRASES),
    _closed(rb"noscript", *_PHRASES),
    _closed(rb"span", _BREAK),
    _closed(rb"div", _BREAK),
    SELECT,
    SVG,
) + rb"*+"  # fmt: skip
#: What is not closed must be so small that no parser can be in doubt about its end.
_CELL = _any(
    rb"<td" + _TAG_END + rb"[^<]*+(?:</td\s*>|" + _INSIDE + rb"</td\s*>)\s*",
    rb"<th" + _TAG_END + rb"[^<]*+(?:</th\s*>|" + _INSIDE + rb"</th\s*>)\s*",
    rb"<t[dh]" + _TAG_END + rb"(?:[^<]++|<br\s*/?>)*+(?=</?t(?:[dhr]|able|body|head|foot)" + _END + rb")",
)
_ROW = rb"<tr" + _TAG_END + _CELL + rb"*+(?:</tr\s*>\s*|(?=<tr" + _END + rb"|</t(?:able|body|head|foot)))"
_COLS = rb"(?:<col" + _END + _ANY_TAG_END + rb"\s*)*+"
_PART = re.compile(rb"</?" + _PARTS)
_MOST_NESTED = 8
_ANY_SELECT = _closed(rb"select", _tags(_PLAIN))


@cache  # to compile it takes a tenth of a second, and few commands need it
def _table() -> re.Pattern[bytes]:
    """Return the pattern of a table that is put together as it should be, with no other one in it."""
    return re.compile(
        rb"<table" + _TAG_END + rb"(?:" + _closed(rb"caption", *_PHRASES) + rb"\s*)?"
        rb"(?:<colgroup" + _TAG_END + _COLS + rb"</colgroup\s*>\s*)*+"
        + _COLS + _any(_ROW, _group(rb"thead"), _group(rb"tbody"), _group(rb"tfoot")) + rb"*+</table\s*>"
    )  # fmt: skip


def around_tables(markup: bytes) -> bytes | None:
    """Return what stands around the tables in ``markup``; None if libxml2 may make other rows and cells than a browser.

    It has small letters only, and neither comments nor scripts.
    """
    for _ in range(_MOST_NESTED):
        markup, count = _table().subn(b"-", markup)  # a text: it may stand in a cell, and not between rows
        if not count:
            break
    return None if _PART.search(markup) or not all_match(_ANY_SELECT, b"<select", markup) else markup


def all_match(pattern: bytes, start: bytes, markup: bytes) -> bool:
    """Tell whether everything in ``markup`` that has this ``start`` matches ``pattern``."""
    begun = markup.count(start)
    return not begun or begun == len(re.findall(pattern, markup))
