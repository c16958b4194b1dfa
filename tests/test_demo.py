"""`careerscraper demo` as a user runs it."""

from __future__ import annotations

import json
import signal
import subprocess
import time
from pathlib import Path

from conftest import Run
from warm import BIN


def test_demo_ends_with_a_query_that_runs(run: Run, tmp_path: Path) -> None:
    done = run("careerscraper", "demo", "--pages", "20", "--output", tmp_path / "out")
    assert done.returncode == 0, done.stderr
    assert "comparisons: 20 rows, figures invented" in done.stdout
    assert "exit code 0" in done.stderr
    assert f"Release: {tmp_path / 'out' / 'demo' / 'releases'}/" in done.stdout
    (query,) = (line.removeprefix("Next: ") for line in done.stdout.splitlines() if line.startswith("Next: "))
    shown = run("bash", "-c", query)
    assert shown.returncode == 0, shown.stderr
    assert "annual_salary_usd" in shown.stdout


def test_demo_serve_serves_until_stopped(tmp_path: Path) -> None:
    log = tmp_path / "access.log"
    command = [str(BIN / "careerscraper"), "demo", "--serve", "--pages", "5", "--access-log", str(log)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        origin = process.stdout.readline().strip()
        assert subprocess.run(["curl", "-sf", f"{origin}/robots.txt"], capture_output=True, check=False).returncode == 0
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=10) != 0
    for _ in range(50):
        if log.read_text():
            break
        time.sleep(0.1)
    assert json.loads(log.read_text().splitlines()[0])["path"] == "/robots.txt"
