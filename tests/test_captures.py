"""Which capture of a page counts from when on, by what the ledger knows of its URLs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from conftest import Run
from crawls import crawl
from recorder import HOST, Said, recorded

import careerscraper
from careerscraper.demo.site import DemoSite
from careerscraper.errors import UsageError
from careerscraper.items import Issue, Page
from careerscraper.runs.captures import captures_table
from careerscraper.runs.pages import pages_table
from careerscraper.segments import _state
from careerscraper.storage.ledger import USER_VERSION, Ledger
from careerscraper.storage.ledger import Run as LedgerRun

DAY = "2026-01-{:02}T00:00:00.000000+00:00"
Came = Callable[..., None]


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with closing(Ledger(tmp_path)) as ledger:
        ledger.start_run(LedgerRun("r", "zippia", {}))
        with ledger.transaction():
            ledger.add_urls("zippia", "r", {"x": 0, "y": 0})
        yield ledger


@pytest.fixture
def came(ledger: Ledger) -> Came:
    """Return what records an answer of a day: a page, unless ``state`` says else, or a revisit of that of another day."""

    def record(day: int, url: str = "x", *, state: str = "known", again: int = 0, **page: object) -> None:
        values = {
            "capture_id": f"w:{day}{url}",
            "url": url,
            "run_id": "r",
            "fetched_at": DAY.format(day),
            "state": state or None,
        }
        values |= {"read_by": "r", "parser_version": "0"}
        with ledger.transaction():
            if again:
                ledger.set_revisit(url, DAY.format(again), values | {"outcome": "unchanged"})
            elif state == "known":
                ledger.set_capture(values | {"outcome": "fetched", "page_id": "/p", "is_whole": True} | page, ())
            else:
                ledger.set_capture(values | {"outcome": state or "refused"}, [Issue("x", "y")])

    return record


def turns(ledger: Ledger, page: str = "/p") -> list[str]:
    """Return the turns of a page: day, and what counts from then on."""
    rows = [row for row in captures_table(ledger).to_pylist() if row["page_id"] == page]
    return [f"{row['since'].day} {row['capture_id'] or row['state']}" for row in rows]


def states(ledger: Ledger) -> dict[str, tuple[str, str | None]]:
    return {row["page_url"]: (row["state"], row["capture_id"]) for row in pages_table(ledger).to_pylist()}


def test_each_capture_counts_from_when_it_came(ledger: Ledger, came: Came) -> None:
    for day in (3, 1, 2):
        came(day, is_whole=day > 1)
    assert turns(ledger) == ["1 w:1x", "2 w:2x", "3 w:3x"]
    assert captures_table(ledger)["is_whole"].to_pylist() == [False, True, True]


def test_what_is_gone_is_gone_until_it_comes_back(ledger: Ledger, came: Came) -> None:
    came(1)
    came(2, state="gone")
    assert states(ledger)["x"] == ("gone", "w:1x")
    came(3, state="")
    assert states(ledger)["x"] == ("gone", "w:1x"), "an answer that says nothing of the page does not bring it back"
    assert turns(ledger) == ["1 w:1x", "2 gone"]
    came(4, again=1)
    assert states(ledger)["x"] == ("known", "w:1x")
    assert turns(ledger) == ["1 w:1x", "2 gone", "4 w:1x"]


def test_a_revisit_of_what_counts_is_no_turn_and_is_not_kept(ledger: Ledger, came: Came) -> None:
    came(1)
    came(2, again=1)
    came(3, again=1)
    assert turns(ledger) == ["1 w:1x"]
    assert len(ledger.rows("SELECT * FROM captures")) == 1


def test_a_revisit_of_what_was_before_another_one_counts(ledger: Ledger, came: Came) -> None:
    """As when the other one is added later."""
    came(1)
    came(2)
    came(3, again=1)
    assert turns(ledger) == ["1 w:1x", "2 w:2x", "3 w:1x"]
    assert states(ledger)["x"] == ("known", "w:1x")
    good = ledger.good_capture("x")
    assert good is not None
    assert good["capture_id"] == "w:1x"


def test_a_revisit_of_what_is_not_there_says_nothing(ledger: Ledger, came: Came) -> None:
    came(2)
    came(3, again=1)
    assert turns(ledger) == ["2 w:2x"]


def test_of_two_urls_the_newest_capture_counts_until_it_is_gone(ledger: Ledger, came: Came) -> None:
    came(1, "x")
    came(2, "y")
    came(3, "x", state="gone")
    came(4, "x", again=1)
    came(5, "y", state="moved")
    came(6, "x", state="gone")
    assert turns(ledger) == ["1 w:1x", "2 w:2y", "5 w:1x", "6 gone"]


def test_a_url_that_is_another_page_has_moved_from_the_first(ledger: Ledger, came: Came) -> None:
    came(1)
    came(2, page_id="/q")
    assert turns(ledger) == ["1 w:1x", "2 moved"]
    assert turns(ledger, "/q") == ["2 w:2x"]


@pytest.mark.parametrize(
    ("status", "target", "state"),
    [(301, "y", "moved"), (308, "y", "moved"), (302, "y", None), (301, "x", None), (301, None, None)],
)
def test_only_a_redirect_for_good_to_another_comparison_is_a_move(
    status: int, target: str | None, state: str | None
) -> None:
    assert _state(Page("x", "redirected", http_status=status, links=(target,) if target else ())) == state


def test_an_older_ledger_is_made_anew_a_newer_one_is_not_touched(tmp_path: Path) -> None:
    for version, advice in ((3, "rebuild --ledger"), (99, "use the one that wrote it$")):
        with closing(Ledger(tmp_path)) as ledger:
            ledger._db.execute(f"PRAGMA user_version = {version}")
        with pytest.raises(
            UsageError, match=rf"has version {version}, this careerscraper knows {USER_VERSION}: .*{advice}"
        ):
            Ledger(tmp_path)
        (tmp_path / "ledger.sqlite").unlink()


def test_a_page_that_comes_back_as_it_was_holds_again_from_then_on(run: Run, tmp_path: Path) -> None:
    site, port = DemoSite(2), 0
    first, second = (page.path for page in site.comparisons)
    for answers in ({}, {first: [Said(404)] * 9}, {}):
        with recorded(site, answers, port) as server:
            port = int(server.origin.rpartition(":")[2])
            done = run(*crawl(server.origin, tmp_path, "--url", f"{HOST}{first}", "--url", f"{HOST}{second}"))
            assert done.returncode == 0, done.stderr
    history = careerscraper.load("history", output=tmp_path)
    found = history[history["page_id"] == first].groupby("observation_id")
    assert len(found) > 40
    for _, intervals in found:
        assert intervals["is_current"].tolist() == [False, True]
        assert intervals["end_reason"].tolist()[0] == "gone"
        assert intervals["valid_to"].iloc[0] < intervals["valid_from"].iloc[1]
    pages = careerscraper.load("pages", output=tmp_path).set_index("page_id")
    assert pages["state"][first] == "known"
    assert set(careerscraper.load(output=tmp_path)["page_id"]) == {first, second}
    assert run("careerscraper", "rebuild", "--ledger", "--output", tmp_path).returncode == 0
    assert run("careerscraper", "rebuild", "--output", tmp_path).returncode == 0
    assert careerscraper.load("history", output=tmp_path).equals(history)
