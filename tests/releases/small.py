"""The smallest release that `verify` accepts, made by hand: one table, a file for each thing that a release has."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from careerscraper.releases.describe import DICTIONARY
from careerscraper.releases.manifest import FORMAT, MANIFEST, SUMS, digest, sums_text
from careerscraper.releases.publish import LATEST, RELEASES, publish

OLD, NEW = "20260301T000000Z", "20260304T050607Z"


def publish_small(folder: Path, newest: str = NEW, text: str = "x", **more: Any) -> str:
    """Publish a release whose newest capture is of then, with ``text`` in its table; return its version."""
    version = f"{newest}-{hashlib.sha256(text.encode()).hexdigest()[:8]}"
    release = folder / RELEASES / version
    release.mkdir(parents=True)
    (release / "pages.csv").write_text(f"page_id,title\n/p1,{text}\n")
    (release / DICTIONARY).write_text("# Data dictionary\n")
    table = release / "pages.csv"
    files = {"csv": {"bytes": table.stat().st_size, "sha256": digest(table)}}
    manifest = {"format": FORMAT, "version": version, "tables": {"pages": {"rows": 1, "files": files}}} | more
    (release / MANIFEST).write_text(json.dumps(manifest) + "\n")
    sums = {name: digest(release / name) for name in ("pages.csv", DICTIONARY, MANIFEST)}
    (release / SUMS).write_text(sums_text(sums))
    publish(folder, version)
    return version


def date_latest(folder: Path, published_at: str) -> None:
    """Let latest.json of ``folder`` say that the release was published then."""
    latest = json.loads((folder / LATEST).read_text())
    (folder / LATEST).write_text(json.dumps(latest | {"published_at": published_at}))
