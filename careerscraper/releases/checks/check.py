"""One check of a release, as the manifest has it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Check:
    """One check: its ``figure`` and the ``limit`` for it. ``passed`` says whether they agree."""

    name: str
    figure: float
    limit: float
    passed: bool

    def __str__(self) -> str:
        return f"{self.name} is {self.figure}, the limit is {self.limit}"

    def entry(self) -> dict[str, object]:
        """Return the check as the manifest has it."""
        verdict = "ok" if self.passed else "failed"
        return {"name": self.name, "figure": self.figure, "limit": self.limit, "verdict": verdict}


def equal(name: str, figure: int, limit: int) -> Check:
    """Return the check that ``figure`` is ``limit``, and nothing else."""
    return Check(name, figure, limit, figure == limit)
