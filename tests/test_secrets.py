"""What travels in URLs, headers, cookies, settings and the environment is in no log and nowhere in the output folder."""

from __future__ import annotations

import base64
import gzip
import logging
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing
from functools import partial
from itertools import repeat
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from conftest import Run
from crawls import FAST
from recorder import HOST, Recorder, Said, recorded, sitemap, text

from careerscraper.demo.site import DemoSite
from careerscraper.log import _record

TOKEN = "Zq7mArKeRx9Qw3"
# The same within `user:password` of a header, wherever it stands there.
CODED = [base64.b64encode(b"#" * shift + TOKEN.encode()).decode()[4:-4] for shift in range(3)]
SECRET_HEADERS = (
    ("Set-Cookie", f"s={TOKEN}; Path=/"),
    ("WWW-Authenticate", f'Bearer realm="{TOKEN}"'),
    ("Authentication-Info", f'nextnonce="{TOKEN}"'),
    ("X-Auth-Token", TOKEN),
    ("Refresh", f"300;url=/a?token={TOKEN}"),
    ("Link", f'</a?token={TOKEN}>; rel="next"'),
    ("Content-Location", f"/a?token={TOKEN}#{TOKEN}"),
    ("X-Powered-By", TOKEN),
)
SETTINGS = {
    "DEFAULT_REQUEST_HEADERS": f'{{"Authorization": "Bearer {TOKEN}", "Cookie": "s={TOKEN}", "X-Key": "{TOKEN}"}}',
    "AWS_ACCESS_KEY_ID": TOKEN,
    "AWS_SECRET_ACCESS_KEY": TOKEN,
    "HTTPAUTH_USER": "us",
    "HTTPAUTH_PASS": TOKEN,
    "FTP_PASSWORD": TOKEN,
    "FEEDS": f'{{"ftp://us:{TOKEN}@127.0.0.1:9/a.csv?key={TOKEN}": {{"format": "csv"}}}}',
    "HTTPCACHE_DIR": f"/none/{TOKEN}",
    "ANY_NAME": TOKEN,
    "LOG_LEVEL": "DEBUG",
    "RETRY_TIMES": "1",
    "DOWNLOAD_TIMEOUT": "1",
}
ENVIRONMENT = {
    "http_proxy": f"http://us:{TOKEN}@127.0.0.1:9",
    "https_proxy": f"http://us:{TOKEN}@127.0.0.1:9",
    "AWS_SECRET_ACCESS_KEY": TOKEN,
    "ANY_NAME": TOKEN,
}


def holds(content: str | bytes) -> bool:
    content = content.decode("latin-1") if isinstance(content, bytes) else content
    return any(needle in content for needle in (TOKEN, *CODED))


def contents(path: Path) -> Iterator[str | bytes]:
    """Yield what is in a file, as it is and out of its coding."""
    yield path.read_bytes()
    if path.name.endswith(".gz"):
        yield gzip.decompress(path.read_bytes())
    if path.suffix == ".parquet":
        table = pq.read_table(path)
        yield f"{table.schema.metadata} {table.to_pylist()}"
    if path.suffix == ".sqlite":
        with closing(sqlite3.connect(path)) as database:
            yield "\n".join(database.iterdump())


def files_with_it(folder: Path) -> list[str]:
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert files
    return [path.name for path in files if any(map(holds, contents(path)))]


@pytest.fixture(scope="module")
def start(run: Run) -> Run:
    """Return what runs a command in an environment with secrets."""
    return partial(run, more=ENVIRONMENT)


def settings(**more: str) -> list[str]:
    pairs = [*(f"{name}={value}" for name, value in (SETTINGS | more).items())]
    return [word for pair in pairs for word in ("-s", pair)]


def test_what_looks_for_it_finds_it(tmp_path: Path) -> None:
    assert holds(base64.b64encode(f"us:{TOKEN}".encode()))
    assert holds(base64.b64encode(f"a user:{TOKEN}!".encode()))
    (tmp_path / "a.gz").write_bytes(gzip.compress(b"-" + TOKEN.encode()) * 2)
    (tmp_path / "b").write_text("nothing")
    with closing(sqlite3.connect(tmp_path / "c.sqlite")) as database:
        database.execute("CREATE TABLE t AS SELECT ? AS c", [TOKEN])
        database.commit()
    assert sorted(files_with_it(tmp_path)) == ["a.gz", "c.sqlite"]


def test_a_traceback_is_cut_as_messages_are() -> None:
    try:
        raise ValueError(f"no answer from https://us:{TOKEN}@example.org/a?key={TOKEN}")  # noqa: TRY301
    except ValueError:
        record = _record("name", logging.ERROR, __file__, 1, "Failed on %s", (f"//a/?{TOKEN}",), sys.exc_info())
    shown = logging.Formatter().format(record)
    assert "no answer from https://example.org/a?" in shown
    assert "ValueError" in shown
    assert not holds(shown)


def page(name: str) -> str:
    return f"/{name}-jobs/{name}-vs-b-differences"


def good(name: str, links: str = "") -> Said:
    rows = "<tr><td>Yearly salary<td>$41,600<td>$52,000<tr><td>Hourly rate<td>$20.00<td>$25.00"
    html = f"{links}<h1>{name} vs B</h1><table><tr><th><th>{name}<th>B{rows}</table>"
    return Said(200, html.encode(), (("Content-Type", "text/html"), *SECRET_HEADERS))


def moved(target: str, status: int = 302) -> Said:
    return Said(status, b"", (("Location", target), *SECRET_HEADERS))


def answered(elsewhere: str) -> dict[str, Said]:
    """Return what the pages of that site answer, by name: good ones, and some that fail in all sorts of ways."""
    ours, theirs = f"?key={TOKEN}", f"us:{TOKEN}@www.zippia.com"
    return {
        "good": good("good"),
        "other": good("other"),
        "gone": Said(404, b"", SECRET_HEADERS),
        "error": Said(500, b"", SECRET_HEADERS),
        "denied": Said(403, b"", SECRET_HEADERS),
        "slow": Said(200, b"", SECRET_HEADERS, after=1.5),
        "empty": Said(200, b"", SECRET_HEADERS),
        "coding": Said(200, b"x", (("Content-Encoding", "gzip"), *SECRET_HEADERS)),
        "no-comparison": Said(200, b"<p>Nothing", SECRET_HEADERS),
        "cut": Said(200, b"x", (("Content-Length", "5000"), *SECRET_HEADERS)),
        "moved": moved(f"{page('good')}{ours}#{TOKEN}"),
        "user": moved(f"https://{theirs}{page('good')}", 301),
        "away": moved(f"{elsewhere}{page('good')}{ours}", 307),
        "no-url": moved(f"https://us:{TOKEN}'\"@[::1/{ours}", 308),
        "private": good("private"),
    }


def answers(elsewhere: str) -> dict[str, Said]:
    """Return what a site says that gives away secrets wherever it can."""
    ours, theirs = f"?key={TOKEN}", f"us:{TOKEN}@www.zippia.com"
    places = [
        f"{HOST}/pages.xml{ours}",
        f"{HOST}/broken.xml{ours}",
        f"{HOST}/none.xml{ours}'",
        f"{HOST}/slow.xml{ours}",
    ]
    places += [
        f"https://{theirs}/a.xml",
        f"{elsewhere}/a.xml{ours}",
        f"file:///a{ours}",
        f"https://us:{TOKEN}'x@[/{ours}",
    ]
    places += [f"{HOST}/space.xml?key=a {TOKEN}", f"https://us:a {TOKEN}@www.zippia.com/"]
    robots = "".join(f"Sitemap: {place}\n" for place in places)
    pages = answered(elsewhere)
    urls = {f"{HOST}{page(name)}{ours}#{TOKEN}": None for name in pages}
    urls |= {f"https://{theirs}{page('user')}": None, f"{elsewhere}{page('a')}{ours}": None}
    return {
        "/robots.txt": text(f"User-agent: *\nDisallow: /private\n{robots}", 200, *SECRET_HEADERS),
        f"/pages.xml{ours}": sitemap(urls),
        f"/broken.xml{ours}": text(f"<urlset><url>{TOKEN}<<<", 200, *SECRET_HEADERS),
        f"/slow.xml{ours}": Said(200, after=1.5),
        **{page(name): said for name, said in pages.items()},
    }


def script(server: Recorder, told: dict[str, Said]) -> None:
    server.say({path: repeat(said) for path, said in told.items()})


@pytest.mark.parametrize("verb", ["careerscraper", "scrapy"])
def test_secrets_are_in_no_log_and_in_no_file(start: Run, verb: str, tmp_path: Path) -> None:
    output = tmp_path / "output"
    (tmp_path / "cwd").mkdir()
    with recorded(DemoSite(1)) as server, recorded(DemoSite(1)) as elsewhere:
        script(server, answers(elsewhere.origin))
        if verb == "scrapy":
            output.mkdir()
            command = ("scrapy", "crawl", "zippia", "-a", f"origin={server.origin}", "-o", output / "items.jsonl")
        else:
            command = ("careerscraper", "crawl", "zippia", "--origin", server.origin, "--output", output)
            command += ("--publish-partial",)
        more = settings(LOG_FILE=str(tmp_path / "cwd" / "log"), TABLES=str(output / "tables"))
        done = start(*command, *FAST, *more, cwd=tmp_path / "cwd")
    log = (tmp_path / "cwd" / "log").read_text()
    assert {page("good"), page("error"), page("slow"), page("away")} <= set(server.paths), "it was a crawl"
    assert ("Traceback" in log, "[scrapy.core.engine] DEBUG: Crawled (200)" in log) == (True, True)
    assert page("private") not in server.paths
    assert elsewhere.asked == []
    assert not any(asked.headers["Referer"] for asked in server.asked)
    assert [line for line in (log + done.stdout + done.stderr).splitlines() if holds(line)] == []
    assert files_with_it(tmp_path) == []


def test_what_a_page_holds_is_in_the_archive_alone(start: Run, tmp_path: Path) -> None:
    """It is archived as received; of its links nothing goes further but what names a page."""
    query = f"?session={TOKEN}#{TOKEN}"
    links = f'<base href="{HOST}/{query}"><link rel=canonical href="{HOST}{page("one")}{query}"><form action="{query}">'
    links += f'<a href="{page("two")}{query}">2</a><a href="https://us:{TOKEN}@www.zippia.com{page("three")}">3</a>'
    told = {page("one"): good("one", links), page("two"): good("two"), "/robots.txt": text("")}
    with recorded(DemoSite(1)) as server:
        script(server, told)
        command = ("careerscraper", "crawl", "zippia", "--origin", server.origin, "--output", tmp_path / "output")
        log = ("-s", "LOG_LEVEL=DEBUG", "-s", f"LOG_FILE={tmp_path / 'log'}")
        done = start(*command, *FAST, *log, "--url", f"{HOST}{page('one')}{query}", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert server.paths == ["/robots.txt", page("one"), page("two")]
    assert not holds(done.stdout + done.stderr)
    (archive,) = (tmp_path / "output" / "archive").rglob("*.warc.gz")
    assert files_with_it(tmp_path) == [archive.name]


def test_no_cookie_is_sent_back_and_no_request_says_where_we_were(run: Run, tmp_path: Path) -> None:
    with recorded(DemoSite(1)) as server:
        links = f'<a href="{page("two")}">2</a>'
        script(server, {page("one"): good("one", links), page("two"): good("two"), "/robots.txt": text("")})
        for _ in range(2):
            command = ("careerscraper", "crawl", "zippia", "--origin", server.origin, "--output", tmp_path)
            done = run(*command, *FAST, "--url", f"{HOST}{page('one')}")
            assert done.returncode == 0, done.stderr
    assert len(server.asked) == 6
    names = {name.lower() for asked in server.asked for name in asked.headers}
    assert names.isdisjoint({"cookie", "referer", "authorization", "proxy-authorization", "from"})


WRONG = {
    "user": ("--origin", "http://127.0.0.1:9", "--url", f"https://us:{TOKEN}@www.zippia.com{page('a')}"),
    "query": ("--origin", "http://127.0.0.1:9", "--url", f"{HOST}/about?key={TOKEN}'"),
    "fragment": ("--origin", "http://127.0.0.1:9", "--url", f"{HOST}/about#{TOKEN}"),
    "list": ("--origin", "http://127.0.0.1:9", "--urls", "urls"),
    "origin": ("--origin", f"http://us:{TOKEN}@127.0.0.1:9"),
    "origin without scheme": ("--origin", f"us:{TOKEN}@127.0.0.1:9"),
    "origin with a quote": ("--origin", f"http://us:'{TOKEN}@127.0.0.1:9"),
    "origin with a query": ("--origin", f"http://127.0.0.1:9?{TOKEN}"),
    "setting": ("--origin", "http://127.0.0.1:9", "-s", f"HTTPAUTH_PASS:{TOKEN}"),
    "no level": ("--origin", "http://127.0.0.1:9", "-s", "LOG_LEVEL=loud"),
    "no JSON": ("--origin", "http://127.0.0.1:9", "-s", f"FEEDS={{{TOKEN}"),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_call_is_told_without_its_secrets(call: Run, case: str, tmp_path: Path) -> None:
    (tmp_path / "urls").write_text(f"{HOST}{page('a')}\n{HOST}/about?key={TOKEN}\n")
    done = call("careerscraper", "crawl", "zippia", *WRONG[case], "--output", "output", cwd=tmp_path)
    assert done.returncode == 2, done.stderr
    assert not holds(done.stdout + done.stderr)
    assert "Traceback" not in done.stderr
