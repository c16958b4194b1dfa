"""Which section of a site's pages a table is."""

from __future__ import annotations

from functools import lru_cache

from careerscraper.memory import remembering
from careerscraper.sites import GENERIC, Site, described_sites
from careerscraper.values.text import fold_label


@lru_cache(maxsize=4096)  # most pages have the same labels
def section_of(folded: frozenset[str], after: int, site: Site) -> int | None:
    """Return the place among ``site.sections`` of the one that knows most of a table's ``folded`` labels; None if none does.

    Where two know as many (a table cut short), it is the first behind section ``after``: sections keep their order
    on the page.
    """
    scores = [len(folded & section.labels.keys()) for section in site.sections]
    best = max(scores, default=0)
    if not best:
        return None
    places = [place for place, score in enumerate(scores) if score == best]
    return next((place for place in places if place > after), places[0])


@remembering(4096)
def find_label(label: str, place: int | None, site: Site) -> tuple[str | None, str | None]:
    """Return the section of ``site`` that has ``label``, and the metric that the label states there; None if it is unknown.

    ``place`` is the section of its table: where that has not the label, a table that joins several, it is the first that has.
    Where none has it, it means what it means on every site, if it does. Without ``place`` there is no metric.
    """
    folded = fold_label(label)
    sections = [] if place is None else [site.sections[place], *site.sections]
    for section in sections:
        if folded in section.labels:
            return section.name, section.labels[folded]
    if not sections:
        return None, None
    (everywhere,) = described_sites()[GENERIC].sections
    return sections[0].name, everywhere.labels.get(folded)
