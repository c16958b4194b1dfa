"""Small pages, and what is read of them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from careerscraper.items import Comparison
from careerscraper.parsers.page import read_document, read_page

Rows = list[list[str | None]]

HEAD = "<tr><th></th><th>Cook</th><th>Baker</th></tr>"
ROW = "<tr><td>Yearly salary</td><td>$30,000</td><td>$31,000</td></tr>"


@pytest.fixture(scope="session")
def tables() -> Callable[[bytes], list[Rows]]:
    """Return what reads the tables of a page as rows of texts, None where a row has no cell."""

    def read(body: bytes) -> list[Rows]:
        grids = read_document(body).grids
        return [[[cell and cell.text for cell in slots] for slots in grid.rows] for grid in grids]

    return read


@pytest.fixture(scope="session")
def rows(tables: Callable[[bytes], list[Rows]]) -> Callable[[str], Rows]:
    """Return what reads the rows of one table whose inside is given."""

    def read(inside: str) -> Rows:
        (only,) = tables(f"<!DOCTYPE html><table>{inside}</table>".encode())
        return only

    return read


@pytest.fixture(scope="session")
def cell(rows: Callable[[str], Rows]) -> Callable[[str], str | None]:
    """Return what reads the text of one cell whose inside is given."""

    def read(inside: str) -> str | None:
        return rows(f"<tr><td>{inside}</td></tr>")[0][0]

    return read


@pytest.fixture(scope="session")
def page() -> Callable[..., bytes]:
    """Return what makes an HTML page with one table that compares a cook and a baker.

    ``before`` and ``after`` stand around the table, ``inside`` are rows below its first.
    """

    def make(before: str = "", inside: str = "", after: str = "") -> bytes:
        return f"<!DOCTYPE html><body>{before}<table>{HEAD}{ROW}{inside}</table>{after}</body>".encode()

    return make


@pytest.fixture(scope="session")
def compared() -> Callable[..., Comparison]:
    """Return what reads the comparison of a page; texts are encoded."""

    def read(body: bytes | str, url: str | None = None, content_type: str | None = None) -> Comparison:
        data = body.encode() if isinstance(body, str) else body
        return read_page(data, source="page", url=url, content_type=content_type)

    return read


@pytest.fixture(scope="session")
def cells(compared: Callable[..., Comparison]) -> Callable[..., list[tuple[str, ...]]]:
    """Return what reads the labelled cells of a page: label, then the text of each career in the order of the page."""

    def read(body: bytes | str) -> list[tuple[str, ...]]:
        found: dict[tuple[object, ...], dict[int, str]] = {}
        for s in compared(body).statements:
            if s.table is not None:
                found.setdefault((s.table, s.row, s.label), {})[s.career] = s.text
        return [(str(key[2]), *(texts[n] for n in sorted(texts))) for key, texts in found.items()]

    return read
