"""Prints what comes of each fault of a publication: `python tests/releases/table.py [WORDS OF A FAULT]`; some minutes."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from itertools import count
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from object_store import BUCKET, CREDENTIALS, FAULTS, Proxy, proxied, serve_s3

from releases.faults import (
    STEPS,
    Left,
    Place,
    break_from,
    prepare,
    run_with_broken_call,
    start_publisher,
    undo,
)

Row = tuple[str, str, Place, Left]
CALLS = ("write", "sendfile", "fsync", "rename")


def broken_requests(s3: Proxy, folder: Path) -> Iterator[Row]:
    """Break every request of a publication, and all after it, in each way."""
    place = prepare(folder, f"s3://{BUCKET}/{folder.name}")
    for fault in FAULTS:
        for number in count(1):
            broken = break_from(s3, place, fault, number)
            if broken is None:
                break
            place.copy_again()
            undo(s3, place)
            yield f"S3: {fault}", f"{number}. {broken[0].replace(place.new, 'VERSION')}", place, broken[1]
        undo(s3, place)


def kills(folder: Path) -> Iterator[Row]:
    with start_publisher() as publisher:
        for kind in ("folder", "s3"):
            for number, step in enumerate(STEPS):
                here = folder / f"{kind}{number}"
                place = prepare(here, f"s3://{BUCKET}/{here.name}" if kind == "s3" else str(here / "store"))
                left = place.stop_at(step, publisher)
                place.copy_again()
                yield f"SIGKILL, into {kind}", step, place, left


def broken_calls(folder: Path) -> Iterator[Row]:
    """Break every call of the system, into a folder: first those for the output folder, then those for the store."""
    for call in CALLS:
        for error in ("EIO", "ENOSPC"):
            for number in count(1):
                here = folder / f"{call}{error}{number}"
                place = prepare(here, str(here / "store"))
                left, injected = run_with_broken_call("strace", place, call, error, number)
                if not injected:
                    break
                place.copy_again()
                yield f"{error} of {call}, into folder", f"{number}. call", place, left


def main(words: list[str]) -> None:
    print("| fault | where | exit code | latest.json here | in the store | verify | next run |")  # noqa: T201
    print("| --- | --- | --- | --- | --- | --- | --- |")  # noqa: T201
    with serve_s3() as url, proxied(url) as s3, tempfile.TemporaryDirectory() as name:
        os.environ.update(CREDENTIALS | {"AWS_ENDPOINT_URL": s3.origin})
        for rows in (broken_requests(s3, Path(name, "requests")), kills(Path(name)), broken_calls(Path(name))):
            for fault, where, place, left in rows:
                if all(word in fault for word in words):
                    named = ("old" if version == place.old else "new" for version in (left.here, left.there))
                    cells = (fault, where, left.exit_code, *named, "ok, both", "publishes")  # else there is no row
                    print("|", " | ".join(map(str, cells)), "|", flush=True)  # noqa: T201


if __name__ == "__main__":
    main(sys.argv[1:])
