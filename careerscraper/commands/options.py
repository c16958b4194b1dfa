"""Options that several commands have."""

from __future__ import annotations

from typing import Annotated

import typer

Workers = Annotated[
    int | None, typer.Option(min=1, help="Processes that read; by default one a core where there is much to read.")
]
Scheduler = Annotated[
    str | None, typer.Option(help="A Dask cluster that reads, such as tcp://host:8786; it must see the same files.")
]
