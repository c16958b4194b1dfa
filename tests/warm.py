"""Runs `careerscraper` and `scrapy` in processes of their own that have the libraries loaded already.

To load them is two thirds of a small crawl, and the tests make some hundreds. What runs is the installed script, with arguments,
environment, folder and streams of its own; started cold, as users do, it runs in test_docs and test_samples.
"""

from __future__ import annotations

import multiprocessing
import os
import resource
import runpy
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.process import BaseProcess
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TextIO

#: What runs so.
WARM = ("careerscraper", "scrapy")
PATIENCE = 120  # seconds
BIN = Path(sys.executable).parent
#: In which commands run. Else each of them compiles the package anew.
ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"} | {
    "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}",
    "SCRAPY_SETTINGS_MODULE": "careerscraper.settings",
}
_CONTEXT = multiprocessing.get_context("forkserver")
_LOADED = ("runs.crawl", "runs.rebuild", "commands.extract", "commands.releases")
_CONTEXT.set_forkserver_preload([*(f"careerscraper.{name}" for name in _LOADED), "pandas"])


#: Added where a command may write but short files: Python would leave half of what it compiles for the next one to load.
UNCOMPILED = {"PYTHONDONTWRITEBYTECODE": "1"}


@dataclass(frozen=True)
class Running:
    """A command that runs, and what it has written so far."""

    process: BaseProcess
    streams: Path

    @property
    def peak(self) -> float:
        """Return the most memory that it had when it ended, in MB."""
        return float(self._read("peak"))

    @property
    def out(self) -> str:
        return self._read("stdout")

    @property
    def err(self) -> str:
        return self._read("stderr")

    def end(self, stop: int | None = None) -> int:
        """Send a signal, if any; wait for the end, and return the exit code."""
        if stop is not None and self.process.is_alive():
            os.kill(self.process.pid or 0, stop)
        self.process.join(PATIENCE)
        assert self.process.exitcode is not None, f"has not ended: {self.err}"
        return self.process.exitcode

    def _read(self, name: str) -> str:
        path = self.streams / name
        return path.read_bytes().decode("utf-8", "surrogateescape") if path.exists() else ""


@contextmanager
def running(
    *command: str | Path, stdin: bytes = b"", cwd: Path | None = None, environment: Mapping[str, str] = ENVIRONMENT
) -> Iterator[Running]:
    """Start ``command``; at the end of the block it is killed, unless it has ended."""
    name, *words = map(str, command)
    assert name in WARM
    with TemporaryDirectory() as folder:
        streams = Path(folder)
        (streams / "stdin").write_bytes(stdin)
        its = ([str(BIN / name), *words], dict(environment), cwd or streams, streams)
        process = _CONTEXT.Process(target=_become, args=its)
        process.start()
        try:
            yield Running(process, streams)
        finally:
            process.kill()
            process.join()


def _become(words: Sequence[str], environment: Mapping[str, str], cwd: Path, streams: Path) -> None:
    """Be the command, in the process that was forked."""
    os.environ.clear()
    os.environ.update(environment)
    time.tzset()
    os.chdir(cwd)
    sys.stdin = _redirected(0, streams / "stdin", os.O_RDONLY)
    sys.stdout = _redirected(1, streams / "stdout", os.O_WRONLY | os.O_CREAT)
    sys.stderr = _redirected(2, streams / "stderr", os.O_WRONLY | os.O_CREAT)
    sys.argv = list(words)
    try:
        runpy.run_path(sys.argv[0], run_name="__main__")
    finally:
        (streams / "peak").write_text(str(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024))


def _redirected(number: int, path: Path, flags: int) -> TextIO:
    os.dup2(os.open(path, flags), number)
    errors = "backslashreplace" if number == 2 else "strict"  # as Python's own
    return open(number, "w" if number else "r", encoding="utf-8", errors=errors, closefd=False)
