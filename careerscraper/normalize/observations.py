"""A batch of comparisons to the rows of `observations`."""

from __future__ import annotations

import hashlib
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import pandas as pd

from careerscraper.items import Comparison, Issue, Page, Statement
from careerscraper.metrics import BY_NAME
from careerscraper.normalize.cells import read_cells
from careerscraper.normalize.version import parser_version
from careerscraper.normalize.vocabulary import section_of
from careerscraper.normalize.witnesses import contradictions, find_pairs, page_witness
from careerscraper.schema import OBSERVATIONS
from careerscraper.sites import described_sites
from careerscraper.values.text import fold_label

_KEY = ("site", "page_id", "career_id", "section", "name", "category", "occurrence")
#: The section of a table for which neither the site nor the page has a name.
TABLE = "table"
_FRAME = [
    "page",
    "source",
    "site",
    "page_id",
    "page_url",
    "pair_key",
    "career_id",
    "career",
    "position",
    "section",
    "label",
    "text",
    "table",
    "row",
    "column",
    "metric",
    "category",
    "refusal",
    "fetched_at",
    "capture_id",
    "run_id",
]


@dataclass(frozen=True, slots=True)
class Batch:
    """The ``observations`` of some pages, in their order, and what is odd about them, by source.

    The frame has the columns of the schema, and ``source``.
    """

    observations: pd.DataFrame
    issues: list[tuple[str, Issue]]


def observe(pages: Sequence[Page]) -> Batch:
    """Type, identify and witness what the comparisons of ``pages`` state; a page without one adds nothing."""
    rows = [row for place, page in enumerate(pages) for row in _rows(place, page)]
    frame = pd.DataFrame(rows, columns=_FRAME)
    frame = frame.astype(dict.fromkeys(("metric", "category", "refusal", "label", "text"), "object"))
    frame = _identify(_read(frame))
    pairs = find_pairs(frame)
    frame["page_witness"] = page_witness(frame, pairs)
    issues = [(page.source, issue) for page in pages if page.comparison for issue in page.comparison.issues]
    issues += [(pages[place].source, issue) for place, issue in _issues(frame, pairs)]
    return Batch(frame.reindex(columns=[column.name for column in OBSERVATIONS] + ["source"]), issues)


def _rows(place: int, page: Page) -> Iterator[tuple[object, ...]]:
    comparison = page.comparison
    if comparison is None:
        return
    about = (place, page.source, comparison.site, comparison.page_id, comparison.page_url)
    pair = "|".join(sorted(comparison.career_ids))
    captured = (page.fetched_at, page.capture_id, page.run_id)
    for section, s in _sections(comparison):
        career = (comparison.career_ids[s.career], comparison.careers[s.career], s.career)
        metric = s.metric or _metric(comparison.site, section, s.label)
        stated = (section, s.label, s.text, s.table, s.row, s.column, metric, s.category, s.refusal)
        yield *about, pair, *career, *stated, *captured


def _sections(comparison: Comparison) -> Iterator[tuple[str, Statement]]:
    """Yield each statement with its section: the site's own name for it, so that it is the same in every rendering.

    That is the section of its table, or where the table joins several, the first one that has its label.
    """
    site = described_sites()[comparison.site]
    after = -1
    for table, group in groupby(comparison.statements, key=lambda statement: statement.table):
        statements = list(group)
        place = None if table is None else section_of(frozenset(s.label or "" for s in statements), after, site)
        after = after if place is None else place
        sections = [] if place is None else [site.sections[place], *site.sections]
        for statement in statements:
            label = fold_label(statement.label or "")
            own = next((section.name for section in sections if label in section.labels), None)
            yield own or (sections[0].name if sections else statement.section or TABLE), statement


def _metric(site: str, section: str, label: str | None) -> str | None:
    sections = described_sites()[site].sections
    labels = next((part.labels for part in sections if part.name == section), {})
    return labels.get(fold_label(label)) if label else None


def _read(frame: pd.DataFrame) -> pd.DataFrame:
    frame = read_cells(frame)
    frame["category"] = frame["category"].where(frame["category"].notna(), frame.pop("part"))
    frame["unit"] = frame["metric"].map(lambda name: BY_NAME[name].unit, na_action="ignore")
    return frame


def _identify(frame: pd.DataFrame) -> pd.DataFrame:
    """Drop what a page says twice in the same words, number what it says in others, name each observation."""
    folded = "label:" + frame["label"].map(fold_label, na_action="ignore")
    frame["name"] = frame["metric"].where(frame["metric"].notna(), folded)
    key = ["page", *_KEY[:-1]]
    frame = frame.drop_duplicates([*key, "text"], ignore_index=True)
    frame["occurrence"] = frame.groupby(key, dropna=False, sort=False).cumcount() + 1
    parts = frame[list(_KEY)].astype(object).where(frame[list(_KEY)].notna(), "")
    frame["observation_id"] = [_digest(key) for key in parts.itertuples(index=False, name=None)]
    return frame.assign(parser_version=parser_version(), witness=None, note=None, reference_year=None)


def _digest(key: tuple[object, ...]) -> str:
    return hashlib.sha256("\x1f".join(map(str, key)).encode()).hexdigest()[:32]


def _issues(frame: pd.DataFrame, pairs: pd.DataFrame) -> Iterator[tuple[int, Issue]]:
    for row in frame[frame["occurrence"] > 1].to_dict("records"):
        yield row["page"], _issue("repeated_label", row, "stands again with other words")
    for row in frame[frame["status"] == "unparsed"].to_dict("records"):
        yield row["page"], _issue(row["reason"], row, "is kept as text only")
    for place, message in contradictions(frame, pairs):
        yield place, Issue("contradiction", message)


def _issue(code: str, row: dict[Hashable, Any], what: str) -> Issue:
    place = (None, None) if pd.isna(row["table"]) else (int(row["table"]), int(row["row"]))
    return Issue(code, f"{row['label'] or row['metric']!r} of {row['career']} {what}: {row['text']!r}", *place)
