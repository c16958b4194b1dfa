"""A site changes what its pages look like: each kind of change is named by its check; what honest sites do is not."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from drifting import DRIFTS, Changed, HonestSite, Releases, demo, read

from careerscraper.demo.comparison import ComparisonPage
from careerscraper.releases.checks.check import Check

PAGES = 160


@pytest.fixture(scope="module")
def rows() -> pa.Table:
    """Return what is observed on the site's pages before anything drifts."""
    return read(demo(PAGES))


@pytest.fixture(scope="module")
def first(rows: pa.Table, tmp_path_factory: pytest.TempPathFactory) -> Releases:
    """Return releases of which the first is good."""
    releases = Releases(tmp_path_factory.mktemp("first"))
    assert failed(releases.judge(rows)) == {}
    return releases


@pytest.fixture
def releases(first: Releases, tmp_path: Path) -> Releases:
    return first.copy(tmp_path)


def failed(checks: list[Check]) -> dict[str, Check]:
    return {check.name: check for check in checks if check.verdict == "failed"}


def drifted(pages: tuple[ComparisonPage, ...], kind: str) -> pa.Table:
    _, change = DRIFTS[kind]
    return read(Changed(page.path, page.careers, page.links, change=change) for page in pages)


def other(rows: pa.Table, new: pa.Table) -> pa.Table:
    """Return ``rows`` with the pages of ``new`` in place of theirs."""
    is_new = pc.is_in(rows["page_id"], new["page_id"].unique())
    return pa.concat_tables([rows.filter(pc.invert(is_new)), new])


@pytest.mark.parametrize("kind", DRIFTS)
def test_drift_is_named_on_all_pages_fetched_and_on_three_of_ten(
    releases: Releases, rows: pa.Table, tmp_path: Path, kind: str
) -> None:
    """Three of ten pages drift: they alone are fetched, and the others, carried over, do not hide it; then all are fetched."""
    pages = demo(PAGES)[::10] + demo(PAGES)[1::5]
    new, check = drifted(pages, kind), f"{DRIFTS[kind][0]}/zippia"
    checks = failed(releases.copy(tmp_path / "few").judge(new))
    found = checks[f"{check}/new"].found[0]
    assert "fetched since 2026-03-02" in found.words
    assert found.page_url in {page.url for page in pages}
    assert found.capture_id
    assert {check, f"{check}/new"} <= failed(releases.judge(other(rows, new))).keys()


def test_the_same_pages_again_are_no_drift(releases: Releases, rows: pa.Table) -> None:
    for _ in range(2):
        assert failed(releases.judge(rows)) == {}


def test_a_renamed_label_is_named_in_words(releases: Releases) -> None:
    gone, new = failed(releases.judge(drifted(demo(PAGES), "a label renamed")))["labels/zippia"].found
    pages = sum(any(table.section == "overview" for table in page.tables) for page in demo(PAGES))
    what = f"label 'Yearly salary' of section overview vanished: on 0 of 160 pages, before on {pages / PAGES:.0%}"
    assert gone.words == f"{what}; new label 'Annual pay' of section overview on {pages} pages"
    assert new.words.startswith(f"label 'Annual pay' of section overview is new: on {pages} of 160 pages, before on 0%")
    assert gone.page_url == new.page_url


def test_drift_that_trickles_in_is_named_once_there_are_enough_pages(releases: Releases, rows: pa.Table) -> None:
    """Of three pages nothing certain can be said; the six of two runs are judged together."""
    runs = [drifted(demo(PAGES)[number : number + 3], "a label renamed") for number in (0, 3)]
    assert [set(failed(releases.judge(run))) for run in runs] == [set(), {"labels/zippia/new"}]
    assert set(failed(releases.judge(rows.slice(0, 0)))) == {"labels/zippia/new"}, "it is still there"
    assert failed(releases.judge(rows)) == {}, "the site has taken it back"


def test_what_was_refused_once_is_refused_though_better_pages_come(releases: Releases) -> None:
    assert "labels/zippia/new" in failed(releases.judge(drifted(demo(PAGES)[:20], "a label renamed")))
    assert "labels/zippia/new" in failed(releases.judge(read(demo(PAGES)[20:40])))


def test_what_was_accepted_is_no_drift_any_more(releases: Releases) -> None:
    new = drifted(demo(PAGES)[:40], "a label renamed")
    checks = {check.name: check for check in releases.judge(new, accepted=["labels/zippia"])}
    assert checks["labels/zippia/new"].verdict == "overridden"
    assert checks["labels/zippia/new"].entry()["accepted"] == "labels/zippia"
    assert failed(releases.judge(drifted(demo(PAGES)[40:80], "a label renamed"))) == {}
    new_row = failed(releases.judge(drifted(demo(PAGES)[80:120], "a new row")))
    assert {"labels/zippia/new"} <= new_row.keys() <= {"labels/zippia/new", "labels/zippia"}


def test_accepting_another_check_does_not_help(releases: Releases) -> None:
    new = drifted(demo(PAGES)[:40], "a label renamed")
    assert "labels/zippia/new" in failed(releases.judge(new, accepted=["values", "labels/zipp", "labels/zippia/ne"]))


@pytest.mark.parametrize(("share", "seed"), [(0.02, 1), (0.2, 2)])
def test_twenty_honest_runs_are_no_drift(tmp_path: Path, share: float, seed: int) -> None:
    """Figures move, optional parts come and go, as do pages: on few pages a run, or on many."""
    site, releases = HonestSite(80, seed), Releases(tmp_path)
    assert failed(releases.judge(read(site.all()))) == {}
    for _ in range(10):
        pages, gone = site.step(share)
        assert failed(releases.judge(read(pages), gone)) == {}


@pytest.mark.parametrize(
    ("kind", "names"),
    [
        ("text in place of figures", {"stated/zippia/annual_salary_range"}),
        ("half of the tables", {f"stated/zippia/{name}_share" for name in ("gender", "race", "lgbt")}),
        ("columns swapped", {"contradicted/zippia"}),
    ],
)
def test_a_first_release_is_held_to_what_is_expected_of_the_site(tmp_path: Path, kind: str, names: set[str]) -> None:
    checks = Releases(tmp_path).judge(drifted(demo(PAGES), kind))
    assert set(failed(checks)) == names
    assert not any(check.name.startswith("labels/") for check in checks), "it has nothing to be compared with"


def test_of_few_pages_nothing_certain_is_said(tmp_path: Path) -> None:
    """The limits tell so: no share is too low, or too high."""
    checks = {check.name: check for check in Releases(tmp_path).judge(drifted(demo(PAGES)[:3], "half of the tables"))}
    assert checks["stated/zippia/race_share"].entry() == {
        "name": "stated/zippia/race_share",
        "figure": 0,
        "limit": 0,
        "verdict": "ok",
    }
    assert checks["quarantined/zippia"].limit == 1
