"""The structured items: what a page says, before anything of it is interpreted.

A spider yields exactly one `Page` a URL. Dataclasses, as itemadapter and the feed exporters
of Scrapy take them (https://docs.scrapy.org/en/latest/topics/items.html).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from typing import Literal

Outcome = Literal["fetched", "unchanged", "gone", "redirected", "blocked", "refused", "failed"]

#: Outcomes of a URL that some run has really seen (docs: exit codes).
SEEN: frozenset[Outcome] = frozenset(("fetched", "unchanged", "gone", "redirected"))


# Nobody changes one; but a frozen one takes three times as long to make, and a page has a hundred.
@dataclass(slots=True)
class Statement:
    """One raw statement of a page about one career: a labelled cell, or some words of its prose.

    ``career`` is the 0-based position among the page's careers. ``label`` and ``text`` are the page's
    own words, whole, with runs of blanks folded. ``table``, ``row`` and ``column`` are 0-based places on the
    page, None for prose, whose ``metric`` (and rank, as ``category``) the parser knows already. ``section`` is
    what the page calls the part: band row, caption or heading. ``refusal`` is the reason why the text must not be
    read as this career's (one of `schema.AMBIGUOUS_REASONS`), else None.
    """

    career: int
    label: str | None
    text: str
    section: str | None = None
    table: int | None = None
    row: int | None = None
    column: int | None = None
    metric: str | None = None
    category: str | None = None
    refusal: str | None = None


@dataclass(slots=True)
class Part:
    """What a table of a page states, or a part of it below one band: rows of labelled texts, one for each of some careers.

    ``careers`` and their ``columns``, ``labels`` and their ``rows`` are in the order of the page; ``texts`` are those of each
    career, by label. ``refusals`` are those of the rows, () if there are none. In a ``turned`` table careers stand in the page's
    rows: then ``columns`` are places of rows, and ``rows`` of columns. All else is as in `Statement`.
    """

    table: int
    section: str | None
    careers: tuple[int, ...]
    columns: tuple[int, ...]
    labels: tuple[str, ...]
    rows: tuple[int, ...]
    texts: tuple[tuple[str, ...], ...]
    refusals: tuple[str | None, ...] = ()
    turned: bool = False

    def __len__(self) -> int:
        """Return how many statements these are."""
        return len(self.careers) * len(self.labels)

    def places(self, column: int) -> tuple[Sequence[int], Sequence[int]]:
        """Return the rows and the columns of the page where the texts of one of the careers stand."""
        same = (self.columns[column],) * len(self.rows)
        return (same, self.rows) if self.turned else (self.rows, same)

    def statements(self) -> Iterator[Statement]:
        """Yield them one by one, row by row."""
        places = [list(zip(*self.places(column), strict=True)) for column in range(len(self.careers))]
        for n, label in enumerate(self.labels):
            refusal = self.refusals[n] if self.refusals else None
            for career, at, texts in zip(self.careers, places, self.texts, strict=True):
                yield Statement(career, label, texts[n], self.section, self.table, *at[n], refusal=refusal)


@dataclass(frozen=True, slots=True)
class Issue:
    """Something on a page that a person should look at. ``code`` is a stable word, ``message`` says it whole."""

    code: str
    message: str
    table: int | None = None
    row: int | None = None

    def __str__(self) -> str:
        """Return the issue as one line: place, code, message."""
        place = "" if self.table is None else f"table {self.table}: "
        place = place if self.row is None else f"table {self.table}, row {self.row}: "
        return f"{place}{self.code}: {self.message}"


@dataclass(frozen=True)
class Comparison:
    """Careers side by side: their names in the order of the page, and what the page states of each.

    ``career_ids`` stand in the order of ``careers``. ``parts`` are what its tables state, ``prose`` what the text around them
    does. ``page_url`` is the page's own canonical URL, None where the source does not tell; ``page_id`` is its path, or the
    source's path. ``notes`` is what the page's own line says its footnote marks stand for. ``is_whole`` says that the page's end
    is there, and no part of it was over a limit: what it lacks is not on it, unless an issue says that something was not read.
    """

    site: str
    page_id: str
    page_url: str | None
    title: str | None
    careers: tuple[str, ...]
    career_ids: tuple[str, ...]
    parts: tuple[Part, ...]
    prose: tuple[Statement, ...] = ()
    issues: tuple[Issue, ...] = ()
    notes: Mapping[str, str] = field(default_factory=dict)
    is_whole: bool = True

    @cached_property
    def statements(self) -> tuple[Statement, ...]:
        """All that it states, one by one: of the tables row by row, then of the prose."""
        return (*(statement for part in self.parts for statement in part.statements()), *self.prose)


@dataclass(frozen=True, slots=True)
class Page:
    """The one outcome of one URL or file; ``comparison`` is there just when there was one to read.

    ``source`` is the URL asked for, or the path as given. ``refusal`` says in words why there is no comparison.
    ``fetched_at`` is UTC. ``links`` are the canonical URLs of the comparison pages that it leads to, by link or redirect.
    ``sha256`` is the digest of its content, ``etag`` and ``last_modified`` the server's own validators. ``seen_at`` says when the
    capture with the content was received, where the outcome is `unchanged`.
    """

    source: str
    outcome: Outcome
    comparison: Comparison | None = None
    refusal: str | None = None
    http_status: int | None = None
    fetched_at: datetime | None = None
    capture_id: str | None = None
    run_id: str | None = None
    links: tuple[str, ...] = ()
    sha256: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    seen_at: datetime | None = None

    def without_statements(self) -> Page:
        """Return the page without what its comparison states: what is said of it is enough for the ledger."""
        if self.comparison is None:
            return self
        return replace(self, comparison=replace(self.comparison, parts=(), prose=()))
