"""What a site can count on, by its own log: when, how often, over how many connections it is asked, and for what not."""

from __future__ import annotations

from itertools import pairwise, repeat
from pathlib import Path

import pytest
from conftest import Run
from crawls import FAST
from recorder import HOST, Recorder, Said, recorded, sitemap, text

from careerscraper import __version__
from careerscraper.demo.site import DemoSite

# Seconds by which a request may come early at the server: the one before it was held up on its way.
JITTER = 0.15
UNTHROTTLED = ("-s", "AUTOTHROTTLE_ENABLED=0")


@pytest.fixture(scope="module")
def site() -> DemoSite:
    return DemoSite(4)


def crawl(server: Recorder, output: Path, *more: str) -> tuple[str | Path, ...]:
    """Return the command with the settings that it has by default, and ``more``."""
    return ("careerscraper", "crawl", "zippia", "--origin", server.origin, "--output", output, *more)


def rules(*lines: str) -> Said:
    return text("\n".join((*lines, f"Sitemap: {HOST}/pages.xml", "")))


def listed(site: DemoSite) -> Said:
    return sitemap({page.url: None for page in site.comparisons})


def test_a_crawl_with_default_settings_asks_once_a_second_over_one_connection(
    run: Run, site: DemoSite, tmp_path: Path
) -> None:
    with recorded(site, {"/robots.txt": [rules()], "/pages.xml": [listed(site)]}) as server:
        done = run(*crawl(server, tmp_path, "-s", "CONTACT=us@example.org", "--limit", "4"))
    assert done.returncode == 0, done.stderr
    assert server.paths[:2] == ["/robots.txt", "/pages.xml"]
    assert len(server.pages) == 4
    assert server.smallest_gap >= 1.0 - JITTER
    assert server.most_open == 1
    agents = {asked.headers["User-Agent"] for asked in server.asked}
    assert agents == {f"careerscraper/{__version__} (us@example.org)"}


@pytest.mark.parametrize("throttle", ["0", "1"])
def test_a_crawl_delay_is_kept(run: Run, site: DemoSite, throttle: str, tmp_path: Path) -> None:
    robots = rules("User-agent: *", "Crawl-delay: 2")
    more = ("-s", "DOWNLOAD_DELAY=0.2", "-s", f"AUTOTHROTTLE_ENABLED={throttle}", "--limit", "2")
    with recorded(site, {"/robots.txt": [robots], "/pages.xml": [listed(site)]}) as server:
        done = run(*crawl(server, tmp_path, *more))
    assert done.returncode == 0, done.stderr
    assert len(server.asked) == 4
    assert server.smallest_gap >= 2.0 - JITTER


@pytest.mark.parametrize("base", ["http://www.zippia.com", "mirror"])
def test_one_host_has_one_robots_txt_and_one_delay(run: Run, site: DemoSite, base: str, tmp_path: Path) -> None:
    """For many connections together, and by whatever name it is called: also the mirror by its own."""
    with recorded(site) as server:
        base = server.origin if base == "mirror" else base
        robots = text(f"User-agent: *\nCrawl-delay: 0.4\nSitemap: {base}/pages.xml\n")
        server.say({"/robots.txt": repeat(robots), "/pages.xml": repeat(listed(site))})
        done = run(*crawl(server, tmp_path, *FAST))
    assert done.returncode == 0, done.stderr
    assert server.paths[:2] == ["/robots.txt", "/pages.xml"]
    assert server.paths.count("/robots.txt") == 1
    assert len(server.pages) == 6
    assert server.smallest_gap >= 0.4 - JITTER


@pytest.mark.parametrize(
    ("lines", "delay"),
    [
        (("User-agent: other", "Crawl-delay: 30", "", "User-agent: *", "Disallow: /x"), 0.0),
        (("User-agent: *", "Crawl-delay: 30", "", "User-agent: CareerScraper", "Crawl-delay: 1"), 1.0),
    ],
    ids=["of another", "of our own"],
)
def test_only_a_crawl_delay_for_us_counts(
    run: Run, site: DemoSite, lines: tuple[str, ...], delay: float, tmp_path: Path
) -> None:
    with recorded(site, {"/robots.txt": [rules(*lines)], "/pages.xml": [listed(site)]}) as server:
        done = run(*crawl(server, tmp_path, "-s", "DOWNLOAD_DELAY=0.1", *UNTHROTTLED, "--limit", "2"))
    assert done.returncode == 0, done.stderr
    assert max(0.1, delay) - JITTER <= server.smallest_gap < 10


def test_no_more_connections_than_asked_for(run: Run, tmp_path: Path) -> None:
    site = DemoSite(40)
    slow = {page.path: [Said(200, page.html(), after=0.1)] for page in site.comparisons}
    with recorded(site, slow) as server:
        more = ("-s", "CONCURRENT_REQUESTS_PER_DOMAIN=3", "-s", "CONCURRENT_REQUESTS=16")
        done = run(*crawl(server, tmp_path, *FAST, *more))
    assert done.returncode == 0, done.stderr
    assert server.most_open == 3


def test_nothing_under_a_disallow_is_asked_for(run: Run, tmp_path: Path) -> None:
    """One robots.txt a run, although links and sitemap lead to what is forbidden, and many requests wait for it."""
    site = DemoSite(40)
    first = site.comparisons[0].path
    robots = rules("User-agent: *", "Disallow: /private", f"Disallow: {first}", "Disallow: /advice*vs")
    forbidden = {first, *site.disallowed}
    urls = {f"{HOST}{path}": None for path in (*forbidden, *(page.path for page in site.comparisons))}
    with recorded(site, {"/robots.txt": repeat(robots), "/pages.xml": [sitemap(urls)]}) as server:
        done = run(*crawl(server, tmp_path, *FAST))
        assert done.returncode == 0, done.stderr
        assert server.paths.count("/robots.txt") == 1
        assert forbidden.isdisjoint(server.paths)
        assert len(server.pages) >= 39
        run(*crawl(server, tmp_path, *FAST))
        assert server.paths.count("/robots.txt") == 2
        assert forbidden.isdisjoint(server.paths)


def test_rules_that_are_in_no_answer_forbid_all(run: Run, site: DemoSite, tmp_path: Path) -> None:
    with recorded(site, {"/robots.txt": repeat(Said(503))}) as server:
        done = run(*crawl(server, tmp_path, *FAST))
        by_url = run(*crawl(server, tmp_path, *FAST, "--fresh", "--url", site.comparisons[0].url))
    assert [done.returncode, by_url.returncode] == [1, 1]
    assert "robots.txt has HTTP status 503, so nothing may be requested" in done.stderr
    assert server.paths == ["/robots.txt"] * 6
    assert "Traceback" not in done.stderr + by_url.stderr


def test_rules_that_come_at_the_second_try_are_obeyed(run: Run, site: DemoSite, tmp_path: Path) -> None:
    first = site.comparisons[0].path
    robots = [Said(503), rules("User-agent: *", f"Disallow: {first}")]
    with recorded(site, {"/robots.txt": robots, "/pages.xml": [listed(site)]}) as server:
        done = run(*crawl(server, tmp_path, *FAST))
    assert done.returncode == 0, done.stderr
    assert server.paths[:3] == ["/robots.txt", "/robots.txt", "/pages.xml"]
    assert first not in server.paths
    assert len(server.pages) >= 3


@pytest.mark.parametrize("hops", [1, 5, 6])
def test_robots_txt_is_followed_for_five_redirects(run: Run, site: DemoSite, hops: int, tmp_path: Path) -> None:
    """By whatever reference: of the path alone, of the site, of the mirror that stands for it."""
    first = site.comparisons[0].path
    names = ["/robots.txt", *(f"/robots{n}.txt" for n in range(1, hops + 1))]
    script = dict(zip(names, [rules("User-agent: *", f"Disallow: {first}")] * len(names), strict=True))
    with recorded(site) as server:
        for n, (name, target) in enumerate(pairwise(names)):
            base = ("", HOST, server.origin)[n % 3]
            script[name] = Said((301, 302, 303, 307, 308)[n % 5], headers=(("Location", f"{base}{target}"),))
        server.say({name: [said] for name, said in (*script.items(), ("/pages.xml", listed(site)))})
        done = run(*crawl(server, tmp_path, *FAST))
    if hops > 5:
        assert (done.returncode, server.paths) == (1, names[:-1])
        return
    assert done.returncode == 0, done.stderr
    assert server.paths[: hops + 2] == [*names, "/pages.xml"]
    assert first not in server.paths
    assert len(server.pages) >= 3


GUARDS = {
    "ROBOTSTXT_OBEY=0": "robots.txt is obeyed",
    "ROBOTSTXT_OBEY=perhaps": "-s ROBOTSTXT_OBEY: ",
    'DOWNLOADER_MIDDLEWARES={"careerscraper.middlewares.robots.RobotsMiddleware": null}': "robots.txt is obeyed",
    'DOWNLOADER_MIDDLEWARES={"x.Y": 1}': "robots.txt is obeyed",
    'DOWNLOAD_HANDLERS={"http": "scrapy.core.downloader.handlers.http11.HTTP11DownloadHandler"}': "DOWNLOAD_HANDLERS",
    "DOWNLOAD_HANDLERS=http": "-s DOWNLOAD_HANDLERS: ",
    "HTTPCACHE_ENABLED=1": "HTTPCACHE_ENABLED cannot be turned on",
    "DOWNLOAD_DELAY=-1": "-s DOWNLOAD_DELAY: give a number",
    "DOWNLOAD_DELAY=nan": "-s DOWNLOAD_DELAY: give a number",
    "LASTMOD_WITNESSES=many": "-s LASTMOD_WITNESSES: ",
    "CONCURRENT_REQUESTS_PER_DOMAIN=1.5": "-s CONCURRENT_REQUESTS_PER_DOMAIN: ",
}


@pytest.mark.parametrize("setting", GUARDS)
def test_settings_cannot_take_the_guards_away(call: Run, site: DemoSite, setting: str, tmp_path: Path) -> None:
    with recorded(site) as server:
        done = call(*crawl(server, tmp_path / "output", *FAST, "-s", setting))
    assert done.returncode == 2
    assert GUARDS[setting] in done.stderr
    assert "Traceback" not in done.stderr
    assert server.asked == []
    assert not (tmp_path / "output").exists()
