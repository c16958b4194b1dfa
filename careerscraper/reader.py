"""Reading beside the crawl: another process reads, out of the archive, what this one fetches, and writes what it has read.

So a page that takes long keeps no other waiting, and one that kills its reader ends no crawl.
"""

from __future__ import annotations

import asyncio
import os
import pickle
from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from itertools import islice
from multiprocessing import get_context, parent_process
from multiprocessing.connection import Connection
from pathlib import Path
from threading import Thread
from typing import Any, NamedTuple

from careerscraper.errors import CareerscraperError
from careerscraper.items import Page
from careerscraper.memory import settle_for_good
from careerscraper.responses import page_of
from careerscraper.segments import Segment, write_segment
from careerscraper.signals import deferring_interrupts
from careerscraper.storage.archive import archive_name, read_capture

#: Pages that are fetched before those before them are read. No more are in the pipe, which holds some 270.
_MOST_AHEAD = 64
#: Pages of a list that fits there beside these.
_MOST_LISTED = 500
#: Pages that are remembered until they are written. What is forgotten is read again.
_MOST_HELD = 4_096
_PATIENCE = 5  # seconds for a process to end that has closed its pipe
_RAISED = 1  # how Python exits after an exception
#: Spawned: a fork would have this process's files and threads, and hold its lock.
_PROCESSES = get_context("spawn")


class _Wanted(NamedTuple):
    """The segment of this ``number``, of ``pages`` that were read."""

    number: int
    pages: Sequence[Page]


class Reader:
    """A process that reads the captures of one site; it ends with this one, however that ends. To be closed."""

    def __init__(self, output: Path, site: str, run_id: str, ahead: int, *, tells_all: bool = False) -> None:
        """Start it: it loads what it needs while the crawl sees where to begin. ``output`` has the archive and the segments.

        ``ahead`` are the pages that may be fetched before those before them are read. Unless it ``tells_all``, it keeps to itself
        what the pages state.
        """
        self._told = output, site, run_id, tells_all
        #: What has not been answered yet, pages to be read and segments to be written. The first so many are ``_sent``.
        self._asked: deque[tuple[Page | _Wanted, asyncio.Future[Any]]] = deque()
        self._sent = 0
        self._ahead = min(ahead, _MOST_AHEAD)
        self._answered = asyncio.Event()
        self._suspect: Page | _Wanted | None = None
        self._is_running = self._is_heard = False
        self._start()

    async def read(self, received: Page) -> Page:
        """Return the outcome of a page that was ``received``, and is in the archive: what is read of it there.

        Its comparison is without statements, unless the process tells all.
        It is `failed` if two processes were killed over it. Raises `CareerscraperError` if the archive cannot be read,
        `RuntimeError` for an error of ours, which stands on standard error.
        """
        page: Page = await self._answer_to(received)
        return page

    async def write(self, pages: Sequence[Page], number: int) -> Segment:
        """Return the segment of ``pages``, which `read` has returned, as `write_segment` does.

        Raises `CareerscraperError` if it cannot be written, whatever the error, or two processes were killed over it.
        """
        read = [page for page in pages if page.comparison is not None]
        segment: Segment = await self._answer_to(_Wanted(number, read)) if read else Segment()
        return segment

    async def _answer_to(self, asked: Page | _Wanted) -> Any:
        future: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._asked.append((asked, future))
        self._send()
        return await future

    async def has_room(self) -> None:
        """Wait until it may be asked: what is fetched before may be what nobody should fetch, of a site that blocks."""
        while len(self._asked) >= self._ahead:
            await self._answered.wait()

    def close(self) -> None:
        """End the process, whatever it is doing."""
        self._is_running = False
        self._process.kill()
        self._process.join()
        self._pipe.close()

    def _start(self) -> None:
        try:
            pipe, theirs = _PROCESSES.Pipe()
            process = _PROCESSES.Process(target=_serve, args=(theirs, *self._told), daemon=True)
            with deferring_interrupts():  # Ctrl-C is for the crawl, which waits for what is being read
                process.start()
        except OSError as error:
            raise CareerscraperError(f"no process that reads can be started: {error.strerror or error}") from error
        theirs.close()
        self._pipe, self._process, self._is_running = pipe, process, True

    def _send(self) -> None:
        """Send what the pipe holds for certain, a long list only where it is empty: neither may wait for the other."""
        if not self._is_running:
            try:
                self._start()
            except CareerscraperError as error:
                while self._asked:
                    self._answer(CareerscraperError(str(error)))
                self._sent = 0
                return
        if not self._is_heard:
            asyncio.get_running_loop().add_reader(self._pipe, self._hear)
            self._is_heard = True
        for asked, _ in islice(tuple(self._asked), self._sent, _MOST_AHEAD):
            if isinstance(asked, _Wanted) and len(asked.pages) > _MOST_LISTED and self._sent:
                break
            self._sent += 1
            told = _offset(asked) if isinstance(asked, Page) else (asked.number, [*map(_offset, asked.pages)])
            with suppress(BrokenPipeError, ConnectionResetError):  # it has died: `_hear` is told, too
                self._pipe.send_bytes(pickle.dumps(told))

    def _hear(self) -> None:
        try:
            answer = pickle.loads(self._pipe.recv_bytes())  # noqa: S301  from a process of our own
        except (EOFError, OSError):  # it has died, perhaps in the middle of an answer
            self._has_ended()
        else:
            self._answer(CareerscraperError(answer) if isinstance(answer, str) else answer)
            self._send()

    def _answer(self, answer: Page | Segment | Exception) -> None:
        """Give an answer to whoever has asked first, unless nobody waits for it any more."""
        _, future = self._asked.popleft()
        self._sent -= 1
        self._answered.set()
        self._answered.clear()
        if future.done():
            return
        if isinstance(answer, Exception):
            future.set_exception(answer)
        else:
            future.set_result(answer)

    def _has_ended(self) -> None:
        """Ask another process what the one before has not answered; but not a third one for the same."""
        asyncio.get_running_loop().remove_reader(self._pipe)
        self._is_heard = False
        self._process.join(_PATIENCE)  # by itself: how it has ended is to be known
        self.close()
        first = self._asked[0][0] if self._asked else None
        if first and self._process.exitcode == _RAISED:
            why = "has failed: see the traceback above"
            error = RuntimeError(f"reading {first.source} {why}") if isinstance(first, Page) else None
            self._answer(error or CareerscraperError(f"to write a segment {why}"))
        elif first and first is self._suspect:
            why = "what reads it was killed over it, twice"
            refused = replace(first, refusal=f"not read: {why}") if isinstance(first, Page) else None
            self._answer(refused or CareerscraperError(f"no segment written: {why}"))
        self._suspect, self._sent = first, 0
        if self._asked:
            self._send()


def _offset(page: Page) -> int:
    """Return where its capture begins in the run's archive."""
    return int((page.capture_id or "").rpartition(":")[2])


class _Reading:
    """What the process does. It holds what it has read until that is written."""

    def __init__(self, output: Path, site: str, run_id: str, tells_all: bool) -> None:  # noqa: FBT001  one of those that are told
        self._output, self._site, self._run_id = output, site, run_id
        self._tells_all = tells_all
        self._held: dict[int, Page] = {}

    def answer(self, asked: int | tuple[int, list[int]]) -> Page | Segment:
        """Return what is read of the capture at an offset, or the segment of a number of several. Raises `CareerscraperError`."""
        if isinstance(asked, tuple):
            held, (number, offsets) = self._held, asked
            pages = [held.pop(offset) if offset in held else self._read(offset) for offset in offsets]
            return write_segment(self._output, self._run_id, pages, number)
        page = self._read(asked)
        if page.comparison is not None:
            self._held[asked] = page
        if len(self._held) > _MOST_HELD:
            del self._held[next(iter(self._held))]
        return page if self._tells_all else page.without_statements()

    def _read(self, offset: int) -> Page:
        capture = read_capture(self._output / "archive", f"{archive_name(self._site, self._run_id)}:{offset}")
        return page_of(capture, self._site, self._run_id)


def _serve(pipe: Connection, *told: Any) -> None:
    """Answer what comes, or say why that cannot be."""
    settle_for_good()
    Thread(target=_end_with_the_crawl, daemon=True).start()
    reading = _Reading(*told)
    with suppress(EOFError, BrokenPipeError, ConnectionResetError):  # the crawl has ended
        while True:
            asked = pickle.loads(pipe.recv_bytes())  # noqa: S301  from the crawl
            try:
                answer: Page | Segment | str = reading.answer(asked)
            except CareerscraperError as error:
                answer = str(error)
            pipe.send_bytes(pickle.dumps(answer))  # `send` makes a pickler of Python's each time, which is slow to make


def _end_with_the_crawl() -> None:
    if crawl := parent_process():
        crawl.join()
        os._exit(1)  # it was killed: nobody waits for the answer, however long that takes
