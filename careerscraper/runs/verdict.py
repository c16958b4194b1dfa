"""How a run ended, and the release that comes of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from careerscraper.releases.publish import publish
from careerscraper.releases.release import build_release
from careerscraper.runs.captures import captures_table
from careerscraper.runs.pages import pages_table
from careerscraper.segments import whole_segments
from careerscraper.storage.ledger import Ledger

EXIT_ERROR, EXIT_UNFINISHED, EXIT_REFUSED, EXIT_BLOCKED = 1, 3, 4, 5


@dataclass(frozen=True)
class Verdict:
    """How a run ended: exit code, why in words, outcomes, and the release if there is one."""

    run_id: str
    exit_code: int
    why: str
    counts: Mapping[str, int] = field(default_factory=dict)
    release: str | None = None


def release(output: Path, ledger: Ledger, about: Mapping[str, object]) -> str:
    """Build a release of all that the ledger knows and publish it; return its version.

    Raises what `build_release` and `publish` raise: `CheckFailedError` if a check refused it.
    """
    segments = whole_segments(output, ledger)
    pages, captures = pages_table(ledger), captures_table(ledger)
    version = build_release(output, segments=segments, pages=pages, captures=captures, about=about)
    publish(output, version)
    return version
