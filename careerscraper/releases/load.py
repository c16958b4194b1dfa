"""A table of a release as a data frame."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path

import pandas as pd
import pyarrow.compute as pc
import pyarrow.parquet as pq

from careerscraper.errors import UsageError, VerifyError
from careerscraper.releases.arrow import to_pandas
from careerscraper.releases.manifest import MANIFEST
from careerscraper.releases.publish import RELEASES, list_versions, read_latest
from careerscraper.schema import TABLES


def load(
    table: str = "observations",
    *,
    release: str | None = None,
    site: str | None = None,
    columns: Sequence[str] | None = None,
    output: str | Path = "output",
) -> pd.DataFrame:
    """Return a table of the release ``release`` (default: the published one) of output folder ``output``.

    The columns have the types of the schema; ``columns`` chooses some, in this order, ``site`` the rows of one site.
    Files are not verified: `careerscraper verify` does that.

    Raises `UsageError` for an unknown table, column, site or release, and if nothing is published yet; `VerifyError` if
    the release is damaged.
    """
    _choose("table", [table], TABLES)
    folder = _find(Path(output), release)
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


def _choose(kind: str, asked: Iterable[str], known: Iterable[str]) -> None:
    names = list(known)
    for name in asked:
        if name not in names:
            raise UsageError(f"no {kind} {name!r}; there are: {', '.join(names) or 'none'}")
