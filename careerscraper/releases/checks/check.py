"""One check of a release, as the manifest has it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any

_MOST_TOLD = 3  # of what a check has found; the manifest has it all


@dataclass(frozen=True, slots=True)
class Found:
    """Something that a check has found, in ``words``, with a page that shows it."""

    words: str
    page_url: str | None = None
    capture_id: str | None = None

    def __str__(self) -> str:
        return self.words + (f"; example {self.page_url}" if self.page_url else "")


@dataclass(frozen=True, slots=True)
class Check:
    """One check: its ``figure`` and the ``limit`` for it. ``passed`` says whether they agree, ``found`` what is not as it was.

    ``accepted`` is by which name somebody asked to publish all the same.
    """

    name: str
    figure: float
    limit: float
    passed: bool
    found: tuple[Found, ...] = ()
    accepted: str | None = None

    @property
    def verdict(self) -> str:
        """Return `ok`, `failed`, or `overridden` if it failed, and somebody had asked to accept that."""
        return "ok" if self.passed else "overridden" if self.accepted else "failed"

    def __str__(self) -> str:
        told = [str(found) for found in self.found[:_MOST_TOLD]]
        told += ["and more"] if len(self.found) > _MOST_TOLD else []
        return f"{self.name} is {self.figure}, the limit is {self.limit}" + (f": {'; '.join(told)}" if told else "")

    def entry(self) -> dict[str, Any]:
        """Return the check as the manifest has it."""
        entry = {"name": self.name, "figure": self.figure, "limit": self.limit, "verdict": self.verdict}
        found = [{"words": o.words, "page_url": o.page_url, "capture_id": o.capture_id} for o in self.found]
        more: dict[str, Any] = {"found": found, "accepted": self.accepted}
        return entry | {name: value for name, value in more.items() if value}


def equal(name: str, figure: int, limit: int) -> Check:
    """Return the check that ``figure`` is ``limit``, and nothing else."""
    return Check(name, figure, limit, figure == limit)


def accept(check: Check, names: Collection[str]) -> Check:
    """Return ``check``, if it failed, accepted by the one of ``names`` that is its own, or its group's (`labels/zippia`)."""
    if check.passed:
        return check
    parts = check.name.split("/")
    groups = ("/".join(parts[: count + 1]) for count in range(len(parts)))
    return replace(check, accepted=next((group for group in groups if group in names), None))
