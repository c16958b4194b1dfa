"""The project's own rules over all of its spiders."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from scrapy import Request, Spider
from scrapy.http import HtmlResponse
from scrapy.settings import Settings
from scrapy.spiderloader import SpiderLoader

from careerscraper.demo.site import DemoSite
from careerscraper.items import Page
from careerscraper.journal import Journal
from careerscraper.sites import described_sites
from careerscraper.spiders import comparison
from careerscraper.spiders.lastmod import Witnesses
from careerscraper.storage.ledger import Ledger

SETTINGS = Settings()
SETTINGS.setmodule("careerscraper.settings")
LOADER = SpiderLoader.from_settings(SETTINGS)


def test_every_site_with_a_host_has_its_spider() -> None:
    crawled = [name for name, site in described_sites().items() if site.hosts]
    assert sorted(LOADER.list()) == sorted(crawled)


@pytest.mark.parametrize("name", LOADER.list())
def test_file_name_and_class_agree_and_there_is_a_docstring(name: str) -> None:
    spider: type[Spider] = LOADER.load(name)
    assert Path(spider.__module__.replace(".", "/")).name == name
    assert spider.__name__.casefold() == f"{name.replace('_', '')}spider"
    assert spider.__doc__


def test_settings_are_safe_and_polite() -> None:
    assert SETTINGS.getbool("ROBOTSTXT_OBEY")
    assert SETTINGS.getfloat("DOWNLOAD_DELAY") >= 1
    assert SETTINGS.getint("CONCURRENT_REQUESTS_PER_DOMAIN") == 1
    assert SETTINGS.getbool("DOWNLOAD_VERIFY_CERTIFICATES")
    assert SETTINGS.getint("DOWNLOAD_MAXSIZE") <= 32 * 2**20
    unsafe = (
        "TELNETCONSOLE_ENABLED",
        "REMOTE_CONTROL_ENABLED",
        "COOKIES_ENABLED",
        "REDIRECT_ENABLED",
        "METAREFRESH_ENABLED",
    )
    assert [name for name in unsafe if SETTINGS.getbool(name)] == []
    handlers = SETTINGS.getwithbase("DOWNLOAD_HANDLERS")
    assert sorted(scheme for scheme, handler in handlers.items() if handler) == ["http", "https"]


def test_an_error_of_ours_lets_nobody_wait_for_a_witness(monkeypatch: pytest.MonkeyPatch) -> None:
    url = "https://www.zippia.com/a-jobs/a-vs-b-differences"
    spider = LOADER.load("zippia")()
    spider._witnesses = Witnesses([url])
    monkeypatch.setattr(comparison, "read_response", lambda *_: 1 / 0)
    response = HtmlResponse(url, request=Request(url, meta={"hops": 0}))

    async def parse() -> None:
        async for _ in spider.parse(response):
            pass

    with pytest.raises(ZeroDivisionError):
        asyncio.run(parse())
    assert not asyncio.run(asyncio.wait_for(spider._witnesses.agree(), 5))


def test_links_are_planned_before_the_page_is_committed(tmp_path: Path) -> None:
    page = DemoSite(40).comparisons[0]
    journal = Journal(tmp_path, Ledger(tmp_path), "zippia", "run")
    spider = LOADER.load("zippia")(journal=journal)
    response = HtmlResponse(page.url, body=page.html(), request=Request(page.url, meta={"hops": 0}))

    async def first() -> Page:
        return await anext(aiter(spider.parse(response)))

    found = asyncio.run(first())
    assert found.links
    assert not [link for link in found.links if journal.plan(link)]
