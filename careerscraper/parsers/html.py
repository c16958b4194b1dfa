"""HTML to blocks, with lxml: the reading of record.

Where it is not certain that libxml2 makes the rows and cells of a browser, the page is read by html5lib, which builds the
tree as the HTML standard says, or refused: if a table is not put together as it should be, if what is no markup may end
elsewhere than it seems to, or if there are other tables in the tree than in the source.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from lxml import etree

from careerscraper.errors import SourceError
from careerscraper.parsers.document import Block, Document, Heading, Paragraph
from careerscraper.parsers.grid import Grid
from careerscraper.parsers.limits import MAX_CELLS, MAX_TABLES, check_html, check_tags
from careerscraper.parsers.markup import find_caption, is_hidden, line_of, read_table, text_of
from careerscraper.parsers.region import Region, find_region, is_odd_raw
from careerscraper.parsers.source import RAW, Source, look_at
from careerscraper.parsers.strict_head import is_plain_head, read_links
from careerscraper.parsers.strict_html import read_strictly
from careerscraper.parsers.table_markup import around_tables
from careerscraper.values.text import squeeze

_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))


def read_html(text: str, body: bytes) -> Document:
    """Read an HTML page: ``text``, which is ``body`` as UTF-8.

    Raises `SourceError` where a limit or the page's end keeps the parser from reading it whole.
    """
    check_tags(body)
    source = look_at(body)
    region = find_region(source)
    document = (_read_strictly(region) or _read_alone(region)) if region else None
    return document or _read_whole(text, source)


def _read_strictly(region: Region) -> Document | None:
    """Return the document without a tree of its body; None unless the markup leaves no parser a choice."""
    source, head = region.source, region.head_markup()
    if not source.body.startswith((b"<h1", b"<table"), region.start) or not is_plain_head(head):
        return None
    above, part = (source.markup(source.body, region.begins, end) for end in (region.start, region.end))
    check_html(part)
    blocks = read_strictly(part.decode(), len(above.decode()))
    titles = [block for block in blocks or () if isinstance(block, Heading) and block.level == 1]
    if not blocks or not titles:
        return None
    links = read_links(head) or _links(_parse(head + b"</head></html>"))
    document = Document("html", tuple(_without_menus(blocks)), titles[0].text, *links, source)
    return document if _has_all_tables(document, source) else None


def _read_alone(region: Region) -> Document | None:
    """Return the document by the tree of the part alone; None if that may be another one than libxml2 makes of the page."""
    markup = region.markup() if is_plain_head(region.head_markup()) and _is_plain(region.source) else None
    if markup is None:
        return None
    check_html(markup)
    document = _document(_parse(markup), region.source)
    return document if _has_all_tables(document, region.source) else None


def _read_whole(text: str, source: Source) -> Document:
    check_html(source.body)
    root = _parse(source.body)
    if _is_plain(source):
        document = _document(root, source)
        if _has_all_tables(document, source):
            return document
    # Imported late: few pages need it, and html5lib is slow to load.
    from careerscraper.parsers.browser import parse_as_browser

    return _document(parse_as_browser(text, source), source)


def _is_plain(source: Source) -> bool:
    if any(is_odd_raw(source.body, *place) for place in source.raw):
        return False
    # To libxml2 a template is markup like any other.
    return around_tables(source.without(source.low, RAW - {b"template"})) is not None


def _has_all_tables(document: Document, source: Source) -> bool:
    return sum(not is_end for is_end, _ in source.tables) == len(document.grids)


def _parse(body: bytes) -> etree._Element:
    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(body, parser)
    except etree.XMLSyntaxError as error:
        raise SourceError("empty", f"no element in it: {error}") from error
    if root is None:
        raise SourceError("empty", "no element in it")
    for entry in parser.error_log:
        if entry.type_name == "ERR_RESOURCE_LIMIT":
            if "depth" in entry.message:
                raise SourceError("too_deep", "its elements are nested too deep to be parsed whole (256 levels)")
            raise SourceError("text_too_long", "it has a text or tag too long to be parsed whole (10 MB)")
    return root


def _cut_tables(source: Source, count: int) -> list[int]:
    """Return the places of the tables that the page's end cuts: the end tag of a table may not be left out."""
    if source.is_whole:
        return []
    open_tables: list[int] = []
    tables = 0
    for is_end, _ in source.tables:
        if not is_end:
            open_tables.append(tables)
            tables += 1
        elif open_tables:
            open_tables.pop()
    if open_tables and tables != count:
        raise SourceError("cut", "it ends within a table, and it cannot be told in which: fetch or save it again")
    return open_tables


def _document(root: etree._Element, source: Source) -> Document:
    etree.strip_elements(root, "template", with_tail=False)  # is no part of the page until a script says so
    tables = list(root.iter("table"))
    blocks = list(_blocks(root, _cut_tables(source, len(tables)), tables[-1:]))
    if source.is_whole:
        blocks = _without_menus(blocks)
    else:
        _mark_cut(blocks)
    title = next((text_of(element) for element in root.iter("h1")), None)
    title = title or squeeze(root.findtext(".//title") or "") or None
    return Document("html", tuple(blocks), title, *_links(root), source)


def _links(root: etree._Element) -> tuple[str | None, str | None]:
    """Return the page's canonical link, and what its links are relative to."""
    canonical = next((e.get("href") for e in root.iter("link") if (e.get("rel") or "").lower() == "canonical"), None)
    return canonical, next((e.get("href") for e in root.iter("base")), None)


def _without_menus(blocks: list[Block]) -> list[Block]:
    """Return the blocks from the page's title or first table on: menus stand above."""
    begins = (isinstance(block, Grid) or (isinstance(block, Heading) and block.level == 1) for block in blocks)
    return blocks[next((place for place, does in enumerate(begins) if does), 0) :]


def _mark_cut(blocks: list[Block]) -> None:
    """Mark the paragraph that ends the page, if it is one that does."""
    shown = [place for place, block in enumerate(blocks) if isinstance(block, Grid) or block.text]
    if shown and isinstance(last := blocks[shown[-1]], Paragraph):
        blocks[shown[-1]] = Paragraph(last.text, cut=True)


def _blocks(root: etree._Element, cut: Sequence[int], last: Sequence[etree._Element]) -> Iterator[Block]:
    """Yield headings, paragraphs and tables in document order; what stands inside a table of data only as its cells.

    Behind the ``last`` table it is over with the article that this is in: related pages, other articles follow.
    """
    article = next((above for table in last for above in table.iterancestors("article", "main")), None)
    content = None if article is None else set(article.iter(*_HEADINGS, "p", "div", "table"))
    behind = False
    headings: list[Heading] = []
    tables = slots = 0
    within: set[etree._Element] = set()
    for element in root.iter(*_HEADINGS, "p", "div", "table"):
        if within and element in within:
            continue
        if behind and content is not None and element not in content:
            break
        behind = behind or element in last
        tag = element.tag
        if tag == "table":
            if element.find(".//table") is None:
                within.update(element.iterdescendants(*_HEADINGS, "p", "div"))
            heading = next((text for above in reversed(headings) if (text := above.text)), None)
            grid = _grid(element, tables, heading, cut=tables in cut)
            slots += sum(map(len, grid.rows))
            tables += 1
            if slots > MAX_CELLS:
                raise SourceError("too_many_cells", f"tables of more than {MAX_CELLS:,} cells in all")
            if tables > MAX_TABLES:
                raise SourceError("too_many_tables", f"more than {MAX_TABLES:,} tables")
            yield grid
        elif tag in _HEADINGS:
            headings.append(Heading(partial(text_of, element), int(tag[1])))
            yield headings[-1]
        else:
            yield Paragraph(partial(line_of, element))


def _grid(table: etree._Element, index: int, heading: str | None, *, cut: bool) -> Grid:
    rows, tail = read_table(table), None
    if cut:
        # A foot stands before the last row in the source: then it cannot be told which row was cut.
        whole = rows[:-1] if table.find("tfoot") is None else ()
        tail = " | ".join(cell.text for row in rows[len(whole) :] for cell in row if cell)
        rows = whole
    return Grid(index, rows, heading, find_caption(table), tail, is_hidden(table))
