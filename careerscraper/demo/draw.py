"""Choices that are the same in every process and in every version of Python."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")


class Draw:
    """A stream of choices that depends on its key alone.

    It holds 1,024 bits, a hundred choices or so; behind them come zeros. (The random module promises the same
    numbers for random() only, not for choice() or sample().)
    """

    def __init__(self, *key: str) -> None:
        """Start the stream of this key."""
        self._left = int.from_bytes(hashlib.shake_256("\x1f".join(key).encode()).digest(128), "big")

    def below(self, count: int) -> int:
        """Return a whole number from 0 to count - 1."""
        self._left, value = divmod(self._left, count)
        return value

    def between(self, low: int, high: int) -> int:
        """Return a whole number from low to high, both included."""
        return low + self.below(high - low + 1)

    def chance(self, percent: int) -> bool:
        """Return True in that many cases of a hundred."""
        return self.below(100) < percent

    def choose(self, options: Sequence[T]) -> T:
        """Return one of the options."""
        return options[self.below(len(options))]

    def pick(self, options: Sequence[T], count: int) -> list[T]:
        """Return that many different options, in the order drawn."""
        rest = list(options)
        return [rest.pop(self.below(len(rest))) for _ in range(count)]
