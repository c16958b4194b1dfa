"""A statement in its place: the page's own table with the cell marked, or the sentence of its prose."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence, Set

from careerscraper.normalize.observation import Observation
from careerscraper.parsers.document import Paragraph
from careerscraper.parsers.layout import Table
from careerscraper.receipts.again import PageRead

_BEGIN, _END = "[[", "]]"
_WIDEST = 40  # letters of a cell; the one that is marked is shown whole
_AROUND = 12  # rows shown before and behind it
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z])")


def show_place(one: Observation, page: PageRead) -> list[str]:
    """Return the lines that show where ``one`` stands on its page."""
    s = one.statement
    if s.table is None or s.row is None:
        return ["the page's own words:", _sentence(one, page)]
    table = _table_of(one, page)
    rows = _rows_of_grid(table) if table.grid.rows else _rows_of_lines(table)
    whole_row = s.refusal is not None and not table.turned
    columns = set(range(len(rows[s.row]))) if whole_row else {s.column or 0}
    named = table.grid.caption or table.grid.heading
    title = (
        f"the page's own table {s.table}{f' ({named})' if named else ''}, the {'row' if whole_row else 'cell'} marked:"
    )
    return [title, *_drawn(rows, s.row, columns), *([] if table.grid.rows else _as_it_stands(table, s.row))]


def is_parted(one: Observation, page: PageRead) -> bool:
    """Tell whether the cell of ``one`` was joined with another on the page, and could be parted."""
    s = one.statement
    return s.table is not None and s.refusal is None and not _table_of(one, page).grid.rows


def _table_of(one: Observation, page: PageRead) -> Table:
    return next(table for table in page.tables if table.grid.index == one.statement.table)


def _rows_of_grid(table: Table) -> dict[int, list[str]]:
    return {y: [cell.text if cell else "" for cell in slots] for y, slots in enumerate(table.grid.rows)}


def _rows_of_lines(table: Table) -> dict[int, list[str]]:
    """Return the rows of a table that had no bars: the header is the line above its first row."""
    rows = {row.index: [row.label, *(row.texts or (row.whole,))] for row in table.rows}
    return {0: ["", *table.names]} | rows


def _as_it_stands(table: Table, index: int) -> Iterator[str]:
    row = next(row for row in table.rows if row.index == index)
    yield f"as the page has it, without anything between: {''.join(table.names)!r}, {row.label + row.whole!r}"


def _drawn(rows: Mapping[int, Sequence[str]], marked: int, columns: Set[int]) -> Iterator[str]:
    """Yield ``rows`` in aligned columns, numbered; in row ``marked`` the cells of ``columns`` are marked."""
    shown = {
        y: [_cell(text, y == marked and x in columns) for x, text in enumerate(cells)] for y, cells in rows.items()
    }
    near = {y: cells for y, cells in shown.items() if y == min(rows) or abs(y - marked) <= _AROUND}
    widths = [
        max(len(cells[x]) for cells in near.values() if x < len(cells)) for x in range(max(map(len, near.values())))
    ]
    before = min(near) - 1
    for y, cells in near.items():
        if y != before + 1:
            yield "     …"
        before = y
        padded = " | ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=False))
        yield f"{'>' if y == marked else ' '}{y:>4} | {padded}".rstrip()
    if max(near) != max(rows):
        yield "     …"


def _cell(text: str, is_marked: bool) -> str:  # noqa: FBT001  the second of two
    if is_marked:
        return f"{_BEGIN}{text}{_END}"
    return text if len(text) <= _WIDEST else text[: _WIDEST - 1] + "…"


def _sentence(one: Observation, page: PageRead) -> str:
    """Return the sentence that ``one`` was read from, marked; where it is not found (several paragraphs), its text alone."""
    text, cue = one.statement.text, page.site.prose.get(one.cell.metric or "")
    paragraphs = [block.text for block in page.document.blocks if isinstance(block, Paragraph) and text in block.text]
    sentences = [sentence for paragraph in paragraphs for sentence in _SENTENCE_END.split(paragraph)]
    found = [sentence for sentence in sentences if text in sentence and cue and cue.search(sentence)]
    whole = next(iter([*found, *paragraphs]), text)
    return whole.replace(text, f"{_BEGIN}{text}{_END}")
