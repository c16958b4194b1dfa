"""How far a long command is: a bar on a terminal, plain lines elsewhere; always on standard error."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import TypeVar

T = TypeVar("T")

_EVERY = 10.0  # seconds between two plain lines
#: What would move a terminal's cursor: bell, backspace, tab down, form feed, return.
_MOVES = dict.fromkeys(b"\a\b\v\f\r")


def say(message: str) -> None:
    """Write one plain line to standard error, whatever is in it; nowhere if that is closed."""
    if sys.stderr is not None:
        sys.stderr.write(f"{message.translate(_MOVES)}\n")
        sys.stderr.flush()


@contextmanager
def metered(what: str) -> Iterator[Callable[[int, int], None]]:
    """Yield what takes how many of how many ``what`` are done, and tells it with the rate and the time left."""
    if sys.stderr is None or not sys.stderr.isatty():
        yield _plain(what)
        return
    # Imported late: it takes longer to load than a small command needs for its work, and a log has no bar.
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    rate, speed = TextColumn("{task.fields[rate]}"), _Speed()
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), rate, TimeRemainingColumn())
    console = Console(stderr=True, highlight=False, soft_wrap=True)
    with Progress(*columns, console=console, transient=True) as progress:  # has what is said above it, line by line
        task = progress.add_task(what, total=None, rate="")
        yield lambda done, total: progress.update(task, completed=done, total=total, rate=f"{speed(done):.1f}/s")


def _plain(what: str) -> Callable[[int, int], None]:
    last, speed = time.monotonic(), _Speed()

    def tell(done: int, total: int) -> None:
        nonlocal last
        rate = speed(done)
        if time.monotonic() - last >= _EVERY and rate:
            last = time.monotonic()
            left = timedelta(seconds=round((total - done) / rate))
            say(f"{done:,} of {total:,} {what}, {rate:.1f}/s, {left} left")

    return tell


class _Speed:
    """Things a second since the first call: a run that is continued begins with many done."""

    def __init__(self) -> None:
        self._start = time.monotonic()
        self._before: int | None = None

    def __call__(self, done: int) -> float:
        if self._before is None:
            self._before = done - 1
        return (done - self._before) / max(time.monotonic() - self._start, 1e-3)


def tracked(things: Iterable[T], total: int, what: str) -> Iterator[T]:
    """Yield ``things``, telling how many of ``total`` are done."""
    with metered(what) as tell:
        for done, thing in enumerate(things):
            tell(done, total)
            yield thing
