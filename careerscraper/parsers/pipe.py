r"""Tables as text with bars: `| Yearly salary | $43,251 | $38,949 |`, with or without the bar at the start or the end.

A run of lines with bars is a table; a rule `|---|---|` says that the line above it is a header; `\|` is no bar
(https://github.github.com/gfm/#tables-extension-). A last line without a newline may be cut.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from careerscraper.parsers.document import Block, Document, Heading, Paragraph
from careerscraper.parsers.grid import Cell, Grid, Slots, expand
from careerscraper.values.text import squeeze

_BAR = re.compile(r"(?<!\\)\|")
_BREAK = re.compile(r"<br */?>", re.IGNORECASE)  # how markdown breaks a line in a cell
_LINK = re.compile(r"(?<!!)\[([^\[\]]+)\]\([^()\s]*\)")  # as markdown has it
_RULE = re.compile(r":?-{3,}:?")
_LINE = re.compile(r"[^\n]*\n|[^\n]+")
_HEADING = re.compile(r"(#{1,6}) +(.+?)(?: +#+)?")

Row = tuple[str, ...]


def read_text(text: str) -> Document:
    """Cut ``text`` into blocks; a line is a paragraph, a run of lines with bars a table."""
    blocks: list[Block] = []
    heading: str | None = None
    tables = 0
    for lines in _runs(text):
        if len(lines) == 1 and not _BAR.search(lines[0]):
            block = _line(lines[0])
            heading = block.text if isinstance(block, Heading) else heading
            blocks.append(block)
            continue
        for rows, cut in _tables(lines):
            blocks.append(_grid(tables, rows, heading, cut=cut))
            tables += 1
    return Document("pipe", tuple(blocks))


def _runs(text: str) -> Iterator[list[str]]:
    """Yield each paragraph alone and the lines of a table together; a cut last line keeps no newline."""
    table: list[str] = []
    for line in _LINE.findall(text):
        if _BAR.search(line):
            table.append(line)
            continue
        if table:
            yield table
            table = []
        if line.strip():
            yield [line]
    if table:
        yield table


def _line(line: str) -> Heading | Paragraph:
    text = squeeze(line)
    match = _HEADING.fullmatch(text)
    return Heading(match[2], len(match[1])) if match else Paragraph(text, cut=not line.endswith("\n"))


def _cells(line: str) -> Row:
    inner = line.strip().removeprefix("|")
    if inner.endswith("|") and not inner.endswith("\\|"):
        inner = inner[:-1]
    return tuple(squeeze(_plain(cell)).replace("\\|", "|") for cell in _BAR.split(inner))


def _plain(cell: str) -> str:
    return _LINK.sub(r"\1", _BREAK.sub(" ", cell)) if "<" in cell or "](" in cell else cell


def _rows(lines: list[str]) -> Iterator[Row]:
    """Yield the cells of each line. Where the first line has its closing bar, a line without one is not whole.

    Its last cell is left joined to the one before, so that the row is seen to be too short.
    """
    closed = lines[0].rstrip().endswith("|")
    for line in lines:
        row = _cells(line)
        whole = line.rstrip().endswith("|") or not closed or _is_rule(row) or len(row) < 2
        yield row if whole else (*row[:-2], " | ".join(row[-2:]))


def _is_rule(row: Row) -> bool:
    return any(row) and all(not cell or _RULE.fullmatch(cell) for cell in row)


def _tables(lines: list[str]) -> Iterator[tuple[list[Row], bool]]:
    """Yield the rows of each table in a run of lines, and whether its last one is cut.

    A new table begins where the header stands again, or where a rule shows that the line above it is one.
    """
    cut, ruled = _is_cut(lines), False
    rows: list[Row] = []
    for row in _rows(lines):
        if _is_rule(row):
            if len(rows) > 1:
                yield rows[:-1], False
                rows = rows[-1:]
            ruled = bool(rows)
        elif rows and row == rows[0]:
            yield rows, False
            rows = [row]
        else:
            rows.append(row)
    if rows:
        yield (_joined(rows) if ruled else rows), cut


def _joined(rows: list[Row]) -> list[Row]:
    """Return ``rows`` with those joined that stand on several lines, because their cells hold blocks.

    All of them must break in the same places, after the first cell at first, and have just as many cells as the header.
    """
    header, *lines = rows
    whole: list[Row] = []
    shapes: set[tuple[int, ...]] = set()
    row: Row = ()
    shape: tuple[int, ...] = ()
    for cells in lines:
        row, shape = row + cells, (*shape, len(cells))
        if len(row) == len(header):
            whole.append(row)
            shapes.add(shape)
            row, shape = (), ()
    is_regular = (
        len(shapes) == 1 and len(whole) > 1 and len(row) < len(header) and min(shapes)[0] == 1 < len(min(shapes))
    )
    return [header, *whole, *([row] if row else [])] if is_regular else rows


def _is_cut(lines: list[str]) -> bool:
    """Tell whether the text's end cuts the last line: no newline, and no closing bar or too few cells."""
    last = lines[-1]
    if last.endswith("\n"):
        return False
    return not last.rstrip().endswith("|") or len(lines) == 1 or len(_cells(last)) < len(_cells(lines[-2]))


def _grid(index: int, rows: list[Row], heading: str | None, *, cut: bool) -> Grid:
    tail = " | ".join(rows[-1]) if cut else None
    group = [[Cell(text) for text in row] for row in (rows[:-1] if cut else rows)]
    slots: tuple[Slots, ...] = expand([group])
    return Grid(index, slots, heading, tail=tail)
