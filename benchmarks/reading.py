"""How long it takes to read a page, beside `lxml.html` that only takes the cells out of the same page.

`python benchmarks/reading.py` reads the demo site's pages in both ways in turn, in one process, and prints the medians: HTML with
the quick look, HTML without it, text with bars, squashed text.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable, Sequence
from unittest.mock import patch

from lxml import html

from careerscraper.demo.site import DemoSite
from careerscraper.parsers.page import read_page


def cells(body: bytes) -> list[list[str]]:
    """Return the texts of all rows, as lxml's users take them."""
    rows = html.document_fromstring(body).iter("tr")
    return [[" ".join(cell.text_content().split()) for cell in row.iterchildren("td", "th")] for row in rows]


def ours(body: bytes) -> object:
    """Return the whole comparison."""
    return read_page(body, source="page")


def without_quick_look(body: bytes) -> object:
    """Return the comparison by the reading of record."""
    with patch("careerscraper.parsers.html.find_region", return_value=None):
        return read_page(body, source="page")


def seconds(read: Callable[[bytes], object], bodies: Sequence[bytes]) -> float:
    """Return the time that all ``bodies`` take."""
    began = time.perf_counter()
    for body in bodies:
        read(body)
    return time.perf_counter() - began


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--pages", type=int, default=200)
    options.add_argument("--runs", type=int, default=7)
    chosen = options.parse_args()
    site = DemoSite(chosen.pages)
    bodies = {kind: [getattr(page, kind)() for page in site.comparisons] for kind in ("html", "pipe", "squashed")}
    kinds: dict[str, tuple[Callable[[bytes], object], str]] = {
        "lxml.html to cells": (cells, "html"),
        "careerscraper, HTML": (ours, "html"),
        "careerscraper, HTML without the quick look": (without_quick_look, "html"),
        "careerscraper, text with bars": (ours, "pipe"),
        "careerscraper, squashed text": (ours, "squashed"),
    }
    times: dict[str, list[float]] = {name: [] for name in kinds}
    for _ in range(chosen.runs):
        for name, (read, kind) in kinds.items():
            times[name].append(1000 * seconds(read, bodies[kind]) / chosen.pages)
    floor = times["lxml.html to cells"]
    for name, found in times.items():
        ratio = statistics.median(own / rival for own, rival in zip(found, floor, strict=True))
        print(f"{name}: {statistics.median(found):.2f} ms a page, {ratio:.2f} x lxml.html to cells")


if __name__ == "__main__":
    main()
