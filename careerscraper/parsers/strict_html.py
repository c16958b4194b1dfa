"""The quick reading of a part of a page: cells by their source, of which most stand on many pages; no tree is made."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import islice

from careerscraper.parsers.document import Block, Heading, Paragraph
from careerscraper.parsers.grid import OBJECT, Cell, Grid, expand
from careerscraper.parsers.limits import MAX_CELLS, MAX_TABLES
from careerscraper.parsers.strict import Markup, cut_strictly
from careerscraper.parsers.strict_tags import strict_tag
from careerscraper.values.text import squeeze

_TABLES = re.compile(r"(<table(?![a-zA-Z0-9:_-])[^<>]*>.*?</table>)", re.DOTALL)
_CAPTION = re.compile(r"(<table[^<>]*>)\s*<caption>([^<>&]*)</caption>")
_CELL = re.compile(r"<(t[dh])(?![a-zA-Z0-9:_-])")
_TAG = re.compile("<([^<>]*)>")
#: A letter for each tag of a table's parts, small if it ends one, and for each cell.
_LETTERS = {"table": "T", "thead": "H", "tbody": "B", "tfoot": "F", "tr": "R"}
_CELLS = frozenset(("td", "th"))
#: The parts as they are shown: the head first, the foot last, no rows outside of groups where there are groups.
_SHAPE = re.compile("T(?:(?:H(?:Rc+r)+h)?(?:B(?:Rc+r)+b)*(?:F(?:Rc+r)+f)?|(?:Rc+r)+)t")
_LEVELS = {"p": 0, "div": 0, "table": 0} | {f"h{level}": level for level in range(1, 7)}


def read_strictly(text: str) -> list[Block] | None:
    """Return the blocks of ``text``, a part of a page's body that may leave boxes open; None if parsers may differ about it."""
    parts = _TABLES.split(text)
    around = cut_strictly("<table></table>".join(parts[::2]))
    if around is None or len(parts) > 2 * MAX_TABLES:
        return None
    return _blocks(around, parts[1::2])


def _blocks(around: Markup, tables: list[str]) -> list[Block] | None:
    """Return the blocks in document order."""
    blocks: list[Block] = []
    heading: str | None = None
    count = slots = 0
    for place, tag in enumerate(around.tags):
        level = None if tag.is_end else _LEVELS.get(tag.name)
        if level:
            text = around.text(place)
            blocks.append(Heading(text, level))
            heading = text or heading
        elif level is not None and tag.name != "table":
            blocks.append(Paragraph(around.line(place)))
        elif level is not None:
            grid = _grid(tables[count], count, heading)
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
    cells = [cell for cell in map(_read_cell, sources) if cell]
    if len(cells) < len(sources):
        return None
    shape = _read_shape("".join([letters for letters, _ in cells]) + (_letters(tail) or ""))
    fresh = iter([Cell(*cell) for _, cell in cells])  # a cell that spans several slots is known by its being the same
    rows = expand([[list(islice(fresh, width)) for width in group] for group in shape])
    return Grid(index, rows, heading, squeeze(caption[2]) or None if caption else None) if rows else None


@lru_cache(maxsize=4096)
def _read_shape(letters: str) -> tuple[tuple[int, ...], ...]:
    """Return how many cells the rows of each group have; () if the parts of the table do not stand as they are shown."""
    if not _SHAPE.fullmatch(letters):
        return ()
    return tuple(tuple(map(len, re.findall("c+", group))) for group in re.findall("[HBFT][Rcr]+", letters))


@lru_cache(maxsize=1 << 15)  # labels, and most values, stand on many pages
def _read_cell(source: str) -> tuple[str, Cell] | None:
    """Return the letters of the tags before a cell, and the cell, which begins there and ends with ``source``."""
    start = _CELL.search(source)
    if not start:
        return None
    letters, cell = _letters(source[: start.start()]), source[start.start() :]
    markup = cut_strictly(cell + ("" if start[1] == "th" else "</td>"), _CELLS)
    if letters is None or markup is None or markup.ends[0] != len(markup.tags) - 1:
        return None
    text, tag = markup.text(0), markup.tags[0]
    if not text and any(tag.name == "img" for tag in markup.tags):
        text = OBJECT
    return letters + "c", Cell(text, tag.colspan, tag.rowspan)


@lru_cache(maxsize=4096)
def _letters(markup: str) -> str | None:
    """Return the letters of the tags in ``markup``; None if anything else is in it."""
    pieces = _TAG.split(markup)
    tags = [strict_tag(piece) for piece in pieces[1::2]]
    if "".join(pieces[::2]).strip() or not all(tag and tag.name in _LETTERS for tag in tags):
        return None
    return "".join(_LETTERS[tag.name].lower() if tag.is_end else _LETTERS[tag.name] for tag in tags if tag)
