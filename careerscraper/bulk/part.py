"""One task of an extraction: a piece of the sources to files of its own. What comes back is small, and the files stay."""

from __future__ import annotations

import os
import uuid
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

import pyarrow as pa

from careerscraper.bulk.pages import extract_pages
from careerscraper.bulk.pieces import Piece
from careerscraper.errors import CareerscraperError
from careerscraper.formats import Format
from careerscraper.items import Page
from careerscraper.normalize.observations import observe
from careerscraper.normalize.version import parser_version
from careerscraper.releases.sinks import open_sink
from careerscraper.sites import find_site
from careerscraper.storage.atomic import naming_write_errors
from careerscraper.storage.stretch import Stretch

_BATCH_PAGES = 64
#: A page, by site and page_id.
Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Work:
    """What the tasks of one extraction have in common: all of it is told to whoever does them.

    Parts in ``formats`` go into ``folder``; what cannot be written is told of ``target``. ``site`` is by name. A table holds a
    page once; with ``every_page`` (JSON lines, which name their source) each source's. ``parser`` is the version of the code.
    """

    folder: str
    target: str
    formats: tuple[Format, ...]
    site: str | None
    every_page: bool
    parser: str


@dataclass(slots=True)
class Part:
    """What became of a piece: its files, by format; counts; lines to a person; its pages and where they are from.

    ``stretch`` says of the stretch of an archive where it really began and ended.
    """

    paths: dict[Format, str] = field(default_factory=dict)
    outcomes: Counter[str] = field(default_factory=Counter)
    statuses: Counter[str] = field(default_factory=Counter)
    told: list[str] = field(default_factory=list)
    pages: dict[Key, str] = field(default_factory=dict)
    stretch: Stretch | None = None

    def discard(self) -> None:
        """Remove the files."""
        for path in self.paths.values():
            Path(path).unlink()


def extract_part(work: Work, number: int, piece: Piece, others: Mapping[Key, str], first: int | None = None) -> Part:
    """Read ``piece`` and write the part of this ``number``. Whoever does it twice, at whatever time, gets the same bytes.

    Pages of ``others``, which says where they are from, are left out; ``first`` is where a stretch really begins, if that is
    known. Raises `CareerscraperError` if this is other code than was asked for, `WriteError` where the system refuses.
    """
    if parser_version() != work.parser:
        raise CareerscraperError(f"a worker has other code ({parser_version()}) than this command ({work.parser})")
    part = Part()
    pages = _pages(work, piece, part, first)
    names = {format_: Path(work.folder, f"{number:06}.{format_}") for format_ in work.formats}
    with naming_write_errors(Path(work.target)):
        temporary = {format_: path.with_suffix(f".{uuid.uuid4().hex}.tmp") for format_, path in names.items()}
        with ExitStack() as stack:
            files = {name: stack.enter_context(path.open("wb")) for name, path in temporary.items()}
            sinks = [
                stack.enter_context(closing(open_sink(file, "observations", name))) for name, file in files.items()
            ]
            while batch := list(islice(pages, _BATCH_PAGES)):
                for rows in _rows(work, batch, part, others):
                    for sink in sinks:
                        sink.write(rows)
        for format_, path in temporary.items():
            path.replace(names[format_])
            part.paths[format_] = os.fspath(names[format_])
    return part


def _pages(work: Work, piece: Piece, part: Part, first: int | None) -> Iterator[Page]:
    site = find_site(work.site) if work.site else None
    for span in piece.spans:
        if span.stop is not None:
            part.stretch = Stretch(span.start, span.stop, first)
        yield from extract_pages(span.path, site, part.stretch)


def _rows(work: Work, pages: Iterable[Page], part: Part, others: Mapping[Key, str]) -> Iterator[pa.RecordBatch]:
    """Yield the observations of those ``pages`` that count; take note of all."""
    batch = observe([page for page in pages if _counts(work, page, part, others)])
    part.told += (f"{source}: {issue}" for source, issue in batch.issues)
    table = batch.table
    part.statuses.update(table["status"].to_pylist())
    if work.every_page:
        table = table.append_column("source", pa.array(batch.sources, pa.string()))
    return iter(table.to_batches())


def _counts(work: Work, page: Page, part: Part, others: Mapping[Key, str]) -> bool:
    part.outcomes[page.outcome] += 1
    if page.comparison is None:
        part.told.append(f"{page.source}: {page.refusal}")
        return False
    if work.every_page:
        return True
    place = page.capture_id or page.source
    key = (page.comparison.site, page.comparison.page_id)
    if other := part.pages.get(key) or others.get(key):
        part.told.append(f"{place}: left out: the same page as {other}")
        return False
    part.pages[key] = place
    return True
