"""Readings on disk: the observations of some pages in one Parquet file, written whole or not at all."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from careerscraper.errors import CareerscraperError
from careerscraper.items import Issue, Page
from careerscraper.normalize.observations import observe
from careerscraper.normalize.version import parser_version
from careerscraper.releases.sinks import observations_file
from careerscraper.storage.ledger import Ledger

SEGMENTS = "segments"
#: Issues of a page of which nothing is missing.
_HARMLESS = {"repeated_label", "slug_differs", "contradiction"}
_MOVED_FOR_GOOD = (301, 308)


@dataclass(frozen=True, slots=True)
class Segment:
    """What was read of some pages, by their source: number of observations, and issues.

    ``path`` is that of the file within the output folder, None if there was nothing to write.
    """

    path: str | None = None
    sha256: str = ""
    rows: dict[str, int] = field(default_factory=dict)
    issues: dict[str, list[Issue]] = field(default_factory=dict)


def next_number(output: Path, run_id: str) -> int:
    """Return the number of the next segment of a run."""
    return max((int(path.stem) for path in (output / SEGMENTS / run_id).glob("[0-9]*.parquet")), default=-1) + 1


def write_segment(output: Path, run_id: str, pages: Iterable[Page], number: int) -> Segment:
    """Write the observations of those ``pages`` that hold a comparison. Raises `WriteError`."""
    batch = observe([page for page in pages if page.comparison is not None])
    issues: dict[str, list[Issue]] = {}
    for source, issue in batch.issues:
        issues.setdefault(source, []).append(issue)
    if not batch.sources:
        return Segment(issues=issues)
    path = output / SEGMENTS / run_id / f"{number:06}.parquet"
    with observations_file(path, "parquet") as write:
        for rows in batch.table.to_batches():
            write(rows)
    return Segment(str(path.relative_to(output)), _digest(path), Counter(batch.sources), issues)


def commit_segment(ledger: Ledger, run_id: str, segment: Segment, pages: Iterable[Page]) -> None:
    """Name ``segment`` and the captures of ``pages``, which it was read from, in the ledger, within a transaction."""
    if segment.path is not None:
        ledger.add_segment(segment.path, run_id, parser_version(), sum(segment.rows.values()), segment.sha256)
    for page in pages:
        if page.capture_id is None:
            continue
        values = _capture(page, segment, run_id)
        if page.outcome != "unchanged":
            ledger.set_capture(values, segment.issues.get(page.source, ()))
        elif page.seen_at is not None:
            ledger.set_revisit(page.source, page.seen_at.isoformat(timespec="microseconds"), values)


def _capture(page: Page, segment: Segment, run_id: str) -> dict[str, object]:
    assert page.fetched_at is not None
    values: dict[str, object] = {
        "capture_id": page.capture_id,
        "url": page.source,
        "run_id": page.run_id,
        "fetched_at": page.fetched_at.isoformat(timespec="microseconds"),
        "outcome": page.outcome,
        "etag": page.etag,
        "last_modified": page.last_modified,
        "sha256": page.sha256,
        "state": _state(page),
        "read_by": run_id,
        "parser_version": parser_version(),
    }
    if page.comparison is not None:
        issues = segment.issues.get(page.source, ())
        values |= {
            "page_id": page.comparison.page_id,
            "pair_key": "|".join(sorted(page.comparison.career_ids)),
            "title": page.comparison.title,
            "observation_count": segment.rows.get(page.source, 0),
            "issue_count": len(issues),
            "is_whole": page.comparison.is_whole and all(issue.code in _HARMLESS for issue in issues),
        }
    return values


def _state(page: Page) -> str | None:
    """Return what the outcome says of the URL: only a 404, a 410 or a move to another comparison ends what it stated."""
    if page.outcome == "redirected":
        has_moved = page.http_status in _MOVED_FOR_GOOD and set(page.links) - {page.source}
        return "moved" if has_moved else None
    return {"fetched": "known", "unchanged": "known", "gone": "gone"}.get(page.outcome)


def whole_segments(output: Path, ledger: Ledger) -> Sequence[Path]:
    """Return the committed segments of today's code; raise `CareerscraperError` if one is not what was committed."""
    rows = ledger.rows("SELECT path, sha256 FROM segments WHERE parser_version = ? ORDER BY path", parser_version())
    for row in rows:
        try:
            found = _digest(output / row["path"])
        except OSError as error:
            found = error.strerror or str(error)
        if found != row["sha256"]:
            what = f"the segment {output / row['path']} is not what was committed ({found})"
            raise CareerscraperError(f"{what}: make it anew from the archive with `careerscraper rebuild`")
    return [output / row["path"] for row in rows]


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
