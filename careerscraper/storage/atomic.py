"""Files that are there whole or not at all."""

from __future__ import annotations

import errno
import glob
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from careerscraper.errors import WriteError
from careerscraper.storage.workshop import is_alive


@contextmanager
def naming_write_errors(target: Path) -> Iterator[None]:
    """Turn what the system says when ``target`` cannot be written into a `WriteError` that names it."""
    try:
        yield
    except BrokenPipeError:  # whoever read our output has gone: nothing is wrong with the target
        raise
    except OSError as error:
        raise WriteError(
            f"cannot write {target}: {error.strerror or error}; no file there is left half written"
        ) from error


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Yield a temporary path beside ``path``; when the block ends well, it is synced and takes the place of ``path``.

    When the block raises, the temporary file is removed and ``path`` stays as it was; what a killed process has left goes
    first. Raises `OSError`, for one if ``path`` is a device or a folder.
    """
    if path.exists() and not path.is_file():
        raise FileExistsError(errno.EEXIST, "is no regular file")
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _remove_dead(path)
        yield temporary
        install(temporary, path)
    finally:
        with suppress(OSError):  # gone if all went well; else the first error is the one to tell
            temporary.unlink(missing_ok=True)


def _remove_dead(path: Path) -> None:
    """Remove what killed processes have left in the place of ``path``."""
    for left in path.parent.glob(f".{glob.escape(path.name)}.*.tmp"):
        pid = left.name.removeprefix(f".{path.name}.").removesuffix(".tmp")
        if pid.isdecimal() and not is_alive(pid):
            left.unlink(missing_ok=True)


def install(finished: Path, path: Path) -> None:
    """Sync ``finished`` and move it to ``path``, on the same file system, then sync the folder."""
    sync(finished)
    finished.replace(path)
    sync(path.parent)


def sync(path: Path) -> None:
    """Make a file's content, or a folder's names, survive a power cut."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
