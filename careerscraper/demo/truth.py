"""What a comparison page states, before any rendering: the truth that tests compare with."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Literal

from careerscraper.demo import prose
from careerscraper.demo.careers import Career
from careerscraper.demo.draw import Draw

HOST = "https://www.zippia.com"
Era = Literal["current", "old-caps"]
LABELS = {
    "overview": (
        "Yearly salary", "Hourly rate", "Growth rate", "Number of jobs", "Job satisfaction",
        "Most common degree", "Average age", "Years of experience",
    ),
    "salary": (
        "Average salary", "Salary range", "Highest paying City", "Highest paying state",
        "Best paying company", "Best paying industry",
    ),
    "education": ("Most common degree", "Most common major", "Most common college"),
    "demographics": ("Average age", "Gender ratio", "Race ratio", "LGBT Percentage"),
}  # fmt: skip
# In how many pages of a hundred a part stands; the other parts stand on every page.
PERCENT = {"overview": 92, "education": 94, "skills": 85, "time": 85, "descriptions": 88}


@dataclass(frozen=True)
class Table:
    """One table: its section, the two careers' names, and rows of label and two cells."""

    section: str
    header: tuple[str, str]
    rows: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True)
class Truth:
    """The facts of one comparison page; `links` are the paths of the pages it links to.

    Nothing is kept but what identifies the page: the rest is made anew each time it is asked for.
    """

    path: str
    careers: tuple[Career, Career]
    links: tuple[str, ...] = field(default=(), repr=False, compare=False)

    @property
    def url(self) -> str:
        """The page's URL on the site itself, whatever host serves it."""
        return HOST + self.path

    @property
    def era(self) -> Era:
        """Which generation of the site made the page: labels and headings differ."""
        return "old-caps" if Draw("era", self.path).chance(25) else "current"

    @property
    def last_modified(self) -> datetime:
        """When the page last changed: in 2025, whole seconds, UTC."""
        return modified(self.path)

    @property
    def tables(self) -> tuple[Table, ...]:
        """The tables in the order of the page; overview and education are not on every page."""
        return tuple(self._table(section) for section in LABELS if self._has(section))

    @property
    def time_to_qualify(self) -> tuple[str, str] | None:
        """The times that the intro states, such as "6-12 months", or None when it states none."""
        first, second = (career.time for career in self.careers)
        return (first, second) if first and second and self._has("time") else None

    @property
    def skills(self) -> tuple[tuple[str, str, str], tuple[str, str, str]] | None:
        """The three skills of each career, best first, or None."""
        first, second = self.careers
        return (first.skills, second.skills) if self._has("skills") else None

    @property
    def descriptions(self) -> tuple[str, str] | None:
        """What each career does, in two to four sentences, or None: never one of them alone."""
        first, second = (prose.description(career.name) for career in self.careers)
        return (first, second) if self._has("descriptions") else None

    def _has(self, part: str) -> bool:
        return part not in PERCENT or Draw(part, self.path).chance(PERCENT[part])

    def _table(self, section: str) -> Table:
        first, second = self.careers
        era = self.era
        rows = ((_label(label, era), first.cells[label], second.cells[label]) for label in LABELS[section])
        return Table(section, (first.name, second.name), tuple(rows))


def comparison_path(first: str, second: str) -> str:
    """Return the path of the page that compares the careers of these two slugs."""
    return f"/{first}-jobs/{first}-vs-{second}-differences"


def modified(path: str) -> datetime:
    """Return when the page at this path last changed."""
    return datetime(2025, 1, 1, tzinfo=UTC) + timedelta(seconds=Draw("modified", path).below(300 * 86_400))


def _label(label: str, era: Era) -> str:
    if era == "current" or label == "Hourly rate":
        return label
    return " ".join(word[0].upper() + word[1:] for word in label.split())
