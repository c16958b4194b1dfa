"""What changed, when each fact held, and what was published when: three crawls of a site that changes, as do our rules."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd
import pytest
from conftest import Run
from crawls import crawl
from recorder import HOST, Said, recorded

import careerscraper
from careerscraper.demo.site import DemoSite
from careerscraper.errors import UsageError

ROOT = Path(__file__).parents[1]
SITE = DemoSite(12)
PAGES = [page.path for page in SITE.comparisons]
BODIES = {page.path: page.html() for page in SITE.comparisons}
KIND = (("Content-Type", "text/html; charset=utf-8"),)
RELABELLED = (b">Number of jobs<", b">Number of work<")
#: The same two careers, the other way round. One cell of the second page is not what the first, and another page, have.
ONE_WAY, OTHER_WAY = PAGES[4], PAGES[5]
ODD = [(b">893,415<", b">893,416<")]
GONE, MOVED, EDITED = OTHER_WAY, PAGES[7], PAGES[0]
LACKING = next(path for path in PAGES[1:5] if BODIES[path].count(RELABELLED[0]) == 1)
#: Three cells of one page, as they were and as they are from the second crawl on; the last one our changed rule does not read.
EDITS = [(b">33,005<", b">34,005<"), (b">Alaska<", b">Maine<"), (b">544,556<", b">54,556<")]
OLDER = [(b">33,005<", b">31,005<")]
RULE = ('if "." in match["low"]', 'if match["low"].startswith("5") or "." in match["low"]')
FIGURES = ["value", "value_text", "low", "high", "status"]


def edited(body: bytes, edits: list[tuple[bytes, bytes]]) -> bytes:
    for old, new in edits:
        assert body.count(old) == 1
        body = body.replace(old, new)
    return body


@dataclass
class Dataset:
    """An output folder, the package whose rules read it, and when each crawl was over."""

    output: Path
    package: Path
    run: Run
    port: int = 0
    times: list[datetime] = field(default_factory=lambda: [datetime.now(UTC)])

    def crawl(self, output: Path, script: dict[str, Said], *more: str) -> None:
        with recorded(SITE, {path: [said] * 9 for path, said in script.items()}, self.port) as server:
            self.port = int(server.origin.rpartition(":")[2])
            self.command(*crawl(server.origin, output, *more))
        self.times.append(datetime.now(UTC))

    def command(self, *words: str | Path) -> None:
        done = self.run("env", f"PYTHONPATH={self.package}", *words)
        assert done.returncode == 0, done.stderr

    def load(self, table: str, number: int = -1) -> pd.DataFrame:
        """Return a table as it was published after that crawl."""
        return careerscraper.load(table, as_of=self.times[number], output=self.output)


@pytest.fixture(scope="module")
def dataset(run: Run, tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    folder = tmp_path_factory.mktemp("facts")
    dataset = Dataset(folder / "output", folder / "package", run)
    shutil.copytree(
        ROOT / "careerscraper", dataset.package / "careerscraper", ignore=shutil.ignore_patterns("__pycache__")
    )
    older = {EDITED: Said(200, edited(BODIES[EDITED], OLDER), KIND)}
    dataset.crawl(folder / "older", older, "--url", f"{HOST}{EDITED}", "--limit", "1")
    dataset.times = dataset.times[-1:]
    script = {OTHER_WAY: Said(200, edited(BODIES[OTHER_WAY], ODD), KIND)}
    dataset.crawl(dataset.output, script)
    counts = dataset.package / "careerscraper" / "values" / "counts.py"
    counts.write_text(counts.read_text("utf-8").replace(*RULE), "utf-8")
    script |= {EDITED: Said(200, edited(BODIES[EDITED], EDITS), KIND)}
    dataset.crawl(dataset.output, script)
    script |= {GONE: Said(410), MOVED: Said(301, headers=(("Location", PAGES[8]),))}
    script |= {LACKING: Said(200, edited(BODIES[LACKING], [RELABELLED]), KIND)}
    dataset.crawl(dataset.output, script)
    return dataset


def test_the_first_release_has_nothing_to_differ_from(dataset: Dataset) -> None:
    assert dataset.load("changes", 1).empty


def test_what_changed_on_the_site_and_what_our_rules_read_otherwise_stand_apart(dataset: Dataset) -> None:
    changes, before, after = (
        dataset.load("changes", 2),
        dataset.load("observations", 1),
        dataset.load("observations", 2),
    )
    source = changes[changes["reason"] == "source"]
    assert set(source["page_id"]) == {EDITED}
    assert set(zip(source["old_text"], source["new_text"], strict=True)) == {
        ("33,005", "34,005"),
        ("Alaska", "Maine"),
        ("544,556", "54,556"),
    }
    parser = changes[changes["reason"] == "parser"]
    refused = before[(before["metric"] == "job_count") & before["text"].str.startswith("5")]
    assert len(refused) > 1
    assert set(parser["observation_id"]) == set(refused["observation_id"])
    assert (parser["old_text"] == parser["new_text"]).all()
    assert (parser["old_capture_id"] == parser["new_capture_id"]).all()
    assert parser["new_value"].isna().all()
    assert set(changes["change"]) == {"changed"}
    both = changes[changes.duplicated("observation_id", keep=False)]
    assert both["old_text"].tolist() == ["544,556", "544,556"], "the rule is the first step, the site the second"
    assert not changes.duplicated(["observation_id", "reason"]).any()
    assert len(after) == len(before)


def test_changes_lead_from_one_release_to_the_next(dataset: Dataset) -> None:
    for number in (2, 3):
        before, after = (
            dataset.load("observations", n).set_index("observation_id")["text"] for n in (number - 1, number)
        )
        changes = dataset.load("changes", number)
        texts = before.to_dict()
        for row in changes.sort_values("reason").itertuples():  # parser, source
            assert texts.get(row.observation_id) == (None if pd.isna(row.old_text) else row.old_text)
            if row.change == "removed":
                del texts[row.observation_id]
            else:
                texts[row.observation_id] = row.new_text
        assert texts == after.to_dict()


def test_what_is_gone_or_moved_or_lacks_a_cell_is_removed(dataset: Dataset) -> None:
    changes = dataset.load("changes", 3)
    assert set(changes["reason"]) == {"source"}
    removed = changes[changes["change"] == "removed"]
    assert set(removed["page_id"]) == {GONE, MOVED, LACKING}
    assert removed["new_capture_id"].isna().tolist() == removed["page_id"].isin([GONE, MOVED]).tolist()
    assert set(removed[removed["page_id"] == LACKING]["metric"]) == {"job_count"}
    added = changes[changes["change"] == "added"]
    assert set(added["label"]) == {"Number of work"}


def intervals(dataset: Dataset, page: str) -> pd.DataFrame:
    history = dataset.load("history")
    return history[history["page_id"] == page].sort_values(["observation_id", "valid_from"])


def test_history_has_the_intervals_by_todays_code(dataset: Dataset) -> None:
    found = intervals(dataset, EDITED)
    ended = found[found["end_reason"] == "changed"]
    fetched, again = (dataset.load("pages", number).set_index("page_id")["fetched_at"][EDITED] for number in (1, 2))
    assert fetched < again
    assert set(zip(ended["valid_from"], ended["valid_to"], strict=True)) == {(fetched, again)}
    assert set(ended["metric"]) == {"job_count", "highest_paying_state"}
    following = found[found["observation_id"].isin(ended["observation_id"]) & found["is_current"]]
    assert set(following["valid_from"]) == {again}
    assert set(found[~found["observation_id"].isin(ended["observation_id"])]["valid_from"]) == {fetched}
    jobs = found[(found["metric"] == "job_count") & found["label"].eq("Number of jobs")]
    assert set(jobs["value"].dropna()) == {33005.0, 34005.0}
    assert set(jobs["status"]) == {"ok", "unparsed"}, "the changed rule reads the old captures, too"


def test_absent_gone_and_moved_end_facts_at_the_answer_that_says_so(dataset: Dataset) -> None:
    for page, reason in ((GONE, "gone"), (MOVED, "moved")):
        found = intervals(dataset, page)
        assert set(found["end_reason"]) == {reason}
        assert not found["is_current"].any()
        assert found["valid_to"].nunique() == 1
        assert dataset.times[2] < found["valid_to"].iloc[0] < dataset.times[3]
    found = intervals(dataset, LACKING)
    ended = found[~found["is_current"]]
    assert set(ended["end_reason"]) == {"absent"}
    assert set(ended["metric"]) == {"job_count"}


def test_what_holds_now_is_what_is_observed_now(dataset: Dataset) -> None:
    history, observed = dataset.load("history"), dataset.load("observations")
    current = history[history["is_current"]].set_index("observation_id").sort_index()
    assert current[FIGURES].equals(observed.set_index("observation_id").sort_index()[FIGURES])


def test_as_of_is_the_newest_release_published_by_then(dataset: Dataset) -> None:
    def jobs(number: int) -> float:
        found = dataset.load("observations", number)
        return float(found[found["text"].isin(["33,005", "34,005"])]["value"].iloc[0])

    assert [jobs(number) for number in (1, 2, 3)] == [33005.0, 34005.0, 34005.0]
    text = dataset.times[1].replace(tzinfo=None).isoformat()
    assert careerscraper.load(as_of=text, output=dataset.output).equals(dataset.load("observations", 1))
    with pytest.raises(UsageError, match=r"published by .*Z; there are: .* since .*, .* since .*, .* since "):
        careerscraper.load(as_of=dataset.times[0], output=dataset.output)


def test_a_vs_b_and_b_vs_a_are_witnesses_of_each_other(dataset: Dataset) -> None:
    observed = dataset.load("observations", 1)
    assert not observed.duplicated("observation_id").any()
    both = observed[observed["page_id"].isin([ONE_WAY, OTHER_WAY])]
    assert both["pair_key"].nunique() == 1
    assert both["page_id"].nunique() == 2
    jobs = observed[(observed["metric"] == "job_count") & (observed["career_id"] == "cdl-driver")]
    assert set(jobs["witness"]) == {"contradicted"}
    assert jobs["page_witness"].isna().all()
    others = both.drop(jobs.index, errors="ignore")
    assert set(others[others["metric"] == "annual_salary"]["witness"]) == {"corroborated"}
    assert "contradicted" not in set(others["witness"])
    careers = dataset.load("careers", 1).set_index("career_id")["conflict_count"]
    assert careers[careers > 0].to_dict() == {"cdl-driver": 1}


def test_contradictions_across_pages_are_issues_with_both_texts_and_places(dataset: Dataset) -> None:
    first = min((dataset.output / "runs").iterdir())
    issues = [json.loads(line) for line in (first / "issues.jsonl").read_text("utf-8").splitlines()]
    (found,) = [issue for issue in issues if issue["code"] == "contradiction"]
    assert found["url"] == f"{HOST}{OTHER_WAY}"
    assert found["message"] == (
        "CDL Driver: job_count '893,416' in table 0, row 4 does not agree with '893,415' in table 0, row 4 of "
        f"{HOST}{ONE_WAY}"
    )
    assert (found["table"], found["row"]) == (0, 4)
    assert {tuple(issue) for issue in issues} == {tuple(found)}


@pytest.fixture
def backfilled(dataset: Dataset, tmp_path: Path) -> Dataset:
    """Return a copy with one more archive, of a crawl before all others, under a name that sorts behind theirs."""
    shutil.copytree(dataset.output, tmp_path / "output")
    (archive,) = (dataset.output.parent / "older" / "archive" / "zippia").iterdir()
    shutil.copy(archive, tmp_path / "output" / "archive" / "zippia" / "taken-over-from-elsewhere.warc.gz")
    return Dataset(tmp_path / "output", dataset.package, dataset.run, times=[])


def test_an_older_capture_added_later_only_adds_intervals(dataset: Dataset, backfilled: Dataset) -> None:
    """Where it states the same as the first one did, that interval begins with it."""
    backfilled.command("careerscraper", "rebuild", "--ledger", "--output", backfilled.output)
    backfilled.command("careerscraper", "rebuild", "--output", backfilled.output)
    backfilled.times.append(datetime.now(UTC))
    before, after = (one.load("history") for one in (dataset, backfilled))
    older = after[after["valid_from"] < dataset.times[0]]
    assert set(older["page_id"]) == {EDITED}
    known = ["observation_id", "status", "value", "value_text", "valid_to", "end_reason"]
    more = after.merge(before, on=known, how="left", indicator="where", suffixes=("", "_before"))
    added = more[more["where"] == "left_only"]
    assert added["value"].tolist() == [31005.0]
    assert added["end_reason"].tolist() == ["changed"]
    same = more[(more["where"] == "both") & (more["page_id"] != EDITED)]
    assert (same["valid_from"] == same["valid_from_before"]).all()
    assert len(more) == len(before) + 1
    now = [one.load("observations").drop(columns="capture_id") for one in (dataset, backfilled)]
    assert now[0].equals(now[1])
