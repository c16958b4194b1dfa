"""Whether a page was read whole: only then is what it lacks not on it."""

from __future__ import annotations

import pytest

from careerscraper.parsers.limits import MAX_CELL_CHARS, MAX_INTRO
from careerscraper.parsers.page import read_page

TABLE = "<table><tr><th><th>Cook<th>Baker<tr><td>Yearly salary<td>$30,000<td>$31,000</table>"
LONG = f"<table><tr><td>{'x ' * MAX_CELL_CHARS}<td>y</table>"


@pytest.mark.parametrize(
    ("page", "is_whole"),
    [
        (f"<body>{TABLE}</body></html>", True),
        (f"<body>{TABLE}<p>And more.</p></body></html>\n", True),
        (TABLE, False),
        (f"<body>{TABLE}<p>And mo", False),
        (f"<body>{TABLE}<h2>And more</h2>", False),
        (f"<body>{TABLE}{LONG}</body>", False),
        (f"<body><h1>x</h1>{'<p>x</p>' * (MAX_INTRO + 1)}{TABLE}</body>", False),
        ("| Cook | Baker | |\n| Yearly salary | $1 | $2 |\n", True),
        ("| Cook | Baker | |\n| Yearly salary | $1 | $2 |\n\nAnd mo", False),
    ],
)
def test_a_page_is_whole_if_its_end_is_there_and_no_limit_was_met(page: str, is_whole: bool) -> None:
    assert read_page(page.encode(), source="page").is_whole is is_whole
