"""How far a long command is: a bar on a terminal, plain lines elsewhere; always on standard error."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from typing import TypeVar

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

T = TypeVar("T")

console = Console(stderr=True, highlight=False, soft_wrap=True)
_EVERY = 10.0  # seconds between two plain lines


def say(message: str) -> None:
    """Write one plain line to standard error, whatever is in it."""
    console.print(message, markup=False)


def tracked(things: Iterable[T], total: int, what: str) -> Iterator[T]:
    """Yield ``things``, telling how many of ``total`` are done."""
    if console.is_terminal:
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        with Progress(*columns, console=console, transient=True) as progress:
            yield from progress.track(things, total, description=what)
        return
    start = last = time.monotonic()
    for done, thing in enumerate(things):
        now = time.monotonic()
        if now - last >= _EVERY:
            last = now
            say(f"{done:,} of {total:,} {what}, {done / (now - start):.0f}/s")
        yield thing
