"""A page that shows a change: its URL, its capture, and the text that stands there."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import duckdb

from careerscraper.releases.checks.change import Change, Look

_IS_IT = "section = $section AND name = $name"
#: What a page has to have, as a condition on its cells together.
_LOOKS: dict[Look, str] = {
    "without": f"NOT bool_or({_IS_IT})",
    "with": f"bool_or({_IS_IT})",
    "not_stated": f"bool_or({_IS_IT}) AND NOT bool_or({_IS_IT} AND is_stated)",
    "unread": f"bool_or({_IS_IT} AND is_unread)",
    "contradicted": f"bool_or({_IS_IT} AND is_contradicted)",
    "common": f"bool_or({_IS_IT} AND category = $category AND text = (SELECT text FROM commonest))",
    "size": f"bool_or({_IS_IT} AND category = $category AND (size < $least OR size > $most))",
    "after": "min(place) FILTER (section = $section) > coalesce(min(place) FILTER (section = $others[1]), -1)",
}
# Rather a page that has the label which now stands in place of the other, and which had that one before.
_PAGE = """
WITH looked_at AS (FROM cells WHERE site = $site AND (is_new OR NOT $is_new)),
commonest AS (
    SELECT text FROM looked_at WHERE {is_it} AND category = $category AND is_stated
    GROUP BY text ORDER BY count(*) DESC, text LIMIT 1)
SELECT any_value(page_url) AS page_url, any_value(capture_id) AS capture_id,
    min(text) FILTER ({is_it} AND {cell}) AS text
FROM looked_at GROUP BY page HAVING {look}
ORDER BY bool_or(list_contains($others, name)) DESC, {had} min(page_id) LIMIT 1
"""
_HAD = """min(page_id) IN (SELECT page_id FROM read_parquet($before) WHERE site = $site AND section = $section) DESC,"""
_CELLS: dict[Look, str] = {
    "unread": "is_unread",
    "contradicted": "is_contradicted",
    "common": "text = (SELECT text FROM commonest)",
    "size": "(size < $least OR size > $most)",
}
_LONGEST = 80


@dataclass(frozen=True, slots=True)
class Example:
    """A page that shows a change, and the ``text`` of the cell, if it is one that does."""

    page_url: str | None
    capture_id: str | None
    text: str | None


def find_example(
    database: duckdb.DuckDBPyConnection, site: str, change: Change, *, is_new: bool, before: Path | None
) -> Example | None:
    """Return a page of ``site`` in the view `cells` that shows ``change``; a new one if ``is_new``.

    ``before`` are the observations of the last release, if they are there.
    """
    had = _HAD if before is not None and change.look == "without" else ""
    sql = _PAGE.format(is_it=_IS_IT, cell=_CELLS.get(change.look, "true"), look=_LOOKS[change.look], had=had)
    values = {
        "site": site,
        "is_new": is_new,
        "section": change.section,
        "name": change.name,
        "category": change.category,
        "others": list(change.others),
        "least": change.least,
        "most": change.most,
        "before": str(before),
    }
    row = database.execute(sql, {name: value for name, value in values.items() if f"${name}" in sql}).fetchone()
    if row is None:
        return None
    url, capture, text = row
    return Example(url, capture, text if text is None or len(text) <= _LONGEST else f"{text[:_LONGEST]}…")
