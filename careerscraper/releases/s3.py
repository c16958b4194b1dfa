"""A bucket of S3, or of a store that speaks its language. Who we are and where it is comes from the environment."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from careerscraper.errors import StoreError, UsageError
from careerscraper.releases.stores import Content
from careerscraper.secrets import without_secrets

try:
    import aiohttp
    import s3fs
    from botocore.exceptions import BotoCoreError
    from botocore.parsers import ResponseParserError
    from fsspec.asyn import sync
except ImportError as error:
    raise UsageError(f"s3:// takes the extra s3 ({error}): pip install 'careerscraper[s3]'") from error

_ERRORS = (OSError, ValueError, BotoCoreError, ResponseParserError, aiohttp.ClientError)
_CHUNK = 8 << 20  # bytes; larger files go in parts, four at a time
_PARTS, _PARTS_AT_ONCE = 10_000, 4
_SLOWEST = 128 << 10  # bytes a second: what a large file is waited for
_LOST = ("PreconditionFailed", "ConditionalRequestConflict", "412", "409")


class S3Store:
    """Objects below a prefix. A request, its retries included, takes ``patience`` seconds at most, more if it is large."""

    def __init__(self, url: str, *, patience: float = 60.0) -> None:
        self.url, self._patience = url.rstrip("/"), patience
        self._bucket, _, self._prefix = self.url.partition("://")[2].partition("/")
        if not self._bucket:
            raise UsageError(f"{url}: give s3://BUCKET/PREFIX")
        for name in ("aiobotocore", "botocore", "fsspec", "s3fs"):  # what they sign, tokens included, is in no log
            logging.getLogger(name).setLevel(logging.WARNING)
        self._fs = s3fs.S3FileSystem(use_listings_cache=False)
        self._fs.retries = 2  # on top of botocore's own (AWS_MAX_ATTEMPTS), which knows no cut bodies

    def sizes(self, folder: str) -> dict[str, int]:
        """See `Store`."""
        with self._naming("list", folder):
            try:
                found = self._fs.ls(self._path(folder), detail=True, refresh=True, timeout=self._patience)
            except FileNotFoundError as error:
                if _code(error) == "NoSuchBucket":
                    raise
                return {}
            return {entry["name"].rpartition("/")[2]: entry["size"] for entry in found}

    def read(self, name: str) -> Content | None:
        """See `Store`; the tag is the ETag."""
        with self._naming("read", name):
            try:
                found = self._call("get_object", name)
            except FileNotFoundError as error:
                if _code(error) == "NoSuchBucket":
                    raise
                return None
            return Content(sync(self._fs.loop, _read_whole, found["Body"], timeout=self._patience), found["ETag"])

    def sha256(self, name: str, size: int) -> str:
        """See `Store`."""
        value = hashlib.sha256()
        with self._naming("read", name):
            for start in range(0, size, _CHUNK):
                end = min(start + _CHUNK, size)
                value.update(self._fs.cat_file(self._path(name), start=start, end=end, timeout=self._time(end - start)))
        return value.hexdigest()

    def create(self, name: str, source: Path) -> bool:
        """See `Store`."""
        with self._naming("write", name):
            size = source.stat().st_size
            try:
                self._fs.put_file(
                    str(source),
                    self._path(name),
                    mode="create",
                    chunksize=max(_CHUNK, size // _PARTS + 1),
                    max_concurrency=_PARTS_AT_ONCE,
                    timeout=self._time(size),
                )
            except OSError as error:
                if isinstance(error, FileExistsError) or _code(error) in _LOST:
                    return False
                raise
            return True

    def replace(self, name: str, data: bytes, tag: str | None) -> bool:
        """See `Store`."""
        condition = {"IfNoneMatch": "*"} if tag is None else {"IfMatch": tag}
        with self._naming("write", name):
            try:
                self._call("put_object", name, Body=data, ContentType="application/json", **condition)
            except OSError as error:
                if isinstance(error, FileExistsError) or _code(error) in (*_LOST, "NoSuchKey"):
                    return False
                raise
            return True

    def _call(self, method: str, name: str, **more: Any) -> Any:
        key = self._path(name).partition("/")[2]
        return self._fs.call_s3(method, Bucket=self._bucket, Key=key, timeout=self._patience, **more)

    def _path(self, name: str) -> str:
        return "/".join(filter(None, (self._bucket, self._prefix, name)))

    def _time(self, size: int) -> float:
        return self._patience + size / _SLOWEST

    @contextmanager
    def _naming(self, verb: str, name: str) -> Iterator[None]:
        try:
            yield
        except _ERRORS as error:
            told = without_secrets(str(getattr(error, "strerror", None) or error))
            why = told or f"no answer in time ({self._patience:g} seconds)"
            raise StoreError(f"cannot {verb} {self.url}/{name}: {why}") from error


async def _read_whole(body: Any) -> bytes:
    try:
        return bytes(await body.read())
    finally:  # also of a body that was cut: else its connection waits for the garbage collector
        body.close()


def _code(error: OSError) -> str:
    """Return the store's own code for an error that s3fs has translated."""
    return str(getattr(error.__cause__, "response", {}).get("Error", {}).get("Code", ""))
