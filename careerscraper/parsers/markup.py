"""Elements to text and cells: what a reader of the page sees, in lxml's tree."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from careerscraper.parsers.grid import MAX_COLSPAN, MAX_ROWSPAN, OBJECT, Cell, Slots, expand
from careerscraper.values.text import squeeze

#: Elements that start and end on a line of their own, so that their text does not join what stands around them.
BLOCK_TAGS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "br",
        "center",
        "dd",
        "details",
        "dialog",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "li",
        "main",
        "menu",
        "nav",
        "ol",
        "option",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
        "xmp",
    ]
)
#: The same, but for a mere break of the line.
LINE_TAGS = BLOCK_TAGS - {"br"}
_RAW_TAGS = frozenset("iframe noembed noframes noscript script style template textarea title".split())  # noqa: SIM905
_UNSEEN_TAGS = _RAW_TAGS | frozenset("audio button canvas datalist head input select svg table video".split())  # noqa: SIM905
#: What a reader sees although it is no text: a cell of nothing else is not empty.
_OBJECTS = "table img svg input select textarea button canvas object video audio iframe noscript".split()  # noqa: SIM905
#: What stands for a blank in a text.
APART_TAGS = BLOCK_TAGS | {"sup", "sub"}
_NO_BOX = re.compile(r"display\s*:\s*none|visibility\s*:\s*collapse", re.IGNORECASE)
_NO_SIGHT = re.compile(r"visibility\s*:\s*hidden", re.IGNORECASE)
#: The attributes that say how a cell is laid out.
_TELLING = frozenset(("hidden", "style", "colspan", "rowspan"))
_GROUPS = ("thead", "tbody", "tfoot")
#: The only blanks of HTML, in tags and in values of attributes.
BLANKS = "\t\n\f\r "
_SPAN = re.compile(rf"[{BLANKS}]*(?:\+?([0-9]+)|-0+(?![0-9]))")


def text_of(element: etree._Element) -> str:
    """Return the visible text of ``element``, blanks folded; what inner tables and scripts hold is left out."""
    if not len(element):
        return squeeze(element.text or "")
    return squeeze("".join(_texts(element)))


def _texts(element: etree._Element) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        apart = child.tag in APART_TAGS
        if apart:
            yield " "
        if isinstance(child.tag, str) and child.tag not in _UNSEEN_TAGS and not _hides(child):
            yield from _texts(child)
        if apart:
            yield " "
        yield child.tail or ""


def _hides(element: etree._Element) -> bool:
    return _has_no_box(element) or _is_blank(element)


def _has_no_box(element: etree._Element) -> bool:
    """Tell whether nothing is laid out for ``element``: where it is a cell, the next one stands in its place."""
    if element.get("hidden") is not None:
        return True
    style = element.get("style")
    return style is not None and _NO_BOX.search(style) is not None


def _is_blank(element: etree._Element) -> bool:
    """Tell whether ``element`` takes its place and shows nothing."""
    style = element.get("style")
    return style is not None and _NO_SIGHT.search(style) is not None


def is_hidden(element: etree._Element) -> bool:
    """Tell whether the page's own markup hides ``element`` from its reader."""
    return any(_hides(e) or e.tag == "noscript" for e in (element, *element.iterancestors()))


def find_caption(table: etree._Element) -> str | None:
    """Return the text of the table's own caption, None if it has none."""
    caption = next(table.iterchildren("caption"), None)
    return None if caption is None else text_of(caption) or None


def read_table(table: etree._Element) -> tuple[Slots, ...]:
    """Return the slots of ``table``; rows of inner tables are theirs alone, and what is not laid out is left out."""
    return expand([_cells(row) for row in group if not _has_no_box(row)] for group in _groups(table))


def _cells(row: etree._Element) -> list[Cell]:
    cells: list[Cell] = []
    for element in row.iterchildren("td", "th"):
        if _TELLING.isdisjoint(element.keys()):  # nearly all cells
            cells.append(Cell(_shown(element)))
        elif not _has_no_box(element):
            cells.append(_cell(element))
    group = row.getparent()
    is_blank = _is_blank(row) or (group is not None and _is_blank(group))
    return [cell._replace(text="") for cell in cells] if is_blank else cells


def line_of(element: etree._Element) -> str:
    """Return the visible text of ``element``; "" if something in it stands on a line of its own: then it is a box of lines."""
    return "" if any(child.tag in LINE_TAGS for child in element) else text_of(element)


def _groups(table: etree._Element) -> Iterator[list[etree._Element]]:
    """Yield the rows of each row group, as they stand one below the other on the screen.

    The first thead comes first and the first tfoot last, other groups stand where they are; rows outside of groups are one
    group a run (https://www.w3.org/TR/CSS22/tables.html#value-def-table-header-group).
    """
    groups: list[tuple[str, list[etree._Element]]] = []
    run: list[etree._Element] | None = None
    for child in table.iterchildren("tr", "caption", "colgroup", *_GROUPS):
        if child.tag != "tr":
            run = None
            if child.tag in _GROUPS and not _has_no_box(child):
                groups.append((child.tag, list(child.iterchildren("tr"))))
        elif run is None:
            groups.append(("tbody", run := [child]))
        else:
            run.append(child)
    tags = [tag for tag, _ in groups]
    foot = [groups.pop(tags.index("tfoot"))] if "tfoot" in tags else []
    head = [groups.pop([tag for tag, _ in groups].index("thead"))] if "thead" in tags else []
    yield from (rows for _, rows in head + groups + foot)


def _cell(element: etree._Element) -> Cell:
    colspan, rowspan = parse_span(element.get("colspan"), MAX_COLSPAN), parse_span(element.get("rowspan"), MAX_ROWSPAN)
    return Cell("" if _is_blank(element) else _shown(element), max(1, colspan), rowspan)


def _shown(element: etree._Element) -> str:
    text = text_of(element)
    if not text and len(element) and next(element.iter(*_OBJECTS), None) is not None:
        return OBJECT
    return text


def parse_span(text: str | None, most: int) -> int:
    """Return a span as the HTML standard parses it: leading digits, clamped to ``most``, 1 if there are none."""
    found = _SPAN.match(text or "")
    return min(int((found[1] or "0").lstrip("0")[:9] or 0), most) if found else 1
