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
    ]
)
#: The same, but for a mere break of the line.
_LINE_TAGS = BLOCK_TAGS - {"br"}
_UNSEEN_TAGS = frozenset(
    "button datalist head input noscript script select style svg table template textarea".split()  # noqa: SIM905
)
#: What a reader sees although it is no text: a cell of nothing else is not empty.
_OBJECTS = ("table", "img", "svg", "input", "select", "textarea", "button", "canvas", "object", "video", "noscript")
_APART_TAGS = BLOCK_TAGS | {"sup", "sub"}
_NO_DISPLAY = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_GROUPS = ("thead", "tbody", "tfoot")


def text_of(element: etree._Element) -> str:
    """Return the visible text of ``element``, blanks folded; what inner tables and scripts hold is left out."""
    if not len(element):
        return squeeze(element.text or "")
    return squeeze("".join(_texts(element)))


def _texts(element: etree._Element) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        apart = child.tag in _APART_TAGS
        if apart:
            yield " "
        if isinstance(child.tag, str) and child.tag not in _UNSEEN_TAGS and not _hides(child):
            yield from _texts(child)
        if apart:
            yield " "
        yield child.tail or ""


def _hides(element: etree._Element) -> bool:
    return element.get("hidden") is not None or _NO_DISPLAY.search(element.get("style") or "") is not None


def is_hidden(element: etree._Element) -> bool:
    """Tell whether the page's own markup hides ``element`` from its reader."""
    return any(_hides(e) or e.tag == "noscript" for e in (element, *element.iterancestors()))


def find_caption(table: etree._Element) -> str | None:
    """Return the text of the table's own caption, None if it has none."""
    caption = next(table.iterchildren("caption"), None)
    return None if caption is None else text_of(caption) or None


def read_table(table: etree._Element) -> tuple[Slots, ...]:
    """Return the slots of ``table``; rows of inner tables are theirs alone."""
    return expand([[_cell(cell) for cell in row.iterchildren("td", "th")] for row in group] for group in _groups(table))


def line_of(element: etree._Element) -> str:
    """Return the visible text of ``element``; "" if something in it stands on a line of its own: then it is a box of lines."""
    return "" if any(child.tag in _LINE_TAGS for child in element) else text_of(element)


def _groups(table: etree._Element) -> Iterator[list[etree._Element]]:
    """Yield the rows of each row group; those of a tfoot come last, rows outside of groups are one group a run."""
    last, loose = [], []
    for child in table.iterchildren("tr", *_GROUPS):
        if child.tag == "tr":
            loose.append(child)
            continue
        if loose:
            yield loose
            loose = []
        rows = list(child.iterchildren("tr"))
        if child.tag == "tfoot":
            last.append(rows)
        else:
            yield rows
    if loose:
        yield loose
    yield from last


def _cell(element: etree._Element) -> Cell:
    colspan, rowspan = element.get("colspan"), element.get("rowspan")
    text = text_of(element)
    if not text and len(element) and next(element.iter(*_OBJECTS), None) is not None:
        text = OBJECT
    if colspan is rowspan is None:  # nearly all cells
        return Cell(text)
    return Cell(text, max(1, _span(colspan, MAX_COLSPAN)), _span(rowspan, MAX_ROWSPAN))


def _span(text: str | None, most: int) -> int:
    """Return a span as the HTML standard parses it: leading digits, clamped to ``most``, 1 if there are none."""
    if text is None:
        return 1
    digits = "".join(_leading_digits(text.lstrip().removeprefix("+")))
    return min(int(digits[:9]), most) if digits else 1


def _leading_digits(text: str) -> Iterator[str]:
    for char in text:
        if char not in "0123456789":
            return
        yield char
