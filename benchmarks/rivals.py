"""What people would otherwise use to get the cells out of archived pages, each as its own users would write it.

`python benchmarks/rivals.py NAME FOLDER FILE` reads all `.warc.gz` below FOLDER and writes a CSV line for each row of a table:
the page's URL, the number of the table, the texts of the cells. The two floors parse and write nothing.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Callable, Iterator
from io import StringIO
from pathlib import Path

from bs4 import BeautifulSoup
from fastwarc.warc import ArchiveIterator, WarcRecordType
from lxml import etree

Rows = Iterator[tuple[int, list[str]]]


def pages(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Yield URL and content of all pages, by warcio, the usual reader of archives in Python."""
    from warcio.archiveiterator import ArchiveIterator as Records

    for path in sorted(folder.rglob("*.warc.gz")):
        with path.open("rb") as file:
            for record in Records(file):
                if record.rec_type == "response":
                    yield record.rec_headers.get_header("WARC-Target-URI"), record.content_stream().read()


def by_beautifulsoup(body: bytes) -> Rows:
    """Read by BeautifulSoup on lxml."""
    for number, table in enumerate(BeautifulSoup(body, "lxml").find_all("table")):
        for row in table.find_all("tr"):
            yield number, [cell.get_text(" ", strip=True) for cell in row.find_all(["td", "th"])]


def by_read_html(body: bytes) -> Rows:
    """Read by pandas.read_html."""
    import pandas as pd

    for number, frame in enumerate(pd.read_html(StringIO(body.decode()))):
        yield number, list(map(str, frame.columns))
        for row in frame.itertuples(index=False):
            yield number, list(map(str, row))


def by_parsel(body: bytes) -> Rows:
    """Read by parsel, as spiders do."""
    from parsel import Selector

    for number, table in enumerate(Selector(text=body.decode()).css("table")):
        for row in table.css("tr"):
            cells = row.xpath("./td | ./th")
            yield number, [" ".join(cell.xpath(".//text()").getall()).strip() for cell in cells]


def by_trafilatura(body: bytes) -> Rows:
    """Read what trafilatura makes of it, in which a row of a table is a line with bars."""
    import trafilatura

    text = trafilatura.extract(body.decode(), include_tables=True, favor_recall=True) or ""
    for line in text.splitlines():
        if line.startswith("|"):
            yield 0, [cell.strip() for cell in line.strip("|").split("|")]


READERS: dict[str, Callable[[bytes], Rows]] = {
    "beautifulsoup": by_beautifulsoup,
    "read_html": by_read_html,
    "parsel": by_parsel,
    "trafilatura": by_trafilatura,
}


def parse_only(name: str, folder: Path) -> None:
    """Parse whole pages out of fastwarc, the fastest reader of archives, and look at nothing: no reading can cost less."""
    from selectolax.lexbor import LexborHTMLParser

    for path in sorted(folder.rglob("*.warc.gz")):
        for record in ArchiveIterator(str(path), record_types=WarcRecordType.response):
            body = record.reader.read()
            if name == "floor lxml":
                etree.fromstring(body, etree.HTMLParser(encoding="utf-8"))
            else:
                LexborHTMLParser(body)


def main() -> None:
    """Do what the arguments say."""
    name, folder, output = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
    if name not in READERS:
        parse_only(name, folder)
        return
    with output.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        for url, body in pages(folder):
            for number, cells in READERS[name](body):
                writer.writerow([url, number, *cells])


if __name__ == "__main__":
    main()
