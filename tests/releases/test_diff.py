"""`careerscraper diff`: two releases, observation by observation."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pandas as pd
import pytest
from conftest import Run

from careerscraper.errors import UsageError, VerifyError
from careerscraper.releases.diff import choose_releases, compare_releases
from careerscraper.releases.release import build_release

from .readings import NEW, Fact, page, reading, table_of, write_segment

SALARY: Fact = {"metric": "annual_salary", "unit": "USD/year", "section": "salary", "page_url": None}


def facts(page_id: str, *, days: int, **changed: object) -> list[Fact]:
    """Return a cook's and a baker's salary; ``changed`` is of the cook's."""
    both = reading(page_id, f"w:{page_id}", 40_000.0, 50_000.0, fetched_at=NEW + timedelta(days), **SALARY)
    return [both[0] | changed, both[1]]


@pytest.fixture(scope="module")
def output(frame: Callable[..., pd.DataFrame], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an output folder with three releases, a day apart; the last two are the same."""
    folder = tmp_path_factory.mktemp("output")
    growth = {"metric": "job_growth", "unit": "percent"}
    words = {"metric": "best_paying_industry", "unit": None, "value": None}
    first = [
        *facts("/a", days=0, text="$40,000"),
        *facts("/b", days=0, value=5.0, **growth),
        *facts("/c", days=0, value_text="Crafts", **words),
        *facts("/gone", days=0),
    ]
    second = [
        *facts("/a", days=1, value=60_000.0, text="$60,000"),
        *facts("/b", days=1, value=-2.5, **growth),
        *facts("/c", days=1, status="unparsed", reason="not_understood", **words),
        *facts("/new", days=1),
    ]
    for number, rows in enumerate((first, second, [fact | {"fetched_at": NEW + timedelta(2)} for fact in second])):
        segment = write_segment(folder / f"{number}.parquet", frame(*rows))
        pages = table_of(*(page(name, f"w:{name}") for name in dict.fromkeys(str(fact["page_id"]) for fact in rows)))
        build_release(folder, segments=[segment], pages=pages, about={})
    return folder


def versions(output: Path) -> list[str]:
    return sorted(path.name for path in (output / "releases").iterdir())


def test_what_differs_is_counted_and_said_in_words(run: Run, output: Path) -> None:
    first, second, _ = versions(output)
    done = run("careerscraper", "diff", first, second, "--output", output)
    assert (done.returncode, done.stderr) == (0, "")
    lines = [" ".join(line.split()) for line in done.stdout.splitlines()]
    assert lines[:2] == [f"{first} → {second}", "observations: 2 added, 2 removed, 3 changed, 3 the same"]
    assert "zippia annual_salary 2 2 1 3" in lines
    assert "zippia job_growth 0 0 1 0" in lines
    assert lines[lines.index("largest changes:") + 1 :] == [
        "zippia annual_salary: Cook: 40,000 USD/year → 60,000 USD/year (+50.0%), /a (salary)",
        "zippia best_paying_industry: Cook: Crafts → unparsed (not_understood), /c (salary)",
        "zippia job_growth: Cook: 5 percent → -2.5 percent (-7.5 points), /b (salary)",
    ]


def test_the_newest_two_are_the_default(run: Run, output: Path) -> None:
    _, second, third = versions(output)
    done = run("careerscraper", "diff", "--output", output)
    assert done.stdout.splitlines() == [
        f"{second} → {third}",
        "observations: 0 added, 0 removed, 0 changed, 8 the same",
    ]
    assert choose_releases(output, versions(output)[0], None) == (versions(output)[0], third)


def test_backwards_is_the_other_way_round(output: Path) -> None:
    first, second, _ = versions(output)
    found = compare_releases(output, second, first)
    assert (found.total("added"), found.total("removed"), found.total("changed")) == (2, 2, 3)
    assert "60,000 USD/year → 40,000 USD/year (-33.3%)" in found.largest[0]


def test_changed_words_alone_are_shown(frame: Callable[..., pd.DataFrame], tmp_path: Path) -> None:
    for days, text in enumerate(("$40,000", "$40,000*")):
        segment = write_segment(tmp_path / f"{days}.parquet", frame(*facts("/a", days=days, text=text)))
        build_release(tmp_path, segments=[segment], pages=table_of(page("/a", "w:/a")), about={})
    (line,) = compare_releases(tmp_path, *choose_releases(tmp_path, None, None)).largest
    assert "Cook: 40,000 USD/year ('$40,000') → 40,000 USD/year ('$40,000*'), /a" in line


def test_what_cannot_be_compared_is_said(output: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"no release before the first in .*: crawl again"):
        choose_releases(tmp_path, None, None)
    with pytest.raises(UsageError, match=f"no release before {versions(output)[0]}"):
        choose_releases(output, None, versions(output)[0])
    with pytest.raises(UsageError, match=r"no release 'x' in .*; there are: 2026"):
        choose_releases(output, "x", None)
    (tmp_path / "releases" / "x").mkdir(parents=True)
    (tmp_path / "releases" / "x" / "observations.parquet").write_bytes(b"PAR1")
    with pytest.raises(VerifyError, match=r"cannot compare x with x: .*`careerscraper verify` says"):
        compare_releases(tmp_path, "x", "x")
