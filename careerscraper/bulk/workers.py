"""Who does the tasks: this process, processes of their own, or a cluster that is there already."""

from __future__ import annotations

import logging
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from importlib.util import find_spec
from itertools import islice
from typing import Any, TypeVar

from careerscraper.errors import CareerscraperError, UsageError
from careerscraper.memory import settle_for_good, settled
from careerscraper.signals import deferring_interrupts

_Result = TypeVar("_Result")

logger = logging.getLogger(__name__)
_PATIENCE = 30  # seconds for a cluster to answer
_GLANCE = 5  # seconds until we see whether anybody works at what is waited for
#: Bytes for which it pays to start more processes, which takes a second or two.
_MANY = 64 << 20
#: Tasks a worker that are begun before their turn: some to do next, and some whose results wait, on the disk, for a slow one.
_AHEAD = 8
#: What processes of our own load: the library, what a task needs (pyarrow itself loads pandas), and what our script does.
_NEEDED = ("distributed", "careerscraper.bulk.part", "pandas", "careerscraper.cli")
#: Of the library, for processes of our own.
_SETTINGS = {
    # Others on this machine could send work to a port: so every message is authenticated, and none of HTTP is heard.
    "distributed.scheduler.http.routes": [],
    "distributed.worker.http.routes": [],
    "distributed.worker.multiprocessing-method": "forkserver",
    # For a dashboard that nobody sees, each looks at itself and the others fifty times a second: an eighth of all the time.
    "distributed.admin.system-monitor.interval": "10s",
    "distributed.admin.tick.interval": "1s",
    "distributed.worker.memory.monitor-interval": "1s",
    "distributed.worker.profile.enabled": False,
}


@dataclass(frozen=True, slots=True)
class Staff:
    """Who does tasks: ``submit`` takes a function and its arguments, and returns what waits for the result.

    By default it is this process, when the result is asked for. ``ahead`` is how many tasks may be begun before.
    """

    submit: Callable[..., Callable[[], Any]] = partial
    ahead: int = 1

    def in_turn(self, tasks: Iterable[Callable[[], _Result]]) -> Iterator[_Result]:
        """Yield the results of ``tasks`` in their order; each begins when it is taken from there."""
        rest, waiting = iter(tasks), deque[Callable[[], _Result]]()
        while True:
            waiting.extend(islice(rest, self.ahead - len(waiting)))
            if not waiting:
                return
            yield waiting.popleft()()


#: Takes a folder to work in and yields who does tasks.
Working = Callable[[str], AbstractContextManager[Staff]]


@contextmanager
def in_process(scratch: str) -> Iterator[Staff]:  # noqa: ARG001  as `on_workers`
    """Yield this process as the one who does tasks."""
    with settled():
        yield Staff()


@contextmanager
def on_workers(count: int, scheduler: str | None, scratch: str) -> Iterator[Staff]:
    """Yield ``count`` processes of this machine, or the cluster at ``scheduler``, as those who do tasks.

    A worker that dies takes no task with it: another one does that again, thrice; then `CareerscraperError` is raised.
    ``scratch`` is a folder for what the processes need. Raises `UsageError` without the library, `CareerscraperError` if no
    cluster answers.
    """
    try:
        import dask
        from distributed import Client, LocalCluster
    except ImportError as error:
        what = "more than one worker needs the extra `cluster` (pip install 'careerscraper[cluster]')"
        raise UsageError(f"{what}: install it, or give --workers 1") from error
    with ExitStack() as stack:
        if scheduler is None:
            stack.enter_context(dask.config.set(_SETTINGS | {"temporary-directory": scratch}))
            options = {
                "dashboard_address": "127.0.0.1:0",
                "security": True,
                "silence_logs": 50,
                "threads_per_worker": 1,
            }
            cluster = stack.enter_context(LocalCluster(n_workers=count, processes=True, **options))
            client = stack.enter_context(Client(cluster))
        else:
            client = stack.enter_context(_connected(Client, scheduler))
        yield Staff(partial(_submit, client), _AHEAD * max(1, sum(client.nthreads().values())))


def _connected(client: Any, scheduler: str) -> Any:
    logging.getLogger("distributed.client").setLevel(logging.CRITICAL)  # what it logs, we say
    try:
        return client(scheduler, timeout=_PATIENCE)
    except (OSError, ValueError) as error:  # TimeoutError is one; ValueError: it is no address
        raise CareerscraperError(f"no scheduler answers at {scheduler}: {error}") from error


def _submit(client: Any, function: Callable[..., _Result], *arguments: object) -> Callable[[], _Result]:
    future = client.submit(_settled, function, *arguments, pure=False)
    return partial(_result, client, future)


def _settled(function: Callable[..., _Result], *arguments: object) -> _Result:
    settle_for_good()
    return function(*arguments)


def _result(client: Any, future: Any) -> Any:
    from distributed import CancelledError
    from distributed.comm.core import CommClosedError
    from distributed.scheduler import KilledWorker

    try:
        return _awaited(client, future)
    except KilledWorker as error:
        raise CareerscraperError(f"a task was given up, as each worker that began it died: {error}") from error
    except (CancelledError, CommClosedError) as error:
        raise CareerscraperError(
            "the connection to the cluster is lost, and nothing was written: run this again"
        ) from error
    finally:
        future.release()


def _awaited(client: Any, future: Any) -> Any:
    """Return what comes of ``future``. A cluster may start workers when there is work: without any it is waited for, aloud."""
    is_told = False
    while True:
        try:
            return future.result(timeout=_GLANCE)
        except TimeoutError:
            if future.done():  # it is the task's own
                raise
            if not is_told and not client.nthreads():
                logger.warning("The cluster has no worker: waiting for one")
                is_told = True


def choose_staff(count: int | None, scheduler: str | None, size: int, most: int) -> Working:
    """Return who does tasks, given a folder to work in: a cluster, ``count`` processes, or as many as pay for ``size`` bytes.

    More than ``most``, one a task, are of no use. Processes of our own begin to load what they need at once, while the caller
    goes on.
    """
    pays = size >= _MANY and find_spec("distributed") is not None
    count = min(count or (len(os.sched_getaffinity(0)) if pays else 1), most)
    if not scheduler and count == 1:
        return in_process
    if not scheduler:
        _load_ahead()
    return partial(on_workers, count, scheduler)


def _load_ahead() -> None:
    """Start the process that those of our own are forked from: so each thing is loaded once, not by each of them."""
    # Imported late: nobody else needs it.
    from multiprocessing import forkserver

    forkserver.set_forkserver_preload(list(_NEEDED))
    with deferring_interrupts():  # Ctrl-C is for this process: the others end with it, without a word
        forkserver.ensure_running()
