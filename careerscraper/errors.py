"""What can go wrong, by name: each message says what was wrong, where, and what to do."""

from __future__ import annotations

from collections.abc import Sequence


class CareerscraperError(Exception):
    """A failure that the user can act on. The base of every error that this package raises."""

    exit_code = 1


class UsageError(CareerscraperError):
    """The call itself is wrong: an unknown site, format or option."""

    exit_code = 2


class SourceError(CareerscraperError):
    """A source cannot be read at all: missing, empty, binary, or over a limit.

    ``reason`` is a stable word for counting; the message is for people.
    """

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason


class NotAComparisonError(CareerscraperError):
    """The page was read, and compares no careers. ``reason`` is a stable word for counting."""

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason


class WriteError(CareerscraperError):
    """An output cannot be written; what stood there before is untouched."""


class StoreError(CareerscraperError):
    """A store of releases cannot be read or written, or must not be; what its latest.json names is whole."""


class StoppedError(CareerscraperError):
    """A signal asked the run to stop; the next one completes it."""

    exit_code = 3


class CheckFailedError(CareerscraperError):
    """A check refused the release; it is not published.

    ``captures`` are those of pages that show why, as the archive names them.
    """

    exit_code = 4

    def __init__(self, message: str, captures: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.captures = tuple(captures)


class VerifyError(CareerscraperError):
    """A release is not what its manifest says: a file is missing, damaged, or too many."""
