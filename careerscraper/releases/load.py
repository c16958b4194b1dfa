"""A table of a release as a data frame."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from careerscraper.errors import UsageError, VerifyError
from careerscraper.releases.manifest import MANIFEST, iso
from careerscraper.releases.publish import RELEASES, list_versions, read_latest
from careerscraper.releases.published import read_published
from careerscraper.schema import TABLES


def load(  # noqa: PLR0913  what a table is chosen by
    table: str = "observations",
    *,
    release: str | None = None,
    as_of: datetime | str | None = None,
    site: str | None = None,
    columns: Sequence[str] | None = None,
    output: str | Path = "output",
) -> pd.DataFrame:
    """Return a table of the release ``release`` (default: the published one) of output folder ``output``.

    With ``as_of`` it is the newest one that was published by then: a time, or its text by ISO 8601; without a zone it is
    UTC, and a date is its first moment. The columns have the types of the schema; ``columns`` chooses some, in this order,
    ``site`` the rows of one site.
    Files are not verified: `careerscraper verify` does that.

    Raises `UsageError` for an unknown table, column, site or release, and if nothing is published yet, or was by then;
    `VerifyError` if the release is damaged.
    """
    _choose("table", [table], TABLES)
    folder = _find(Path(output), release if as_of is None else _published_by(Path(output), release, as_of))
    path = folder / f"{table}.parquet"
    try:
        if site is not None:
            _choose("site", [site], json.loads((folder / MANIFEST).read_bytes())["sites"])
        if columns is not None:
            _choose("column", columns, pq.read_schema(path).names)
        rows = None if site is None else pc.field("site") == site
        chosen = None if columns is None else list(columns)
        return to_pandas(pq.read_table(path, columns=chosen, filters=rows, partitioning=None))
    except (OSError, ValueError) as error:  # pyarrow's errors are of these
        raise VerifyError(f"cannot read {path}: {error}; `careerscraper verify` says what is damaged") from error


def _find(output: Path, release: str | None) -> Path:
    if release is None:
        latest = read_latest(output)
        if latest is None:
            raise UsageError(f"no release in {output} yet: `careerscraper crawl SITE --output {output}` makes one")
        release = str(latest["release"])
    else:
        _choose("release", [release], list_versions(output))
    return output / RELEASES / release


def _published_by(output: Path, release: str | None, as_of: datetime | str) -> str:
    if release is not None:
        raise UsageError("give either a release or as_of, not both")
    time = _utc(as_of)
    published = read_published(output, read_latest(output))
    found = [one.version for one in published if one.published_at <= time]
    if not found:
        there = ", ".join(f"{one.version} since {iso(one.published_at)}" for one in published) or "none"
        raise UsageError(f"no release in {output} was published by {iso(time)}; there are: {there}")
    return found[-1]


def _utc(time: datetime | str) -> datetime:
    try:
        found = datetime.fromisoformat(time) if isinstance(time, str) else time
        return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
    except (ValueError, OverflowError, AttributeError) as error:
        raise UsageError(
            f"as_of={time!r} is no time: give a datetime, or ISO 8601 such as 2026-03-01T12:00Z"
        ) from error


def _choose(kind: str, asked: Iterable[str], known: Iterable[str]) -> None:
    names = list(known)
    for name in asked:
        if name not in names:
            raise UsageError(f"no {kind} {name!r}; there are: {', '.join(names) or 'none'}")


def to_pandas(table: pa.Table) -> pd.DataFrame:
    """Return ``table`` as a data frame of pandas' own types; what may be missing in whole numbers and truths is ``<NA>``."""
    frame: pd.DataFrame = table.to_pandas(types_mapper={pa.int32(): pd.Int32Dtype(), pa.bool_(): pd.BooleanDtype()}.get)
    return frame
