"""A site that blocks: what came in the place of pages is never read, and enough of it ends the run."""

from __future__ import annotations

import json
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest
from conftest import Run
from crawls import SMALL, crawl, outcomes, published
from test_crawl import body, hostile
from test_runs_odd import HOST, page, path_of, report

from careerscraper.storage.archive import read_told

CHALLENGE = (
    b"<!DOCTYPE html><html><head><title>Just a moment...</title>"
    b"<script src='/cdn-cgi/challenge-platform/h/b/orchestrate/chl_page/v1'></script></head>"
    b"<body><noscript>Enable JavaScript and cookies to continue</noscript></body></html>"
)


class Site:
    """Pages of careers `n`, of which some are challenges, also with 200."""

    def __init__(self) -> None:
        self.blocked: set[str] = set()

    def __call__(self, handler: BaseHTTPRequestHandler) -> None:
        name = handler.path.split("/")[1].removesuffix("-jobs")
        body(CHALLENGE if handler.path in self.blocked else page(name, "z"))(handler)


def listed(folder: Path, count: int) -> tuple[list[str], list[str]]:
    """Return paths of pages, and the arguments of a crawl of them."""
    paths = [path_of(f"n{number}", "z") for number in range(count)]
    urls = folder / f"urls{count}"
    urls.write_text("".join(f"{HOST}{path}\n" for path in paths))
    return paths, ["--urls", str(urls), *SMALL]


@pytest.fixture
def site() -> Site:
    return Site()


def test_twenty_challenges_in_a_row_end_the_run_and_the_next_goes_on(run: Run, site: Site, tmp_path: Path) -> None:
    output = tmp_path / "output"
    paths, arguments = listed(tmp_path, 60)
    with hostile(site) as origin:
        assert run(*crawl(origin, output, *arguments)).returncode == 0
        before, latest = published(output), (output / "latest.json").read_bytes()
        site.blocked = set(paths[20:40])
        one = ("-s", "CONCURRENT_REQUESTS_PER_DOMAIN=1")
        done = run(*crawl(origin, output, *arguments, "--refetch", *one))
        assert done.returncode == 5, done.stderr
        assert report(output)["outcomes"]["blocked"] in (10, 11)  # the next may be on the wire already
        assert "Traceback" not in done.stderr
        assert (output / "latest.json").read_bytes() == latest
        assert published(output) == before
        site.blocked = set()
        done = run(*crawl(origin, output, *arguments, "--refetch"))  # the same run: those that were blocked, too
        assert done.returncode == 0, done.stderr
    assert len(list((output / "archive" / "zippia").iterdir())) == 2
    assert set(outcomes(output).values()) == {"unchanged"}


def test_a_first_crawl_that_sees_nothing_but_challenges(run: Run, site: Site, tmp_path: Path) -> None:
    paths, arguments = listed(tmp_path, 20)
    site.blocked = set(paths)
    with hostile(site) as origin:
        done = run(*crawl(origin, tmp_path / "output", *arguments))
    assert done.returncode == 5, done.stderr
    assert not (tmp_path / "output" / "latest.json").exists()
    assert not list((tmp_path / "output" / "segments").rglob("*.parquet"))


def test_one_challenge_among_two_hundred_pages(run: Run, site: Site, tmp_path: Path) -> None:
    output = tmp_path / "output"
    paths, arguments = listed(tmp_path, 201)
    site.blocked = {paths[100]}
    with hostile(site) as origin:
        done = run(*crawl(origin, output, *arguments))
    assert done.returncode == 0, done.stderr
    ended = outcomes(output)
    assert [url for url, outcome in ended.items() if outcome != "fetched"] == [HOST + paths[100]]
    assert ended[HOST + paths[100]] == "blocked"
    assert paths[100] not in {row["page_id"] for row in published(output)}
    (archive,) = (output / "archive").rglob("*.warc.gz")
    assert len(read_told(output / "archive", f"zippia/{archive.name}")) == 1
    (issue,) = map(json.loads, next((output / "runs").iterdir()).joinpath("issues.jsonl").read_text().splitlines())
    assert (issue["code"], issue["message"]) == ("blocked", "blocked: challenge")
    assert run("careerscraper", "rebuild", *SMALL, "--output", output).returncode == 0
    assert outcomes(output) == ended
