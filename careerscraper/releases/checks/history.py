"""The last good releases: what their manifests say of each site's pages."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from careerscraper.releases.checks.figures import Figures, read_figures
from careerscraper.releases.manifest import MANIFEST

#: Drift that creeps in over more releases than these is seen by the site's expectations alone.
LAST = 10


@dataclass(frozen=True, slots=True)
class Past:
    """A good release: its ``folder``, its newest capture, and of each site the figures that the next one may have.

    These are the figures of all pages; and, where somebody overrode a check, those of the pages that were new then.
    """

    folder: Path
    newest: datetime
    sites: dict[str, list[Figures]]


def read_history(releases: Sequence[Path]) -> list[Past]:
    """Return the last of ``releases`` (folders, oldest first) that have figures, newest first."""
    found = (_read(folder) for folder in reversed(releases[-LAST:]))
    return [past for past in found if past is not None]


def _read(folder: Path) -> Past | None:
    try:
        manifest = json.loads((folder / MANIFEST).read_bytes())
        newest = datetime.fromisoformat(manifest["newest_capture"])
        overridden = any(check["verdict"] == "overridden" for check in manifest["checks"])
        sites = {site: _references(entry, overridden=overridden) for site, entry in manifest["figures"].items()}
    except (OSError, ValueError, KeyError, TypeError):  # of before there were figures, or damaged: `verify` tells
        return None
    return Past(folder, newest, sites)


def _references(entry: dict[str, Any], *, overridden: bool) -> list[Figures]:
    groups = [entry["all"]] + ([entry["new"]] if overridden and entry["new"]["pages"] else [])
    return [read_figures(group) for group in groups]
