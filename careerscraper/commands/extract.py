"""`careerscraper extract`: saved pages to observations."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import chain, islice
from pathlib import Path
from typing import Annotated

import pyarrow as pa
import typer

from careerscraper.bulk import extract_pages, find_sources
from careerscraper.commands.progress import say, tracked
from careerscraper.errors import UsageError, WriteError
from careerscraper.items import Page
from careerscraper.memory import settled
from careerscraper.normalize.observations import Batch, observe
from careerscraper.releases.sinks import FORMATS, Format, open_sink
from careerscraper.releases.write import Write, observations_file, tables_folder
from careerscraper.sites import find_site
from careerscraper.storage.atomic import naming_write_errors

_BATCH_PAGES = 64
_STDOUT = "-"
EXIT_SOME_UNREAD = 3


def extract(
    sources: Annotated[
        list[str], typer.Argument(help="Files, archives, folders of them, or - for standard input.", metavar="SOURCE…")
    ],
    site: Annotated[
        str | None, typer.Option(help="Read every page as one of this site (see `careerscraper sites`).")
    ] = None,
    format_: Annotated[
        str | None, typer.Option("--format", help="jsonl, csv or parquet; else by the name of -o.")
    ] = None,
    output: Annotated[
        str, typer.Option("-o", help="A file, a folder for all tables, or - for standard output.")
    ] = _STDOUT,
) -> None:
    """Read saved comparison pages, HTML or text with bars, or archives of them (WARC), into typed observations.

    A folder as output gets observations, careers and comparisons, each as CSV and Parquet unless --format says else.
    What cannot be read, or compares no careers, gets a line on standard error. Exit code 3 if a source could not be
    read.
    """
    chosen = find_site(site) if site else None
    formats = _formats(output, format_)
    tally = Tally(every_page=formats == ["jsonl"])
    paths = list(find_sources(sources))
    with _opened(output, formats) as write, settled():
        pages = chain.from_iterable(extract_pages(path, chosen) for path in tracked(paths, len(paths), "sources"))
        while batch := list(islice(pages, _BATCH_PAGES)):
            for rows in tally.take(batch):
                write(rows)
    say(tally.summary())
    if tally.outcomes["failed"]:
        raise typer.Exit(EXIT_SOME_UNREAD)


def _formats(output: str, format_: str | None) -> list[Format]:
    named = Path(output).suffix.removeprefix(".").lower()
    if format_ is None and output != _STDOUT and named not in FORMATS:
        if _is_folder(output):
            return ["csv", "parquet"]
        raise UsageError(f"cannot tell the format of {output}: name it .jsonl, .csv or .parquet, or give --format")
    wanted = format_ or (named if output != _STDOUT else "jsonl")
    chosen: list[Format] = [known for known in FORMATS if known == wanted]
    if not chosen or (output == _STDOUT and chosen == ["parquet"]):
        raise UsageError(
            f"cannot write {wanted!r} to {output}: formats are {', '.join(FORMATS)}; parquet needs a file or folder"
        )
    return chosen


def _is_folder(output: str) -> bool:
    return Path(output).is_dir() or output.endswith("/") or not Path(output).suffix


@contextmanager
def _opened(output: str, formats: list[Format]) -> Iterator[Write]:
    if output == _STDOUT:
        if sys.stdout is None:
            raise WriteError("standard output is closed: give -o FILE")
        with naming_write_errors(Path("standard output")):
            sink = open_sink(sys.stdout.buffer, "observations", formats[0])
            yield sink.write
            sink.close()
            sys.stdout.flush()
    elif _is_folder(output):
        with tables_folder(Path(output), formats) as write:
            yield write
    else:
        with observations_file(Path(output), formats[0]) as write:
            yield write


@dataclass
class Tally:
    """Counts what becomes of the sources, and says what a person should look at.

    A table holds a page once: of two sources of one page the first counts. With ``every_page`` (JSON lines, which name
    their source) both do.
    """

    every_page: bool
    outcomes: Counter[str] = field(default_factory=Counter)
    statuses: Counter[str] = field(default_factory=Counter)
    pages: dict[tuple[str, str], str] = field(default_factory=dict)

    def take(self, pages: Iterable[Page]) -> Iterator[pa.RecordBatch]:
        """Yield the observations of ``pages`` as Arrow batches; name those without on standard error."""
        batch = observe([page for page in pages if self._counts(page)])
        for source, issue in batch.issues:
            say(f"{source}: {issue}")
        self.statuses.update(batch.table["status"].to_pylist())
        yield from self._rows(batch)

    def _rows(self, batch: Batch) -> Iterator[pa.RecordBatch]:
        table = batch.table
        if self.every_page:
            table = table.append_column("source", pa.array(batch.sources, pa.string()))
        return iter(table.to_batches())

    def _counts(self, page: Page) -> bool:
        self.outcomes[page.outcome] += 1
        if page.comparison is None:
            say(f"{page.source}: {page.refusal}")
            return False
        place = page.capture_id or page.source
        key = (page.comparison.site, page.comparison.page_id)
        if key in self.pages and not self.every_page:
            say(f"{place}: left out: the same page as {self.pages[key]}")
            return False
        self.pages.setdefault(key, place)
        return True

    def summary(self) -> str:
        """Return one line: what became of the sources, and of their cells."""
        cells = ", ".join(f"{count:,} {status}" for status, count in sorted(self.statuses.items())) or "none"
        read, refused, failed = (self.outcomes[name] for name in ("fetched", "refused", "failed"))
        return f"{read:,} pages read, {refused:,} without a comparison, {failed:,} not read; observations: {cells}"
