"""Where releases go: folders and object stores that create a file once, and replace it only if it is as it was read."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from filelock import FileLock

from careerscraper.errors import StoreError
from careerscraper.releases.manifest import digest
from careerscraper.storage.atomic import install, naming_write_errors

_LOCK, _INCOMING = ".store.lock", ".incoming"
_LOCK_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Content:
    """What a small file holds, and the ``tag`` that the store gave to just that."""

    data: bytes
    tag: str


class Store(Protocol):
    """Files under ``url``, named by their path below it.

    Every method raises `StoreError`, which names URL and file. A request to write may have been heard all the same; where it
    cannot have been, or what it wrote is not safe, that is a `WriteError`.
    """

    url: str

    def sizes(self, folder: str) -> dict[str, int]:
        """Return the names in ``folder``, each with its size in bytes; {} if there is no such folder."""

    def read(self, name: str) -> Content | None:
        """Return a small file, None if there is none."""

    def sha256(self, name: str, size: int) -> str:
        """Return the digest, in hex, of a file that has ``size`` bytes."""

    def create(self, name: str, source: Path) -> bool:
        """Copy ``source`` there, whole or not at all; return False, and leave what is there, if there is such a file."""

    def replace(self, name: str, data: bytes, tag: str | None) -> bool:
        """Write a small file in one step, if it still has this ``tag`` (None: is not there); return whether it had."""


class LocalStore:
    """A folder. Its writers exclude each other by a lock of the file system, and files take their place by a rename."""

    def __init__(self, root: Path, url: str | None = None) -> None:
        self.root, self.url = root, (url or str(root)).rstrip("/")

    def sizes(self, folder: str) -> dict[str, int]:
        """See `Store`."""
        with self._naming("list", folder):
            try:
                return {path.name: path.lstat().st_size for path in (self.root / folder).iterdir()}
            except (FileNotFoundError, NotADirectoryError):
                return {}

    def read(self, name: str) -> Content | None:
        """See `Store`; the tag is the digest."""
        with self._naming("read", name):
            try:
                return Content((self.root / name).read_bytes(), digest(self.root / name))
            except (FileNotFoundError, NotADirectoryError):
                return None

    def sha256(self, name: str, size: int) -> str:
        """See `Store`."""
        with self._naming("read", name):
            return digest(self.root / name)

    def create(self, name: str, source: Path) -> bool:
        """See `Store`."""
        with naming_write_errors(self.root / name), self._locked() as incoming:
            if (self.root / name).exists():
                return False
            shutil.copyfile(source, incoming)
            (self.root / name).parent.mkdir(parents=True, exist_ok=True)
            install(incoming, self.root / name)
            return True

    def replace(self, name: str, data: bytes, tag: str | None) -> bool:
        """See `Store`."""
        with naming_write_errors(self.root / name), self._locked() as incoming:
            found = self.read(name)
            if (found and found.tag) != tag:
                return False
            incoming.write_bytes(data)
            install(incoming, self.root / name)
            return True

    @contextmanager
    def _locked(self) -> Iterator[Path]:
        """Yield a path for one file that is not yet whole; whatever a killed writer left there is written over."""
        self.root.mkdir(parents=True, exist_ok=True)
        with FileLock(self.root / _LOCK, timeout=_LOCK_SECONDS):
            try:
                yield self.root / _INCOMING
            finally:
                (self.root / _INCOMING).unlink(missing_ok=True)

    @contextmanager
    def _naming(self, verb: str, name: str) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise StoreError(f"cannot {verb} {self.url}/{name}: {error.strerror or error}") from error
