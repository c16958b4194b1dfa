"""An extraction that has to be made. Whatever reads and writes is loaded with this module, and not before."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from careerscraper.bulk.done import Done
from careerscraper.bulk.job import Job
from careerscraper.bulk.joined import opened
from careerscraper.bulk.output import STDOUT, Output
from careerscraper.bulk.part import Part, Work
from careerscraper.bulk.pieces import Piece, cut
from careerscraper.bulk.sources import STDIN
from careerscraper.bulk.workers import choose_staff
from careerscraper.commands.progress import metered, say
from careerscraper.errors import UsageError
from careerscraper.normalize.version import parser_version
from careerscraper.sites import find_site

EXIT_SOME_UNREAD = 3


def make(output: Output, sources: Sequence[str], site: str | None, workers: int | None, scheduler: str | None) -> Done:
    """Read the ``sources``, as pages of ``site`` if it is given, and write ``output``; say what could not be read.

    Raises `UsageError` for an unknown site, and where a cluster cannot do it; `WriteError` where the system refuses.
    """
    site = find_site(site).name if site else None
    pieces = list(cut(sources))
    if scheduler and (STDIN in sources or output.name == STDOUT):
        raise UsageError("a cluster reads no standard input and writes no standard output: give files and -o")
    most = 1 if STDIN in sources else len(pieces)
    working = choose_staff(workers, scheduler, sum(piece.size for piece in pieces), most)
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
