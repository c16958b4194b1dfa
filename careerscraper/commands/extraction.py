"""An extraction that has to be made. Whatever reads and writes is loaded with this module, and not before."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from careerscraper.bulk.done import Done
from careerscraper.bulk.job import Job
from careerscraper.bulk.joined import opened
from careerscraper.bulk.output import Output
from careerscraper.bulk.part import Part, Work
from careerscraper.bulk.pieces import Piece
from careerscraper.bulk.workers import Working
from careerscraper.commands.progress import metered, say
from careerscraper.normalize.version import parser_version
from careerscraper.sites import find_site

EXIT_SOME_UNREAD = 3


def make(output: Output, pieces: Sequence[Piece], site: str | None, working: Working) -> Done:
    """Have the ``pieces`` read, as pages of ``site`` if it is given, and write ``output``; say what could not be read.

    Raises `UsageError` for an unknown site, `WriteError` where the system refuses, and what ``working`` raises.
    """
    site = find_site(site).name if site else None
    with opened(output) as (folder, add), working(str(folder)) as staff:
        work = Work(str(folder), output.name, output.part_formats, site, output.every_page, parser_version())
        job = Job(work, staff)
        for part in _metered(job, pieces):
            for line in part.told:
                say(line)
            add(part.paths)
    return Done(job.summary(), EXIT_SOME_UNREAD if job.outcomes["failed"] else 0)


def _metered(job: Job, pieces: Sequence[Piece]) -> Iterator[Part]:
    """Yield the parts of the ``pieces``; tell how many pages are done of how many there seem to be, by the bytes that are."""
    pages = size = 0
    total = sum(piece.size for piece in pieces)
    with metered("pages") as tell:
        for piece, part in job.parts(pieces):
            size += piece.size
            if part:
                pages += part.outcomes.total()
                yield part
            tell(pages, round(pages * total / size) if size else pages)
