"""What the other pages of the same run say of what a page states."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from careerscraper.releases import contradictions
from careerscraper.releases.contradictions import find_contradictions
from careerscraper.releases.history import newest_observations
from careerscraper.releases.partition import partition
from careerscraper.releases.write import fill

from .readings import Fact, Frame, page, table_of, write_segment

YES, NO = "corroborated", "contradicted"


def fact(name: str, value: float | None, **more: object) -> Fact:
    about = {"page_id": name, "capture_id": f"w:{name}", "page_url": f"https://x{name}", "metric": "average_age"}
    return about | {"value": value, "text": f"{value or 0:g}", "table": 0, "row": 1, "column": 1} | more


@pytest.fixture(scope="module")
def observed(frame: Frame, tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """Return what makes observations.parquet of facts, one capture a page, and returns its path."""

    def make(*facts: Fact) -> Path:
        folder = tmp_path_factory.mktemp("witnesses")
        numbered = [f | {"observation_id": f"{number:032}"} for number, f in enumerate(facts)]
        pages = table_of(*(page(name, f"w:{name}") for name in dict.fromkeys(str(f["page_id"]) for f in facts)))
        segment = write_segment(folder / "segment.parquet", frame(*numbered))
        with closing(duckdb.connect(config={"threads": 1})) as database:
            database.execute("SET TimeZone = 'UTC'")
            parts = partition([segment], pages, None, folder / "parts", database)
            path = folder / "observations.parquet"
            fill({"parquet": path}, "observations", newest_observations(parts, database))
        return path

    return make


def heard(observations: Path) -> list[str | None]:
    """Return the witnesses in the order of the facts."""
    found = pq.read_table(observations).sort_by("observation_id")
    return list(found["witness"].to_pylist())


@pytest.mark.parametrize(
    ("facts", "witnesses"),
    [
        pytest.param([fact("/a", 1), fact("/b", 1)], [YES, YES], id="the same"),
        pytest.param([fact("/a", 1), fact("/b", 2)], [NO, NO], id="another"),
        pytest.param([fact("/a", 1), fact("/b", 1), fact("/c", 2)], [NO, NO, NO], id="contradicted outranks"),
        pytest.param([fact("/a", 1), fact("/a", 1, row=2)], [None, None], id="a page is no other page"),
        pytest.param([fact("/a", 1), fact("/a", 2, row=2)], [None, None], id="nor against itself"),
        pytest.param([fact("/a", 1), fact("/a", 2), fact("/b", 1)], [YES, NO, NO], id="one of two statements"),
        pytest.param([fact("/a", 1, page_witness=NO), fact("/b", 1)], [NO, YES], id="the page contradicts itself"),
        pytest.param([fact("/a", 1, page_witness=YES), fact("/b", 2)], [NO, NO], id="the page is its own witness"),
        pytest.param([fact("/a", 1, page_witness=YES)], [YES], id="alone"),
        pytest.param([fact("/a", 1), fact("/b", 1, run_id="r2")], [None, None], id="another run"),
        pytest.param([fact("/a", 1), fact("/b", 2, career_id="baker")], [None, None], id="another career"),
        pytest.param([fact("/a", 1), fact("/b", 2, category="x")], [None, None], id="another category"),
        pytest.param([fact("/a", 1), fact("/b", 2, metric="job_count")], [None, None], id="another metric"),
        pytest.param([fact("/a", 1), fact("/b", 2, reference_year=2020)], [None, None], id="another year"),
        pytest.param([fact("/a", 1), fact("/b", 2, note="about")], [None, None], id="another note"),
        pytest.param([fact("/a", 1), fact("/b", 2, unit="x")], [None, None], id="another unit"),
        pytest.param([fact("/a", 1), fact("/b", 2, metric=None, label="Age")], [None, None], id="an unknown label"),
        pytest.param([fact("/a", 1), fact("/b", 2, status="unparsed")], [None, None], id="not understood"),
        pytest.param([fact("/a", 83_251), fact("/b", 83_000, text="$83K")], [None, None], id="rounded"),
        pytest.param(
            [fact("/a", 83_000, text="83 thousand"), fact("/b", 83_000)], [None, None], id="rounded, in words"
        ),
        pytest.param(
            [fact(name, None, value_text=text, text="9K Run") for name, text in (("/a", "x"), ("/b", "x"))],
            [YES, YES],
            id="words are not rounded",
        ),
        pytest.param(
            [fact("/a", None, low=1.0, high=2.0), fact("/b", None, low=1.0, high=3.0)],
            [NO, NO],
            id="both ends count",
        ),
    ],
)
def test_witnesses(observed: Callable[..., Path], facts: list[Fact], witnesses: list[str | None]) -> None:
    assert heard(observed(*facts)) == witnesses


def plain(stated: list[tuple[str, str, float]]) -> list[str | None]:
    """Say the same of each statement (page, career, value), pair by pair."""
    found: list[str | None] = []
    for name, career, value in stated:
        others = {v for n, c, v in stated if c == career and n != name}
        found.append(NO if others - {value} else YES if others else None)
    return found


statements = st.lists(
    st.tuples(st.sampled_from(["/a", "/b", "/c"]), st.sampled_from("xy"), st.sampled_from([1.0, 2.0])), min_size=1
)


@settings(max_examples=20)
@given(stated=statements)
def test_witnesses_are_those_of_all_pairs(observed: Callable[..., Path], stated: list[tuple[str, str, float]]) -> None:
    facts = [fact(name, value, career_id=career) for name, career, value in stated]
    assert heard(observed(*facts)) == plain(stated)


@pytest.fixture(scope="module")
def at_odds(observed: Callable[..., Path]) -> Path:
    """Return the folder of observations in which two pages say 40, and four others something else each."""
    facts = [fact("/a", 40), fact("/b", 40), *(fact(f"/c{n}", n, row=n, column=2) for n in range(3))]
    return observed(*facts, fact("/d", 9, table=None, row=None, column=None)).parent


def captures(release: Path) -> pa.Table:
    observed = pq.read_table(release / "observations.parquet", columns=["capture_id", "page_url"])
    return observed.rename_columns(["capture_id", "url"]).group_by(["capture_id", "url"]).aggregate([])


def test_what_pages_do_not_agree_on_is_told_with_both_texts_and_places(at_odds: Path) -> None:
    total, found = find_contradictions(at_odds, captures(at_odds))
    assert total == len(found) == 4
    assert [issue["url"] for issue in found] == ["https://x/c0", "https://x/c1", "https://x/c2", "https://x/d"]
    assert found[1] == {
        "url": "https://x/c1",
        "code": "contradiction",
        "message": "Cook: average_age '1' in table 0, row 1 does not agree with '40' in table 0, row 1 of https://x/a",
        "table": 0,
        "row": 1,
        "capture_id": "w:/c1",
    }
    assert found[3]["message"] == (
        "Cook: average_age '9' in the prose does not agree with '40' in table 0, row 1 of https://x/a"
    )


def test_only_so_many_are_told_but_all_are_counted(at_odds: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        contradictions, "_CONTRADICTIONS", contradictions._CONTRADICTIONS.replace("LIMIT 1000", "LIMIT 3")
    )
    total, found = find_contradictions(at_odds, captures(at_odds))
    assert (total, len(found)) == (4, 3)


def test_only_what_was_captured_is_told(at_odds: Path) -> None:
    some = captures(at_odds).filter(pa.compute.field("url") != "https://x/c1")
    assert find_contradictions(at_odds, some)[0] == 3
    assert find_contradictions(at_odds, some.slice(0, 0)) == (0, [])
