"""How far a long command is, as a scheduled run's log shows it."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from careerscraper.commands import progress


@pytest.mark.parametrize("terminal", [False, True])
def test_progress_tells_pages_rate_and_time_left(monkeypatch: pytest.MonkeyPatch, terminal: bool) -> None:
    shown, clock = io.StringIO(), iter(range(0, 10_000, 5))
    monkeypatch.setattr(progress, "console", Console(file=shown, force_terminal=terminal, width=200, soft_wrap=True))
    monkeypatch.setattr(progress.time, "monotonic", lambda: float(next(clock)))
    with progress.metered("pages") as tell:
        for done in range(501, 521):  # continued: 500 were done before
            tell(done, 1000)
    assert "/s" in shown.getvalue()
    assert "pages" in shown.getvalue()
    if not terminal:
        last = shown.getvalue().splitlines()[-1]
        assert last.startswith(("520 of 1,000 pages, 0.", "519 of 1,000 pages, 0."))
        assert last.endswith(" left")


def test_tracked_yields_everything() -> None:
    assert list(progress.tracked("abc", 3, "letters")) == ["a", "b", "c"]
