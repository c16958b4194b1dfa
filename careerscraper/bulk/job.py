"""A whole extraction: pieces to parts, in their order, by whoever does them; each page once."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count

from careerscraper.bulk.part import Key, Part, Work, extract_part
from careerscraper.bulk.pieces import Piece
from careerscraper.bulk.workers import Staff


@dataclass
class Job:
    """What is extracted, and what has become of it so far."""

    work: Work
    staff: Staff
    outcomes: Counter[str] = field(default_factory=Counter)
    statuses: Counter[str] = field(default_factory=Counter)
    _pages: dict[Key, str] = field(default_factory=dict)
    #: Of each archive that is read in stretches, where the next record begins.
    _reached: dict[str, int] = field(default_factory=dict)
    _numbers: count[int] = field(default_factory=count)

    def parts(self, pieces: Sequence[Piece]) -> Iterator[tuple[Piece, Part | None]]:
        """Yield each of the ``pieces``, in their order, and its part, whose files are then removed; None if nothing begins there.

        The same pieces give the same parts, whoever does the tasks.
        """
        for piece, result in zip(pieces, self.staff.in_turn(map(self._begin, pieces)), strict=True):
            part = self._proved(piece, result)
            if part is None:
                yield piece, None
                continue
            part = self._without_doubles(piece, part)
            self.outcomes += part.outcomes
            self.statuses += part.statuses
            yield piece, part
            part.discard()

    def _begin(
        self, piece: Piece, others: dict[Key, str] | None = None, first: int | None = None
    ) -> Callable[[], Part]:
        task: Callable[[], Part] = self.staff.submit(
            extract_part, self.work, next(self._numbers), piece, others or {}, first
        )
        return task

    def _proved(self, piece: Piece, part: Part) -> Part | None:
        """Return the ``part`` of a piece, if it begins where the record before it ended; else one that does, None if none does.

        What seems to be a record may be a part of another, and behind a damage nothing is certain.
        """
        stretch, path = part.stretch, piece.spans[0].path
        if stretch is None:
            return part
        reached = self._reached.get(path, 0)
        if reached >= stretch.stop:
            part.discard()
            return None
        if stretch.first != reached:
            part.discard()
            part = self._begin(piece, first=reached)()
            stretch = part.stretch or stretch
        self._reached[path] = sys.maxsize if stretch.following is None else stretch.following
        return part

    def _without_doubles(self, piece: Piece, part: Part) -> Part:
        others = {key: place for key in part.pages if (place := self._pages.get(key))}
        if others:
            part.discard()
            first = part.stretch.first if part.stretch else None
            part = self._begin(piece, others, first)()
        self._pages |= part.pages
        return part

    def summary(self) -> str:
        """Return one line: what became of the sources, and of their cells."""
        cells = ", ".join(f"{count:,} {status}" for status, count in sorted(self.statuses.items())) or "none"
        read, refused, failed = (self.outcomes[name] for name in ("fetched", "refused", "failed"))
        return f"{read:,} pages read, {refused:,} without a comparison, {failed:,} not read; observations: {cells}"
