"""When each fact held: the fold of all readings, beside a small, plain one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import NamedTuple

import duckdb
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from careerscraper.releases.history import fold_readings, newest_observations
from careerscraper.releases.partition import CAPTURES, partition
from careerscraper.schema import SCHEMAS

from .readings import page, table_of, write_segment

DAY = datetime(2026, 1, 1, tzinfo=UTC)
Frame = Callable[..., pd.DataFrame]
#: What a capture states: a value by fact, None where the cell states nothing (`not_stated`); a fact that is not in it is absent.
Stated = dict[str, float | None]


class Turn(NamedTuple):
    """What came on a day: a page that states something, whole or not; or, with ``stated`` None, its end."""

    stated: Stated | None
    is_whole: bool = True
    state: str = "known"


Interval = tuple[str, float | None, int, int | None, str | None]
GONE, MOVED = Turn(None, state="gone"), Turn(None, state="moved")


def fold(turns: list[Turn]) -> list[Interval]:
    """Return fact, value, first day, day of the end and reason of each interval, day by day."""
    done: list[Interval] = []
    holding: dict[str, tuple[float | None, int]] = {}
    for day, turn in enumerate(turns):
        for fact, (value, since) in list(holding.items()):
            reason = None
            if turn.stated is None:
                reason = turn.state
            elif fact not in turn.stated:
                reason = "absent" if turn.is_whole else None
            elif turn.stated[fact] != value:
                reason = "changed"
            if reason:
                done.append((fact, value, since, day, reason))
                del holding[fact]
        for fact, value in (turn.stated or {}).items():
            holding.setdefault(fact, (value, day))
    return sorted([*done, *((fact, value, since, None, None) for fact, (value, since) in holding.items())], key=str)


def facts_of(name: str, day: int, stated: Stated) -> Iterator[dict[str, object]]:
    for fact, value in stated.items():
        status = "ok" if value is not None else "not_stated"
        about = {"page_id": name, "observation_id": f"{name}-{fact}", "capture_id": f"{name}:{day}", "status": status}
        yield about | {"value": value, "label": fact, "fetched_at": DAY + timedelta(day)}


def captures_of(pages: dict[str, list[Turn]]) -> pa.Table:
    rows = [
        {
            "site": "zippia",
            "page_id": name,
            "since": DAY + timedelta(day),
            "capture_id": None if turn.stated is None else f"{name}:{day}",
            "state": turn.state,
            "is_whole": turn.stated is not None and turn.is_whole,
        }
        for name, turns in pages.items()
        for day, turn in enumerate(turns)
    ]
    return pa.Table.from_pylist(rows, schema=CAPTURES)


class Folded(NamedTuple):
    history: list[dict[str, object]]
    observations: list[dict[str, object]]

    def intervals(self, name: str) -> list[Interval]:
        rows = [row for row in self.history if row["page_id"] == name]
        days = [[(row[end] - DAY).days if row[end] else None for end in ("valid_from", "valid_to")] for row in rows]  # type: ignore[operator]
        assert [row["is_current"] for row in rows] == [until is None for _, until in days]
        found = [(r["label"], r["value"], *day, r["end_reason"]) for r, day in zip(rows, days, strict=True)]
        return sorted(found, key=str)  # type: ignore[return-value,arg-type]


@pytest.fixture(scope="module")
def folded(frame: Frame, tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Folded]:
    """Return what folds the turns of pages through real segments; pages are in order of their names."""
    folder, numbers = tmp_path_factory.mktemp("history"), count()

    def make(**pages: list[Turn]) -> Folded:
        number = next(numbers)
        facts = [
            f
            for name, turns in pages.items()
            for day, turn in enumerate(turns)
            for f in facts_of(name, day, turn.stated or {})
        ]
        segments = [write_segment(folder / f"{number}-{part}.parquet", frame(*facts[part::2])) for part in (0, 1)]
        newest = [
            page(
                name,
                f"{name}:{max(day for day, turn in enumerate(turns) if turn.stated is not None)}",
                state=turns[-1].state,
            )
            for name, turns in pages.items()
            if any(turn.stated is not None for turn in turns)
        ]
        with closing(duckdb.connect(config={"threads": 1})) as database:
            database.execute("SET TimeZone = 'UTC'")
            parts = partition(segments, table_of(*newest), captures_of(pages), folder / f"{number}", database)
            batches = [list(fold_readings(parts, database)), list(newest_observations(parts, database))]
        tables = [
            pa.Table.from_batches(found, SCHEMAS[t])
            for found, t in zip(batches, ("history", "observations"), strict=True)
        ]
        return Folded(*(table.to_pylist() for table in tables))

    return make


stated = st.dictionaries(st.sampled_from("xyz"), st.one_of(st.none(), st.sampled_from([0.0, 1.0, 2.0])), max_size=3)
turns = st.lists(
    st.one_of(st.tuples(stated, st.booleans()).map(lambda said: Turn(*said)), st.sampled_from([GONE, MOVED])),
    min_size=1,
    max_size=7,
)


@settings(max_examples=25)
@given(first=turns, second=turns)
def test_the_fold_is_that_of_a_plain_one(folded: Callable[..., Folded], first: list[Turn], second: list[Turn]) -> None:
    found = folded(a=first, b=second)
    assert found.intervals("a") == fold(first)
    assert found.intervals("b") == fold(second)
    order = [(row["page_id"], row["observation_id"], row["valid_from"]) for row in found.history]
    assert order == sorted(order)


@settings(max_examples=15)
@given(page_turns=turns)
def test_what_is_observed_now_holds_now(folded: Callable[..., Folded], page_turns: list[Turn]) -> None:
    """And nothing else does, but for what a page lacks that was not read whole."""
    found = folded(a=page_turns)
    current = {(row["observation_id"], row["value"]) for row in found.history if row["is_current"]}
    observed = {(row["observation_id"], row["value"]) for row in found.observations}
    assert observed <= current
    if all(turn.is_whole for turn in page_turns):
        assert observed == current


@pytest.mark.parametrize(
    ("turns", "intervals"),
    [
        pytest.param([Turn({"x": 1.0}), Turn({"x": 1.0})], [("x", 1.0, 0, None, None)], id="the same again"),
        pytest.param(
            [Turn({"x": 1.0}), Turn({"x": 2.0}), Turn({"x": 1.0})],
            [("x", 1.0, 0, 1, "changed"), ("x", 1.0, 2, None, None), ("x", 2.0, 1, 2, "changed")],
            id="changed and back",
        ),
        pytest.param(
            [Turn({"x": 1.0, "y": 1.0}), Turn({"y": 1.0}, is_whole=False), Turn({"x": 1.0}, is_whole=False)],
            [("x", 1.0, 0, None, None), ("y", 1.0, 0, None, None)],
            id="absent is not deleted",
        ),
        pytest.param(
            [Turn({"x": 1.0}), Turn({}), Turn({"x": 1.0})],
            [("x", 1.0, 0, 1, "absent"), ("x", 1.0, 2, None, None)],
            id="absent of a page that was read whole",
        ),
        pytest.param(
            [Turn({"x": 1.0}), GONE, Turn({"x": 1.0}), MOVED],
            [("x", 1.0, 0, 1, "gone"), ("x", 1.0, 2, 3, "moved")],
            id="gone, come back, moved",
        ),
        pytest.param(
            [Turn({"x": None}), Turn({"x": 1.0})],
            [("x", 1.0, 1, None, None), ("x", None, 0, 1, "changed")],
            id="not stated",
        ),
    ],
)
def test_what_ends_a_fact(folded: Callable[..., Folded], turns: list[Turn], intervals: list[Interval]) -> None:
    assert folded(a=turns).intervals("a") == intervals == fold(turns)


def test_an_older_capture_adds_intervals_and_changes_no_other(folded: Callable[..., Folded]) -> None:
    later = [Turn({"x": 1.0}), Turn({"x": 2.0})]
    found = folded(a=[Turn({"x": 3.0}), *later]).history
    before = folded(a=[Turn({}), *later]).history
    assert [row for row in found if row not in before] == found[:1]
    assert [row for row in before if row not in found] == []
