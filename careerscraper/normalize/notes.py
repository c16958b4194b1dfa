"""What a cell and its label say about a figure beside the figure itself: the year, and notes."""

from __future__ import annotations

from collections.abc import Mapping

from careerscraper.items import Statement
from careerscraper.values.footnotes import mark_of
from careerscraper.values.reading import Reading
from careerscraper.values.tails import joined
from careerscraper.values.years import date_of_label


def annotate(statement: Statement, reading: Reading, sources: Mapping[str, str]) -> tuple[int | None, str | None]:
    """Return the reference year and the note of what ``statement`` says, as ``reading``.

    What the cell says counts before what the label says. The years between which something is projected (`2016-2026`) are no
    reference year, and stand in the note. ``sources`` is what the page's footnote marks stand for; a mark that it does not
    have gives no note.
    """
    label = statement.label or ""
    dated = date_of_label(label)
    mark = mark_of(statement.text) or mark_of(label)
    year = reading.reference_year or dated.year
    return year, joined(reading.note, dated.period, sources.get(mark or ""))
