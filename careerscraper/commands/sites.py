"""`careerscraper sites`: what is described."""

from __future__ import annotations

import typer

from careerscraper.sites import described_sites


def sites() -> None:
    """List the described sites: name, host, what they are."""
    for site in described_sites().values():
        hosts = " ".join(dict.fromkeys(site.hosts.values()))
        typer.echo(f"{site.name}\t{hosts}\t{site.title}")
