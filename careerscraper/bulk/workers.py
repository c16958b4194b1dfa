"""Who does the tasks: this process, processes of their own, or a cluster that is there already."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from functools import partial
from importlib.util import find_spec
from itertools import islice
from typing import Any, TypeVar

from careerscraper.errors import CareerscraperError, UsageError
from careerscraper.memory import settle_for_good, settled

_Result = TypeVar("_Result")
#: Takes a function and what it is called with, and returns what waits for its result.
Submit = Callable[..., Callable[[], Any]]
_PATIENCE = 30  # seconds for a cluster to answer
#: Bytes for which it pays to start more processes, which takes a second or two.
_MANY = 64 << 20
_AHEAD = 256  # tasks that wait to be done, or for their turn


@contextmanager
def in_process(scratch: str) -> Iterator[Submit]:  # noqa: ARG001  as `on_workers`
    """Yield what does a task in this process, when its result is asked for."""
    with settled():
        yield partial


@contextmanager
def on_workers(count: int, scheduler: str | None, scratch: str) -> Iterator[Submit]:
    """Yield what gives tasks to ``count`` processes of this machine, or to the cluster at ``scheduler``.

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
            # Others on this machine could send work to a port: so every message is authenticated, and none of HTTP is heard.
            settings: dict[str, object] = {
                "distributed.scheduler.http.routes": [],
                "distributed.worker.http.routes": [],
            }
            stack.enter_context(dask.config.set(settings | {"temporary-directory": scratch}))
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
        yield partial(_submit, client)


def _connected(client: Any, scheduler: str) -> Any:
    try:
        return client(scheduler, timeout=_PATIENCE)
    except (OSError, ValueError) as error:  # TimeoutError is one; ValueError: it is no address
        raise CareerscraperError(f"no scheduler answers at {scheduler}: {error}") from error


def _submit(client: Any, function: Callable[..., _Result], *arguments: object) -> Callable[[], _Result]:
    future = client.submit(_settled, function, *arguments, pure=False)
    return partial(_result, future)


def _settled(function: Callable[..., _Result], *arguments: object) -> _Result:
    settle_for_good()
    return function(*arguments)


def _result(future: Any) -> Any:
    from distributed.scheduler import KilledWorker

    try:
        return future.result()
    except KilledWorker as error:
        raise CareerscraperError(f"a task was given up, as each worker that began it died: {error}") from error
    finally:
        future.release()


def staff(
    count: int | None, scheduler: str | None, size: int, most: int
) -> Callable[[str], AbstractContextManager[Submit]]:
    """Return who does tasks, given a folder to work in: a cluster, ``count`` processes, or as many as pay for ``size`` bytes.

    More than ``most``, one a task, are of no use.
    """
    pays = size >= _MANY and find_spec("distributed") is not None
    count = min(count or (len(os.sched_getaffinity(0)) if pays else 1), most)
    return partial(on_workers, count, scheduler) if scheduler or count > 1 else in_process


def in_turn(tasks: Iterable[Callable[[], _Result]]) -> Iterator[_Result]:
    """Yield the results of ``tasks`` in their order; some are begun ahead, as far as it is not this process that does them."""
    rest, waiting = iter(tasks), deque[Callable[[], _Result]]()
    while True:
        waiting.extend(islice(rest, _AHEAD - len(waiting)))
        if not waiting:
            return
        yield waiting.popleft()()
