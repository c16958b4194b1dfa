"""The tables of nearly all pages: names in the first row, labels in the first column, a cell in every slot.

What `lay_out` makes of such a one by its views is said here by its header alone, which all tables of a page have in common.
"""

from __future__ import annotations

from functools import lru_cache

from careerscraper.parsers.grid import OBJECT, Grid
from careerscraper.parsers.layout import Table, are_names
from careerscraper.parsers.view import NUMBERS, PICTURES, heads_labels
from careerscraper.parsers.words import CORNERS, is_aside
from careerscraper.values.text import fold_label

#: Letters of a header: a longer one would fill the memory.
_MOST_REMEMBERED = 1_000


def lay_out_plainly(grid: Grid) -> Table | None:
    """Return ``grid`` laid out as `lay_out` does its first view; None if it is less plain."""
    if not grid.is_even or len(grid.rows) < 2:
        return None
    texts = [cell[0] for slots in grid.rows for cell in slots if cell]
    width = len(grid.rows[0])
    header, labels = tuple(texts[:width]), tuple(texts[width::width])
    # With a word as its first label, the column of the labels is none of pictures or numbers.
    if sum(map(len, header)) > _MOST_REMEMBERED or labels[0] in ("", OBJECT) or not _is_plain(header):
        return None
    if header[0] in labels:  # the header may stand again
        return None
    by_name = tuple([tuple(texts[width + column :: width]) for column in range(1, width)])
    return Table(grid, header[1:], tuple(range(1, width)), labels, header[0], texts=by_name)


@lru_cache(maxsize=256)  # a page says it above each of its tables
def _is_plain(header: tuple[str, ...]) -> bool:
    """Tell whether a header names careers in all of its columns but the first, and nothing that is left out."""
    corner, *names = header
    odd = PICTURES | NUMBERS | CORNERS
    if (
        len(names) < 2
        or fold_label(corner) in PICTURES | NUMBERS
        or (not fold_label(corner) and heads_labels(names[0]))
    ):
        return False
    return are_names(names) and not any(not name or is_aside(name) or fold_label(name) in odd for name in names)
