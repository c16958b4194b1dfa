"""Reading beside the crawl: another process reads, out of the archive, what this one fetches.

So a page that takes long keeps no other waiting, and one that kills its reader ends no crawl.
"""

from __future__ import annotations

import asyncio
import os
from collections import deque
from contextlib import suppress
from dataclasses import replace
from multiprocessing import get_context, parent_process
from multiprocessing.connection import Connection
from pathlib import Path
from threading import Thread

from careerscraper.errors import CareerscraperError
from careerscraper.items import Page
from careerscraper.memory import settle_for_good
from careerscraper.responses import page_of
from careerscraper.signals import ignoring_interrupts
from careerscraper.storage.archive import read_capture

_MOST_AHEAD = 16
_PATIENCE = 5  # seconds for a process to end that has closed its pipe
_RAISED = 1  # how Python exits after an exception
#: Spawned: a fork would have this process's files and threads, and hold its lock.
_PROCESSES = get_context("spawn")


class Reader:
    """A process that reads the captures of one site; it ends with this one, however that ends. To be closed."""

    def __init__(self, archive: Path, site: str, ahead: int) -> None:
        """Start it: it loads what it needs while the crawl sees where to begin. ``archive`` is the folder of the archives.

        It is asked for ``ahead`` pages before it has answered: few enough that neither waits for the other to empty a pipe.
        """
        self._told = archive, site
        self._asked: deque[tuple[Page, asyncio.Future[Page]]] = deque()
        self._ahead = asyncio.Semaphore(min(ahead, _MOST_AHEAD))
        self._suspect: str | None = None
        self._is_heard = False
        self._start()

    async def read(self, received: Page) -> Page:
        """Return the outcome of a page that was ``received``, and is in the archive: what is read of it there.

        It is `failed` if two processes were killed over it. Raises `CareerscraperError` if the archive cannot be read,
        `RuntimeError` for an error of ours, which stands on standard error.
        """
        async with self._ahead:
            future: asyncio.Future[Page] = asyncio.get_running_loop().create_future()
            self._asked.append((received, future))
            self._ask(received)
            return await future

    async def has_room(self) -> None:
        """Wait until it may be asked: what is fetched before may be what nobody should fetch, of a site that blocks."""
        async with self._ahead:
            pass

    def close(self) -> None:
        """End the process, whatever it is doing."""
        self._process.kill()
        self._process.join()
        self._pipe.close()

    def _start(self) -> None:
        self._pipe, theirs = _PROCESSES.Pipe()
        self._process = _PROCESSES.Process(target=_serve, args=(theirs, *self._told), daemon=True)
        with ignoring_interrupts():  # Ctrl-C is for the crawl, which waits for what is being read
            self._process.start()
        theirs.close()

    def _ask(self, page: Page) -> None:
        if self._pipe.closed:
            self._start()
        if not self._is_heard:
            asyncio.get_running_loop().add_reader(self._pipe, self._hear)
            self._is_heard = True
        with suppress(BrokenPipeError, ConnectionResetError):  # it has died: `_hear` is told, too, and asks another one
            self._pipe.send(page)

    def _hear(self) -> None:
        try:
            answer = self._pipe.recv()
        except (EOFError, ConnectionResetError):
            self._has_ended()
        else:
            self._answer(answer if isinstance(answer, Page) else CareerscraperError(answer))

    def _answer(self, answer: Page | Exception) -> None:
        """Give an answer to whoever has asked first, unless nobody waits for it any more."""
        future = self._asked.popleft()[1]
        if future.done():
            return
        if isinstance(answer, Page):
            future.set_result(answer)
        else:
            future.set_exception(answer)

    def _has_ended(self) -> None:
        """Ask another process what the one before has not answered; but not a third one for the same page."""
        asyncio.get_running_loop().remove_reader(self._pipe)
        self._is_heard = False
        self._process.join(_PATIENCE)  # by itself: how it has ended is to be known
        self.close()
        first = self._asked[0][0] if self._asked else None
        if first and self._process.exitcode == _RAISED:
            self._answer(RuntimeError(f"reading {first.source} has failed: see the traceback above"))
        elif first and first.capture_id == self._suspect:
            self._answer(replace(first, refusal="not read: what reads it was killed over it, twice"))
        self._suspect = first.capture_id if first else None
        for page, _ in self._asked:
            self._ask(page)


def _serve(pipe: Connection, archive: Path, site: str) -> None:
    """Answer each page that comes with what is read of it, or why it cannot be read."""
    settle_for_good()
    Thread(target=_end_with_the_crawl, daemon=True).start()
    with suppress(EOFError, BrokenPipeError, ConnectionResetError):  # the crawl has ended
        while True:
            received: Page = pipe.recv()
            try:
                capture = read_capture(archive, received.capture_id or "")
                pipe.send(page_of(capture, site, received.run_id or ""))
            except CareerscraperError as error:
                pipe.send(str(error))


def _end_with_the_crawl() -> None:
    if crawl := parent_process():
        crawl.join()
        os._exit(1)  # it was killed: nobody waits for the answer, however long that takes
