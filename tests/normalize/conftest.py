"""Pages as zippia lays them out, with invented careers and figures, and what is observed on them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from frames import Observed
from frames import observed as framed

from careerscraper.items import Page
from careerscraper.normalize.observations import observe
from careerscraper.parsers.page import read_page

URL = "https://www.zippia.com/kite-maker-jobs/kite-maker-vs-bell-founder-differences"
Record = dict[str, object]


@pytest.fixture(scope="session")
def observed() -> Callable[..., Observed]:
    """Return what observes pages, each given by its content; texts are encoded."""

    def read(*bodies: bytes | str, url: str | None = URL) -> Observed:
        pages = []
        for number, body in enumerate(bodies):
            data = body.encode() if isinstance(body, str) else body
            pages.append(Page(f"page-{number}", "fetched", read_page(data, source=f"page-{number}", url=url)))
        return framed(observe(pages))

    return read


@pytest.fixture(scope="session")
def records(observed: Callable[..., Observed]) -> Callable[..., list[Record]]:
    """Return what lists the observations of a page as dicts, missing values None."""

    def read(body: bytes | str) -> list[Record]:
        frame = observed(body).observations.astype(object)
        return frame.where(frame.notna(), None).to_dict("records")

    return read


@pytest.fixture(scope="session")
def made() -> Callable[..., str]:
    """Return what makes a text page of tables: each argument is the rows of one, cells parted by ``/``."""

    def make(*tables: str, intro: str = "") -> str:
        head = "| Kite Maker | Bell Founder | |\n"
        rows = ["".join(f"| {' | '.join(row.split(' / '))} |\n" for row in table.split("\n")) for table in tables]
        return "\n".join([intro, *(head + row for row in rows)])

    return make
