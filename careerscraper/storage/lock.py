"""One run at a time in one output folder. The lock is the kernel's: it goes with its holder, however that ends."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from careerscraper.errors import CareerscraperError
from careerscraper.storage.atomic import naming_write_errors


class LockedError(CareerscraperError):
    """Another run holds the lock; the message names it."""

    exit_code = 75  # EX_TEMPFAIL of sysexits.h: try again later


@contextmanager
def locked(output: Path, what: str) -> Iterator[None]:
    """Hold the lock of ``output`` for the block; ``what`` is told to whom else asks.

    Raises `LockedError` at once if another process holds it, `WriteError` if the folder cannot be written.
    """
    holder = output / "lock.json"
    lock = FileLock(output / ".lock", timeout=0)
    with naming_write_errors(output):
        output.mkdir(parents=True, exist_ok=True)
        try:
            lock.acquire()
        except Timeout as error:
            raise LockedError(f"{output} is in use by {_told(holder)}: wait for it, or stop it") from error
        holder.write_text(json.dumps({"what": what, "pid": os.getpid()}), "utf-8")
    try:
        yield
    finally:
        holder.unlink(missing_ok=True)
        lock.release()


def _told(holder: Path) -> str:
    try:
        told = json.loads(holder.read_text("utf-8"))
    except (OSError, ValueError):  # it is just being written, or removed
        return "another process"
    return f"{told['what']} (process {told['pid']})"
