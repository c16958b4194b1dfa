"""What is remembered, and what is not."""

from __future__ import annotations

import pytest

from careerscraper.memory import remembering


@pytest.mark.parametrize(("text", "times"), [("x" * 500, 1), ("x" * 501, 2)])
def test_what_is_worked_out_of_a_short_text_is_remembered(text: str, times: int) -> None:
    asked = []

    @remembering(10)
    def double(text: str, by: int) -> str:
        """Return it so many times."""
        asked.append(text)
        return text * by

    assert double(text, 2) == double(text, 2) == text * 2
    assert len(asked) == times
    assert (double.__name__, double.__doc__) == ("double", "Return it so many times.")
