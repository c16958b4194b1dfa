"""How a run ended, and the release that comes of it."""

from __future__ import annotations

import getpass
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from careerscraper.errors import CheckFailedError, StoreError, VerifyError, WriteError
from careerscraper.releases.copy import copy_release
from careerscraper.releases.publish import publish
from careerscraper.releases.release import build_release
from careerscraper.releases.stores import Store
from careerscraper.runs.captures import captures_table
from careerscraper.runs.drafts import draft_cases
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


def release(output: Path, ledger: Ledger, about: Mapping[str, object], accepted: Sequence[str] = ()) -> str:
    """Build a release of all that the ledger knows and publish it; return its version.

    ``about`` is for the manifest, and has the `run_id`; ``accepted`` are the checks that may fail, by request.
    Raises what `build_release` and `publish` raise: `CheckFailedError` if a check refused it, with where pages that show why
    are drafted as test cases.
    """
    segments = whole_segments(output, ledger)
    pages, captures = pages_table(ledger), captures_table(ledger)
    if accepted:
        about = {**about, "accepted": {"checks": list(accepted), "by": _user()}}
    try:
        version = build_release(output, segments=segments, pages=pages, captures=captures, about=about)
    except CheckFailedError as error:
        folder = draft_cases(output, str(about["run_id"]), error.captures)
        drafts = f"; pages that show it are drafted as test cases in {folder}" if folder else ""
        raise CheckFailedError(f"{error}{drafts}", error.captures) from error
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


def _user() -> str | None:
    """Return the name of the user who runs this, None if the system knows none."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # in a container, a user may be a number alone
        return None
