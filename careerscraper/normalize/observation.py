"""One observation of a page: what is stated of one career, typed."""

from __future__ import annotations

from dataclasses import dataclass

from careerscraper.items import Statement
from careerscraper.normalize.cells import Cell


@dataclass(slots=True, eq=False)
class Observation:
    """A statement, or a part of one, with what is known of its ``cell``.

    ``occurrence`` counts other statements of the page under the same key; ``witness`` is what the same page says elsewhere.
    """

    statement: Statement
    cell: Cell
    occurrence: int = 1
    witness: str | None = None

    def __str__(self) -> str:
        """Say what is stated, in the page's words, and where."""
        s = self.statement
        place = "in the prose" if s.table is None else f"in table {s.table}, row {s.row}"
        return f"{self.cell.metric} {s.text!r} {place}"
