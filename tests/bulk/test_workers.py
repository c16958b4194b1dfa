"""`careerscraper extract` by several processes and by a cluster: the same bytes, whoever dies."""

from __future__ import annotations

import gzip
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest
from conftest import Run
from crawls import crawl, until
from warm import BIN, ENVIRONMENT, running

from careerscraper.bulk.pieces import _BYTES
from careerscraper.demo.server import serve
from careerscraper.demo.site import DemoSite
from careerscraper.storage.archive import Archive

#: What takes long to load.
LARGE = {
    *("bs4", "dask", "distributed", "duckdb", "fastwarc", "html5lib", "lxml", "numpy", "pandas", "pyarrow", "rich"),
    *("scrapy", "thrift", "twisted", "w3lib"),
}


@pytest.fixture(scope="module")
def archives(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with archives of 40 pages; one of them, not compressed, is read in stretches."""
    folder = tmp_path_factory.mktemp("archives")
    pages = DemoSite(40).comparisons
    for name, some, padding in (("a", pages[:12], 0), ("b", pages[12:36], 800_000), ("c", pages[30:], 0)):
        archive = Archive(folder, "zippia", name)
        for page in some:
            body = page.html().replace(b"</body>", b"<!--" + b"x" * padding + b"--></body>")
            archive.append(page.url, 200, "OK", [("Content-Type", "text/html")], body, datetime(2026, 1, 2, tzinfo=UTC))
        archive.close()
    large = folder / "zippia" / "b.warc.gz"
    large.with_suffix("").write_bytes(gzip.decompress(large.read_bytes()))
    large.unlink()
    assert large.with_suffix("").stat().st_size > 2 * _BYTES
    return folder


@pytest.fixture(scope="module")
def alone(run: Run, archives: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """Return what one process makes of them, and what it says."""
    folder = tmp_path_factory.mktemp("alone") / "tables"
    done = run("careerscraper", "extract", archives, "-o", folder, "--workers", "1")
    assert done.returncode == 0, done.stderr
    return folder, done.stderr


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def told(stderr: str) -> list[str]:
    """Return the lines that do not depend on how long it took."""
    return [line for line in stderr.splitlines() if not line.endswith(" left")]


def test_two_processes_give_the_same_bytes(run: Run, archives: Path, alone: tuple[Path, str], tmp_path: Path) -> None:
    done = run("careerscraper", "extract", archives, "-o", tmp_path / "tables", "--workers", "2")
    assert done.returncode == 0, done.stderr
    assert told(done.stderr) == told(alone[1])
    assert len([line for line in told(done.stderr) if "left out: the same page as" in line]) == 6
    assert contents(tmp_path / "tables") == contents(alone[0])


@contextmanager
def cluster(folder: Path) -> Iterator[tuple[str, Callable[[], subprocess.Popen[bytes]], subprocess.Popen[bytes]]]:
    """Yield the address of a scheduler on loopback, what starts a worker of it, and the scheduler's process."""
    address = folder / "scheduler.json"
    processes: list[subprocess.Popen[bytes]] = []

    def start(*words: str | Path) -> subprocess.Popen[bytes]:
        command = [BIN / "dask", *words, "--scheduler-file", address, "--no-dashboard"]
        quiet = {"cwd": folder, "env": ENVIRONMENT, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        processes.append(subprocess.Popen(command, **quiet))  # type: ignore[call-overload]
        return processes[-1]

    try:
        scheduler = start("scheduler", "--host", "127.0.0.1", "--port", "0")
        until(lambda: address.exists() and address.stat().st_size)
        told = json.loads(address.read_text())["address"]
        yield told, partial(start, "worker", "--nthreads", "1", "--local-directory", folder), scheduler
    finally:
        for process in reversed(processes):
            process.terminate()
        for process in processes:
            process.wait(30)


def test_a_cluster_gives_the_same_bytes(run: Run, archives: Path, alone: tuple[Path, str], tmp_path: Path) -> None:
    with cluster(tmp_path) as (address, hire, _):
        hire()
        hire()
        done = run("careerscraper", "extract", archives, "-o", tmp_path / "tables", "--scheduler", address)
    assert done.returncode == 0, done.stderr
    assert told(done.stderr) == told(alone[1])
    assert contents(tmp_path / "tables") == contents(alone[0])


def test_a_cluster_without_workers_is_waited_for_and_one_that_is_lost_is_named(
    archives: Path, alone: tuple[Path, str], tmp_path: Path
) -> None:
    command = ("careerscraper", "extract", archives, "--scheduler")
    with cluster(tmp_path) as (address, hire, scheduler):
        with running(*command, address, "-o", tmp_path / "tables") as its:
            until(lambda: "The cluster has no worker: waiting for one" in its.err)
            worker = hire()
            assert its.end() == 0, its.err
        worker.kill()
        with running(*command, address, "-o", tmp_path / "lost") as its:
            until(lambda: "no worker" in its.err)
            scheduler.kill()
            assert its.end() == 1
            assert its.err.endswith("the connection to the cluster is lost, and nothing was written: run this again\n")
            assert "Traceback" not in its.err
    assert contents(tmp_path / "tables") == contents(alone[0])
    assert not list((tmp_path / "lost").iterdir())


def children(pid: int) -> list[int]:
    return [
        int(child) for task in Path(f"/proc/{pid}/task").iterdir() for child in (task / "children").read_text().split()
    ]


def forker(pid: int) -> int:
    """Return the process that the command ``pid`` has its workers forked from."""
    (found,) = (child for child in children(pid) if b"forkserver" in Path(f"/proc/{child}/cmdline").read_bytes())
    return found


def test_a_worker_that_is_killed_costs_its_task_only(archives: Path, alone: tuple[Path, str], tmp_path: Path) -> None:
    command = [BIN / "careerscraper", "extract", archives, "-o", tmp_path / "tables", "--workers", "2"]
    with subprocess.Popen(command, env=ENVIRONMENT, stderr=subprocess.PIPE, text=True) as process:
        deadline = time.monotonic() + 60
        while not list(tmp_path.glob("tables/.tables-*/*.tmp")):  # a worker is at work
            assert time.monotonic() < deadline
            assert process.poll() is None
            time.sleep(0.01)
        workers = children(forker(process.pid))
        assert len(workers) == 2
        os.kill(workers[0], signal.SIGKILL)
        _, stderr = process.communicate(timeout=120)
    assert process.returncode == 0, stderr
    assert told(stderr) == told(alone[1])
    assert contents(tmp_path / "tables") == contents(alone[0])
    assert sorted(path.name for path in tmp_path.iterdir()) == [".tables.extract.json", "tables"]


def test_what_a_killed_command_leaves_goes_with_the_next(
    run: Run, archives: Path, alone: tuple[Path, str], tmp_path: Path
) -> None:
    command = [BIN / "careerscraper", "extract", archives, "-o", tmp_path / "tables", "--workers", "1"]
    with subprocess.Popen(command, env=ENVIRONMENT, stderr=subprocess.DEVNULL) as process:
        deadline = time.monotonic() + 60
        while not list(tmp_path.glob("tables/.tables-*/*.tmp")):
            assert time.monotonic() < deadline
            time.sleep(0.01)
        process.kill()
    assert list(tmp_path.glob("tables/.tables-*"))
    assert run("careerscraper", "extract", archives, "-o", tmp_path / "tables", "--workers", "1").returncode == 0
    assert contents(tmp_path / "tables") == contents(alone[0])


def test_where_nothing_has_changed_nothing_is_done(run: Run, archives: Path, tmp_path: Path) -> None:
    source, output = tmp_path / "a.warc.gz", tmp_path / "o.csv"
    source.write_bytes((archives / "zippia" / "a.warc.gz").read_bytes())

    def is_done(*more: str) -> bool:
        before = output.stat().st_mtime_ns
        done = run("careerscraper", "extract", source, "-o", output, *more)
        assert done.returncode == 0, done.stderr
        is_same = output.stat().st_mtime_ns == before
        assert ("nothing has changed since: 12 pages read" in done.stderr) == is_same
        return not is_same

    assert run("careerscraper", "extract", source, "-o", output).returncode == 0
    assert not is_done()
    assert is_done("--site", "zippia")
    assert is_done()
    os.utime(source)
    assert is_done()
    assert not is_done()
    output.write_bytes(output.read_bytes())
    assert is_done()
    assert not is_done()


def test_to_see_that_nothing_has_changed_nothing_large_is_loaded(run: Run, archives: Path, tmp_path: Path) -> None:
    command = ["extract", archives / "zippia" / "a.warc.gz", "-o", tmp_path / "o.parquet"]
    assert run("careerscraper", *command).returncode == 0
    python = [sys.executable, "-X", "importtime", "-m", "careerscraper"]
    done = subprocess.run([*python, *command], env=ENVIRONMENT, capture_output=True, text=True, check=True)
    assert "nothing has changed since: 12 pages read" in done.stderr
    loaded = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines() if line.startswith("import time:")}
    assert {"typer", "careerscraper.bulk.done"} <= loaded
    assert not {name.partition(".")[0] for name in loaded} & LARGE
    ours = {name.split(".")[1] for name in loaded if name.startswith("careerscraper.")}
    assert not ours & {"parsers", "values", "sites", "releases", "schema"}


def test_a_rebuild_by_two_processes_makes_the_release_of_the_crawl(run: Run, tmp_path: Path) -> None:
    with serve(DemoSite(12)) as origin:
        for more in (("--limit", "6"), ()):  # two runs, and so two segments
            assert run(*crawl(origin, tmp_path), *more).returncode == 0
    before = json.loads((tmp_path / "latest.json").read_text())["release"]
    done = run("careerscraper", "rebuild", "--output", tmp_path, "--workers", "2")
    assert done.returncode == 0, done.stderr
    assert json.loads((tmp_path / "latest.json").read_text())["release"] == before
    assert len(list(tmp_path.glob("segments/rebuild-*/*.parquet"))) == 2
    assert not list(tmp_path.glob(".rebuild-*"))


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (("-", "-o", "x.csv", "--scheduler", "tcp://127.0.0.1:9"), 2, "a cluster reads no standard input"),
        (("x.html", "--scheduler", "tcp://127.0.0.1:9"), 2, "writes no standard output"),
        (("x.html", "-o", "x.csv", "--scheduler", "127.0.0.1:9x"), 1, "no scheduler answers at 127.0.0.1:9x"),
        (("x.html", "-o", "x.csv", "--workers", "0"), 2, "--workers"),
    ],
)
def test_wrong_usage(run: Run, words: tuple[str, ...], code: int, message: str, tmp_path: Path) -> None:
    done = run("careerscraper", "extract", *words, cwd=tmp_path)
    assert done.returncode == code
    assert message in done.stderr
    assert "Traceback" not in done.stderr
