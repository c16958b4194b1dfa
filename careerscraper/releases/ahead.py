"""One step ahead: what comes next is made while the last is worked on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

_Made = TypeVar("_Made")


def ahead(making: Iterable[_Made]) -> Iterator[_Made]:
    """Yield what ``making`` yields, which works in a thread of its own and is never more than one step ahead."""
    rest, end = iter(making), object()
    with ThreadPoolExecutor(1) as pool:
        coming = pool.submit(next, rest, end)
        while (made := coming.result()) is not end:
            coming = pool.submit(next, rest, end)
            yield made  # type: ignore[misc]  # is not the end
