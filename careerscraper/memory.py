"""What long work on many pages takes of memory: when garbage is looked for, what is remembered."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache, lru_cache, wraps
from typing import Concatenate, ParamSpec, TypeVar, cast

_ALLOCATIONS = 200_000  # default 700: several times a page
#: Letters of what is remembered: thousands of longer texts would fill the memory.
_MOST_LETTERS = 500
_Rest = ParamSpec("_Rest")
_Result = TypeVar("_Result")


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


def remembering(
    texts: int,
) -> Callable[[Callable[Concatenate[str, _Rest], _Result]], Callable[Concatenate[str, _Rest], _Result]]:
    """Let a function of a text, and of arguments that are on every page, remember its results for that many short ones.

    What is longer, such as an article in the place of a label, is worked out again each time.
    """

    def decorate(
        function: Callable[Concatenate[str, _Rest], _Result],
    ) -> Callable[Concatenate[str, _Rest], _Result]:
        remembered = cast("Callable[Concatenate[str, _Rest], _Result]", lru_cache(texts)(function))

        @wraps(function)
        def call(text: str, /, *args: _Rest.args, **kwargs: _Rest.kwargs) -> _Result:
            return (remembered if len(text) <= _MOST_LETTERS else function)(text, *args, **kwargs)

        return call

    return decorate
