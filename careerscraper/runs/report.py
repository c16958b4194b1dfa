"""What a run leaves for people and monitors: `run.json`, how it ended; `issues.jsonl`, what to look at."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path

import pyarrow as pa

from careerscraper.releases.contradictions import find_contradictions
from careerscraper.releases.publish import RELEASES
from careerscraper.runs.verdict import Verdict
from careerscraper.storage.atomic import naming_write_errors, replacing
from careerscraper.storage.ledger import Ledger

FORMAT = 1
#: What is odd about the captures that the run has read, and the URLs that it has not.
_ISSUES = """
SELECT url, code, message, "table", "row", capture_id FROM issues JOIN captures USING (capture_id) WHERE read_by = ?1
UNION ALL SELECT url, outcome, refusal, NULL, NULL, last_capture FROM urls
    WHERE done_by = ?1 AND outcome IN ('failed', 'refused', 'blocked')
ORDER BY url, capture_id, "table", "row", code, message
"""


def write_report(
    output: Path, ledger: Ledger, told: Mapping[str, object], run_id: str, verdict: Verdict | None = None
) -> None:
    """Write both files of a run, which was ``told`` that, and has no ``verdict`` while it is at work.

    Raises `WriteError`.
    """
    report = {**told, "run_id": run_id, "format": FORMAT, "exit_code": None, "why": "at work", "outcomes": {}}
    report["release"] = None
    if verdict:
        report |= {"exit_code": verdict.exit_code, "why": verdict.why, "outcomes": dict(verdict.counts)}
        report["release"] = verdict.release
    folder = output / "runs" / run_id
    with naming_write_errors(folder):
        if verdict:
            with replacing(folder / "issues.jsonl") as temporary, temporary.open("w", encoding="utf-8") as file:
                file.writelines(
                    json.dumps(issue, ensure_ascii=False) + "\n" for issue in _issues(output, ledger, verdict)
                )
        with replacing(folder / "run.json") as temporary:
            temporary.write_text(json.dumps(report, indent=1, sort_keys=True) + "\n", "utf-8")


def read_report(output: Path, run_id: str) -> dict[str, object]:
    """Return the `run.json` of a run, {} if there is none that can be read."""
    try:
        report = json.loads((output / "runs" / run_id / "run.json").read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return report if isinstance(report, dict) else {}


def _issues(output: Path, ledger: Ledger, verdict: Verdict) -> Iterator[dict[str, object]]:
    for row in ledger.stream(_ISSUES, verdict.run_id):
        yield dict(row)
    if verdict.release:
        read = ledger.rows("SELECT capture_id, url FROM captures WHERE read_by = ?", verdict.run_id)
        columns = {name: [row[name] for row in read] for name in ("capture_id", "url")}
        captures = pa.table(columns, pa.schema([(name, pa.string()) for name in columns]))
        total, told = find_contradictions(output / RELEASES / verdict.release, captures)
        yield from told
        if total > len(told):
            what = f"{total:,} statements of pages are at odds with those of others; the first {len(told):,} are told"
            yield dict.fromkeys(told[0], None) | {"code": "contradictions", "message": what}
