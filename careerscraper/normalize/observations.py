"""A batch of comparisons to the rows of `observations`."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from typing import Any

import pandas as pd

from careerscraper.items import Comparison, Issue, Page, Statement
from careerscraper.metrics import BY_NAME
from careerscraper.normalize.cells import read_cells
from careerscraper.normalize.version import parser_version
from careerscraper.normalize.vocabulary import find_label, section_of
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
    # As objects: to turn texts into pandas' own kind and back again is most of the time that all this takes.
    frame = pd.DataFrame(rows, columns=_FRAME, dtype=object).astype({"page": "int64", "position": "int64"})
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
    for section, metric, s in _sections(comparison):
        career = (comparison.career_ids[s.career], comparison.careers[s.career], s.career)
        stated = (section, s.label, s.text, s.table, s.row, s.column, metric, s.category, s.refusal)
        yield *about, pair, *career, *stated, *captured


def _sections(comparison: Comparison) -> Iterator[tuple[str, str | None, Statement]]:
    """Yield each statement with its section, the site's own name for it, so that it is the same in every rendering, and metric.

    That is the section of its table, or where the table joins several, the first one that has its label.
    """
    site = described_sites()[comparison.site]
    after = -1
    for table, group in groupby(comparison.statements, key=attrgetter("table")):
        statements = list(group)
        place = None if table is None else section_of(frozenset(s.label or "" for s in statements), after, site)
        after = after if place is None else place
        for statement in statements:
            section, metric = find_label(statement.label, place, site)
            yield section or statement.section or TABLE, statement.metric or metric, statement


def _read(frame: pd.DataFrame) -> pd.DataFrame:
    frame = read_cells(frame)
    frame["category"] = frame["category"].where(frame["category"].notna(), frame.pop("part"))
    frame["unit"] = frame["metric"].map(lambda name: BY_NAME[name].unit, na_action="ignore")
    return frame


def _identify(frame: pd.DataFrame) -> pd.DataFrame:
    """Drop what a page says twice in the same words, number what it says in others, name each observation."""
    folded = "label:" + frame["label"].map(fold_label, na_action="ignore")
    frame["name"] = frame["metric"].where(frame["metric"].notna(), folded)
    categories = frame["category"].where(frame["category"].notna(), "")
    columns = [frame[name] for name in _KEY[:-2]] + [categories]
    keys = list(zip(*(column.tolist() for column in columns), strict=True))
    frame["occurrence"] = list(_occurrences(zip(frame["page"].tolist(), keys, frame["text"].tolist(), strict=True)))
    frame["observation_id"] = [_digest(*key) for key in zip(keys, frame["occurrence"].tolist(), strict=True)]
    frame = frame[frame["occurrence"] > 0].reset_index(drop=True)
    return frame.assign(parser_version=parser_version(), witness=None, note=None, reference_year=None)


def _occurrences(rows: Iterable[tuple[int, tuple[str, ...], str]]) -> Iterator[int]:
    """Yield for each (page, key, text) how many different texts the page has had for the key; 0 if it had this one before."""
    seen: set[tuple[int, tuple[str, ...], str]] = set()
    counts: Counter[tuple[int, tuple[str, ...]]] = Counter()
    for row in rows:
        counts[row[:2]] += row not in seen
        yield 0 if row in seen else counts[row[:2]]
        seen.add(row)


def _digest(key: tuple[str, ...], occurrence: int) -> str:
    return hashlib.sha256("\x1f".join((*key, str(occurrence))).encode()).hexdigest()[:32]


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
