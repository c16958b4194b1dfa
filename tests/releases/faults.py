"""A publication into a store that breaks at one place, and what is left of it: for the tests, and for `table.py`."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from object_store import Proxy, ask

from careerscraper.errors import CareerscraperError
from careerscraper.releases.copy import copy_release
from careerscraper.releases.publish import publish, verify, verify_in
from careerscraper.releases.s3 import S3Store
from careerscraper.releases.store_urls import open_store

from .small import OLD, publish_small

FILES = ("SHA256SUMS", "manifest.json", "pages.csv", "DICTIONARY.md")
STEPS = ("publish:before", "publish:after", "publish:recorded", "copy:before", *(f"copy:{name}" for name in FILES))
STEPS += ("copy:read back", "copy:after")
S3_STEPS = ("copy:before", f"copy:{FILES[0]}", "copy:read back", "copy:after")
#: Publishes a release in the output folder, then copies it, as a run does.
PUBLISH = """
import sys
from pathlib import Path
from careerscraper.errors import CareerscraperError
from careerscraper.releases.copy import copy_release
from careerscraper.releases.publish import publish
from careerscraper.releases.store_urls import open_store

def run(output, version, url):
    try:
        publish(Path(output), version)
        copy_release(Path(output), open_store(url))
    except CareerscraperError as error:
        sys.exit(f"{type(error).__name__}: {error}")
"""
#: The same in a child of its own for each line that comes in, so that only the first one waits for the libraries.
PUBLISHER = f"""
{PUBLISH}
import json, os
for line in sys.stdin:
    environment, arguments = json.loads(line)
    child = os.fork()
    if not child:
        os.environ.update(environment)
        run(*arguments)
        sys.exit()
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""


@contextmanager
def start_publisher() -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-c", PUBLISHER]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as publisher:
        yield publisher
        publisher.kill()


@dataclass(frozen=True)
class Left:
    """What is left of a publication: how it ended, and the versions that both pointers name, each of them verified."""

    exit_code: int
    message: str
    here: str
    there: str


@dataclass(frozen=True)
class Place:
    """An output folder with a release of before, in the store as well, and with a new one that is not published."""

    output: Path
    url: str
    old: str
    new: str
    pointer: bytes

    def left(self, exit_code: int, message: str = "") -> Left:
        here, there = verify(self.output), verify_in(open_store(self.url))
        return Left(exit_code, message, here["version"], there["version"])

    def copy_again(self) -> None:
        """Publish as the next run does, without a fault."""
        publish(self.output, self.new)
        assert copy_release(self.output, open_store(self.url)) == self.new

    def run(self, *prefix: str) -> Left:
        """Publish in a process of its own, behind the words of a command that breaks it."""
        command = [*prefix, sys.executable, "-Bc", f"{PUBLISH}\nrun(*sys.argv[1:])", self.output, self.new, self.url]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        return self.left(done.returncode, done.stderr)

    def stop_at(self, step: str, publisher: subprocess.Popen[str]) -> Left:
        """Publish in a child of ``publisher``, which is killed at that step."""
        assert publisher.stdin
        assert publisher.stdout
        environment = {name: value for name, value in os.environ.items() if name.startswith("AWS_")}
        order = [environment | {"CAREERSCRAPER_STOP_AT": step}, [str(self.output), self.new, self.url]]
        publisher.stdin.write(json.dumps(order) + "\n")
        publisher.stdin.flush()
        return self.left(int(publisher.stdout.readline()))


def prepare(folder: Path, url: str) -> Place:
    old = publish_small(folder / "output", OLD, "old")
    copy_release(folder / "output", open_store(url))
    pointer = (folder / "output" / "latest.json").read_bytes()
    new = publish_small(folder / "output", text="new")
    (folder / "output" / "latest.json").write_bytes(pointer)
    return Place(folder / "output", url, old, new, pointer)


def break_from(s3: Proxy, place: Place, fault: str, number: int) -> tuple[str, Left] | None:
    """Copy the new release while every request from this one on fails; return which that is, None if there are fewer."""
    publish(place.output, place.new)
    s3.reset()
    s3.plan = lambda n, *_: fault if n >= number else None
    patience = 1.5 if fault == "no answer" else 60.0
    try:
        copy_release(place.output, S3Store(place.url, patience=patience))
        code, message = 0, ""
    except CareerscraperError as error:
        code, message = error.exit_code, str(error)
    asked = list(s3.asked)
    s3.reset()
    if len(asked) < number:
        return None
    return asked[number - 1].replace(f"/{prefix_of(place)}/", ""), place.left(code, message)


def undo(s3: Proxy, place: Place) -> None:
    """Put the store back to the release of before, past the code that is tested."""
    for name in FILES:
        ask(s3.upstream_port, "DELETE", f"/{prefix_of(place)}/releases/{place.new}/{name}")
    ask(s3.upstream_port, "PUT", f"/{prefix_of(place)}/latest.json", place.pointer)


def prefix_of(place: Place) -> str:
    return place.url.partition("://")[2]


def count_requests(s3: Proxy, place: Place) -> int:
    """Return how many requests a publication takes. The last one moves the pointer."""
    s3.reset()
    place.copy_again()
    undo(s3, place)
    return len(s3.asked)


def run_with_broken_call(strace: str, place: Place, call: str, error: str, number: int) -> tuple[Left, int]:
    """Return what is left, and how often the call was broken."""
    log = place.output.parent / "strace"
    options = ("-qf", "-o", str(log), "-e", f"trace={call}", "-e", f"inject={call}:error={error}:when={number}")
    left = place.run(strace, *options)
    return left, log.read_text().count("(INJECTED)")
