"""From a grid to a table that compares: which row names the careers, which column the labels, which cell is whose."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from careerscraper.parsers.grid import OBJECT, Grid, Slots
from careerscraper.parsers.limits import MAX_CAREERS, MAX_CELL_CHARS, MAX_NAME_CHARS
from careerscraper.values.text import fold_label

_LETTER = re.compile(r"[^\W\d_]")
#: Words that head the column of labels, and are never a career's name.
CORNERS = frozenset(
    (
        "",
        OBJECT,
        "aspect",
        "attribute",
        "career",
        "category",
        "comparison",
        "criteria",
        "details",
        "factor",
        "feature",
        "metric",
    )
)


@dataclass(frozen=True, slots=True)
class Row:
    """One labelled row: ``texts`` in the order of the table's ``names``.

    They are None if it cannot be told which text is whose; then ``whole`` has all of them, and ``refusal`` is the reason (one of
    `schema.AMBIGUOUS_REASONS`): by default, that the row's width does not fit the header.
    """

    index: int
    label: str
    texts: tuple[str, ...] | None
    whole: str
    band: str | None
    refusal: str = "row_length"


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
    top = next((y for y, slots in enumerate(grid.rows) if not _spans(slots) and _width(slots) > 1), None)
    if top is None:
        return None
    header = [_text(grid.rows[top], x) for x in range(_width(grid.rows[top]))]
    body = [(y, slots) for y, slots in enumerate(grid.rows) if y > top and slots != grid.rows[top]]
    width = _usual_width([slots for _, slots in body if not _spans(slots)], len(header))
    first = _first_name(header, width, [_text(slots, width - 1) for _, slots in body])
    if first is None:
        return None
    names = {x + 1 - first: name for x, name in enumerate(header) if x >= first and name}
    if any(len(name) > MAX_NAME_CHARS or not _LETTER.search(name) for name in names.values()):
        return None  # years, figures, running text: no careers
    if len(names) > MAX_CAREERS or any(
        len(cell.text) > MAX_CELL_CHARS for slots in grid.rows for cell in slots if cell
    ):
        return None
    band = _text(grid.rows[top - 1], 0) if top else None
    rows = tuple(_rows(body, tuple(names), width, band))
    return Table(grid, tuple(names.values()), tuple(names), rows) if len(names) > 1 and rows else None


def _text(slots: Slots, column: int) -> str:
    cell = slots[column] if column < len(slots) else None
    return cell.text if cell else ""


def _width(slots: Slots) -> int:
    """Return how many slots the row fills from its start, -1 if there is a hole before a cell."""
    if None not in slots:
        return len(slots)
    present = [x for x, cell in enumerate(slots) if cell is not None]
    return len(present) if present == list(range(len(present))) else -1


def _spans(slots: Slots) -> bool:
    """Tell whether one cell spans the whole row: it names what follows."""
    first, last = slots[0] if slots else None, slots[-1] if slots else None
    return len(slots) > 1 and first is not None and first is last and all(cell is first for cell in slots)


def _usual_width(rows: Sequence[Slots], header: int) -> int:
    """Return the width that most rows have; the header's own if it is among those that as many have."""
    counts = Counter(map(_width, rows))
    return max(counts, key=lambda width: (counts[width], width == header, width), default=header)


def _first_name(header: Sequence[str], width: int, last_column: Sequence[str]) -> int | None:
    """Return the column of the header's first name, None if the header does not tell."""
    if len(header) == width - 1 and all(header) and fold_label(header[0]) not in CORNERS:
        return 0  # no corner: the rows are a cell longer
    if len(header) != width:
        return None
    if header[-1] or fold_label(header[0]) in CORNERS:
        return 1
    if any(last_column):
        return 0  # the last column has cells and no name: the names stand one column too far to the left
    # The last column is empty below, too. With one name left, only the other reading compares anything.
    return 0 if len([name for name in header[1:] if name]) < 2 else None


def _rows(body: Sequence[tuple[int, Slots]], columns: Sequence[int], width: int, band: str | None) -> Iterator[Row]:
    for index, slots in body:
        if _spans(slots):
            band = _text(slots, 0)
            continue
        texts = tuple(_text(slots, column) for column in columns) if _width(slots) == width else None
        whole = "" if texts else " | ".join(cell.text for cell in slots[1:] if cell)
        yield Row(index, _text(slots, 0), texts, whole, band)
