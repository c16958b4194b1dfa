"""What differs between two releases, observation by observation: by DuckDB, in bounded memory."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from careerscraper.errors import UsageError, VerifyError
from careerscraper.releases.changes import STATED
from careerscraper.releases.database import open_database
from careerscraper.releases.publish import RELEASES, list_versions
from careerscraper.releases.wording import figure, stated

_ABOUT = ("site", "metric", "category", "career", "page_id", "section")
_MOST_OF_A_METRIC = 3
_COMPARED = """
CREATE TEMP TABLE compared AS
SELECT coalesce(b.observation_id, a.observation_id) AS observation_id, {about}, {sides},
    CASE WHEN a.observation_id IS NULL THEN 'added' WHEN b.observation_id IS NULL THEN 'removed'
        WHEN ({old}) IS DISTINCT FROM ({new}) THEN 'changed' ELSE 'same' END AS change
FROM read_parquet($before) a FULL JOIN read_parquet($after) b USING (observation_id)
"""
_COUNTED = """
SELECT site, metric, {counts} FROM compared GROUP BY ALL ORDER BY site, metric NULLS LAST
"""
# How far the figure has moved, against the greater of the two; what are words, or have begun or ceased to be figures, last.
_LARGEST = """
WITH moved AS (
    SELECT *, coalesce(old_value, (old_low + old_high) / 2, old_low, old_high) AS old_figure,
        coalesce(new_value, (new_low + new_high) / 2, new_low, new_high) AS new_figure
    FROM compared WHERE change = 'changed'),
sized AS (SELECT *, abs(new_figure - old_figure) / greatest(abs(new_figure), abs(old_figure), 1e-9) AS size FROM moved)
FROM sized
QUALIFY row_number() OVER (PARTITION BY site, metric ORDER BY size DESC NULLS LAST, observation_id) <= $most
ORDER BY site, metric NULLS LAST, size DESC NULLS LAST, observation_id
"""
CHANGES = ("added", "removed", "changed", "same")


@dataclass(frozen=True, slots=True)
class Difference:
    """What differs between release ``before`` and release ``after``.

    ``counts`` has, by site and metric (None: the label is not known), how many observations are of each of CHANGES; ``largest``
    the largest changes of each of them, in words.
    """

    before: str
    after: str
    counts: dict[tuple[str, str | None], dict[str, int]]
    largest: list[str]

    def total(self, change: str) -> int:
        """Return how many observations are of ``change``."""
        return sum(counts[change] for counts in self.counts.values())


def choose_releases(folder: Path, before: str | None, after: str | None) -> tuple[str, str]:
    """Return the two releases of output folder ``folder`` to compare.

    Without ``after`` it is the newest, without ``before`` the one before that. Raises `UsageError` if there is none such.
    """
    versions = list_versions(folder)
    for version in filter(None, (before, after)):
        if version not in versions:
            raise UsageError(f"no release {version!r} in {folder}; there are: {', '.join(versions) or 'none'}")
    after = after or (versions[-1] if versions else None)
    earlier = versions[: versions.index(after)] if after else []
    if after is None or not (before or earlier):
        raise UsageError(f"there is no release before {after or 'the first'} in {folder}: crawl again to have two")
    return before or earlier[-1], after


def compare_releases(folder: Path, before: str, after: str) -> Difference:
    """Compare two releases of output folder ``folder`` by observation_id. Raises `VerifyError` if one cannot be read."""
    try:
        with open_database() as database:
            files = {name: str(folder / RELEASES / name / "observations.parquet") for name in (before, after)}
            database.execute(_sql(), {"before": files[before], "after": files[after]})
            counts = _rows(database, _COUNTED.format(counts=", ".join(map(_count, CHANGES))))
            largest = _rows(database, _LARGEST, most=_MOST_OF_A_METRIC)
    except duckdb.Error as error:
        what = f"cannot compare {before} with {after}: {str(error).partition(chr(10))[0]}"
        raise VerifyError(f"{what}; `careerscraper verify` says what is damaged") from error
    by_metric = {(row["site"], row["metric"]): {change: row[change] for change in CHANGES} for row in counts}
    return Difference(before, after, by_metric, [_worded(row) for row in largest])


def _sql() -> str:
    return _COMPARED.format(
        about=", ".join(f"coalesce(b.{name}, a.{name}) AS {name}" for name in _ABOUT),
        sides=", ".join(f"a.{name} AS old_{name}, b.{name} AS new_{name}" for name in STATED),
        old=", ".join(f"a.{name}" for name in STATED),
        new=", ".join(f"b.{name}" for name in STATED),
    )


def _rows(database: duckdb.DuckDBPyConnection, sql: str, **parameters: object) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = database.sql(sql, params=parameters or None).to_arrow_table().to_pylist()
    return rows


def _count(change: str) -> str:
    return f"count(*) FILTER (change = '{change}') AS {change}"


def _worded(row: dict[str, Any]) -> str:
    old, new = ({name: row[f"{side}_{name}"] for name in STATED} for side in ("old", "new"))
    what = row["metric"] or "unknown label"
    category = f" ({row['category']})" if row["category"] else ""
    said = [stated(old), stated(new)]
    if said[0] == said[1]:  # only the page's words, the year or the note have changed
        said = [f"{words} ({side['text']!r})" for words, side in zip(said, (old, new), strict=True)]
    place = f"{row['page_id']} ({row['section']})"
    return f"{row['site']} {what}{category}: {row['career']}: {said[0]} → {said[1]}{_by_how_much(row)}, {place}"


def _by_how_much(row: dict[str, Any]) -> str:
    old, new = row["old_figure"], row["new_figure"]
    if None in (old, new) or old == new or row["old_unit"] != row["new_unit"]:
        return ""
    if row["new_unit"] == "percent":
        return f" ({'+' if new > old else ''}{figure(round(new - old, 4))} points)"
    return f" ({(new - old) / abs(old):+.1%})" if old else ""
