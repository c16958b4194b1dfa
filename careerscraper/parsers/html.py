"""HTML to blocks, with lxml: the reading of record.

Where lxml (libxml2) and a browser may differ, the page is read a second time by html5lib, which builds the tree as the
HTML standard says: if `<table` stands outside comments and scripts but no grid comes out, if a cell stands in no row of
a table, or if rows differ in width with no span to explain it. The second reading counts where it leaves less of that.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import lxml.html
from lxml import etree

from careerscraper.errors import SourceError
from careerscraper.parsers.browser import can_parse_as_browser, parse_as_browser
from careerscraper.parsers.document import Block, Document, Heading, Paragraph
from careerscraper.parsers.grid import Grid, is_ragged
from careerscraper.parsers.limits import MAX_CELLS, check_html
from careerscraper.parsers.markup import LINE_TAGS, find_caption, is_hidden, is_stray, read_table, text_of
from careerscraper.values.text import squeeze

_UNSEEN = re.compile(r"<!--.*?(?:-->|\Z)|<(script|style|template|textarea)\b.*?(?:</\1|\Z)", re.IGNORECASE | re.DOTALL)
_TABLE_TAG = re.compile(r"<(/?)table\b[^>]*>", re.IGNORECASE)
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_END = re.compile(r"</(?:body|html)\s*>", re.IGNORECASE)


def read_html(text: str) -> Document:
    """Read an HTML page. Raises `SourceError` where a limit or the page's end keeps the parser from reading it whole."""
    body = text.encode()
    check_html(body)
    root = _parse(body)
    document = _document(root, text)
    doubts = _doubts(root, document, text)
    if doubts and can_parse_as_browser(text):
        root = parse_as_browser(text)
        second = _document(root, text)
        return second if _doubts(root, second, text) < doubts else document
    return document


def _parse(body: bytes) -> lxml.html.HtmlElement:
    parser = lxml.html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    try:
        root: lxml.html.HtmlElement = lxml.html.document_fromstring(body, parser=parser)
    except etree.ParserError as error:
        raise SourceError("empty", f"no element in it: {error}") from error
    for entry in parser.error_log:
        if entry.type_name == "ERR_RESOURCE_LIMIT":
            if "depth" in entry.message:
                raise SourceError("too_deep", "its elements are nested too deep to be parsed whole (256 levels)")
            raise SourceError("text_too_long", "it has a text or tag too long to be parsed whole (10 MB)")
    return root


def _doubts(root: lxml.html.HtmlElement, document: Document, text: str) -> int:
    """Return how much of the page's tables the reading leaves unexplained."""
    ragged = sum(is_ragged(grid.rows) for grid in document.grids)
    missing = 0
    if text.count("<table") != len(document.grids):
        missing = abs(sum(not match[1] for match in _TABLE_TAG.finditer(_UNSEEN.sub("", text))) - len(document.grids))
    return ragged + missing + sum(is_stray(cell) for cell in root.iter("td", "th"))


def _cut_tables(text: str, count: int) -> list[int]:
    """Return the places of the tables that the page's end cuts: the end tag of a table may not be left out."""
    if text.count("<table") == text.count("</table") and text.rstrip().lower().endswith("</html>"):
        return []  # by far the most pages: no need to look for comments and scripts
    open_tables: list[int] = []
    tables = 0
    for match in _TABLE_TAG.finditer(_UNSEEN.sub("", text)):
        if not match[1]:
            open_tables.append(tables)
            tables += 1
        elif open_tables:
            open_tables.pop()
    if open_tables and tables != count:
        raise SourceError("cut", "it ends within a table, and it cannot be told in which: fetch or save it again")
    return open_tables


def _document(root: lxml.html.HtmlElement, text: str) -> Document:
    for template in list(root.iter("template")):  # is no part of the page until a script says so
        template.drop_tree()
    cut = _cut_tables(text, sum(1 for _ in root.iter("table")))
    blocks = list(_blocks(root, cut))
    ended = text.rstrip().endswith(">") and _END.search(text)
    if not ended and blocks and isinstance(blocks[-1], Paragraph):
        blocks[-1] = Paragraph(blocks[-1].text, cut=True)
    title = next((text_of(element) for element in root.iter("h1")), None)
    title = title or squeeze(root.findtext(".//title") or "") or None
    canonical = next((e.get("href") for e in root.iter("link") if (e.get("rel") or "").lower() == "canonical"), None)
    base = next((e.get("href") for e in root.iter("base")), None)
    links = dict.fromkeys(href for e in root.iter("a", "area") if (href := e.get("href")))
    return Document("html", tuple(blocks), title, canonical, base, tuple(links))


def _blocks(root: lxml.html.HtmlElement, cut: Sequence[int]) -> Iterator[Block]:
    """Yield headings, paragraphs and tables in document order; what stands inside a table of data only as its cells."""
    heading: str | None = None
    tables = slots = 0
    within: set[lxml.html.HtmlElement] = set()
    for element in root.iter(*_HEADINGS, "p", "div", "table"):
        if element in within:
            continue
        if element.tag == "table":
            if element.find(".//table") is None:
                within.update(element.iterdescendants(*_HEADINGS, "p", "div"))
            grid = _grid(element, tables, heading, cut=tables in cut)
            slots += sum(map(len, grid.rows))
            if slots > MAX_CELLS:
                raise SourceError("too_many_cells", f"tables of more than {MAX_CELLS:,} cells in all")
            yield grid
            tables += 1
        elif element.tag in _HEADINGS:
            heading = text_of(element) or heading
            yield Heading(text_of(element))
        elif all(child.tag not in LINE_TAGS for child in element) and (text := text_of(element)):
            yield Paragraph(text)


def _grid(table: lxml.html.HtmlElement, index: int, heading: str | None, *, cut: bool) -> Grid:
    rows, tail = read_table(table), None
    if cut:
        # A foot stands before the last row in the source: then it cannot be told which row was cut.
        whole = rows[:-1] if table.find("tfoot") is None else ()
        tail = " | ".join(cell.text for row in rows[len(whole) :] for cell in row if cell)
        rows = whole
    return Grid(index, rows, heading, find_caption(table), tail, is_hidden(table))
