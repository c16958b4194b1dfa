"""A grid as it may be looked at: as it stands, or turned, so that careers in rows stand in columns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from careerscraper.parsers.grid import OBJECT, Grid, Slots, are_one
from careerscraper.parsers.words import OCCUPATION, ONLY_CORNERS
from careerscraper.values.text import fold_label

#: What heads a column of pictures, or of numbers.
PICTURES = frozenset(("icon", "image", "logo", "photo", "picture"))
NUMBERS = frozenset(("#", "no", "no.", "nr", "nr.", "rank"))


# Nobody changes one; but a frozen one takes three times as long to make.
@dataclass(slots=True)
class View:
    """A grid's ``rows``; ``ys`` and ``xs`` are their places and those of the columns in the grid.

    If it is ``turned``, rows are the grid's columns: then ``ys`` are places of columns and ``xs`` of rows. It ``is_even`` if the
    grid is: then no row is a band, and none is shorter than another.
    """

    grid: Grid
    rows: tuple[Slots, ...]
    ys: Sequence[int]
    xs: Sequence[int]
    turned: bool = False
    is_even: bool = False


def views(grid: Grid) -> Iterator[View]:
    """Yield the views of ``grid``, the likeliest first: careers in columns, careers in rows; of a single cell none.

    Columns at the edge that hold pictures or numbers only are left out.
    """
    rows = grid.rows
    if len(rows) == 1 and len(rows[0]) == 1:  # a table laid around an article, which may be long
        return
    plain = View(grid, rows, range(len(rows)), range(len(rows[0]) if rows else 0), is_even=grid.is_even)
    trimmed = _trimmed(_rotated(plain))
    yield trimmed
    yield _turned(trimmed)


def text_at(slots: Slots, column: int) -> str:
    """Return the text in a slot, "" where there is none."""
    cell = slots[column] if column < len(slots) else None
    return cell.text if cell else ""


def is_band(slots: Slots) -> bool:
    """Tell whether one cell spans the whole row: it names what follows."""
    first, last = slots[0] if slots else None, slots[-1] if slots else None
    return len(slots) > 1 and are_one(first, last) and all(cell is first for cell in slots)


def _rotated(view: View) -> View:
    """Return ``view`` with its header over the cells: text extractors put the empty cell of a picture behind the others."""
    header = view.rows[0] if view.rows else ()
    if fold_label(text_at(header, 0)) not in PICTURES:
        return view
    body = view.rows[1:]
    rows = [slots for slots in body if not is_band(slots)]
    if not rows:
        return view
    if any(text_at(slots, len(header) - 1) for slots in rows) or not all(text_at(slots, 0) for slots in rows):
        return view
    return replace(view, rows=((*header[1:], header[0]), *body))


def _trimmed(view: View) -> View:
    """Return ``view`` without the columns at its edges that hold no words of their own."""
    begin, end = 0, len(view.xs)
    while end - begin > 2 and _is_aside(view.rows, begin):
        begin += 1
    while end - begin > 2 and _is_aside(view.rows, end - 1):
        end -= 1
    if (begin, end) == (0, len(view.xs)):
        return view
    return replace(view, rows=tuple(slots[begin:end] for slots in view.rows), xs=view.xs[begin:end])


def _is_aside(rows: Sequence[Slots], column: int) -> bool:
    header = fold_label(text_at(rows[0], column)) if rows else ""
    if header not in PICTURES and header not in NUMBERS and header not in ("", OBJECT):
        return False
    cells = (text_at(slots, column) for slots in rows[1:] if not is_band(slots))
    if header in NUMBERS or (not header and heads_labels(text_at(rows[0], column + 1))):
        return all(cell.rstrip(".").isdecimal() for cell in cells)
    holds_object = header in PICTURES
    for cell in cells:
        if cell not in ("", OBJECT):
            return False
        holds_object = holds_object or cell == OBJECT
    return holds_object


def heads_labels(text: str) -> bool:
    """Tell whether ``text`` heads the labels or the careers: figures before them number the rows, they are no years or counts."""
    return fold_label(text) in ONLY_CORNERS or OCCUPATION.search(text) is not None


def _turned(view: View) -> View:
    """Return ``view`` turned, without bands, and without its header where that stands again."""
    kept = [n for n, slots in enumerate(view.rows) if not is_band(slots) and (not n or slots != view.rows[0])]
    columns = tuple(zip(*(view.rows[n] for n in kept), strict=True))
    return View(view.grid, columns, view.xs, [view.ys[n] for n in kept], turned=True, is_even=view.is_even)
