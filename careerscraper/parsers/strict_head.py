"""The head of a page that no two parsers take differently, read without a tree."""

from __future__ import annotations

import re

from careerscraper.parsers.region import MIXED_TITLE, TAG, may_quote_tags
from careerscraper.parsers.strict_tags import MOST_TAG, strict_link

_NAMES = frozenset(b"html head title meta link base noscript".split())
_HIDDEN = re.compile(rb"<(?:html|head)[^>]*(?:hidden|style)")
_DOCTYPE = re.compile(rb"\s*<!doctype[^<>]*>", re.IGNORECASE)
_LEADING = re.compile(rb"<((link|base)\s[^<>]*)>", re.IGNORECASE)

#: The canonical link, and what the page's links are relative to.
Links = tuple[str | None, str | None]


def is_plain_head(markup: bytes) -> bool:
    """Tell whether nothing that begins in the head goes on below it, or hides it."""
    low = _DOCTYPE.sub(b"", markup, count=1).lower()
    tags = TAG.findall(low)
    names = {name for _, name in tags}
    is_closed = all(tags.count((b"", name)) == tags.count((b"/", name)) for name in (b"title", b"noscript"))
    is_known = bool(names) and names <= _NAMES and not _HIDDEN.search(low)
    return is_closed and is_known and not may_quote_tags(low)


def read_links(markup: bytes) -> Links | None:
    """Return where a plain head leads; None if parsers may differ about it."""
    found, low = _LEADING.findall(markup), markup.lower()
    if MIXED_TITLE.search(markup) or max([len(tag) for tag, _ in found], default=0) > MOST_TAG:
        return None
    links = [strict_link(tag.decode()) for tag, _ in found]
    if None in links or len(found) != low.count(b"<link") + low.count(b"<base"):
        return None
    named = [(name.lower(), *link) for (_, name), link in zip(found, links, strict=True) if link]
    canonical = next((target for name, relation, target in named if name == b"link" and relation == "canonical"), None)
    return canonical, next((target for name, _, target in named if name == b"base"), None)
