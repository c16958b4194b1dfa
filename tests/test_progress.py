"""How far a long command is, as a scheduled run's log shows it."""

from __future__ import annotations

import io
import sys

import pytest

from careerscraper.commands import progress


class Shown(io.StringIO):
    """Standard error, of a terminal or not."""

    def __init__(self, is_terminal: bool) -> None:
        super().__init__()
        self._is_terminal = is_terminal

    def isatty(self) -> bool:
        return self._is_terminal


@pytest.mark.parametrize("terminal", [False, True])
def test_progress_tells_pages_rate_and_time_left(monkeypatch: pytest.MonkeyPatch, terminal: bool) -> None:
    shown, clock = Shown(terminal), iter(range(0, 10_000, 5))
    monkeypatch.setattr(sys, "stderr", shown)
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.setattr(progress.time, "monotonic", lambda: float(next(clock)))
    with progress.metered("pages") as tell:
        progress.say("[bold]:warning:\r a line")
        for done in range(501, 521):  # continued: 500 were done before
            tell(done, 1000)
    assert "[bold]:warning: a line\n" in shown.getvalue()
    assert "/s" in shown.getvalue()
    assert "pages" in shown.getvalue()
    if not terminal:
        last = shown.getvalue().splitlines()[-1]
        assert last.startswith(("520 of 1,000 pages, 0.", "519 of 1,000 pages, 0."))
        assert last.endswith(" left")


def test_tracked_yields_everything() -> None:
    assert list(progress.tracked("abc", 3, "letters")) == ["a", "b", "c"]
