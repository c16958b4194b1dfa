"""The quick look: the part of a page that has to be parsed, so that the same is read of it as of the whole.

Nine tenths of a comparison page are menus, cards, styles and data of scripts, and to parse them is most of the work. What
counts is the head, and the body from the first `<h1>` or table to the end of the `<article>` or `<main>` that the last table
is in (`html` reads no more of the whole, either). Where anything could make the part mean something else than within the
whole, there is no quick look. In one thing it reads more than the reading of the whole: for what stands outside of the part no
page is refused, neither by a limit (`limits`, and libxml2's depth of 256 levels) nor for choices or formulas that html5lib puts
elsewhere than browsers do.
"""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from careerscraper.parsers.source import NAME_END, Source
from careerscraper.parsers.table_markup import around_tables

TAG = re.compile(rb"<(/?)([a-z][^" + NAME_END + rb"]*)")
#: The tags around head and body, as they follow each other. Any of them may be left out; another one changes what is open.
_FRAME = (b"html", b"head", b"/head", b"body", b"/body", b"/html")
#: What may hide an element; where it does above the part, the part may stand within.
_HIDING = (b"display", b"visibility", b"hidden")
#: Elements whose content is another kind of thing: they must be closed above the part.
_APART = frozenset(b"svg math noscript title select object button video canvas frameset".split())
_SOME_APART = re.compile(rb"<(?:" + b"|".join(sorted(_APART)) + rb")")
_VOID = frozenset(b"area base br col embed hr img input link meta param source track wbr".split())
#: Elements that end without an end tag where another begins or the one around them ends.
_IMPLIED = frozenset(b"p li dt dd tr td th thead tbody tfoot colgroup caption option optgroup".split())
#: A character reference that what is cut out behind it would go on in.
_REFERENCE = re.compile(rb"&#?[a-zA-Z0-9]{0,32}\Z")
_MOST_REFERENCE = 34
#: That is found in half of the time that `bytes.find` takes, which tries more places.
_COMMENT = re.compile(rb"<!--")
#: Bytes of menus and the like: longer ones would fill the memory, where they are remembered.
_MOST_ABOVE = 1 << 18
_NO_BRACKETS = bytes(set(range(256)) - set(b"<>"))
_SINGLE = re.compile(rb"=\s*'")
#: Of what is no markup, this alone is no text of the page, and may be cut out of what is parsed.
_TEXTLESS = frozenset((b"!--", b"script", b"style"))
_CONTENT = frozenset((b"article", b"main"))
#: A title that cannot be without text: another one, or a heading above it, would count instead.
_CLEAR_TITLE = re.compile(rb"<h1[^<>]*>[^<>&]*[a-z0-9]", re.IGNORECASE)
_CELLS = frozenset((b"td", b"th"))
#: Parts of tables, where no table is: left open, they change what libxml2 makes of what follows, such as a stray `</p>`.
_TABLE_PART = re.compile(rb"</?(?:t[dhr]|tbody|thead|tfoot|caption|col|colgroup)[" + NAME_END + rb"]")
_DRAWING = re.compile(rb"<(/?)(?:svg|math)")
_HEADING = re.compile(rb"<h[1-6]")
#: A tag of a box that ends itself, as libxml2 has it; a browser leaves the box open, and what follows is in it.
_SELF_ENDED = re.compile(
    rb"<(?:p|div|h[1-6]|[uod]l|li|d[td]|article|main|section|aside|header|footer|nav|blockquote|figure|figcaption|form|fieldset"
    rb"|address|center|details|summary|dialog|menu|pre)(?:\s[^<>]*)?/>"
)
#: No other attribute may name the relation first, or have it in its value.
_CLEAR_CANONICAL = re.compile(
    rb"""<link(?:\s+(?!rel)[a-z-]+(?:="[^"<>]*"|=[^\s"'<>=`]+)?)*\s+rel=(?:"canonical"|canonical(?=[\s>]))"""
)
#: A title that has tags in it.
MIXED_TITLE = re.compile(rb"<title[^<>]*>[^<]*<(?!/title)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Region:
    """What counts of the page ``source``: its head, up to ``head``, and its body from ``start`` to ``end``.

    ``begins`` is where the content begins, if that is above ``start``: whatever ends below begins there.
    """

    source: Source
    head: int
    begins: int
    start: int
    end: int

    def markup(self) -> bytes | None:
        """Return the source of head and part as a page of its own; None if the part may mean something else alone."""
        source = self.source
        if may_quote_tags(source.markup(source.body, self.start, self.end)):
            return None
        low = source.markup(source.low, self.begins, self.end)
        around = around_tables(low)
        if around is None or not _is_self_contained(around) or _SELF_ENDED.search(low):
            return None
        part = source.markup(source.body, self.start, self.end)
        return self.head_markup() + b"</head><body>" + part + b"</body></html>"

    def head_markup(self) -> bytes:
        """Return the source of the head alone."""
        return self.source.markup(self.source.body, 0, self.head)


def find_region(source: Source) -> Region | None:
    """Return the part of a page that counts; None where that is not certain, whatever stands in it."""
    head, title = (next((at for name, at in source.tokens if name == tag), -1) for tag in (b"/head", b"h1"))
    tables = source.tables
    if not tables or not source.is_whole or not _is_balanced(tables):
        return None
    start, last = min(title, tables[0][1]), tables[-1][1]
    if not 0 <= head < start or title > last or not _CLEAR_TITLE.match(source.body, title):
        return None
    content, end = _find_content(source, max(place for is_end, place in tables if not is_end))
    above = source.markup(source.body, head, start)
    if end < last or not _is_framed(source) or _is_odd(source, head) or not _has_all(source, head, start, end):
        return None
    if (start < title and _HEADING.search(above.lower())) or len(above) > _MOST_ABOVE or not _is_harmless(above):
        return None
    return Region(source, head, min(content, start), start, end)


def _is_balanced(tables: Sequence[tuple[bool, int]]) -> bool:
    depth = 0
    for is_end, _ in tables:
        depth += -1 if is_end else 1
        if depth < 0:
            return False
    return not depth


def _find_content(source: Source, last: int) -> tuple[int, int]:
    """Return from where to where the innermost article or main element is that is open at ``last``.

    Both are -1 if there is none, or if an end tag up to its end has no start tag, or a start tag is an end, too: `<main/>`.
    """
    opened: list[tuple[bytes, int]] = []
    around = 0
    for name, place in source.tokens:
        if place == last:
            around = len(opened)
        elif name in _CONTENT:
            if source.body.startswith(b"/", source.body.find(b">", place) - 1):
                break
            opened.append((name, place))
        elif name.removeprefix(b"/") in _CONTENT:
            started, begins = opened.pop() if opened else (b"", -1)
            if b"/" + started != name:
                break
            if place > last and len(opened) < around:
                return begins, place
    return -1, -1


def _is_framed(source: Source) -> bool:
    """Tell whether the tags around head and body stand in their order, none of them twice."""
    found = [_FRAME.index(name) for name, _ in source.tokens if name in _FRAME]
    return found == sorted(set(found))


def _is_odd(source: Source, head: int) -> bool:
    """Tell whether what belongs into the head may stand below, or what is no markup may end where it seems not to."""
    above = source.markup(source.body, 0, head).lower()
    named = _CLEAR_CANONICAL.search(above) and not MIXED_TITLE.search(source.body, 0, head)
    if not named and source.low.find(b"<link", head) >= 0:
        return True
    if any((name == b"base" and at > head) or (name in _CELLS and at < head) for name, at in source.tokens):
        return True
    has_templates = any(name == b"template" for name, _, _ in source.raw)
    return (has_templates and source.has_odd_templates) or any(is_odd_raw(source.body, *at) for at in source.raw)


def is_odd_raw(body: bytes, name: bytes, begins: int, ends: int) -> bool:
    """Tell whether what seems to be no markup may stand in a tag, or end elsewhere than it seems to."""
    if body.rfind(b"<", 0, begins) > body.rfind(b">", 0, begins):
        return True
    if name == b"!--":
        return body.find(b"--!>", begins, ends) >= 0
    if name == b"script" and _COMMENT.search(body, begins, ends) and _may_go_on(body[begins + 1 : ends]):
        return True
    tag, end = body[begins : body.find(b">", begins)], body[body.rfind(b"</", begins, ends) : ends]
    if b'"' in end or b"'" in end:
        return True
    # libxml2 takes `<script/>` for the whole of it; where a value is open, the tag goes on behind the bracket.
    return tag.endswith(b"/") or bool(tag.count(b'"') % 2 or tag.count(b"'") % 2)


def _may_go_on(script: bytes) -> bool:
    """Tell whether the end tag of ``script`` may be that of a script within it, in a comment.

    https://html.spec.whatwg.org/multipage/parsing.html#script-data-double-escaped-state
    """
    return b"<script" in script.rpartition(b"-->")[2].partition(b"<!--")[2].lower()


def _has_all(source: Source, head: int, start: int, end: int) -> bool:
    """Tell whether neither text nor markup is cut out of head and part (from ``start`` to ``end``), and no cell stands below."""
    for name, at, _ in source.raw:
        is_within = at < head or start <= at < end
        if is_within and (name not in _TEXTLESS or _REFERENCE.search(source.body, max(0, at - _MOST_REFERENCE), at)):
            return False
    return not (
        any(at >= end and name in _CELLS for name, at in reversed(source.tokens)) or _is_drawn(source, head, end)
    )


def _is_drawn(source: Source, head: int, end: int) -> bool:
    """Tell whether a style or script with tags in it may be one of a drawing or formula, where it is markup."""
    body, raw = source.body, [(begins, ends) for _, begins, ends in source.raw if head < begins < end]
    with_tags = [at for at, ends in raw if body.find(b"<", at + 1, ends) not in (-1, body.rfind(b"</", at, ends))]
    drawings = [(found.start(), found[1]) for found in _DRAWING.finditer(source.low, 0, end)] if with_tags else []
    last = [drawings[place - 1] for at in with_tags if (place := bisect(drawings, (at,)))]
    return any(not slash for _, slash in last)


@lru_cache(maxsize=32)  # pages of a site have the same menus
def _is_harmless(above: bytes) -> bool:
    """Tell whether what stands above the part can neither hide it nor change what it is, and has no part of a table."""
    above = above.lower()
    return not (_TABLE_PART.search(above) or _may_hide(above) or may_quote_tags(above))


def _may_hide(above: bytes) -> bool:
    """Tell whether an element that is open at the end of ``above`` may hide what follows, or change what it is."""
    if _SOME_APART.search(above):
        tags = TAG.findall(above)
        apart = _APART.intersection(name for _, name in set(tags))
        if any(tags.count((b"", name)) != tags.count((b"/", name)) for name in apart):
            return True
    coded = b"style" in above and any(b"&" in tag.partition(b"style")[2] for tag in above.split(b">"))
    return coded or any(above.count(word) != above.count(b"aria-" + word) for word in _HIDING)


def may_quote_tags(markup: bytes) -> bool:
    """Tell whether a tag may have an angle bracket in it, where all that looks for tags takes it for one.

    What stands between a quotation mark of odd number and the next is a value, unless a text has such a mark: then tags stand
    there, too. Declarations and instructions are left to the parser.
    """
    values = b"".join(markup.split(b'"')[1::2])
    if b"<" in values or b">" in values or b"<!" in markup or b"<?" in markup:
        return True
    brackets = markup.translate(None, _NO_BRACKETS)
    return b"<<" in brackets or brackets.endswith(b"<") or bool(_SINGLE.search(markup))


def _is_self_contained(part: bytes) -> bool:
    """Tell whether every end tag in ``part`` ends what began there, and the end of its content all that is open then."""
    opened: list[bytes] = []
    for slash, name in TAG.findall(part):
        if not slash:
            opened += [name] if name not in _VOID else []
            continue
        while opened and opened[-1] != name and opened[-1] in _IMPLIED:
            opened.pop()
        if not opened or opened.pop() != name:
            return False
    within = next((place for place in reversed(range(len(opened))) if opened[place] in _CONTENT), -1) + 1
    return b"div" not in opened[within:]  # to libxml2, the end of an article ends no `<div>`
