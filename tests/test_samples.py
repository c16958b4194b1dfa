"""The labelled samples beside the checkout, if they are there: as they are, and as HTML in many markups."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from markups import MARKUPS, Section, page
from warm import BIN

SHARED = Path(__file__).resolve().parents[2] / "shared"
WHOLE = ("pipe", "pipe-nolead", "pipe_bare", "pipe_multiline")
LEAST_SQUASHED = 0.99

pytestmark = pytest.mark.skipif(not (SHARED / "score.py").exists(), reason="no labelled samples beside the checkout")


def score(folder: Path, extension: str) -> dict[str, dict[str, float]]:
    """Return the counts of each group of pages; the score's exit code says whether any cell was wrong or invented."""
    command = [sys.executable, str(SHARED / "score.py"), str(folder), "--ext", extension]
    done = subprocess.run(
        [*command, "--command", f"{BIN / 'careerscraper'} extract", "--verbose"],
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout[-3000:]
    table = done.stdout[done.stdout.index("group  ") :].splitlines()
    names = table[0].split()[1:]
    return {line.split()[0]: dict(zip(names, map(float, line.split()[1:]), strict=True)) for line in table[1:-1]}


def test_the_samples_as_they_are() -> None:
    groups = score(SHARED / "samples", "txt")
    whole = {name: counts for name, counts in groups.items() if name.partition("/")[2] in WHOLE}
    assert len(whole) > 3
    assert {name for name, counts in whole.items() if counts["right"] != counts["cells"]} == set()
    squashed = groups["zippia/squashed"]
    assert squashed["right"] >= LEAST_SQUASHED * squashed["cells"]


def sections(labels: dict[str, Any]) -> list[Section]:
    """Return the tables of a labelled page, each with a header as wide as its rows."""
    found: list[Section] = []
    for number, table in enumerate(labels["tables"]):
        rows = [[str(cell) for cell in (row[:-1] if row[-1] == "ambiguous" else row)] for row in table["rows"]]
        header = list(table.get("header") or [])
        if len(header) == len(rows[0]) - 1:
            names = len(header) == len(labels["careers"])
            header = ["", *header] if names else header[:4] + header[3:]  # else one of its cells spans two columns
        if len(header) == len(rows[0]):
            found.append((table.get("section") or f"Part {number}", [header, *rows]))
    return found


@pytest.mark.parametrize("markup", MARKUPS)
def test_the_tables_of_the_samples_as_html(markup: str, tmp_path: Path) -> None:
    """Every cell of every table, but of those that have lost their header."""
    for path in sorted((SHARED / "samples").glob("*/*.json")):
        labels = json.loads(path.read_text("utf-8"))
        tables = sections(labels) if labels.get("careers") else []
        joined = markup in ("band_rows", "rowspan_groups") and len({tuple(rows[0]) for _, rows in tables}) > 1
        if not tables or joined:
            continue
        title = " vs ".join(labels["careers"]) if len(labels["careers"]) < 4 else "Occupations"
        kept = {
            **labels,
            "rendering": "html",
            "tables": [{"header": rows[0], "rows": rows[1:]} for _, rows in tables],
        }
        (tmp_path / f"{path.stem}.html").write_text(page(title, MARKUPS[markup](tables)), "utf-8")
        (tmp_path / f"{path.stem}.json").write_text(json.dumps(kept), "utf-8")
    everything = score(tmp_path, "html")["all"]
    assert everything["pages"] > 30
    assert everything["right"] == everything["cells"]
