"""`careerscraper prune`: what goes, and above all what stays."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from conftest import Run

from careerscraper.errors import UsageError, VerifyError
from careerscraper.receipts.receipt import explain_released
from careerscraper.releases.load import load
from careerscraper.releases.publish import list_versions, publish, read_latest, verify
from careerscraper.runs.prune import prune
from careerscraper.runs.rebuild import rebuild
from careerscraper.storage.archive import Archive
from careerscraper.storage.lock import locked

URL = "https://www.zippia.com/x-jobs/x-vs-y-differences"


@pytest.fixture(scope="module")
def template(demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a dataset with two releases, of the same captures; the newer one is published. Nothing in it is of no use."""
    output = Path(shutil.copytree(demo, tmp_path_factory.mktemp("template") / "output"))
    with closing(sqlite3.connect(output / "ledger.sqlite")) as ledger, ledger:
        ledger.execute("UPDATE urls SET last_changed_at = first_seen_at")
    assert rebuild(output).exit_code == 0
    assert {one.kind for one in prune(output, 2).gone} == {"segment"}  # of before
    return output


@pytest.fixture
def output(template: Path, tmp_path: Path) -> Path:
    """Return a copy of the dataset, to be pruned."""
    return Path(shutil.copytree(template, tmp_path / "output"))


@pytest.fixture
def ledger(output: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(output / "ledger.sqlite")) as database:
        yield database


def files(output: Path) -> set[str]:
    """Return what stands there, without what taking a lock or opening the ledger leaves."""
    paths = (path.relative_to(output).as_posix() for path in output.rglob("*") if path.is_file())
    return {path for path in paths if not path.startswith((".lock", "ledger.sqlite"))}


def add_archive(output: Path, ledger: sqlite3.Connection, state: str | None = None) -> str:
    """Add a run's archive with one capture that says ``state`` of its URL; return the archive's name."""
    archive = Archive(output / "archive", "zippia", "r_0")
    capture = archive.append(URL, 404, "Not Found", [], b"", datetime(2026, 1, 1, tzinfo=UTC))
    end = archive.sync()
    archive.close()
    columns = "capture_id, url, run_id, fetched_at, outcome, state, read_by, parser_version"
    values = (capture, URL, "r_0", "2026-01-01T00:00:00+00:00", "refused", state, "r_0", "0" * 16)
    ledger.execute(f"INSERT INTO captures ({columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)", values)
    ledger.execute("INSERT INTO issues VALUES (?, 'x', 'x', NULL, NULL)", (capture,))
    ledger.execute("INSERT INTO archives VALUES (?, ?)", (archive.name, end))
    ledger.commit()
    return archive.name


def test_the_newest_release_stays_and_an_old_one_goes(run: Run, output: Path) -> None:
    old, new = list_versions(output)
    (output / "releases" / f".refused-{old}").mkdir()
    (output / "releases" / ".pruned-half").mkdir()
    before = files(output)
    done = run("careerscraper", "prune", "--keep", "1", "--dry-run", "--output", output)
    assert (done.returncode, files(output)) == (0, before)
    assert "would remove: " in done.stderr
    said = done.stdout
    assert f"release\t{output}/releases/{old}\t" in said
    done = run("careerscraper", "prune", "--keep", "1", "--output", output)
    assert (done.returncode, done.stdout) == (0, said)
    assert f"releases that stay: {new}" in done.stderr
    assert {path.name for path in (output / "releases").iterdir()} == {new, "published.jsonl"}
    assert verify(output)["version"] == new
    assert prune(output, 1).gone == []
    assert before - files(output) == {path for path in before if path.startswith(f"releases/{old}/")}


def test_the_published_release_stays_whatever_its_age(output: Path) -> None:
    old, new = list_versions(output)
    publish(output, old)
    assert prune(output, 1).kept == [old, new]
    assert list_versions(output) == [old, new]


def test_what_nothing_needs_goes_with_its_entries(output: Path, ledger: sqlite3.Connection) -> None:
    name = add_archive(output, ledger)
    (stray := output / "segments" / "r_0" / "000000.parquet").parent.mkdir()
    stray.write_bytes(b"")
    plan = prune(output, 2)
    assert [(one.kind, one.path) for one in plan.gone] == [("segment", stray), ("archive", output / "archive" / name)]
    assert not stray.exists()
    assert not (output / "archive" / name).exists()
    for table, column in (("captures", "run_id = 'r_0'"), ("issues", "code = 'x'"), ("archives", f"name = '{name}'")):
        assert ledger.execute(f"SELECT count(*) FROM {table} WHERE {column}").fetchone() == (0,)
    assert rebuild(output).exit_code == 0


@pytest.mark.parametrize("why", ["known", "gone", "the newest answer", "an open run", "a release"])
def test_a_capture_stays_while_anything_points_to_it(output: Path, ledger: sqlite3.Connection, why: str) -> None:
    name = add_archive(output, ledger, why if why in ("known", "gone") else None)
    if why == "the newest answer":
        columns = "url, site, planned_by, hops, first_seen_at, last_capture"
        ledger.execute(f"INSERT INTO urls ({columns}) VALUES (?, 'zippia', 'r_0', 0, '2026', ?)", (URL, f"{name}:99"))
    if why == "an open run":
        ledger.execute(
            "INSERT INTO runs (run_id, site, arguments, state, started_at) VALUES ('r_0', 'zippia', '{}', 'open', '')"
        )
    if why == "a release":  # the ledger knows nothing of what the releases were read from
        ledger.execute("UPDATE captures SET state = NULL")
        ledger.execute("UPDATE urls SET last_capture = NULL")
    ledger.commit()
    archives = {path for path in files(output) if path.startswith("archive/")}
    prune(output, 1)
    kept = {path for path in files(output) if path.startswith("archive/")}
    assert archives - kept == ({f"archive/{name}"} if why == "a release" else set())
    observation = load(output=output, columns=["observation_id"])["observation_id"].iloc[0]
    assert "read again    the same" in "\n".join(explain_released(output, observation))


def test_nothing_goes_while_a_run_is_at_work_or_what_is_needed_is_unknown(
    run: Run, output: Path, tmp_path: Path
) -> None:
    before = files(output)
    with locked(output, "crawl zippia"):
        done = run("careerscraper", "prune", "--keep", "1", "--output", output)
        assert (done.returncode, "crawl zippia" in done.stderr) == (75, True)
    (output / str((read_latest(output) or {})["path"]) / "pages.parquet").write_bytes(b"PAR1")
    with pytest.raises(VerifyError, match=r"pages\.parquet: .*; nothing is pruned"):
        prune(output, 1)
    (output / "latest.json").write_text(json.dumps({}))
    with pytest.raises(VerifyError, match=r"latest\.json is damaged"):
        prune(output, 1)
    assert files(output) == before
    with pytest.raises(UsageError, match="holds no dataset"):
        prune(tmp_path / "gone", 1)
    assert not (tmp_path / "gone").exists()
    assert run("careerscraper", "prune", "--keep", "0", "--output", output).returncode == 2
