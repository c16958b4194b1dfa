"""What speaks for and against a statement: on its own page, and on the other pages of its run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from careerscraper.normalize.observation import Observation
from careerscraper.normalize.witnesses import find_pairs, find_wholes
from careerscraper.releases.database import open_database
from careerscraper.releases.publish import RELEASES
from careerscraper.releases.wording import stated
from careerscraper.sites import Site

_MOST_PAGES = 5
_OTHER_PAGES = """
SELECT page_id, text, status, reason, value, low, high, value_text, unit,
    (value, low, high, value_text) IS NOT DISTINCT FROM
    ($value::DOUBLE, $low::DOUBLE, $high::DOUBLE, $value_text::VARCHAR) AS agrees
FROM read_parquet($file)
WHERE status = 'ok' AND site = $site AND career_id = $career_id AND metric = $metric AND page_id <> $page_id
    AND category IS NOT DISTINCT FROM $category::VARCHAR AND run_id IS NOT DISTINCT FROM $run_id::VARCHAR
ORDER BY agrees, page_id
"""
_ASKED = ("site", "career_id", "metric", "page_id", "category", "run_id", "value", "low", "high", "value_text")


def place_of(one: Observation) -> str:
    """Say where a statement stands on its page."""
    s = one.statement
    if s.table is None:
        return "in the prose"
    return f"table {s.table}, row {s.row}, column {s.column} ({s.label!r})"


def page_witnesses(one: Observation, all_of_page: Sequence[Observation], site: Site) -> list[str]:
    """Return one line for each other statement of the page that agrees with ``one`` or contradicts it: its text and place."""
    if not one.cell.is_heard:
        return ["none: only a whole figure or text that was understood, of a known metric, can have one"]
    career = one.statement.career
    heard = [other for other in all_of_page if other.cell.is_heard and other.statement.career == career]
    lines = []
    for other in heard:  # one by one: of all at once each stands only against the first that states the same
        pairs = find_pairs([one.stated, other.stated], site.hours_a_year) if other is not one else ()
        what = f"{other.cell.metric} {other.statement.text!r}, {place_of(other)}"
        lines += [f"{_verdict(agrees)} {what}" for _, _, agrees in pairs]
    for parts, agrees in find_wholes(other.stated for other in heard):
        if one.stated in parts:
            total = sum(part.cell.value or 0.0 for part in parts)
            lines.append(f"{_verdict(agrees)} the {len(parts)} parts of its cell, which sum to {total:.4g}")
    return lines or ["none: the page states it nowhere else"]


def _verdict(agrees: bool) -> str:  # noqa: FBT001  it has no other argument
    return "corroborated by" if agrees else "contradicted by"


def other_pages(output: Path, version: str, row: Mapping[str, Any]) -> Iterator[str]:
    """Yield what the other pages of the run of ``row`` state of the same career and metric, those that differ first."""
    if row["metric"] is None or row["status"] != "ok":
        return
    file = {"file": str(output / RELEASES / version / "observations.parquet")}
    with open_database() as database:
        asked = database.sql(_OTHER_PAGES, params=file | {name: row[name] for name in _ASKED})
        found = asked.to_arrow_table().to_pylist()
    agreeing = sum(other["agrees"] for other in found)
    yield f"other pages of its run: {agreeing} state the same, {len(found) - agreeing} another value"
    for other in found[: min(_MOST_PAGES, len(found) - agreeing)]:
        yield f"contradicted by {stated(other)} ({other['text']!r}) on {other['page_id']}"
