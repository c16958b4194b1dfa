"""Every command and every query that the documents show, run as shown; and what is made from the code is up to date."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import Run
from object_store import CREDENTIALS, Proxy

from careerscraper.demo.server import serve
from careerscraper.demo.site import DemoSite
from careerscraper.releases.describe import data_dictionary

ROOT = Path(__file__).parents[1]
DOCUMENTS = (
    "README.md",
    "CONTRIBUTING.md",
    "docs/crawling.md",
    "docs/publishing.md",
    "docs/checks.md",
    "docs/reading.md",
    "docs/layouts.md",
    "docs/facts.md",
    "docs/loading.md",
    "docs/releases.md",
)
PORT = "8099"  # what the documents name; the tests take a free one in its place


def blocks(language: str) -> list[tuple[str, str]]:
    found = []
    for name in DOCUMENTS:
        text = (ROOT / name).read_text("utf-8")
        found += [
            (name, block) for block in re.findall(rf"^ *```{language}\n(.*?)^ *```$", text, re.MULTILINE | re.DOTALL)
        ]
    return found


COMMANDS = [line.strip() for _, block in blocks("bash") for line in block.splitlines() if line.strip()]


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory, run: Run) -> Path:
    """Return a copy of what the documents speak of, after `make demo`."""
    folder = tmp_path_factory.mktemp("checkout")
    for name in ("docs", "scrapy.cfg", "Makefile", "pyproject.toml", "requirements.lock"):
        (folder / name).symlink_to(ROOT / name)
    assert run("careerscraper", "demo", "--pages", "30", cwd=folder).returncode == 0
    return folder


@pytest.fixture(scope="module")
def port() -> Iterator[str]:
    """Serve the demo site, as the documents' first command of a crawl does."""
    with serve(DemoSite(30)) as origin:
        yield origin.rpartition(":")[2]


def test_there_are_commands_to_run() -> None:
    assert {"make demo", "make test", "careerscraper sites"} <= set(COMMANDS)


@pytest.mark.parametrize("block", [block for _, block in blocks("bash")])
def test_commands(run: Run, s3: Proxy, checkout: Path, port: str, block: str) -> None:
    """The lines of a block, one after the other: a later one needs what an earlier one made."""
    for command in filter(None, map(str.strip, block.splitlines())):
        if command.startswith("make "):  # would build an environment of its own: its recipe must say what to run
            recipe = run(*command.split(), "-n", cwd=checkout).stdout
            assert {"make demo": "careerscraper demo", "make test": "-m pytest"}[command] in recipe
        elif "--serve" in command:  # runs until it is stopped: the fixture does as much
            assert PORT in command
        elif not command.startswith("python -c"):  # that one writes into the checkout itself; another test compares
            store = [f"{name}={value}" for name, value in (CREDENTIALS | {"AWS_ENDPOINT_URL": s3.origin}).items()]
            words = command.replace(PORT, port).replace("/tmp/", f"{checkout}/")
            done = run("env", *store, "bash", "-c", words, cwd=checkout)
            assert done.returncode == 0, done.stderr
            assert "Traceback" not in done.stderr


def answers(checkout: Path, code: str) -> list[str]:
    """Return what a block of Python prints."""
    done = subprocess.run([sys.executable, "-c", code], cwd=checkout, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


RECIPES = [block for _, block in blocks("python") if "def from_csv" in block]


@pytest.mark.parametrize(("name", "block"), [found for found in blocks("python") if found[1] not in RECIPES])
def test_python(checkout: Path, name: str, block: str) -> None:
    code = "\n".join(line.removeprefix("   ") if name == "CONTRIBUTING.md" else line for line in block.splitlines())
    assert answers(checkout, code) or "print" not in block


def test_every_tool_gives_the_same_answers_from_parquet_and_from_csv(checkout: Path) -> None:
    """The recipes of docs/loading.md print the answers to its two questions, from Parquet, then from CSV."""
    printed = [answers(checkout, block) for block in RECIPES]
    assert [len(lines) for lines in printed] == [4, 4, 4]  # DuckDB, pandas, Polars
    best, counts, *_ = printed[0]
    assert (best.count("("), "annual_salary" in counts) == (5, True)
    assert printed == [[best, counts] * 2] * 3


def test_the_data_dictionary_is_up_to_date() -> None:
    assert (ROOT / "docs" / "DICTIONARY.md").read_text("utf-8") == data_dictionary(), (
        "CONTRIBUTING.md says how to write it"
    )


def test_every_reason_and_issue_is_documented() -> None:
    text = (ROOT / "docs" / "reading.md").read_text("utf-8")
    sources = "\n".join(path.read_text("utf-8") for path in (ROOT / "careerscraper").rglob("*.py"))
    codes = re.findall(r'(?:Issue|UnreadError|_issue)\(\s*"([a-z_]+)"', sources)
    assert len(set(codes)) > 8
    assert [code for code in set(codes) if f"`{code}`" not in text] == []
