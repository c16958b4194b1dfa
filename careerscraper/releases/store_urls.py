"""Which store a URL names."""

from __future__ import annotations

import re
from pathlib import Path

from careerscraper.errors import UsageError
from careerscraper.releases.stores import LocalStore, Store
from careerscraper.secrets import bare_reference

_SECRET = re.compile(r"[@?#]")


def open_store(url: str) -> Store:
    """Return the store ``url`` names: `s3://BUCKET/PREFIX`, `file:///FOLDER` or a path. Nothing is requested yet.

    Raises `UsageError` for another kind of store, for secrets in the URL, and for S3 without the extra.
    """
    scheme, separator, rest = url.partition("://")
    if separator and _SECRET.search(rest):
        raise UsageError(
            f"{bare_reference(url)}: give no user, query or fragment: credentials come from the environment"
        )
    if separator and scheme == "s3":
        from careerscraper.releases.s3 import S3Store  # late: slow to load, and an extra

        return S3Store(url)
    if (separator and scheme == "file" and rest.startswith("/")) or (not separator and ":" not in url and url):
        return LocalStore(Path(rest if separator else url), url)
    raise UsageError(
        f"{bare_reference(url)}: give s3://BUCKET/PREFIX, file:///FOLDER or a folder: of no other store we know that it"
        " creates a file exclusively and replaces one conditionally"
    )
