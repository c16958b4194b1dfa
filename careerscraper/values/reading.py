"""What a cell's text means: one or more readings, or the named reason why it has none."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Reading:
    """One typed fact out of a cell, in the unit of its metric; ``category`` if the cell states it in parts.

    ``reference_year`` is the year that the cell says the figure is for, ``note`` what else it says of it.
    """

    value: float | None = None
    low: float | None = None
    high: float | None = None
    value_text: str | None = None
    category: str | None = None
    reference_year: int | None = None
    note: str | None = None


class UnreadError(Exception):
    """The cell's whole text is not understood. ``reason`` is one of `schema.UNPARSED_REASONS`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
