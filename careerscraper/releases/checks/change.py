"""A change on the pages of a site, and what it is seen by: figures of now, against those of the last good releases."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from careerscraper.releases.checks.chance import Range, expected
from careerscraper.releases.checks.figures import Figures, LabelFigures, LabelKey

#: The check that a change fails.
Kind = Literal["labels", "tables", "cells", "witnesses", "values"]
#: What to look for on an example page.
Look = Literal["without", "with", "after", "not_stated", "unread", "contradicted", "common", "size"]

NO_LABEL = LabelFigures()


@dataclass(frozen=True, slots=True)
class Change:
    """A change in ``words``, and what to ``look`` for on an example page: at which ``section``, label ``name``, ``category``.

    ``others`` are labels that the page has instead, or the section that now comes before; ``least`` and ``most`` the sizes
    that figures had.
    """

    kind: Kind
    words: str
    look: Look
    section: str
    name: str = ""
    category: str = ""
    others: tuple[str, ...] = ()
    least: int | None = None
    most: int | None = None


@dataclass(frozen=True, slots=True)
class Compared:
    """The figures of ``now`` beside those of ``past``, newest first and at least one; ``pages`` says which pages those are."""

    now: Figures
    past: Sequence[Figures]
    pages: str

    def range(self, count: Callable[[Figures], float], total: Callable[[Figures], float]) -> Range:
        """Return from where to where a share may be: from the least to the most that one of the past lets expect."""
        ranges = [expected(count(one), total(one)) for one in self.past if total(one) > 0]
        return (min(low for low, _ in ranges), max(high for _, high in ranges)) if ranges else (0.0, 1.0)

    def share(self, key: LabelKey) -> float:
        """Return on which share of the pages the label stands now."""
        return label_of(self.now, key).pages / self.now.pages

    def share_before(self, key: LabelKey) -> float:
        """Return on which share of the pages the label stood in the newest of the past."""
        return label_of(self.past[0], key).pages / max(1, self.past[0].pages)

    def spelled(self, key: LabelKey) -> str:
        """Return the label in the page's own words, and its section."""
        section, name = key
        spelling = next((one.labels[key].spelled for one in (self.now, *self.past) if key in one.labels), "")
        return f"label '{spelling}' of section {section}" if spelling else f"{name} in the {section}"


def label_of(figures: Figures, key: LabelKey) -> LabelFigures:
    """Return the figures of a label, all 0 if it is on no page."""
    return figures.labels.get(key, NO_LABEL)
