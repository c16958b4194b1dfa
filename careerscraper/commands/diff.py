"""`careerscraper diff`: what differs between two releases."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from careerscraper.releases.diff import CHANGES, Difference, choose_releases, compare_releases

_WIDTH = 9


def diff(
    before: Annotated[
        str | None, typer.Argument(metavar="[A]", help="A version; else the release before the other.")
    ] = None,
    after: Annotated[str | None, typer.Argument(metavar="[B]", help="A version; else the newest.")] = None,
    output: Annotated[Path, typer.Option(help="Folder of the dataset.")] = Path("output"),
) -> None:
    """Compare two releases: how many observations were added, removed and changed, and the largest changes in words."""
    for line in _lines(compare_releases(output, *choose_releases(output, before, after))):
        typer.echo(line)


def _lines(found: Difference) -> list[str]:
    totals = ", ".join(f"{found.total(change):,} {'the same' if change == 'same' else change}" for change in CHANGES)
    lines = [f"{found.before} → {found.after}", f"observations: {totals}"]
    differing = {key: counts for key, counts in found.counts.items() if any(counts[change] for change in CHANGES[:-1])}
    if not differing:
        return lines
    width = max(len(_name(*key)) for key in differing)
    head = "".join(f"{change:>{_WIDTH}}" for change in CHANGES)
    lines += ["", f"{'':{width}}{head}"]
    for key, counts in differing.items():
        lines.append(f"{_name(*key):{width}}" + "".join(f"{counts[change]:>{_WIDTH},}" for change in CHANGES))
    return [*lines, *(["", "largest changes:", *found.largest] if found.largest else [])]


def _name(site: str, metric: str | None) -> str:
    return f"{site} {metric or '(unknown label)'}"
