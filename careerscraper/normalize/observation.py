"""One observation of a page: what is stated of one career, typed."""

from __future__ import annotations

from dataclasses import dataclass

from careerscraper.items import Statement
from careerscraper.normalize.cells import Cell


# Not frozen, as `Cell`: what is remembered is never changed once its witness is set.
@dataclass(slots=True, eq=False)
class Stated:
    """A ``cell`` as one of those that a page states of a career, whatever the page and the career. Equal only to itself.

    ``index`` says which of the career's statements it is of. ``occurrence`` counts other statements of it under the same key;
    ``witness`` is what the same page says elsewhere.
    """

    cell: Cell
    index: int
    occurrence: int
    witness: str | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Observation:
    """A statement of a page, or a part of it, with what is ``stated``."""

    statement: Statement
    stated: Stated

    @property
    def cell(self) -> Cell:
        """Return what is known of it on every page."""
        return self.stated.cell

    def __str__(self) -> str:
        """Say what is stated, in the page's words, and where."""
        s = self.statement
        place = "in the prose" if s.table is None else f"in table {s.table}, row {s.row}"
        return f"{self.cell.metric} {s.text!r} {place}"


#: An observation in the making: a batch has thousands, and a tuple takes a tenth of the time.
Row = tuple[Statement, Stated]
