"""Whether the quick readings of a page equal the reading of record: `python tests/parsers/equality.py --pages 1000`.

Each page is read as always, and once more whole, as if there were no quick look. The documents (blocks, title, links) and what
is compared on them must be the same, or the reason why there is none. What is read although the whole is refused, for what
stands outside of the content, is counted by itself (see `parsers/region.py`). Pages: the saved ones, the demo site's, the same
with bytes changed at random, pages put together at random, and one with something in it that should not be there.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from unittest.mock import patch

sys.path.insert(0, str(Path(__file__).parents[1]))

from careerscraper.demo.site import DemoSite
from careerscraper.errors import CareerscraperError
from careerscraper.parsers import html
from careerscraper.parsers.comparison import compare
from careerscraper.parsers.document import Block, Document, Paragraph
from careerscraper.parsers.grid import Grid
from careerscraper.parsers.page import read_document
from careerscraper.parsers.region import Region
from parsers.random_pages import Writer, mangled
from parsers.strays import strayed

SAVED = (Path(__file__).parents[1] / "pages", Path(__file__).parents[3] / "shared/samples")
#: The ways that a page may be read without its tree, or with one of its content alone.
QUICK = ("_read_strictly", "_read_alone")


def read(body: bytes) -> object:
    """Return what the document of ``body`` says and compares, or why there is none."""
    try:
        document = read_document(body)
        blocks = [_told(block) for block in document.blocks if not _says_nothing(block)]
    except CareerscraperError as error:
        return str(error)
    told = (document.kind, blocks, document.title, document.canonical, document.base)
    try:
        return told, compare(document, source="x")
    except CareerscraperError as error:
        return told, str(error)


def _says_nothing(block: Block) -> bool:
    """Tell whether it is an empty paragraph: for an end tag without a paragraph, browsers make one, and libxml2 as it comes."""
    return isinstance(block, Paragraph) and not block.text and not block.cut


def _told(block: Block) -> object:
    return (
        block
        if isinstance(block, Grid)
        else (type(block), block.text, getattr(block, "level", getattr(block, "cut", None)))
    )


def read_both(body: bytes) -> tuple[str, object, object]:
    """Return how ``body`` is read (one of `QUICK`, or `whole`), what is read so, and what is read of the whole."""
    ways: list[str] = []
    readers = {way: _noting(ways, way, getattr(html, way)) for way in QUICK}
    with patch.multiple(html, **readers):
        quick = read(body)
    with patch.object(html, "find_region", lambda _: None):
        return ways[0] if ways else "whole", quick, read(body)


def _noting(
    ways: list[str], way: str, reader: Callable[[Region], Document | None]
) -> Callable[[Region], Document | None]:
    def read_noting(region: Region) -> Document | None:
        document = reader(region)
        if document:
            ways.append(way)
        return document

    return read_noting


def pages(count: int, seed: int) -> Iterator[tuple[str, bytes]]:
    """Yield ``count`` pages of each kind, after the kind's name."""
    draw = random.Random(seed)
    for path in (path for folder in SAVED for path in sorted(folder.rglob("*.htm*"))):
        yield "saved", path.read_bytes()
    for page in DemoSite(count).comparisons:
        body = page.html()
        yield "demo site", body
        yield "demo site, mangled", mangled(body, draw)
        yield "demo site, its content mangled", mangled(body, draw, b"<h1", b"</table>")
    for number in range(count):
        slips = number % 4 * 10
        yield f"at random, {slips} slips in a thousand places", Writer(draw, slips).page()
    for _ in range(10 * count):  # they are small
        yield "with strays", strayed(draw)


def main() -> None:
    """Read, count and print; end with 1 if there was a difference, whose page is then kept."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--pages", type=int, default=1000, help="of each kind")
    options.add_argument("--seed", type=int, default=1)
    chosen = options.parse_args()
    counts: dict[str, Counter[str]] = {}
    for kind, body in pages(chosen.pages, chosen.seed):
        way, quick, whole = read_both(body)
        counted = counts.setdefault(kind, Counter())
        counted.update(["pages", way])
        if isinstance(whole, str) and not isinstance(quick, str):
            counted["whole refused"] += 1
        elif quick != whole:
            counted["differences"] += 1
            Path(f"differs-{chosen.seed}-{sum(map(Counter.total, counts.values()))}.html").write_bytes(body)
    counts["all"] = total = sum(counts.values(), Counter[str]())
    heads = ("pages", *QUICK, "whole", "whole refused", "differences")
    lines = [f"{'':48}" + "".join(f"{head:>16}" for head in heads)]
    lines += [f"{kind:48}" + "".join(f"{counted[head]:16,}" for head in heads) for kind, counted in counts.items()]
    sys.stdout.write("\n".join([*lines, ""]))
    sys.exit(1 if total["differences"] else 0)


if __name__ == "__main__":
    main()
