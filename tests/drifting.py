"""The demo's pages as they change from run to run: honestly, or because the site has changed what they look like."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from random import Random

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from careerscraper.demo.careers import Career
from careerscraper.demo.comparison import ComparisonPage
from careerscraper.demo.draw import Draw
from careerscraper.demo.site import DemoSite
from careerscraper.demo.truth import PERCENT, Table
from careerscraper.items import Page
from careerscraper.normalize.observations import observe
from careerscraper.parsers.page import read_page
from careerscraper.releases.checks.change import Kind
from careerscraper.releases.checks.check import Check, accept
from careerscraper.releases.checks.judge import judge_pages
from careerscraper.schema import SCHEMAS

Tables = tuple[Table, ...]
Change = Callable[[Tables], Tables]
Rows = tuple[tuple[str, str, str], ...]
START = datetime(2026, 3, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Changed(ComparisonPage):
    """A page of the demo with other tables, and with optional parts drawn anew for each ``edition``."""

    change: Change = field(default=lambda tables: tables, compare=False)
    edition: int = 0

    @property
    def tables(self) -> Tables:
        return self.change(super().tables)

    def _has(self, part: str) -> bool:
        key = (part, self.path, str(self.edition)) if self.edition else (part, self.path)
        return part not in PERCENT or Draw(*key).chance(PERCENT[part])


def rows_changed(change: Callable[[str, Rows], Rows]) -> Change:
    """Return the change of the rows of each table, given its section."""
    return lambda tables: tuple(replace(table, rows=change(table.section, table.rows)) for table in tables)


def cells_changed(pattern: str, change: Callable[[str], str]) -> Change:
    """Return the change of the cells in rows whose label matches."""

    def changed(_: str, rows: Rows) -> Rows:
        return tuple(
            (x, change(a), change(b)) if re.search(pattern, x, re.IGNORECASE) else (x, a, b) for x, a, b in rows
        )

    return rows_changed(changed)


def renamed(old: str, new: str) -> Change:
    return rows_changed(lambda _, rows: tuple((new if x.lower() == old.lower() else x, a, b) for x, a, b in rows))


def swapped_labels(one: str, other: str) -> Change:
    def changed(_: str, rows: Rows) -> Rows:
        names = {x.lower(): x for x, *_ in rows}
        if not {one, other} <= names.keys():
            return rows
        swap = {names[one]: names[other], names[other]: names[one]}
        return tuple((swap.get(x, x), a, b) for x, a, b in rows)

    return rows_changed(changed)


def moved_row(label: str, source: str, target: str) -> Change:
    def changed(tables: Tables) -> Tables:
        row = next((row for t in tables if t.section == source for row in t.rows if row[0].lower() == label), None)
        rows = {
            t.section: tuple(row for row in t.rows if t.section != source or row[0].lower() != label) for t in tables
        }
        if row:
            rows[target] += (row,)
        return tuple(replace(t, rows=rows[t.section]) for t in tables)

    return changed


def _divided(text: str, by: float, decimals: int) -> str:
    return re.sub(r"[0-9][0-9,]*(\.[0-9]+)?", lambda m: f"{float(m[0].replace(',', '')) / by:,.{decimals}f}", text)


#: Kinds of drift, and the check that has to name each.
DRIFTS: Mapping[str, tuple[Kind, Change]] = {
    "a label renamed": ("labels", renamed("yearly salary", "Annual pay")),
    "a row moved to another table": ("tables", moved_row("lgbt percentage", "demographics", "salary")),
    "a table moved": ("tables", lambda tables: (tables[-1], *tables[:-1])),
    "a new row": ("labels", rows_changed(lambda s, r: (*r, ("Remote share", "12%", "14%")) if s == "salary" else r)),
    "columns swapped": (
        "witnesses",
        rows_changed(lambda s, r: tuple((x, b, a) for x, a, b in r) if s == "salary" else r),
    ),
    "labels swapped": ("cells", swapped_labels("yearly salary", "hourly rate")),
    "a section vanished": ("labels", lambda tables: tuple(t for t in tables if t.section != "education")),
    "pay for a month": ("values", cells_changed("salary$|salary range", lambda text: _divided(text, 12, 0))),
    "fractions for percent": ("values", cells_changed("growth", lambda text: _divided(text, 100, 2))),
    "text in place of figures": ("cells", cells_changed("salary", lambda _: "Sign in to see")),
    "text in place of text": ("values", cells_changed("city|state|company", lambda _: "Sign in to see")),
    "the template's figures": (
        "values",
        cells_changed("jobs|college|lgbt", lambda text: "7%" if "%" in text else "12,345"),
    ),
    "another currency": ("cells", cells_changed("salary|rate$", lambda text: text.replace("$", "€"))),
    "half of the tables": ("labels", lambda tables: tables[: len(tables) // 2]),
    "nothing stated": ("cells", cells_changed("age", lambda _: "-")),
}


@lru_cache(maxsize=8)
def demo(count: int) -> tuple[ComparisonPage, ...]:
    return DemoSite(count).comparisons


def read(pages: Iterable[ComparisonPage]) -> pa.Table:
    """Return what is observed on ``pages``, read as text: that is quicker, and the same is observed."""
    found = []
    for page in pages:
        comparison = read_page(page.pipe(), source=page.url, url=page.url)
        found.append(Page(page.url, "fetched", comparison, capture_id=page.path))
    return observe(found).table


def at(rows: pa.Table, day: int) -> pa.Table:
    """Return ``rows`` as fetched on that day."""
    place = rows.schema.get_field_index("fetched_at")
    times = pa.array([START + timedelta(days=day)] * rows.num_rows, rows.schema.field(place).type)
    return rows.set_column(place, rows.schema.field(place), times)


class Releases:
    """Releases of one site as far as their pages are judged, a day each: their observations, checks and figures."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._rows = SCHEMAS["observations"].empty_table()
        self._good: list[Path] = []
        self._day = 0

    def copy(self, folder: Path) -> Releases:
        """Return releases that go on from these, in another folder."""
        other = Releases(folder)
        other._rows, other._good, other._day = self._rows, list(self._good), self._day
        return other

    def judge(self, fetched: pa.Table, gone: Iterable[str] = (), accepted: Collection[str] = ()) -> list[Check]:
        """Release all pages, those ``fetched`` now with other rows, without those ``gone``; return the checks."""
        self._day += 1
        other = pa.array([*fetched["page_id"].unique().to_pylist(), *gone], pa.string())
        kept = self._rows.filter(pc.invert(pc.is_in(self._rows["page_id"], other)))
        self._rows = pa.concat_tables([kept, at(fetched, self._day)]).combine_chunks()
        release = self._folder / f"{self._day:03}"
        release.mkdir(parents=True)
        pq.write_table(self._rows, release / "observations.parquet")
        pages = self._rows.group_by(["site", "page_id"]).aggregate([("fetched_at", "max"), ("capture_id", "max")])
        pq.write_table(pages.rename_columns(["site", "page_id", "fetched_at", "capture_id"]), release / "pages.parquet")
        with duckdb.connect() as database:
            judged = judge_pages(release, self._good, database)
        checks = [accept(check, accepted) for check in judged.checks]
        told = {"newest_capture": (START + timedelta(days=self._day)).isoformat(), "figures": judged.figures}
        (release / "manifest.json").write_text(json.dumps(told | {"checks": [check.entry() for check in checks]}))
        if all(check.verdict != "failed" for check in checks):
            self._good.append(release)
        return checks


class HonestSite:
    """A site whose pages change as honest ones do: figures move, optional parts come and go, pages, too."""

    def __init__(self, count: int, seed: int) -> None:
        self._random = Random(seed)
        self._spare = list(demo(count + count // 2))
        self._editions: dict[str, int] = {}
        self._careers: dict[str, Career] = {}
        self.pages = {page.path: page for page in self._spare[:count]}
        del self._spare[:count]

    def step(self, share: float) -> tuple[list[Changed], list[str]]:
        """Change some ``share`` of the pages; return those that are other than they were, and the page_ids of those gone."""
        touched = {path for path in self.pages if self._random.random() < share}
        for path in touched:
            self._editions[path] = self._editions.get(path, 0) + 1
        careers = {career.name for page in self.pages.values() for career in page.careers}
        moved = {name for name in sorted(careers) if self._random.random() < share / 4}
        for name in moved:
            self._careers[name] = replace(Career.named(f"{name} {self._random.random()}"), name=name)
        gone = [path for path in self.pages if self._random.random() < share / 20]
        for path in gone:
            del self.pages[path]
        new = [self._spare.pop() for _ in gone if self._spare]
        self.pages |= {page.path: page for page in new}
        touched |= {page.path for page in new}
        touched |= {path for path, page in self.pages.items() if moved & {career.name for career in page.careers}}
        return [self.now(path) for path in sorted(touched & self.pages.keys())], gone

    def all(self) -> list[Changed]:
        """Return all pages as they are now."""
        return [self.now(path) for path in self.pages]

    def now(self, path: str, change: Change = lambda tables: tables) -> Changed:
        page = self.pages[path]
        first, second = (self._careers.get(career.name, career) for career in page.careers)
        return Changed(path, (first, second), page.links, change=change, edition=self._editions.get(path, 0))
