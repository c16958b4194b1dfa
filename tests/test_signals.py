"""Ctrl-C where it would come at a bad time."""

from __future__ import annotations

import signal

import pytest

from careerscraper.signals import deferring_interrupts


def test_an_interrupt_waits_and_is_not_lost() -> None:
    done = []

    def work() -> None:
        with deferring_interrupts():
            signal.raise_signal(signal.SIGINT)
            done.append("all of the block")

    with pytest.raises(KeyboardInterrupt):
        work()
    assert done
    assert signal.SIGINT not in signal.pthread_sigmask(signal.SIG_BLOCK, ())
