"""How a run ended, and the release that comes of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from careerscraper.errors import StoreError, VerifyError, WriteError
from careerscraper.releases.copy import copy_release
from careerscraper.releases.publish import publish
from careerscraper.releases.release import build_release
from careerscraper.releases.stores import Store
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


def published_in(store: Store | None, output: Path, verdict: Verdict) -> Verdict:
    """Bring the release that is published in ``output`` into the store, also one that an earlier run could not.

    Return the verdict with what came of it: exit code 1 if the store failed.
    """
    if store is None:
        return verdict
    try:
        version = copy_release(output, store)
    except (StoreError, VerifyError, WriteError) as error:
        return replace(verdict, exit_code=EXIT_ERROR, why=f"{verdict.why}; not in the store: {error}")
    return replace(verdict, why=f"{verdict.why}; {store.url} has {version}") if version else verdict
