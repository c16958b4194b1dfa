"""What a cell and its label say about a figure beside the figure itself: the year, and notes."""

from __future__ import annotations

from careerscraper.memory import remembering
from careerscraper.values.footnotes import MARKS, mark_of
from careerscraper.values.reading import Reading
from careerscraper.values.tails import joined
from careerscraper.values.years import Dated, date_of_label, read_date

#: What the footnote marks of a page stand for, as pairs.
Sources = tuple[tuple[str, str], ...]


def may_be_marked(label: str | None, text: str) -> bool:
    """Tell whether a statement may have a footnote mark: without one, `annotate` needs no sources."""
    words = f"{label}{text}"
    return any(mark in words for mark in MARKS)


def annotate(label: str, text: str, reading: Reading, sources: Sources) -> tuple[int | None, str | None]:
    """Return the reference year and the note of what a cell says: ``text`` under ``label``, as ``reading``.

    What the cell says counts before what the label says. The years between which something is projected (`2016-2026`) are no
    reference year, and stand in the note. ``sources`` is what the page's footnote marks stand for; a mark that it does not
    have gives no note.
    """
    dated, label_mark = _of_label(label)
    if not sources and dated.period is reading.note:  # None, both of them, as nearly always
        return reading.reference_year or dated.year, None
    period = None if read_date(reading.note or "").period else dated.period
    source = dict(sources).get(mark_of(text) or label_mark or "")
    return reading.reference_year or dated.year, joined(reading.note, period, source)


@remembering(4096)  # most pages have the same labels
def _of_label(label: str) -> tuple[Dated, str | None]:
    return date_of_label(label), mark_of(label)
