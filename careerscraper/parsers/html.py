"""HTML to blocks, with lxml: the reading of record.

Where lxml (libxml2) and a browser may differ, the page is read a second time by html5lib, which builds the tree as the
HTML standard says: if `<table` stands outside comments and scripts but no grid comes out, or if rows differ in width
with no span to explain it. The second reading counts where it has nothing left to explain.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import lxml.html
from bs4 import BeautifulSoup
from lxml import etree
from lxml.html.soupparser import convert_tree

from careerscraper.errors import SourceError
from careerscraper.parsers.document import Block, Document, Heading, Paragraph
from careerscraper.parsers.grid import Grid, is_ragged
from careerscraper.parsers.limits import check_html
from careerscraper.parsers.markup import BLOCK_TAGS, find_caption, read_table, text_of
from careerscraper.values.text import squeeze

_UNSEEN = re.compile(r"<!--.*?(?:-->|\Z)|<(script|style|template|textarea)\b.*?(?:</\1|\Z)", re.IGNORECASE | re.DOTALL)
_TABLE_TAG = re.compile(r"<(/?)table\b", re.IGNORECASE)
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_END = re.compile(r"</(?:body|html)\s*>", re.IGNORECASE)
_SURROGATES = re.compile("[\ud800-\udfff]")


def read_html(text: str) -> Document:
    """Read an HTML page. Raises `SourceError` where a limit keeps the parser from reading it whole."""
    text = _SURROGATES.sub("�", text)
    body = text.encode()
    check_html(body)
    root = _parse(body)
    cut, cut_end = _is_cut_in_table(text), not text.rstrip().endswith(">") or _END.search(text) is None
    document = _document(root, cut_table=cut, cut_end=cut_end)
    if _is_doubtful(document, text):
        second = _document(_parse_as_browser(text), cut_table=cut, cut_end=cut_end)
        return document if _is_doubtful(second, text) else second
    return document


def _parse(body: bytes) -> lxml.html.HtmlElement:
    parser = lxml.html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    try:
        root: lxml.html.HtmlElement = lxml.html.document_fromstring(body, parser=parser)
    except etree.ParserError as error:
        raise SourceError("empty", f"no element in it: {error}") from error
    for entry in parser.error_log:
        if entry.type_name == "ERR_RESOURCE_LIMIT":
            reason = "too_deep" if "depth" in entry.message else "text_too_long"
            raise SourceError(reason, f"only a part of it could be parsed: {entry.message.strip()}")
    for template in list(root.iter("template")):  # is no part of the page until a script says so
        template.drop_tree()
    return root


def _parse_as_browser(text: str) -> lxml.html.HtmlElement:
    soup = BeautifulSoup(text, "html5lib")
    roots: list[lxml.html.HtmlElement] = convert_tree(soup)
    return next(root for root in roots if root.tag == "html")


def _is_doubtful(document: Document, text: str) -> bool:
    if not document.grids:
        return any(not match[1] for match in _TABLE_TAG.finditer(_UNSEEN.sub("", text)))
    return any(is_ragged(grid.rows) for grid in document.grids)


def _is_cut_in_table(text: str) -> bool:
    """Tell whether the page ends inside a table: the end tag of a table may not be left out."""
    if "</table" in text[text.rfind("<table") :]:
        return False  # by far the most pages: no need to look for comments and scripts
    tags = _TABLE_TAG.findall(_UNSEEN.sub("", text))
    return bool(tags) and tags[-1] != "/"


def _document(root: lxml.html.HtmlElement, *, cut_table: bool, cut_end: bool) -> Document:
    blocks = list(_blocks(root))
    if cut_table:
        blocks = _without_last_row(blocks)
    if cut_end and blocks and isinstance(blocks[-1], Paragraph):
        blocks[-1] = Paragraph(blocks[-1].text, cut=True)
    title = next((text_of(element) for element in root.iter("h1")), None)
    title = title or squeeze(root.findtext(".//title") or "") or None
    canonical = next((e.get("href") for e in root.iter("link") if (e.get("rel") or "").lower() == "canonical"), None)
    base = next((e.get("href") for e in root.iter("base")), None)
    links = dict.fromkeys(href for e in root.iter("a", "area") if (href := e.get("href")))
    return Document("html", tuple(blocks), title, canonical, base, tuple(links))


def _without_last_row(blocks: list[Block]) -> list[Block]:
    for place in range(len(blocks) - 1, -1, -1):
        block = blocks[place]
        if isinstance(block, Grid):
            tail = " | ".join(cell.text for cell in block.rows[-1] if cell) if block.rows else ""
            blocks[place] = Grid(block.index, block.rows[:-1], block.heading, block.caption, tail)
            break
    return blocks


def _blocks(root: lxml.html.HtmlElement) -> Iterator[Block]:
    """Yield headings, paragraphs and tables in document order; what stands inside a table of data only as its cells."""
    heading: str | None = None
    tables = 0
    within: set[lxml.html.HtmlElement] = set()
    for element in root.iter(*_HEADINGS, "p", "div", "table"):
        if element in within:
            continue
        if element.tag == "table":
            if element.find(".//table") is None:
                within.update(element.iterdescendants(*_HEADINGS, "p", "div"))
            yield Grid(tables, read_table(element), heading, find_caption(element))
            tables += 1
        elif element.tag in _HEADINGS:
            heading = text_of(element) or heading
            yield Heading(text_of(element))
        elif all(child.tag not in BLOCK_TAGS for child in element) and (text := text_of(element)):
            yield Paragraph(text)
