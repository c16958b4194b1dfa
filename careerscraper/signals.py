"""Signals that are not for everyone."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import resource_tracker


@contextmanager
def deferring_interrupts() -> Iterator[None]:
    """Have Ctrl-C wait for the end of the block; a process that is started in it never hears one. In the main thread only."""
    resource_tracker.ensure_running()  # it starts with the first process, and then lets through what waits
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
