"""Publications that break anywhere: both pointers name a whole release, and the next run publishes."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from object_store import BUCKET, FAULTS, Proxy

from .faults import S3_STEPS, STEPS, break_from, count_requests, prepare, run_with_broken_call, start_publisher, undo

#: Which call of the system fails how, and what is named then here and there: the last one syncs what was renamed.
CALLS = [
    ("write", "ENOSPC", 1, "old", "old"),
    ("sendfile", "ENOSPC", 8, "new", "old"),
    ("fsync", "EIO", 13, "new", "new"),
]


def url_of(kind: str, folder: Path) -> str:
    return f"s3://{BUCKET}/{folder.name}" if kind == "s3" else str(folder / "store")


@pytest.mark.parametrize("fault", FAULTS)
def test_from_any_request_on_the_store_fails(s3: Proxy, tmp_path: Path, fault: str) -> None:
    """All faults together break every request, and each of them the last one."""
    place = prepare(tmp_path, url_of("s3", tmp_path))
    last = count_requests(s3, place)
    for number in {*range(1 + FAULTS.index(fault), last, len(FAULTS)), last}:
        broken = break_from(s3, place, fault, number)
        assert broken, number
        where, left = broken
        assert left.exit_code == 1
        assert place.url in left.message
        assert left.here == place.new
        moved = where == "PUT latest.json" and fault in ("cut after", "partial answer")  # it was heard
        assert left.there == (place.new if moved else place.old)
        place.copy_again()
        undo(s3, place)
    assert break_from(s3, place, fault, last + 1) is None


@pytest.mark.parametrize("fault", ["cut after", "cut before", "partial put"])
def test_a_pointer_whose_answer_is_lost_is_ours(s3: Proxy, tmp_path: Path, fault: str) -> None:
    """Once: the request is tried again, and refused where the first try was heard."""
    place = prepare(tmp_path, url_of("s3", tmp_path))
    last = count_requests(s3, place)
    s3.reset()
    s3.plan = lambda n, *_: fault if n == last else None
    place.copy_again()
    assert s3.asked[last - 1 : last + 1] == [f"PUT /{BUCKET}/{tmp_path.name}/latest.json"] * 2
    assert place.left(0).there == place.new


@pytest.fixture(scope="module")
def publisher() -> Iterator[subprocess.Popen[str]]:
    with start_publisher() as publisher:
        yield publisher


@pytest.mark.parametrize(
    ("kind", "step"), [*(("folder", step) for step in STEPS), *(("s3", step) for step in S3_STEPS)]
)
def test_a_publication_is_killed_at_a_step(
    request: pytest.FixtureRequest, publisher: subprocess.Popen[str], tmp_path: Path, kind: str, step: str
) -> None:
    if kind == "s3":
        request.getfixturevalue("s3")
    place = prepare(tmp_path, url_of(kind, tmp_path))
    left = place.stop_at(step, publisher)
    assert left.exit_code == -signal.SIGKILL
    assert left.here == (place.old if step == "publish:before" else place.new)
    assert left.there == (place.new if step == "copy:after" else place.old)
    place.copy_again()


@pytest.fixture(scope="session")
def strace() -> str:
    why = "strace cannot be used (Debian: strace)"
    if shutil.which("strace") and not subprocess.run(["strace", "-qo", "/dev/null", "true"], check=False).returncode:
        return "strace"
    if os.environ.get("CI") == "true":
        pytest.fail(why)
    pytest.skip(why)


@pytest.mark.parametrize("case", CALLS, ids=str)
def test_a_call_of_the_system_fails(strace: str, tmp_path: Path, case: tuple[str, str, int, str, str]) -> None:
    call, error, number, here, there = case
    place = prepare(tmp_path, url_of("folder", tmp_path))
    left, injected = run_with_broken_call(strace, place, call, error, number)
    assert injected == 1
    assert left.exit_code == 1, left.message
    assert f"WriteError: cannot write {tmp_path}" in left.message
    assert {"EIO": "Input/output error", "ENOSPC": "No space left on device"}[error] in left.message
    assert (left.here, left.there) == (getattr(place, here), getattr(place, there))
    place.copy_again()
