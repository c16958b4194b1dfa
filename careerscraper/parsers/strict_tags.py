"""The tags of markup that no two parsers take differently: what each element may hold, and what a reader sees of it.

Every element is ended by its own tag and holds but what it may hold, so that neither libxml2 nor a browser moves, closes or
adds any (https://html.spec.whatwg.org/multipage/dom.html#content-models; libxml2's `htmlStartClose`).
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from careerscraper.parsers.grid import MAX_COLSPAN, MAX_ROWSPAN
from careerscraper.parsers.markup import APART_TAGS, BLANKS, parse_span

#: What the content of a page stands in.
CONTENT = frozenset(("article", "main"))
#: Letters of a tag: what is longer would fill the memory, where tags are remembered.
MOST_TAG = 2_000
_VOID = frozenset(("br", "img", "wbr"))
_INLINE = frozenset("a abbr b cite code em i mark small span strong sub sup u".split())  # noqa: SIM905
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_BOXES = frozenset("article aside blockquote div figure footer header main nav section".split())  # noqa: SIM905
_PHRASES = _INLINE | _VOID
#: What a box of the page may hold.
FLOW = _PHRASES | _HEADINGS | _BOXES | {"hr", "ol", "p", "table", "ul"}
_IN_CELLS = FLOW - {"table", "main", "article"}
_CHILDREN = {
    **dict.fromkeys(_INLINE | _HEADINGS | {"p"}, _PHRASES),
    **dict.fromkeys(_BOXES, FLOW),
    **dict.fromkeys(("ol", "ul"), frozenset(("li",))),
    "li": FLOW,
    **dict.fromkeys(("table", "thead", "tbody", "tfoot", "tr"), frozenset()),  # what they hold is looked at by itself
    **dict.fromkeys(("td", "th"), _IN_CELLS),
}
_KNOWN = _VOID | {"hr"} | _CHILDREN.keys()
_GAPS = dict.fromkeys(APART_TAGS, " ")
_ATTRIBUTE = rf"""[{BLANKS}]+([a-z][a-z0-9:._-]*)(?:=(?:"([^"]*)"|'([^']*)'|([^\s"'=`/]+)))?"""
_TAG = re.compile(rf"(/?)([a-z][a-z0-9]*)((?:{_ATTRIBUTE})*+)[{BLANKS}]*(/?)", re.IGNORECASE | re.ASCII)
_ATTRIBUTES = re.compile(_ATTRIBUTE, re.IGNORECASE | re.ASCII)
_HIDES = re.compile("display|visibility|&", re.IGNORECASE)
_NUMBER = re.compile("[0-9]{1,5}")


class Tag(NamedTuple):
    """A tag: ``children`` are the names of what its element may hold, None if it begins none; ``gap`` stands for it in a text."""

    name: str
    is_end: bool
    children: frozenset[str] | None
    gap: str = ""
    colspan: int = 1
    rowspan: int = 1


@lru_cache(maxsize=4096)  # a site has some dozens, but for its links
def strict_tag(text: str) -> Tag | None:
    """Return the tag that stands between brackets as ``text``; None if parsers may differ about it, or it may hide something."""
    parts = _cut(text)
    if not parts or parts.name not in _KNOWN:
        return None
    name, given = parts.name, parts.attributes
    children = _CHILDREN.get(name)
    is_void = children is None
    if (parts.is_end and (given or is_void)) or (parts.slash and not is_void):
        return None
    spans = [given.get("colspan", "1"), given.get("rowspan", "1")]
    if "hidden" in given or _HIDES.search(given.get("style", "")) or not all(map(_NUMBER.fullmatch, spans)):
        return None
    colspan, rowspan = parse_span(spans[0], MAX_COLSPAN), parse_span(spans[1], MAX_ROWSPAN)
    return Tag(name, parts.is_end, None if parts.is_end else children, _GAPS.get(name, ""), max(1, colspan), rowspan)


class _Parts(NamedTuple):
    name: str
    is_end: bool
    attributes: dict[str, str]
    slash: str


def _cut(text: str) -> _Parts | None:
    """Return the parts of a tag; None if it is odd, or an attribute is given twice."""
    found = _TAG.fullmatch(text)
    if not found:
        return None
    attributes = [(key.lower(), "".join(values)) for key, *values in _ATTRIBUTES.findall(found[3])]
    given = dict(attributes)
    return _Parts(found[2], bool(found[1]), given, found[8]) if len(given) == len(attributes) else None


@lru_cache(maxsize=1024)  # a site has some dozens, but for one a page
def strict_link(text: str) -> tuple[str, str] | None:
    """Return relation and target of the `link` or `base` that stands between brackets; None if parsers may differ about it."""
    parts = _cut(text)
    if not parts or parts.is_end:
        return None
    relation, target = parts.attributes.get("rel", ""), parts.attributes.get("href", "")
    is_plain = bool(target) and f"{relation}{target}".isprintable() and "&" not in f"{relation}{target}"
    return (relation.lower(), target) if is_plain else None
