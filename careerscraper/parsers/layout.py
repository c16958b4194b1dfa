"""From a grid to a table that compares: which row names the careers, which column the labels, which cell is whose."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from operator import itemgetter

from careerscraper.parsers.grid import Grid, Slots, are_one
from careerscraper.parsers.limits import MAX_CAREERS, MAX_NAME_CHARS
from careerscraper.parsers.view import View, is_band, text_at
from careerscraper.parsers.words import CORNERS, is_aside, is_worker
from careerscraper.values.text import fold_label

_LETTER = re.compile(r"[^\W\d_]")


# Nobody changes one; but a frozen one takes three times as long to make.
@dataclass(slots=True)
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


@dataclass(slots=True)
class Table:
    """A grid of careers in columns: ``names`` stand in its ``columns``; ``rows`` below the header, with their ``labels``.

    ``corner`` is what heads the labels. If the table is ``turned``, the careers stand in the grid's rows: then ``columns`` are
    places of rows, and a row's index is that of a column. A plain table, in which nothing but such rows stands below the
    header, may be given by the ``texts`` of its names, each by label, in the place of rows.
    """

    grid: Grid
    names: tuple[str, ...]
    columns: tuple[int, ...]
    labels: tuple[str, ...]
    corner: str = ""
    turned: bool = False
    texts: tuple[tuple[str, ...], ...] = ()
    given: tuple[Row, ...] = ()

    @property
    def rows(self) -> tuple[Row, ...]:
        """The rows below the header."""
        if not self.texts:
            return self.given
        plain = zip(self.labels, zip(*self.texts, strict=True), strict=True)
        return tuple(Row(index, label, texts, "", None) for index, (label, texts) in enumerate(plain, 1))

    def with_rows(self, rows: Sequence[Row]) -> Table:
        """Return the same table with these rows alone."""
        return replace(self, labels=tuple([row.label for row in rows]), texts=(), given=tuple(rows))


def lay_out(view: View) -> Table | None:
    """Return the view's grid with its header, labels and cells told apart; None if it names no two things to compare.

    The header's empty corner may come first, as in a browser, or last (`| A | B | |`), or not at all: then the rows
    are a cell longer than the header, and the names belong to all their cells but the first.
    """
    top = next((y for y, slots in enumerate(view.rows) if not _is_title(slots) and _width(slots) > 1), None)
    if top is None:
        return None
    header = [text_at(view.rows[top], x) for x in range(_width(view.rows[top]))]
    body = [(y, slots) for y, slots in enumerate(view.rows) if y > top and slots != view.rows[top]]
    width = len(header)
    if not view.is_even:
        width = _usual_width([slots for _, slots in body if not is_band(slots)], width)
    first = _first_name(header, width, (text_at(slots, width - 1) for _, slots in body))
    if first is None:
        return None
    label = _label_column(view.rows[top], first)
    names = {x + 1 - first: name for x, name in enumerate(header) if x >= first + label and name}
    if not are_names(names.values()) or view.grid.has_long_cell:
        return None
    names = {x: name for x, name in names.items() if not is_aside(name)}
    if view.turned:
        names = _without_groups(names, [slots for _, slots in body])
    band = text_at(view.rows[top - 1], 0) if top else None
    rows = list(_rows(view, body, _Columns(label, tuple(names), width), band))
    if len(names) < 2 or not rows:
        return None
    columns, corner = tuple(view.xs[x] for x in names), header[0] if first else ""
    return Table(view.grid, tuple(names.values()), columns, (), corner, view.turned).with_rows(rows)


@dataclass(frozen=True, slots=True)
class _Columns:
    label: int
    names: tuple[int, ...]
    width: int


def are_names(names: Collection[str]) -> bool:
    """Tell whether these may be names of careers: years, figures and running text are none."""
    fit = all(len(name) <= MAX_NAME_CHARS and _LETTER.search(name) for name in names)
    return fit and len(names) <= MAX_CAREERS


def _without_groups(names: dict[int, str], body: Sequence[Slots]) -> dict[int, str]:
    """Return ``names`` of rows without those that stand over a group of others: `Engineers` over two kinds of them, or no cells.

    A career of which nothing is stated stays: the last, one of two, or one in the singular.
    """
    order = list(names.items())
    empty = {x for x, name in order[:-1] if not is_worker(name) and not any(text_at(slots, x) for slots in body)}
    groups = {x for n, (x, name) in enumerate(order) if _is_of_kinds(name, [kind for _, kind in order[n + 1 : n + 3]])}
    kept = {x: name for x, name in order if x not in groups | empty}
    return kept if len(kept) > 1 else names


def _is_of_kinds(name: str, kinds: Sequence[str]) -> bool:
    is_plural = name.endswith("s") and len(kinds) > 1
    return is_plural and all(kind.lower().endswith(f" {name.lower()}") for kind in kinds)


def _is_title(slots: Slots) -> bool:
    """Tell whether one cell spans the row, or all of it but the corner: a header of two levels begins with such a row."""
    return is_band(slots) or (len(slots) > 2 and is_band(slots[1:]))


def _width(slots: Slots) -> int:
    """Return how many slots the row fills from its start, -1 if there is a hole before a cell."""
    if None not in slots:
        return len(slots)
    present = [x for x, cell in enumerate(slots) if cell is not None]
    return len(present) if present == list(range(len(present))) else -1


def _usual_width(rows: Sequence[Slots], header: int) -> int:
    """Return the width that most rows have; the header's own if it is among those that as many have."""
    counts = Counter(map(_width, rows))
    return max(counts, key=lambda width: (counts[width], width == header, width), default=header)


def _first_name(header: Sequence[str], width: int, last_column: Iterator[str]) -> int | None:
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


def _label_column(header: Slots, first: int) -> int:
    """Return the column of the labels: the last one under the corner, where others before it name sections."""
    label = 0
    while first and label + 1 < len(header):
        follows = header[label + 1]
        if not are_one(follows, header[0]) and fold_label(text_at(header, label + 1)) not in CORNERS:
            break
        label += 1
    return label


def _rows(view: View, body: Sequence[tuple[int, Slots]], columns: _Columns, band: str | None) -> Iterator[Row]:
    if view.is_even and not columns.label and len(columns.names) > 1:  # nearly all tables
        texts_of = itemgetter(*columns.names)
        for y, slots in body:
            every = [cell[0] for cell in slots if cell]
            yield Row(view.ys[y], every[0], texts_of(every), "", band)
        return
    for y, slots in body:
        if is_band(slots):
            band = text_at(slots, 0)
            continue
        fits = _width(slots) == columns.width
        texts = tuple([cell.text for column in columns.names if (cell := slots[column])]) if fits else None
        whole = "" if texts else " | ".join(cell.text for cell in slots[columns.label + 1 :] if cell)
        label = slots[columns.label] if columns.label < len(slots) else None
        above = [cell.text for cell in slots[: columns.label] if cell and not are_one(cell, label) and cell.text]
        yield Row(view.ys[y], label.text if label else "", texts, whole, " ".join(above) if above else band)
