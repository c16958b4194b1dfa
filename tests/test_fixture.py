"""`careerscraper fixture`: what it saves is a case that passes."""

from __future__ import annotations

from pathlib import Path

from conftest import Run

from careerscraper.demo.site import DemoSite
from careerscraper.fixtures import load_case, read_case

PAGE = "Cook vs baker\n\n| Cook | Baker | |\n| Yearly salary | $30,000 | - |\n"


def test_a_file_is_saved_with_what_is_read_of_it(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a page.txt").write_text(PAGE)
    done = run("careerscraper", "fixture", tmp_path / "a page.txt", "--into", tmp_path / "pages")
    assert done.returncode == 0, done.stderr
    folder = tmp_path / "pages" / "zippia" / "a-page"
    assert done.stderr == f"{folder}: 2 observations; look at expected.json before you keep it\n"
    case, expected = load_case(folder)
    assert case.body == PAGE.encode()
    assert read_case(case) == expected
    rows = expected["observations"]
    assert isinstance(rows, list)
    assert [(row["career"], row["status"], row.get("value")) for row in rows] == [
        ("Cook", "ok", 30000.0),
        ("Baker", "not_stated", None),
    ]


def test_a_case_is_never_overwritten(run: Run, tmp_path: Path) -> None:
    (tmp_path / "p.txt").write_text(PAGE)
    command = ("careerscraper", "fixture", tmp_path / "p.txt", "--into", tmp_path, "--name", "x")
    assert run(*command).returncode == 0
    done = run(*command)
    assert done.returncode == 2
    assert "exists: give another --name" in done.stderr


def test_a_refused_page_is_a_case_too(run: Run, tmp_path: Path) -> None:
    (tmp_path / "p.txt").write_text("Nothing at all.\n")
    assert run("careerscraper", "fixture", tmp_path / "p.txt", "--into", tmp_path).returncode == 0
    assert load_case(tmp_path / "refused" / "p")[1] == {"refusal": "no_table"}


def test_a_url_is_fetched_politely_and_saved_with_its_response(
    run: Run, site: DemoSite, origin: str, tmp_path: Path
) -> None:
    url = site.comparisons[0].url
    options = ("--origin", origin, "--into", tmp_path, "-s", "DOWNLOAD_DELAY=0")
    done = run("careerscraper", "fixture", url, *options, "--name", "first")
    assert done.returncode == 0, done.stderr
    case, expected = load_case(tmp_path / "zippia" / "first")
    assert (case.body, case.url, case.content_type) == (site.comparisons[0].html(), url, "text/html; charset=utf-8")
    assert read_case(case) == expected


def test_a_url_that_is_no_comparison_or_cannot_be_fetched_is_named(run: Run, tmp_path: Path) -> None:
    done = run("careerscraper", "fixture", "https://example.org/a-vs-b", "--into", tmp_path)
    assert (done.returncode, "no comparison page of a described site" in done.stderr) == (2, True)
    url = "https://www.zippia.com/a-jobs/a-vs-b-differences"
    options = ("--origin", "http://127.0.0.1:9", "--into", tmp_path, "-s", "RETRY_TIMES=0", "-s", "DOWNLOAD_DELAY=0")
    done = run("careerscraper", "fixture", url, *options)
    assert (done.returncode, f"{url} could not be fetched" in done.stderr) == (1, True)
    assert list(tmp_path.iterdir()) == []
