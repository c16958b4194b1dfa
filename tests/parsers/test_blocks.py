"""Answers that are no page of the site are known for what they are, and nothing else is taken for one."""

from __future__ import annotations

import time
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from careerscraper.demo.site import DemoSite
from careerscraper.items import Page
from careerscraper.parsers import blocks
from careerscraper.parsers.block_marks import ERRANDS, WALLS, WIDGETS, Kind
from careerscraper.parsers.block_words import NAMES, SENTENCES
from careerscraper.parsers.blocks import block_of
from careerscraper.responses import read_response
from careerscraper.sites import find_site
from parsers.block_pages import BLOCKED, GOOD, PROSE, STUB, html

KINDS = get_args(Kind)
PAGES = sorted((Path(__file__).parents[1] / "pages").glob("*/*/page.*"))
URL = "https://www.zippia.com/cook-jobs/cook-vs-baker-differences"


def block(body: bytes, status: int = 200, **headers: str) -> Kind | None:
    return block_of(status, {name.replace("_", "-"): value for name, value in headers.items()}.get, body)


@pytest.mark.parametrize("name", BLOCKED)
def test_what_is_no_page_of_the_site_is_known(name: str) -> None:
    kind, body = BLOCKED[name]
    assert block(body) == kind


@pytest.mark.parametrize("name", GOOD)
def test_a_page_of_the_site_is_none(name: str) -> None:
    assert block(GOOD[name]) is None


def test_there_are_as_many_cases_as_promised() -> None:
    assert min(len(BLOCKED), len(GOOD)) >= 35
    assert {kind for kind, _ in BLOCKED.values()} == set(KINDS)


def test_saved_pages_are_none() -> None:
    assert len(PAGES) >= 40
    assert {path: found for path in PAGES if (found := block(path.read_bytes()))} == {}


@pytest.mark.parametrize("form", ["html", "pipe", "squashed"])
def test_comparisons_of_the_demo_site_are_none(site: DemoSite, form: str) -> None:
    assert {
        block(resource.body) for page in site.comparisons if (resource := site.respond(f"{page.path}?as={form}"))
    } == {None}


def test_other_pages_of_the_demo_site_are_none(site: DemoSite) -> None:
    paths = ["/", *site.nothing_to_compare, *site.disallowed, *site._others()]
    bodies = [resource.body for path in paths if (resource := site.respond(path))]
    assert len(bodies) > 100
    assert {block(body) for body in bodies} == {None}


@pytest.mark.parametrize(
    "name", ["cloudflare", "human", "consent form", "parked sedo", "404 in words", "denied", "login"]
)
def test_a_page_with_much_to_say_is_none(name: str) -> None:
    """Whatever it embeds, and however it calls itself."""
    assert block(BLOCKED[name][1].replace(b"<body>", b"<body><article>" + PROSE.encode())) is None


@pytest.mark.parametrize("name", ["recaptcha", "login unnamed", "cookie and again", "404 sentence", "denied text"])
def test_a_page_with_a_few_words_of_its_own_is_no_weak_case(name: str) -> None:
    page = html("Cook vs. baker", "<h1>Cook vs. baker</h1>" + STUB * 7 + BLOCKED[name][1].decode())
    assert block(page) is None


@pytest.mark.parametrize(
    ("status", "name", "kind"),
    [
        *((status, "nothing", "denied") for status in (401, 403, 429)),
        *((status, "article", "denied") for status in (401, 403, 429)),
        (403, "cloudflare", "challenge"),
        (403, "datadome", "captcha"),
        (401, "login", "login"),
        (429, "kasada", "challenge"),
        (503, "cloudflare", "challenge"),
        (503, "recaptcha", "captcha"),
        (202, "aws", "challenge"),
        *((503, name, None) for name in ("maintenance", "nothing", "denied", "parked sedo", "404")),
        *((status, name, None) for status in (404, 410) for name in ("404", "cloudflare", "nothing")),
        (500, "404", None),
    ],
)
def test_statuses(status: int, name: str, kind: Kind | None) -> None:
    body = GOOD[name] if name in GOOD else BLOCKED[name][1]
    assert block(body, status) == kind


@pytest.mark.parametrize("body", [b"", GOOD["article"], bytes(range(256)), b"<p>" * blocks.MOST_BYTES])
def test_headers_say_it_outright(body: bytes) -> None:
    assert block(body, cf_mitigated="challenge") == "challenge"
    assert block(body, 202, x_amzn_waf_action="Challenge ") == "challenge"
    assert block(body, 405, x_amzn_waf_action="captcha") == "captcha"
    assert block(body, cf_mitigated="other") is None


def test_the_charset_of_the_header_counts() -> None:
    body = html("Страница не найдена").decode().encode("koi8-r")
    assert block(body, Content_Type="text/html; charset=koi8-r") == "soft_404"
    assert block(body) is None


def test_no_larger_page_is_looked_at() -> None:
    _, body = BLOCKED["cloudflare"]
    padding = b"<!--" + b"-" * (blocks.MOST_BYTES - len(body) - 7) + b"-->"
    assert len(body + padding) == blocks.MOST_BYTES
    assert block(body + padding) == "challenge"
    assert block(body + padding + b" ") is None
    assert block(body + padding + b" ", 403) == "denied"


def test_the_tables_are_closed() -> None:
    for table in (WALLS, WIDGETS, ERRANDS, NAMES, SENTENCES):
        assert set(table) <= set(KINDS)
    marks = [mark for table in (WALLS, WIDGETS) for found in table.values() for mark in found]
    assert [mark for mark in marks if mark != mark.lower()] == []
    assert len(marks) == len(set(marks))


PIECES = [
    "<a ",
    "</a>",
    "<h1>",
    "</h1",
    "<title>",
    "<",
    ">",
    "<!--",
    "<script>",
    "<input ",
    "type=",
    "<meta refresh",
    "location=",
]
PIECES += [
    "&#",
    "1" * 5000,
    '"',
    " ",
    "-",
    "{",
    " | ",
    "the page ",
    "we're ",
    "is ",
    "domain ",
    "<body",
    "<svg",
    "é",
    "\ufffd",
]


@given(st.lists(st.sampled_from([*PIECES, *(mark.decode() for mark in WALLS["captcha"])]), max_size=40).map("".join))
def test_it_never_raises_on_odd_markup(text: str) -> None:
    assert block(text.encode()) in (None, *KINDS)


@given(st.binary(max_size=2000), st.integers(100, 599))
def test_it_never_raises_on_bytes(body: bytes, status: int) -> None:
    assert block(body, status) in (None, *KINDS)


@pytest.mark.parametrize("piece", PIECES)
def test_no_page_takes_long(piece: str) -> None:
    """Linear, and no more than `MOST_BYTES` of it: a quadratic rule would take minutes."""
    body = (piece * blocks.MOST_BYTES).encode()[: blocks.MOST_BYTES - 3] if len(piece) < 9 else piece.encode() * 200
    for start in (b"", b"<p>", b"{"):
        began = time.perf_counter()
        block(start + body)
        assert time.perf_counter() - began < 5


def answer(body: bytes, status: int = 200) -> Page:
    headers = {"Content-Type": "text/html", "ETag": '"1"'}
    return read_response(Page(URL, "failed", http_status=status), headers.get, body, find_site("zippia"))


@pytest.mark.parametrize("name", BLOCKED)
def test_the_outcome_of_a_block_has_nothing_of_it(name: str) -> None:
    kind, body = BLOCKED[name]
    link = b'<a href="/a-jobs/a-vs-b-differences"></a>' if body.endswith(b"</html>") else b""
    page = answer(body.replace(b"</html>", link + b"</html>"))
    assert (page.outcome, page.refusal) == ("blocked", f"blocked: {kind}")
    assert (page.comparison, page.links, page.sha256, page.etag) == (None, (), None, None)


@pytest.mark.parametrize("name", GOOD)
def test_the_outcome_of_a_page_of_the_site(name: str) -> None:
    page = answer(GOOD[name])
    assert page.outcome == ("fetched" if name.startswith(("good", "pipe")) else "refused")
    assert page.outcome == "fetched" or (page.refusal or "").startswith("no comparison: no table")


@pytest.mark.parametrize("name", ["cloudflare", "recaptcha", "404", "maintenance of wordpress", "login"])
def test_a_page_with_a_comparison_is_never_looked_at(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("careerscraper.responses.block_of", None)
    page = answer(BLOCKED[name][1].replace(b"</body>", GOOD["good with 404"] + b"</body>"))
    assert page.outcome == "fetched"


def test_a_block_that_cannot_be_parsed_is_one_nonetheless() -> None:
    body = BLOCKED["parked sedo"][1].replace(b"</body>", b"<table><td><math><table>" * 9)
    assert answer(body).refusal == "blocked: parked"


def test_a_body_that_cannot_be_unpacked_is_none() -> None:
    assert answer(b"").outcome == "refused"
