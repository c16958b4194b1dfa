"""Named moments of a commit, so that tests can stop a process at each of them as a power cut would."""

from __future__ import annotations

import os
import signal

_STOP_AT = "CAREERSCRAPER_STOP_AT"


def step(name: str) -> None:
    """Do nothing; kill this process, without any clean-up, if the environment variable CAREERSCRAPER_STOP_AT is ``name``."""
    if os.environ.get(_STOP_AT) == name:
        os.kill(os.getpid(), signal.SIGKILL)
