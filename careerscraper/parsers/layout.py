"""From a grid to a table that compares: which row names the careers, which column the labels, which cell is whose."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from careerscraper.parsers.grid import Grid, Slots


@dataclass(frozen=True, slots=True)
class Row:
    """One labelled row: ``texts`` in the order of the table's ``names``; None if its width does not fit the header."""

    index: int
    label: str
    texts: tuple[str, ...] | None
    whole: str
    band: str | None


@dataclass(frozen=True, slots=True)
class Table:
    """A grid of careers in columns: ``names`` stand in its ``columns``; ``rows`` below the header."""

    grid: Grid
    names: tuple[str, ...]
    columns: tuple[int, ...]
    rows: tuple[Row, ...]

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels of the rows, in their order."""
        return tuple(row.label for row in self.rows)


def lay_out(grid: Grid) -> Table | None:
    """Return ``grid`` with its header, labels and cells told apart; None if it names no two things to compare.

    The header's empty corner may come first, as in a browser, or last (`| A | B | |`), or not at all: then the rows
    are a cell longer than the header, and the names belong to all their cells but the first.
    """
    top = next((y for y, slots in enumerate(grid.rows) if not _spans(slots) and len(_present(slots)) > 1), None)
    if top is None:
        return None
    header, body = [_text(grid.rows[top], x) for x in range(len(grid.rows[top]))], grid.rows[top + 1 :]
    first = _first_name(header, body)
    if first is None:
        return None
    shift = 1 - first
    names = {x + shift: name for x, name in enumerate(header) if x >= first and name}
    width = len(names) + 1 if shift else len(_present(grid.rows[top]))
    band = _text(grid.rows[top - 1], 0) if top else None
    rows = tuple(_rows(body, top + 1, tuple(names), width, band))
    return Table(grid, tuple(names.values()), tuple(names), rows) if len(names) > 1 and rows else None


def _text(slots: Slots, column: int) -> str:
    cell = slots[column] if column < len(slots) else None
    return cell.text if cell else ""


def _present(slots: Slots) -> list[int]:
    return [x for x, cell in enumerate(slots) if cell is not None]


def _spans(slots: Slots) -> bool:
    """Tell whether one cell spans the whole row: it names what follows."""
    return len(slots) > 1 and slots[0] is not None and all(cell is slots[0] for cell in slots)


def _first_name(header: Sequence[str], body: Sequence[Slots]) -> int | None:
    """Return the column of the header's first name, None if the header does not tell."""
    if header[-1] or not header[0]:
        return 1
    if any(_text(slots, len(header) - 1) for slots in body):
        return 0  # the last column has cells and no name: the names stand one column too far to the left
    # The last column is empty below, too. With one name left, only the other reading compares anything.
    return 0 if len([name for name in header[1:] if name]) < 2 else None


def _rows(body: Sequence[Slots], top: int, columns: Sequence[int], width: int, band: str | None) -> Iterator[Row]:
    for index, slots in enumerate(body, top):
        if _spans(slots):
            band = _text(slots, 0)
            continue
        present = _present(slots)
        texts = tuple(_text(slots, column) for column in columns) if len(present) == width else None
        whole = " | ".join(_text(slots, x) for x in present[1:])
        yield Row(index, _text(slots, 0), texts, whole, band)
