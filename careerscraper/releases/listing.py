"""What stands among the releases of an output folder: the published one, others, and what was refused or put aside."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Literal

from careerscraper.releases.manifest import MANIFEST
from careerscraper.releases.publish import RELEASES, list_versions, read_latest

State = Literal["published", "kept", "refused", "damaged"]
REFUSED, DAMAGED = ".refused-", ".damaged-"


@dataclass(frozen=True, slots=True)
class Listed:
    """One folder of a release. Nothing of it is verified: what a damaged manifest does not tell is None.

    ``rows`` are those of `observations`; ``checks`` has the verdict of each check by name.
    """

    path: Path
    version: str
    state: State
    newest_capture: datetime | None = None
    rows: int | None = None
    checks: Mapping[str, str] = field(default_factory=dict)

    @property
    def not_ok(self) -> list[str]:
        """The names of the checks whose verdict is another than ok, with that verdict."""
        return [f"{name} {verdict}" for name, verdict in self.checks.items() if verdict != "ok"]


def list_releases(folder: Path) -> list[Listed]:
    """Return the releases of output folder ``folder``, oldest first; then what was refused, then what is damaged.

    Raises `VerifyError` if latest.json is damaged.
    """
    latest = (read_latest(folder) or {}).get("release")
    standing = [(folder / RELEASES / version, version) for version in list_versions(folder)]
    found = [_read(path, version, "published" if version == latest else "kept") for path, version in standing]
    aside: tuple[tuple[str, State], ...] = ((REFUSED, "refused"), (DAMAGED, "damaged"))
    for prefix, state in aside:
        paths = sorted((folder / RELEASES).glob(f"{prefix}*"))
        found += [_read(path, path.name.removeprefix(prefix), state) for path in paths]
    return found


def _read(path: Path, version: str, state: State) -> Listed:
    try:
        manifest = json.loads((path / MANIFEST).read_bytes())
        newest = datetime.fromisoformat(manifest["newest_capture"])
        checks = {check["name"]: check["verdict"] for check in manifest["checks"]}
        return Listed(path, version, state, newest, manifest["tables"]["observations"]["rows"], checks)
    except (OSError, ValueError, KeyError, TypeError):
        return Listed(path, version, state)
