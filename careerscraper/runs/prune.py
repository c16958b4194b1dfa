"""What may go: old releases, what was refused or put aside, and segments and archives that nothing needs.

A capture stays as long as anything points to it: the reading of a page, old or new, and what ended one (history and `rebuild` are
made of them), the newest answer for a URL, a run that is open, a release that is kept.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from careerscraper.errors import UsageError, VerifyError
from careerscraper.normalize.version import parser_version
from careerscraper.releases.listing import list_releases
from careerscraper.releases.publish import RELEASES
from careerscraper.releases.release import clean_leftovers
from careerscraper.segments import SEGMENTS
from careerscraper.storage.atomic import naming_write_errors, sync
from careerscraper.storage.ledger import NAME, Ledger
from careerscraper.storage.lock import locked

_PRUNED = ".pruned-"
# Segments of other code are of use to that code alone, and only while a capture counts as read by it.
_USEFUL_SEGMENTS = """
SELECT path FROM segments WHERE parser_version = ? OR parser_version IN (SELECT parser_version FROM captures)
"""
# An answer that says again what the one before said of its URL (moved, still) tells nothing more.
_NEEDED = """
SELECT capture_id FROM (
    SELECT *, lag(state) OVER (PARTITION BY url ORDER BY fetched_at) AS before FROM captures WHERE state IS NOT NULL)
WHERE outcome IN ('fetched', 'unchanged') OR state IS NOT before
UNION SELECT last_capture FROM urls WHERE last_capture IS NOT NULL
UNION SELECT site || '/' || run_id || '.warc.gz:0' FROM runs WHERE state = 'open'
"""


@dataclass(frozen=True, slots=True)
class Gone:
    """One thing that goes: a folder of a release, or the file of a segment or an archive; ``size`` in bytes."""

    kind: Literal["release", "segment", "archive"]
    path: Path
    size: int


@dataclass(frozen=True, slots=True)
class Plan:
    """What goes, and the versions of the releases that stay."""

    gone: list[Gone]
    kept: list[str]

    def paths(self, kind: str) -> list[Path]:
        """Return the paths of what goes of ``kind``."""
        return [one.path for one in self.gone if one.kind == kind]


def prune(output: Path, keep: int, *, dry_run: bool = False) -> Plan:
    """Remove what output folder ``output`` can do without if its newest ``keep`` releases stay; return what that is.

    The published release stays in any case. With ``dry_run`` nothing is removed. Raises `UsageError` if there is no dataset,
    `LockedError` if a run is at work, `VerifyError` if a release that stays cannot be read: what it needs is not known then;
    `WriteError`.
    """
    if not (output / NAME).exists():
        raise UsageError(f"{output} holds no dataset: name its folder with --output")
    with locked(output, "prune"):
        ledger = Ledger(output)
        try:
            plan = _plan(output, ledger, keep)
            if not dry_run:
                _remove(output, ledger, plan)
            return plan
        finally:
            ledger.close()


def _plan(output: Path, ledger: Ledger, keep: int) -> Plan:
    found = list_releases(output)
    standing = [one for one in found if one.state in ("published", "kept")]
    kept = [one for n, one in enumerate(standing) if n >= len(standing) - keep or one.state == "published"]
    releases = [one.path for one in found if one not in kept] + sorted((output / RELEASES).glob(f"{_PRUNED}*"))
    gone = [Gone("release", path, _size(path)) for path in releases]
    gone += [Gone("segment", path, _size(path)) for path in _useless_segments(output, ledger)]
    needed = {_archive_of(row["capture_id"]) for row in ledger.rows(_NEEDED)}
    needed |= {name for one in kept for name in _archives_in(one.path)}
    known = (str(row["name"]) for row in ledger.rows("SELECT name FROM archives ORDER BY name"))
    archives = [output / "archive" / name for name in known if name not in needed]
    gone += [Gone("archive", path, _size(path)) for path in archives]
    return Plan(gone, [one.version for one in kept])


def _useless_segments(output: Path, ledger: Ledger) -> list[Path]:
    """Return the files of segments that the ledger does not name, or names for nothing."""
    useful = {row["path"] for row in ledger.rows(_USEFUL_SEGMENTS, parser_version())}
    files = (path for path in (output / SEGMENTS).rglob("*") if path.is_file())
    return sorted(path for path in files if path.relative_to(output).as_posix() not in useful)


def _archives_in(release: Path) -> Iterator[str]:
    """Yield the archives that any table of ``release`` points into."""
    for path in sorted(release.glob("*.parquet")):
        try:
            names = [name for name in pq.read_schema(path).names if name.endswith("capture_id")]
            columns = pq.read_table(path, columns=names, partitioning=None).columns
        except (OSError, ValueError) as error:  # pyarrow's errors are of these
            raise VerifyError(
                f"cannot read {path}: {error}; nothing is pruned: publish another release, or rebuild"
            ) from error
        for column in columns:
            yield from _archives_of(column)


def _archives_of(captures: pa.ChunkedArray) -> list[str]:
    names = pc.replace_substring_regex(captures.drop_null(), r":[0-9]+$", "")
    found: list[str] = pc.unique(names).to_pylist()
    return found


def _archive_of(capture_id: str) -> str:
    return capture_id.rpartition(":")[0]


def _remove(output: Path, ledger: Ledger, plan: Plan) -> None:
    """Remove what ``plan`` says: what names it first, so that after a kill nothing names what is not there."""
    with naming_write_errors(output):
        clean_leftovers(output)
        for path in plan.paths("release"):
            _remove_release(path)
    with ledger.transaction():
        ledger.forget_segments(path.relative_to(output).as_posix() for path in plan.paths("segment"))
        ledger.forget_archives(path.relative_to(output / "archive").as_posix() for path in plan.paths("archive"))
    for path in (*plan.paths("segment"), *plan.paths("archive")):
        with naming_write_errors(path):
            path.unlink(missing_ok=True)
            sync(path.parent)


def _remove_release(path: Path) -> None:
    gone = path if path.name.startswith(_PRUNED) else path.with_name(f"{_PRUNED}{path.name.lstrip('.')}-{os.getpid()}")
    path.rename(gone)  # half a release must not stand there under its name
    sync(path.parent)
    shutil.rmtree(gone)


def _size(path: Path) -> int:
    if path.is_dir():
        return sum(file.stat().st_size for file in path.rglob("*") if file.is_file())
    return path.stat().st_size if path.exists() else 0
