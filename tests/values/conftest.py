"""How the tests of the grammars ask."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from careerscraper.values.grammars import read
from careerscraper.values.reading import Reading, UnreadError

CODES = {"2": (12.0, 24.0), "12": (6.0, 12.0)}


@pytest.fixture(scope="session")
def one() -> Callable[[str, str], Reading]:
    """Return what reads a cell of one reading by a named grammar."""

    def reading(grammar: str, text: str) -> Reading:
        (only,) = read(grammar, text, CODES)
        return only

    return reading


@pytest.fixture(scope="session")
def refusal() -> Callable[[str, str], str]:
    """Return what tells the reason why a named grammar refuses a cell."""

    def reason(grammar: str, text: str) -> str:
        with pytest.raises(UnreadError) as caught:
            read(grammar, text, CODES)
        return caught.value.reason

    return reason
