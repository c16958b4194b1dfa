r"""Career comparison pages into clean, typed, versioned CSV and Parquet.

>>> import careerscraper
>>> page = b"| Cook | Baker | |\n| Yearly salary | $30,000 | - |\n"
>>> careerscraper.extract(page)[["career", "metric", "status", "value"]].values.tolist()
[['Cook', 'annual_salary', 'ok', 30000.0], ['Baker', 'annual_salary', 'not_stated', nan]]
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from careerscraper.errors import CareerscraperError, NotAComparisonError, SourceError, UsageError

if TYPE_CHECKING:
    from datetime import datetime

    import pandas as pd

__version__ = "0.1.0"
__all__ = ["CareerscraperError", "NotAComparisonError", "SourceError", "UsageError", "__version__", "extract", "load"]


def extract(
    page: bytes | bytearray | memoryview | str | Path, *, site: str | None = None, url: str | None = None
) -> pd.DataFrame:
    """Return the observations of one page, with the columns and types of the schema.

    ``page`` is its content, or the path of a file with it. ``url`` is where it came from; the page's own canonical
    link outranks it.
    Without ``site`` (see `careerscraper sites`) the site is the URL's, else the one whose vocabulary knows the labels.

    Raises `UsageError` for an unknown site, `SourceError` if the page cannot be read, `NotAComparisonError` if it
    compares no careers, `TypeError` if ``page`` is neither content nor path.
    """
    # Imported late, so that `import careerscraper` costs nothing to those who only want a part of it.
    from careerscraper.bulk.pages import read_source
    from careerscraper.items import Page
    from careerscraper.normalize.observations import observe
    from careerscraper.parsers.page import read_page
    from careerscraper.releases.load import to_pandas
    from careerscraper.sites import find_site

    if isinstance(page, str | Path):
        source, body = str(page), read_source(str(page))
    else:
        source, body = url or "page", bytes(memoryview(page))
    comparison = read_page(body, source=source, url=url, site=find_site(site) if site else None)
    batch = observe([Page(source, "fetched", comparison)])
    return to_pandas(batch.table)


def load(  # noqa: PLR0913  what a table is chosen by
    table: str = "observations",
    *,
    release: str | None = None,
    as_of: datetime | str | None = None,
    site: str | None = None,
    columns: Sequence[str] | None = None,
    output: str | Path = "output",
) -> pd.DataFrame:
    """Return a table of a release of the output folder, with the columns and types of the schema.

    ``release`` is a version, by default the published one; ``as_of`` a time, also as text by ISO 8601 and UTC without a zone:
    then it is the newest one published by then. ``columns`` chooses some, ``site`` the rows of one site.
    Raises `UsageError` for an unknown table, column, site or release, and if nothing is published yet, or was by then.
    """
    from careerscraper.releases.load import load as load_table

    return load_table(table, release=release, as_of=as_of, site=site, columns=columns, output=output)
