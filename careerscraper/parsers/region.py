"""The quick look: the part of a page that has to be parsed, so that the same is read of it as of the whole.

Nine tenths of a comparison page are menus, cards, styles and data of scripts, and to parse them is most of the work. What
counts is the head, and the body from the first `<h1>` or table to the end of the `<article>` or `<main>` that the last table
is in (`html` reads no more of the whole, either). Where anything could make the part mean something else than within the
whole, there is no quick look.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from careerscraper.parsers.source import Source

_TAG = re.compile(rb"<(/?)([a-z][a-z0-9]*)")
#: What may hide an element; where it does above the part, the part may stand within.
_HIDING = (b"display", b"visibility", b"hidden")
#: Elements whose content is another kind of thing: they must be closed above the part.
_APART = frozenset(b"svg math noscript title select object button video canvas frameset".split())
_VOID = frozenset(b"area base br col embed hr img input link meta param source track wbr".split())
#: Elements that end without an end tag where another begins or the one around them ends.
_IMPLIED = frozenset(b"p li dt dd tr td th thead tbody tfoot colgroup caption option optgroup".split())
_UNENDED = re.compile(rb"<[^<>]*<")
_SINGLE = re.compile(rb"=\s*'")


def find_region(source: Source) -> bytes | None:
    """Return the source of the page's head and of the part of its body that counts; None where that is not certain."""
    head, title = (next((at for name, at in source.tokens if name == tag), -1) for tag in (b"/head", b"h1"))
    tables = source.tables
    if not tables or not source.is_whole or not _is_balanced(tables):
        return None
    start, last = min(title, tables[0][1]), tables[-1][1]
    if not 0 <= head < start or title > last or _is_odd(source, head):
        return None
    end = _end_of_content(source, last)
    above, part = source.markup(source.low, head, start), source.markup(source.low, start, end)
    if _may_hide(above) or _may_quote_tags(above + part) or not _is_self_contained(part):
        return None
    kept = (source.markup(source.body, *place) for place in ((0, head), (start, end)))
    return b"</head><body>".join(kept) + b"</body></html>"


def _is_balanced(tables: Sequence[tuple[bool, int]]) -> bool:
    depth = 0
    for is_end, _ in tables:
        depth += -1 if is_end else 1
        if depth < 0:
            return False
    return not depth


def _is_odd(source: Source, head: int) -> bool:
    """Tell whether what belongs into the head stands below, or comments may end where they seem not to."""
    named = 0 <= source.low.find(b"canonical") < head or b"canonical" not in source.low
    comments = (source.low[begins:ends] for begins, ends in source.raw if source.low.startswith(b"<!--", begins))
    odd = any(b"--!>" in comment for comment in comments)
    return not named or odd or any(name == b"base" and at > head for name, at in source.tokens)


def _end_of_content(source: Source, last: int) -> int:
    """Return where the innermost article or main element ends that is open at ``last``."""
    depth = 0
    for name, place in source.tokens:
        if place > last and name.endswith((b"article", b"main")):
            depth += -1 if name.startswith(b"/") else 1
            if depth < 0:
                return place
    return len(source.body)


def _may_hide(above: bytes) -> bool:
    """Tell whether an element that is open at the end of ``above`` may hide what follows, or change what it is."""
    tags = _TAG.findall(above)
    apart = _APART.intersection(name for _, name in set(tags))
    if any(tags.count((b"", name)) != tags.count((b"/", name)) for name in apart):
        return True
    return any(above.count(word) != above.count(b"aria-" + word) for word in _HIDING)


def _may_quote_tags(markup: bytes) -> bool:
    """Tell whether a tag may have an angle bracket in it, where all that looks for tags takes it for one.

    What stands between a quotation mark of odd number and the next is a value, unless a text has such a mark: then tags stand
    there, too. Declarations and instructions are left to the parser.
    """
    values = b"".join(markup.split(b'"')[1::2])
    if b"<" in values or b">" in values or b"<!" in markup or b"<?" in markup:
        return True
    return bool(_UNENDED.search(markup) or _SINGLE.search(markup)) or markup.rfind(b"<") > markup.rfind(b">")


def _is_self_contained(part: bytes) -> bool:
    """Tell whether every end tag in ``part`` ends what began there, so that nothing in it touches what is open around it."""
    opened: list[bytes] = []
    for slash, name in _TAG.findall(part):
        if not slash:
            opened += [name] if name not in _VOID else []
            continue
        while opened and opened[-1] != name and opened[-1] in _IMPLIED:
            opened.pop()
        if not opened or opened.pop() != name:
            return False
    return True
