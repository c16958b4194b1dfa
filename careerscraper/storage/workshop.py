"""Folders to work in, which go when the work ends, or when the next one begins after a kill."""

from __future__ import annotations

import glob
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def workshop(folder: Path, prefix: str) -> Iterator[Path]:
    """Yield a new folder within ``folder``, named by ``prefix`` and this process; it is removed when the block ends.

    Those that killed processes have left are removed first. Raises `OSError`.
    """
    folder.mkdir(parents=True, exist_ok=True)
    remove_dead(folder, prefix)
    path = folder / f"{prefix}{os.getpid()}"
    if path.exists():  # of an earlier process with our number: in a container, numbers come again
        shutil.rmtree(path)
    path.mkdir()
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)


def remove_dead(folder: Path, prefix: str) -> None:
    """Remove the workshops of ``prefix`` in ``folder`` whose processes are no more. Raises `OSError`."""
    for path in folder.glob(f"{glob.escape(prefix)}*"):
        if not is_alive(path.name.removeprefix(prefix)):
            shutil.rmtree(path)


def is_alive(pid: str) -> bool:
    """Tell whether a process of this number runs."""
    try:
        os.kill(int(pid), 0)
    except (ProcessLookupError, ValueError, OverflowError):
        return False
    except PermissionError:
        return True
    return True
