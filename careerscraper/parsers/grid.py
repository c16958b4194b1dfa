"""Tables as grids: every slot of every row filled, spans expanded as browsers do.

The algorithm is "forming a table" of the HTML standard
(https://html.spec.whatwg.org/multipage/tables.html#forming-a-table).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from careerscraper.errors import SourceError
from careerscraper.parsers.limits import MAX_CELL_CHARS, MAX_CELLS

#: Stands for what a cell shows that is no text (Unicode: OBJECT REPLACEMENT CHARACTER).
OBJECT = "\ufffc"
MAX_COLSPAN = 1000
MAX_ROWSPAN = 65534


class Cell(NamedTuple):
    """One cell of a table. It stands in every slot that it spans. ``rowspan`` 0 means to the end of its row group."""

    text: str
    colspan: int = 1
    rowspan: int = 1


Slots = tuple[Cell | None, ...]


def are_one(cell: Cell | None, other: Cell | None) -> bool:
    """Tell whether what stands in two slots is one cell, which spans both."""
    return cell is not None and cell is other and cell[1:] != (1, 1)


# Nobody changes one; but a frozen one takes three times as long to make.
@dataclass(slots=True)
class Grid:
    """One table: rows of equal width, None where a row has no cell.

    ``index`` is its 0-based place among the page's tables; ``heading`` the heading above it, ``caption`` its own title.
    ``tail`` is the text of a row in which the page ended, and which is no longer there. ``hidden`` says that the page's
    own markup does not show it. ``is_even`` says, if that is known, that every row has as many cells, each has one slot, and
    none is longer than `MAX_CELL_CHARS`.
    """

    index: int
    rows: tuple[Slots, ...]
    heading: str | None = None
    caption: str | None = None
    tail: str | None = None
    hidden: bool = False
    is_even: bool = field(default=False, compare=False)

    @property
    def has_long_cell(self) -> bool:
        """Tell whether a cell is longer than `MAX_CELL_CHARS`."""
        cells = () if self.is_even else (cell for slots in self.rows for cell in slots if cell)
        return any(len(cell.text) > MAX_CELL_CHARS for cell in cells)


def expand(groups: Iterable[Sequence[Sequence[Cell]]]) -> tuple[Slots, ...]:
    """Lay the cells of row groups out in slots; a rowspan ends with its group.

    Raises `SourceError` if more than `MAX_CELLS` slots would be filled.
    """
    rows: list[dict[int, Cell]] = []
    for group in groups:
        rows += _expand_group(group)
    width = max((max(row, default=-1) + 1 for row in rows), default=0)
    if width * len(rows) > MAX_CELLS:
        raise _too_many()
    return tuple(tuple(row.get(column) for column in range(width)) for row in rows)


def _expand_group(group: Sequence[Sequence[Cell]]) -> list[dict[int, Cell]]:
    if all(cell.colspan == cell.rowspan == 1 for cells in group for cell in cells):
        return [dict(enumerate(cells)) for cells in group]
    rows: list[dict[int, Cell]] = [{} for _ in group]
    filled = 0
    for y, cells in enumerate(group):
        x = 0
        for cell in cells:
            while x in rows[y]:
                x += 1
            height = min(cell.rowspan or MAX_ROWSPAN, len(rows) - y)
            filled += height * cell.colspan
            if filled > MAX_CELLS:
                raise _too_many()
            for row in rows[y : y + height]:
                for column in range(x, x + cell.colspan):
                    row.setdefault(column, cell)
            x += cell.colspan
    return rows


def _too_many() -> SourceError:
    return SourceError("too_many_cells", f"a table of more than {MAX_CELLS:,} cells: no comparison page is like that")
