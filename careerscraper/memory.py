"""Garbage collection for long work on many pages."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

_ALLOCATIONS = 200_000  # default 700: several times a page


@contextmanager
def settled() -> Iterator[None]:
    """For the block, keep what is loaded by now out of the garbage collector's sight, and let it look at the rest less often.

    All of Scrapy, pandas and duckdb looked through again and again was a third of the time that a page takes; pages themselves
    hold no cycles.
    """
    before = gc.get_threshold()
    _settle()
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()


@cache
def settle_for_good() -> None:
    """Do as `settled` does, for the rest of the process."""
    _settle()


def _settle() -> None:
    # No collection before: what has just been loaded holds no garbage, and to look through it takes as long as twenty pages.
    gc.freeze()
    gc.set_threshold(_ALLOCATIONS)
