"""Drift on a site that is crawled: refused, named, drafted as a test case; and published only when somebody accepts it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from conftest import Run
from crawls import crawl
from drifting import DRIFTS, Change, Changed

from careerscraper.demo.resource import Resource
from careerscraper.demo.server import serve
from careerscraper.demo.site import DemoSite
from careerscraper.fixtures import load_case
from careerscraper.releases.publish import read_latest, verify


class DriftingSite(DemoSite):
    """The demo site, some of whose comparison pages are changed."""

    def __init__(self, pages: int) -> None:
        super().__init__(pages)
        self.changed: dict[str, Changed] = {}

    def drift(self, change: Change, count: int) -> None:
        """Change the first ``count`` comparison pages."""
        for page in self.comparisons[:count]:
            self.changed[page.path] = Changed(page.path, page.careers, page.links, change=change)

    def respond(self, path: str) -> Resource | None:
        """Return what answers this path."""
        found = super().respond(path)
        if found is None or path not in self.changed:
            return found
        return Resource(self.changed[path].html(), found.content_type, found.last_modified)


def why(output: Path, exit_code: int) -> tuple[Path, str]:
    """Return the folder of the only run with that exit code, and what its report says."""
    reports = {path.parent: json.loads(path.read_text("utf-8")) for path in output.glob("runs/*/run.json")}
    (found,) = ((folder, told["why"]) for folder, told in reports.items() if told["exit_code"] == exit_code)
    return found


def labels_without_metric(expected: Any) -> set[str]:
    return {row["label"] for row in expected["observations"] if "metric" not in row}


def test_drift_is_refused_and_named_and_published_once_it_is_accepted(run: Run, tmp_path: Path) -> None:
    site, output = DriftingSite(40), tmp_path / "output"
    with serve(site) as origin:
        first = run(*crawl(origin, output))
        assert first.returncode == 0, first.stderr
        before = read_latest(output)

        site.drift(DRIFTS["a label renamed"][1], 40)
        refused = run(*crawl(origin, output, "--refetch"))
        assert refused.returncode == 4, refused.stderr
        assert read_latest(output) == before
        folder, told = why(output, 4)
        for text in (refused.stderr, told):
            assert "label 'Yearly salary' of section overview vanished: on 0 of 38 pages fetched since " in text
            assert "; new label 'Annual pay' of section overview on 3" in text
        (draft,) = (folder / "drift").iterdir()
        case, expected = load_case(draft)
        assert f"example {case.url}" in told
        assert b"Annual pay" in case.body
        assert labels_without_metric(expected) == {"Annual pay"}

        again = run(*crawl(origin, output))
        assert again.returncode == 4, "nothing has come since then, and it is still so"
        accepted = run(*crawl(origin, output, "--accept", "labels/zippia", "--accept", "values"))
        assert accepted.returncode == 0, accepted.stderr
    manifest = verify(output)
    assert manifest["accepted"]["checks"] == ["labels/zippia", "values"]
    overridden = {check["name"]: check for check in manifest["checks"] if check["verdict"] != "ok"}
    assert {name: check["accepted"] for name, check in overridden.items()} == {
        "labels/zippia": "labels/zippia",
        "labels/zippia/new": "labels/zippia",
    }
    assert "Yearly salary" in overridden["labels/zippia"]["found"][0]["words"]
    rebuilt = run("careerscraper", "rebuild", "--output", output)
    assert rebuilt.returncode == 0, "what was accepted is what is compared with now"


def test_what_is_broken_cannot_be_accepted(call: Run, tmp_path: Path) -> None:
    for command in (crawl("http://127.0.0.1:9", tmp_path), ("careerscraper", "rebuild", "--output", tmp_path)):
        for name in ("rows", "labels/nowhere"):
            done = call(*command, "--accept", name)
            assert done.returncode == 2
            assert f"--accept {name}: give CHECK or CHECK/SITE; the checks are quarantined, " in done.stderr


def test_pages_that_have_lost_their_tables_are_named(run: Run, tmp_path: Path) -> None:
    """They are not seen: the run is not published for that, and its message says what came in their place."""
    site, output = DriftingSite(40), tmp_path / "output"
    site.drift(lambda _: (), 20)
    with serve(site) as origin:
        done = run(*crawl(origin, output))
    assert done.returncode == 3
    assert "; 20 refused, such as https://www.zippia.com/" in done.stderr
    assert "; 20 refused, such as https://www.zippia.com/" in why(output, 3)[1]
