"""One observation of a page: what is stated of one career, typed."""

from __future__ import annotations

from dataclasses import dataclass

from careerscraper.items import Statement
from careerscraper.normalize.cells import ReadCell


@dataclass(slots=True)
class Observation:
    """A statement with its ``section``, ``metric``, ``category`` and what its text means.

    ``name`` is the metric, or the folded label where there is none. ``occurrence`` counts other statements of the page under the
    same key; ``witness`` is what the same page says elsewhere.
    """

    statement: Statement
    section: str
    metric: str | None
    category: str | None
    name: str
    unit: str | None
    cell: ReadCell
    reference_year: int | None = None
    note: str | None = None
    occurrence: int = 1
    witness: str | None = None

    def __str__(self) -> str:
        """Say what is stated, in the page's words, and where."""
        s = self.statement
        place = "in the prose" if s.table is None else f"in table {s.table}, row {s.row}"
        return f"{self.metric} {s.text!r} {place}"
