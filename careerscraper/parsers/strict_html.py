"""The quick reading of a part of a page: cells by their source, of which most stand on many pages; no tree is made."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from careerscraper.parsers.document import Block, Heading, Paragraph
from careerscraper.parsers.grid import OBJECT, Cell, Grid, expand
from careerscraper.parsers.limits import MAX_CELL_CHARS, MAX_CELLS, MAX_TABLES
from careerscraper.parsers.markup import BLANKS
from careerscraper.parsers.strict import ODD, Markup, cut_strictly
from careerscraper.parsers.strict_tags import strict_tag
from careerscraper.values.text import squeeze

_CAPTION = re.compile(rf"(<table[^<>]*>)[{BLANKS}]*<caption>([^<>&]*)</caption>")
_FRAME = re.compile(
    rf"(<table[^<>]*>[{BLANKS}]*(?:<tbody[^<>]*>[{BLANKS}]*)?<tr[^<>]*>[{BLANKS}]*)<(t[dh](?![a-zA-Z0-9:_-])[^<>]*)>"
)
_FRAME_END = re.compile(rf"</t[dh]>((?:[{BLANKS}]*</(?:tr|tbody|table)>)+)[{BLANKS}]*\Z")
#: A cell that holds nothing but some text, up to its end as cells are cut; and what its tag then is.
_TEXT_CELL = re.compile(r"<(td(?:\s[^<>]{0,1000})?)>([^<>&]*)|<(th(?:\s[^<>]{0,1000})?)>([^<>&]*)</th>")
_PLAIN_TAGS = frozenset((strict_tag("td"), strict_tag("th")))
_CELL = re.compile(r"<(t[dh])(?![a-zA-Z0-9:_-])")
_TAG = re.compile("<([^<>]*)>")
#: A letter for each tag of a table's parts, small if it ends one; a cell is `c`, or `o` if it is odd: spans slots, or is long.
_LETTERS = {"table": "T", "thead": "H", "tbody": "B", "tfoot": "F", "tr": "R"}
_CELLS = frozenset(("td", "th"))
#: Letters of a cell's source, and cells of a table with the tags between them: longer ones would fill the memory.
_MOST_REMEMBERED = 4_000
#: The parts as they are shown: the head first, the foot last, no rows outside of groups where there are groups.
_SHAPE = re.compile("T(?:(?:H(?:R[co]+r)+h)?(?:B(?:R[co]+r)+b)*(?:F(?:R[co]+r)+f)?|(?:R[co]+r)+)t")
_LEVELS = {"p": 0, "div": 0, "table": 0} | {f"h{level}": level for level in range(1, 7)}


def read_strictly(text: str, start: int) -> list[Block] | None:
    """Return the blocks of ``text``, a part of a body that may leave an article open; None if parsers may differ about it.

    At ``start`` stands its title, or a table of one cell around all of it: above that may be the tag of an article.
    """
    if text.startswith("<h1", start):
        around, tables = _cut(text)
        return _blocks(around, tables, 0) if around else None
    inner = _framed(text, start) if text.count("<", 0, start) <= 1 else None
    around, tables = _cut(inner) if inner else (None, [])
    blocks = _blocks(around, tables, 1) if around and tables else None  # one without others in it is a table of data
    # What a cell says is what stands around the tables in it.
    return [Grid(0, ((Cell(squeeze("".join(around.pieces))),),)), *blocks] if around and blocks else None


def _framed(text: str, start: int) -> str | None:
    """Return what stands in the one cell of the table that ``text`` is from ``start`` on; None if there may be more in it."""
    begin, end = _FRAME.match(text, start), _FRAME_END.search(text, max(start, len(text) - _MOST_REMEMBERED))
    if not begin or not end or end.start() < begin.end() or not end[0].startswith(f"</{begin[2][:2]}>"):
        return None
    cell = strict_tag(begin[2])
    is_plain = cell and cell.children and (cell.colspan, cell.rowspan) == (1, 1) and len(begin[0]) <= _MOST_REMEMBERED
    is_one = (_letters(begin[1]), _letters(end[1])) in (("TR", "rt"), ("TBR", "rbt"))
    return text[begin.end() : end.start()] if is_plain and is_one else None


def _cut(text: str) -> tuple[Markup | None, list[str]]:
    """Return what stands around the tables in ``text``, and these; None if parsers may differ about it."""
    *parts, tail = text.split("</table>")
    pairs = [part.partition("<table") for part in parts]
    rest = "<table></table>".join([*(above for above, _, _ in pairs), tail])
    if len(pairs) >= MAX_TABLES or rest.count("<table") != len(pairs):
        return None, []
    return cut_strictly(rest), [f"<table{table}</table>" for _, _, table in pairs]


def _blocks(around: Markup, tables: list[str], first: int) -> list[Block] | None:
    """Return the blocks in document order; ``first`` is the place of the first of ``tables`` among the page's."""
    blocks: list[Block] = []
    heading: str | None = None
    count, slots = 0, first
    for place, tag in enumerate(around.tags):
        level = None if tag.is_end else _LEVELS.get(tag.name)
        if level:
            text = around.text(place)
            blocks.append(Heading(text, level))
            heading = text or heading
        elif level is not None and tag.name != "table":
            blocks.append(Paragraph(around.line(place)))
        elif level is not None:
            grid = _grid(tables[count], first + count, heading)
            slots += MAX_CELLS + 1 if grid is None else sum(map(len, grid.rows))
            if grid is None or slots > MAX_CELLS:
                return None
            count += 1
            blocks.append(grid)
    return blocks


def _grid(table: str, index: int, heading: str | None) -> Grid | None:
    caption = _CAPTION.match(table)
    if caption:
        table = caption[1] + table[caption.end() :]
    *sources, tail = table.replace("</th>", "</th></td>").split("</td>")
    if max(map(len, (*sources, tail))) > _MOST_REMEMBERED or len(sources) > _MOST_REMEMBERED:
        return None
    cells = [cell for cell in map(_read_cell, sources) if cell]
    if len(cells) < len(sources):
        return None
    shape = _read_shape("".join([letters for letters, _ in cells]) + (_letters(tail) or ""))
    title = squeeze(caption[2]) or None if caption else None
    if shape and shape.width:
        slots = iter([cell for _, cell in cells])
        return Grid(index, tuple(zip(*[slots] * shape.width, strict=True)), heading, title, is_even=True)
    fresh = iter([Cell(*cell) for _, cell in cells])  # what spans several slots is known by its being one object
    groups = [[list(islice(fresh, width)) for width in group] for group in shape.groups] if shape else []
    return Grid(index, expand(groups), heading, title) if groups else None


class _Shape(NamedTuple):
    """How many cells the rows of a table's ``groups`` have; ``width`` is that of all rows, 0 if they differ or a cell is odd."""

    groups: tuple[tuple[int, ...], ...]
    width: int


@lru_cache(maxsize=4096)
def _read_shape(letters: str) -> _Shape | None:
    """Return the shape of a table; None if its parts do not stand as they are shown."""
    if not _SHAPE.fullmatch(letters):
        return None
    groups = tuple(tuple(map(len, re.findall("[co]+", group))) for group in re.findall("[HBFT][Rcor]+", letters))
    widths = {width for group in groups for width in group}
    return _Shape(groups, widths.pop() if len(widths) == 1 and "o" not in letters else 0)


@lru_cache(maxsize=1 << 14)  # labels, and most values, stand on many pages
def _read_cell(source: str) -> tuple[str, Cell] | None:
    """Return the letters of the tags before a cell, and the cell, which begins there and ends with ``source``."""
    start = _CELL.search(source)
    if not start:
        return None
    letters = _letters(source[: start.start()])
    found = _TEXT_CELL.fullmatch(source, start.start())
    tag, text = found.group(found.lastindex - 1, found.lastindex) if found and found.lastindex else ("", "")
    if letters is not None and tag and strict_tag(tag) in _PLAIN_TAGS and not ODD.search(text):
        return letters + "c", Cell(squeeze(text))  # as most are; the rest is ten times as dear
    markup = cut_strictly(source[start.start() :] + ("" if start[1] == "th" else "</td>"), _CELLS)
    if letters is None or markup is None or markup.ends[0] != len(markup.tags) - 1:
        return None
    text = markup.text(0)
    if not text and any(tag.name == "img" for tag in markup.tags):
        text = OBJECT
    cell = Cell(text, markup.tags[0].colspan, markup.tags[0].rowspan)
    is_plain = cell[1:] == (1, 1) and len(text) <= MAX_CELL_CHARS
    return letters + ("c" if is_plain else "o"), cell


@lru_cache(maxsize=4096)
def _letters(markup: str) -> str | None:
    """Return the letters of the tags in ``markup``; None if anything else is in it."""
    pieces = _TAG.split(markup)
    tags = [strict_tag(piece) for piece in pieces[1::2]]
    if "".join(pieces[::2]).strip(BLANKS) or not all(tag and tag.name in _LETTERS for tag in tags):
        return None
    return "".join(_LETTERS[tag.name].lower() if tag.is_end else _LETTERS[tag.name] for tag in tags if tag)
