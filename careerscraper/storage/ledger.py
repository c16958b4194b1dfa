"""The ledger: every URL, every run, every committed segment. Only what it names exists."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path
from typing import Any

from careerscraper.errors import UsageError, WriteError
from careerscraper.items import Issue

USER_VERSION = 5
NAME = "ledger.sqlite"
_WAIT = 5.0  # seconds for another reader or writer of the file


@dataclass(frozen=True, slots=True)
class Run:
    """A run that is open: from its plan to its verdict."""

    run_id: str
    site: str
    arguments: Mapping[str, object]


def now() -> str:
    """Return the time, UTC, as the ledger writes it: ISO 8601 with microseconds."""
    return datetime.now(UTC).isoformat(timespec="microseconds")


class Ledger:
    """The file ``ledger.sqlite`` of an output folder. Every method is one transaction, or part of `transaction`."""

    def __init__(self, output: Path, name: str = NAME) -> None:
        """Open or create it.

        Raises `UsageError` if its version is unknown, or if it is missing where there are captures: a new one would know
        nothing of them. Raises `WriteError` if it cannot be used.
        """
        self._path = path = output / name
        self._archive = output / "archive" if name == NAME else None
        if not path.exists():
            self._require_no_archive()
        try:
            self._db = sqlite3.connect(path, timeout=_WAIT, isolation_level=None)
            self._db.row_factory = sqlite3.Row
            self._db.execute("PRAGMA journal_mode = WAL")
            self._db.execute("PRAGMA synchronous = FULL")
            self._check_version(path)
        except sqlite3.Error as error:
            raise WriteError(f"cannot use the ledger {path}: {error}") from error

    def _check_version(self, path: Path) -> None:
        (version,) = self._db.execute("PRAGMA user_version").fetchone()
        if version == 0:
            self._require_no_archive()
            with self.transaction():
                for statement in files(__package__).joinpath("ledger.sql").read_text("utf-8").split(";\n"):
                    self._db.execute(statement)
                self._db.execute(f"PRAGMA user_version = {USER_VERSION}")
        elif version != USER_VERSION:
            what = f"{path} has version {version}, this careerscraper knows {USER_VERSION}"
            older = ", or make it anew from the archive with `careerscraper rebuild --ledger`"
            raise UsageError(f"{what}: use the one that wrote it{older if version < USER_VERSION else ''}")

    def _require_no_archive(self) -> None:
        if self._archive and any(self._archive.glob("*/*.warc.gz")):
            what = f"{self._path} is missing or empty, but not its archive"
            raise UsageError(f"{what}: make it anew with `careerscraper rebuild --ledger`")

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Make the block one transaction; raise `WriteError` where SQLite refuses."""
        try:
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:  # whatever it was, half a transaction must not stay
                self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")
        except sqlite3.Error as error:
            raise WriteError(f"cannot write the ledger {self._path}: {error}") from error

    def rows(self, sql: str, *values: object) -> list[sqlite3.Row]:
        """Return the rows of a query; raise `WriteError` where SQLite cannot."""
        return list(self.stream(sql, *values))

    def stream(self, sql: str, *values: object) -> Iterator[sqlite3.Row]:
        """Yield the rows of a query, of which there may be millions; raise `WriteError` where SQLite cannot."""
        try:
            with closing(self._db.execute(sql, values)) as cursor:
                yield from cursor
        except sqlite3.Error as error:
            what = f"cannot read the ledger {self._path}: {error}"
            raise WriteError(f"{what}; if it is damaged, make it anew with `careerscraper rebuild --ledger`") from error

    def settle_origin(self, origin: str | None) -> None:
        """Remember where requests go; raise `UsageError` if they went elsewhere before: one folder, one origin."""
        known = [row["value"] for row in self.rows("SELECT value FROM meta WHERE name = 'origin'")]
        if known and known[0] != (origin or ""):
            raise UsageError(f"this output belongs to origin {known[0] or 'of the site itself'}: give another --output")
        with self.transaction():
            self._db.execute("INSERT OR IGNORE INTO meta VALUES ('origin', ?)", (origin or "",))

    def open_run(self, site: str) -> Run | None:
        """Return the run of ``site`` that has no verdict yet."""
        found = self.rows("SELECT * FROM runs WHERE site = ? AND state = 'open'", site)
        return Run(found[0]["run_id"], site, json.loads(found[0]["arguments"])) if found else None

    def start_run(self, run: Run, limit: int = -1) -> None:
        """Open ``run`` with the plan of all URLs of its site that are not gone, or ``limit`` of them.

        To them belong the links that an earlier run found and, because of its own limit, did not plan.
        """
        with self.transaction():
            arguments = json.dumps(run.arguments, sort_keys=True)
            self._db.execute(
                "INSERT INTO runs (run_id, site, arguments, state, started_at) VALUES (?, ?, ?, 'open', ?)",
                (run.run_id, run.site, arguments, now()),
            )
            self._db.execute(
                "INSERT OR IGNORE INTO urls (url, site, planned_by, hops, first_seen_at)"
                " SELECT target, site, '', CASE outcome WHEN 'redirected' THEN hops + 1 ELSE 0 END, ?"
                " FROM links JOIN urls ON url = source WHERE site = ?",
                (now(), run.site),
            )
            self._db.execute(
                "UPDATE urls SET planned_by = ? WHERE url IN"
                " (SELECT url FROM urls WHERE site = ? AND outcome IS NOT 'gone' ORDER BY url LIMIT ?)",
                (run.run_id, run.site, limit),
            )

    def end_run(self, run_id: str, state: str, exit_code: int | None, verdict: str, release: str | None) -> None:
        """Give the run its verdict: ``state`` is closed, abandoned, or still open."""
        with self.transaction():
            self._db.execute(
                "UPDATE runs SET state = ?, ended_at = ?, exit_code = ?, verdict = ?, release = ? WHERE run_id = ?",
                (state, now(), exit_code, verdict, release, run_id),
            )

    def add_urls(self, site: str, run_id: str, urls: Mapping[str, int]) -> None:
        """Plan ``urls`` (with their hops) for the run, within a `transaction`."""
        self._db.executemany(
            "INSERT INTO urls (url, site, planned_by, hops, first_seen_at) VALUES (?, ?, ?, ?, ?)"
            " ON CONFLICT (url) DO UPDATE SET planned_by = excluded.planned_by",
            [(url, site, run_id, hops, now()) for url, hops in urls.items()],
        )

    def add_links(self, links: Iterable[tuple[str, str]]) -> None:
        """Record which page links to which, within a `transaction`."""
        self._db.executemany("INSERT OR IGNORE INTO links VALUES (?, ?)", links)

    def add_segment(self, path: str, run_id: str, parser_version: str, observations: int, sha256: str) -> None:
        """Commit a segment, within a `transaction`."""
        values = (path, run_id, parser_version, observations, sha256)
        self._db.execute("INSERT INTO segments VALUES (?, ?, ?, ?, ?)", values)

    def keep_segments(self, parser_version: str, run_id: str | None = None) -> None:
        """Forget the segments of other code, and of other runs than ``run_id`` if that is given."""
        with self.transaction():
            self._db.execute(
                "DELETE FROM segments WHERE parser_version <> ? OR run_id <> coalesce(?, run_id)",
                (parser_version, run_id),
            )

    def forget_segments(self, paths: Iterable[str]) -> None:
        """Forget these segments, within a `transaction`."""
        self._db.executemany("DELETE FROM segments WHERE path = ?", [(path,) for path in paths])

    def forget_archives(self, names: Iterable[str]) -> None:
        """Forget these archives and the captures in them, within a `transaction`."""
        for name in names:
            within = "substr(capture_id, 1, length(?1) + 1) = ?1 || ':'"
            for table in ("issues", "captures"):
                self._db.execute(f"DELETE FROM {table} WHERE {within}", (name,))
            self._db.execute("DELETE FROM archives WHERE name = ?", (name,))

    def set_committed(self, archive: str, offset: int) -> None:
        """Commit an archive up to ``offset``, within a `transaction`."""
        self._db.execute("INSERT OR REPLACE INTO archives VALUES (?, ?)", (archive, offset))

    def set_url(self, url: str, values: Mapping[str, Any], attempts: int = 0) -> None:
        """Set columns of a URL, and count attempts, within a `transaction`."""
        columns = ", ".join(f"{name} = ?" for name in values)
        done = self._db.execute(
            f"UPDATE urls SET {columns}, attempts = attempts + ? WHERE url = ?", (*values.values(), attempts, url)
        )
        if done.rowcount != 1:  # an outcome that nobody would ever find
            raise WriteError(f"the ledger {self._path} has no URL {url}, whose outcome this is: please report it")

    def set_outcome(self, capture_id: str | None, outcome: str, refusal: str | None) -> None:
        """Correct the outcome of the URL whose newest outcome was read from that capture, within a `transaction`."""
        self._db.execute(
            "UPDATE urls SET outcome = ?, refusal = ? WHERE last_capture = ?", (outcome, refusal, capture_id)
        )

    def date_urls(self) -> None:
        """Set when each URL was first seen to when it was first captured, within a `transaction`."""
        first = "(SELECT min(fetched_at) FROM captures WHERE captures.url = urls.url)"
        self._db.execute(f"UPDATE urls SET first_seen_at = coalesce({first}, first_seen_at)")

    def set_capture(self, values: Mapping[str, Any], issues: Iterable[Issue]) -> None:
        """Record a capture, and what is odd about it, in place of what was recorded, within a `transaction`."""
        columns, marks = ", ".join(values), ", ".join("?" * len(values))
        self._db.execute(f"INSERT OR REPLACE INTO captures ({columns}) VALUES ({marks})", tuple(values.values()))
        self._db.execute("DELETE FROM issues WHERE capture_id = ?", (values["capture_id"],))
        self._db.executemany(
            "INSERT INTO issues VALUES (?, ?, ?, ?, ?)",
            [(values["capture_id"], issue.code, issue.message, issue.table, issue.row) for issue in issues],
        )

    def good_capture(self, url: str) -> sqlite3.Row | None:
        """Return the capture with the content of ``url`` that a comparison was read from last."""
        found = self.rows("SELECT * FROM seen WHERE url = ? ORDER BY seen_at DESC LIMIT 1", url)
        return found[0] if found else None

    def set_revisit(self, url: str, seen_at: str, values: Mapping[str, Any]) -> None:
        """Record a revisit of what was captured at ``seen_at``, within a `transaction`, if that is not what was known last."""
        last = self.rows(
            "SELECT coalesce(same_as, capture_id) AS content FROM captures WHERE url = ? AND state IS NOT NULL"
            " ORDER BY fetched_at DESC LIMIT 1",
            url,
        )
        good = self.rows(
            "SELECT capture_id FROM captures WHERE url = ? AND fetched_at = ? AND same_as IS NULL", url, seen_at
        )
        if good and last and last[0]["content"] != good[0]["capture_id"]:
            self.set_capture({**values, "same_as": good[0]["capture_id"]}, ())

    def counts(self, run_id: str) -> dict[str, int]:
        """Return how many of the run's URLs ended in each outcome.

        Those that were refused without a request, because robots.txt forbids them, are `forbidden`; those that have no
        outcome yet `pending`.
        """
        rows = self.rows(
            "SELECT CASE WHEN done_by IS NOT planned_by THEN 'pending'"
            " WHEN outcome = 'refused' AND http_status IS NULL THEN 'forbidden' ELSE outcome END AS outcome, count(*) AS n"
            " FROM urls WHERE planned_by = ? GROUP BY 1",
            run_id,
        )
        return {row["outcome"]: row["n"] for row in rows}
