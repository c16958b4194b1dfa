"""A page, read again by today's code, with what its rows alone do not tell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from careerscraper.normalize.careers import rows_of
from careerscraper.normalize.columns import COLUMNS
from careerscraper.normalize.observation import Observation
from careerscraper.normalize.observations import observe, read_careers
from careerscraper.parsers.comparison import compare, find_compared
from careerscraper.parsers.document import Document
from careerscraper.parsers.layout import Table
from careerscraper.parsers.page import read_document
from careerscraper.receipts.find import Content
from careerscraper.sites import Site, described_sites


@dataclass(frozen=True, slots=True)
class PageRead:
    """What a page says: ``observations`` and their ``rows``, in the same order; ``document`` with its ``tables``."""

    site: Site
    document: Document
    tables: Sequence[Table]
    observations: Sequence[Observation]
    rows: Sequence[Mapping[str, Any]]

    def find(self, observation_id: str) -> tuple[Observation, Mapping[str, Any]] | None:
        """Return the observation of that id, and its row; None if the page has none."""
        pairs = zip(self.observations, self.rows, strict=True)
        return next((pair for pair in pairs if pair[1]["observation_id"] == observation_id), None)


def read_again(content: Content) -> PageRead:
    """Read a page again. Raises `SourceError` and `NotAComparisonError` as `read_page` does."""
    document = read_document(content.body, content.content_type)
    comparison = compare(document, source=content.source, url=content.url, site=content.site)
    site = described_sites()[comparison.site]
    _, _, found = find_compared(document, content.url, content.site)
    rows = observe([replace(content.page, comparison=comparison)]).table.to_pylist()
    observations = [Observation(*row) for row in rows_of(comparison, read_careers(comparison, site))]
    return PageRead(site, found.document, found.tables, observations, rows)


def differences(before: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    """Return each column that the reading of a page fills and that differs, with both of its values."""
    return [f"{name}: {before[name]!r} there, {now[name]!r} now" for name in COLUMNS if before[name] != now[name]]
