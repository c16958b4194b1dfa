"""Which release was published when: `releases/published.jsonl`, a line a publication, only appended to.

latest.json stays the truth: it is replaced first, and what it names is added to the record by the same or the next publication.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from careerscraper.errors import VerifyError
from careerscraper.releases.manifest import iso
from careerscraper.storage.atomic import naming_write_errors, sync

PUBLISHED = Path("releases", "published.jsonl")


@dataclass(frozen=True, slots=True)
class Publication:
    """From ``published_at`` on, until the next one, ``version`` was the published release."""

    version: str
    published_at: datetime
    manifest_sha256: str


def read_published(folder: Path, latest: Mapping[str, Any] | None) -> list[Publication]:
    """Return all publications of output folder ``folder``, oldest first; the last one is what ``latest`` says, latest.json.

    A last line that a kill has torn is passed over. Raises `VerifyError` if another one is damaged.
    """
    path = folder / PUBLISHED
    lines = path.read_bytes().split(b"\n")[:-1] if path.exists() else []
    try:
        found = [_publication(told, told["version"]) for told in map(json.loads, lines)]
    except (ValueError, LookupError, TypeError) as error:
        raise VerifyError(f"{path} is damaged: {error}; take the damaged line away, or restore the file") from error
    newest = _of(latest)
    return found if newest is None or newest in found else [*found, newest]


def record_publication(folder: Path, latest: Mapping[str, Any] | None) -> None:
    """Add what ``latest`` says, latest.json, to the record, unless it stands there. Raises `WriteError`, `VerifyError`."""
    missing = _of(latest)
    if missing is None or missing in read_published(folder, None):
        return
    path = folder / PUBLISHED
    with naming_write_errors(path):
        is_new = not path.exists()
        with path.open("ab") as file:
            file.truncate(_whole_end(path))
            file.write(json.dumps(asdict(missing), default=iso, sort_keys=True).encode() + b"\n")
            file.flush()
            os.fsync(file.fileno())
        if is_new:
            sync(path.parent)


def _whole_end(path: Path) -> int:
    """Return where the last whole line ends: a kill while one is written leaves a part of it."""
    return path.read_bytes().rfind(b"\n") + 1


def _of(latest: Mapping[str, Any] | None) -> Publication | None:
    return _publication(latest, latest["release"]) if latest else None


def _publication(told: Mapping[str, Any], version: str) -> Publication:
    return Publication(version, datetime.fromisoformat(told["published_at"]), told["manifest_sha256"])
