"""A release, built from segments: all tables in both formats, read back and checked, under a name of its own."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from careerscraper.errors import CareerscraperError, CheckFailedError, StoreError, VerifyError, WriteError
from careerscraper.releases.checks.check import Check, accept
from careerscraper.releases.checks.files import check_readings, check_seen, check_tables
from careerscraper.releases.checks.judge import judge_pages
from careerscraper.releases.database import open_database
from careerscraper.releases.listing import DAMAGED, REFUSED
from careerscraper.releases.manifest import Tables, read_span, write_manifest
from careerscraper.releases.publish import LATEST, RELEASES, list_versions, verify, verify_files
from careerscraper.releases.stores import LocalStore
from careerscraper.releases.tables import write_changes, write_readings
from careerscraper.schema import SCHEMAS
from careerscraper.storage.atomic import install, naming_write_errors
from careerscraper.storage.steps import step
from careerscraper.storage.workshop import is_alive, remove_dead, workshop

_BUILDING = ".building-"


def build_release(
    folder: Path,
    *,
    segments: Sequence[Path],
    pages: pa.Table,
    about: Mapping[str, Any],
    captures: pa.Table | None = None,
) -> str:
    """Build the release of ``segments`` in output folder ``folder``; return its version.

    ``segments`` are Parquet files of observations; ``pages`` has the schema of that table, and its capture_id says which
    reading of a page counts, ``captures`` (`partition.CAPTURES`) which one counted when: without it, no other did. ``about`` is
    added to the manifest; where it has `accepted`, the checks that its `checks` names (or groups of them: `labels`,
    `labels/zippia`) may fail. The release stands in `releases/<version>`, read back and checked, but is not yet published. The
    same readings, pages and releases before give the same bytes, and the same version, which does not depend on the latter; a
    release that stands there already is verified and left as it is.

    Raises `CheckFailedError` (what was built is then in `releases/.refused-<version>`), `WriteError` where the system
    refuses, `VerifyError` if the files do not read back or a release of that version is damaged, `CareerscraperError`
    if there is nothing to release, a segment cannot be read, or several parsers made the readings; `ValueError` if
    ``pages`` is no table of pages.
    """
    _require(segments)
    pa.set_memory_pool(pa.system_memory_pool())  # gives memory back between the steps, which Arrow's own keeps
    pages = pages.select(SCHEMAS["pages"].names).cast(SCHEMAS["pages"])
    with _naming_errors(folder / RELEASES), _workshop(folder) as (release, database):
        tables = Tables(release)
        parts = write_readings(tables, segments, pages, captures, database)
        span = read_span(release, database)
        previous = write_changes(tables, parts, span, folder, database)
        step("release:tables")
        checks, figures = _check(tables, folder, about, database)
        version = write_manifest(tables, span, checks, {**about, "previous": previous, "figures": figures})
        step("release:manifest")
        _finish(release, folder, version, checks)
    return version


def _check(
    tables: Tables, folder: Path, about: Mapping[str, Any], database: duckdb.DuckDBPyConnection
) -> tuple[list[Check], dict[str, Any]]:
    """Return the checks of ``tables``, and the figures that their pages were judged by, beside the releases in ``folder``."""
    release, earlier = tables.folder, [folder / RELEASES / version for version in list_versions(folder)]
    with ThreadPoolExecutor(1) as pool:
        judging = pool.submit(judge_pages, release, earlier, database.cursor())
        checks = [*check_tables(release, tables.rows, database), check_readings(release, database), *check_seen(about)]
        judged = judging.result()
    accepted = about.get("accepted", {}).get("checks", ())
    return [*checks, *(accept(check, accepted) for check in judged.checks)], judged.figures


def _finish(release: Path, folder: Path, version: str, checks: Sequence[Check]) -> None:
    """Make what was built in ``release`` that version, if it is whole and passes the ``checks``."""
    _sync(release)
    step("release:sync")
    verify_files(LocalStore(release.parent), release.name)
    _refuse_failed(release, folder / RELEASES / f"{REFUSED}{version}", checks)
    step("release:checked")
    _settle(release, folder, version)
    step("release:renamed")


def clean_leftovers(folder: Path) -> None:
    """Remove from output folder ``folder`` what builds and publications left that were killed. Raises `WriteError`."""
    with naming_write_errors(folder / RELEASES):
        remove_dead(folder / RELEASES, _BUILDING)
        for path in folder.glob(f".{LATEST}.*.tmp"):
            if not is_alive(path.name.split(".")[-2]):
                path.unlink()


def _require(segments: Sequence[Path]) -> None:
    if not segments:
        raise CareerscraperError("nothing to release: there is no segment of readings yet")
    for path in segments:
        try:
            found = pq.read_schema(path)
        except (OSError, pa.ArrowException) as error:
            raise CareerscraperError(f"cannot read the segment {path}: {error}") from error
        if found != SCHEMAS["observations"]:
            raise CareerscraperError(f"the segment {path} has other columns than this version's observations")


@contextmanager
def _naming_errors(target: Path) -> Iterator[None]:
    try:
        with naming_write_errors(target):
            yield
    except duckdb.OperationalError as error:  # its memory, its temporary files
        raise WriteError(f"cannot build a release in {target}: {error}") from error
    except duckdb.Error as error:
        raise CareerscraperError(f"cannot read the segments, one may be damaged: {error}") from error


@contextmanager
def _workshop(folder: Path) -> Iterator[tuple[Path, duckdb.DuckDBPyConnection]]:
    """Yield a folder to build in, on the file system of the releases, and a database that spills beside it."""
    clean_leftovers(folder)
    with workshop(folder / RELEASES, _BUILDING) as shop:
        release = shop / "release"
        release.mkdir()
        with open_database(shop / "spill") as database:
            yield release, database


def _sync(release: Path) -> None:
    for path in release.iterdir():
        with path.open("rb") as file:
            os.fsync(file.fileno())


def _refuse_failed(release: Path, refused: Path, checks: Sequence[Check]) -> None:
    failed = {check.name: check for check in checks if check.verdict == "failed"}
    if failed:
        if refused.exists():
            shutil.rmtree(refused)
        install(release, refused)
        told = [check for name, check in failed.items() if f"{name}/new" not in failed]
        raise CheckFailedError(
            f"not released: {'; '.join(map(str, told))}. What was built is in {refused}",
            list(dict.fromkeys(one.capture_id for check in told for one in check.found if one.capture_id)),
        )


def _settle(release: Path, folder: Path, version: str) -> None:
    """Give the release its name, unless it stands there already, whole; a damaged one is put aside."""
    target = folder / RELEASES / version
    if target.exists():
        try:
            verify(folder, version)
        except (VerifyError, StoreError, ValueError, KeyError):
            target.replace(folder / RELEASES / f"{DAMAGED}{version}-{os.getpid()}")
        else:
            return
    install(release, target)
