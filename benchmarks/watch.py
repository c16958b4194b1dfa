"""Runs a command and tells how long it took, and how much memory its processes had at most."""

from __future__ import annotations

import os
import subprocess
import tempfile
import time
from pathlib import Path
from threading import Event, Thread

_EVERY = 0.1  # seconds between two looks; what a process takes after the last one is missed


def watched(command: list[str | Path]) -> dict[str, float]:
    """Run ``command`` to its end; return its seconds, the most memory of its own process (``peak_mb``) and of a worker's.

    ``worker_mb`` is that of the largest process below it, of workers that are forked from another, too; without one,
    its own. Both are what Linux calls VmHWM: what `wait4` tells begins with the memory of whoever started the process, and is
    not told of grandchildren that somebody else waits for. Raises `SystemExit` if it fails.
    """
    with tempfile.TemporaryFile("w+") as said:
        began = time.perf_counter()
        process = subprocess.Popen(list(map(str, command)), stderr=said, start_new_session=True)
        peaks, ended = {process.pid: 0.0}, Event()
        looking = Thread(target=_look, args=(process.pid, peaks, ended))
        looking.start()
        process.wait()
        seconds = time.perf_counter() - began
        ended.set()
        looking.join()
        if process.returncode:
            said.seek(0)
            raise SystemExit(f"{command} ended with {process.returncode}: {said.read()[-2000:]}")
    own = peaks.pop(process.pid)
    return {"seconds": seconds, "peak_mb": own, "worker_mb": max(peaks.values(), default=own)}


def _look(session: int, peaks: dict[int, float], ended: Event) -> None:
    """Keep the most memory of each process of a session, in MB, until it has ``ended``."""
    while not ended.wait(_EVERY):
        for folder in Path("/proc").iterdir():
            try:
                if folder.name.isdecimal() and os.getsid(int(folder.name)) == session:
                    told = (folder / "status").read_text("utf-8")
                    peaks[int(folder.name)] = int(told.partition("VmHWM:")[2].split()[0]) / 1024
            except (OSError, IndexError):  # it has ended; one that nobody has waited for yet has no memory
                continue
