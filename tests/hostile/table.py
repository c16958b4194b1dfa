"""Prints what comes of each case, in a crawl of its own: `python tests/hostile/table.py [WORDS OF A CASE]`."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from hostile import answers as a
from hostile import pages, test_hostile_names, test_hostile_robots, test_hostile_sitemaps, test_hostile_tls
from hostile.measure import SITE, Crawl, crawl
from hostile.wire import Answer, HostileServer

Run = Callable[[Path, HostileServer], Crawl]


def one_page(answer: Answer, output: Path, robots: Answer | None = None) -> Crawl:
    answers, bodies = pages.good({"page": answer})
    answers |= {"/robots.txt": robots} if robots else {}
    with HostileServer(answers, bodies) as server:
        return crawl(output, server.origin, [SITE + path for path in bodies])


def page_cases() -> Iterator[tuple[str, Run]]:
    def run(name: str, group: Callable[[str], dict[str, pages.Case]], output: Path, trap: HostileServer) -> Crawl:
        return one_page(group(f"127.0.0.1:{trap.port}")[name].answer, output)

    groups: list[Callable[[str], dict[str, pages.Case]]] = [pages.redirects, pages.references]
    groups += [lambda _, group=group: group for group in (pages.BOMBS, pages.BODIES, pages.HEADS, pages.CONTENTS)]
    for group in groups:
        yield from ((name, partial(run, name, group)) for name in group("127.0.0.1:1"))
    asked = {"429, Retry-After 1": "1", "429, Retry-After 7200": "7200", "429, Retry-After of 400 digits": "9" * 400}
    for name, seconds in asked.items():
        answer = a.status("429 Slow down", f"Retry-After: {seconds}")
        yield name, lambda output, _, answer=answer: one_page(answer, output)


def site_cases() -> Iterator[tuple[str, Run]]:
    """Yield those that take more than a page."""
    links = a.links(f"/a-jobs/a-vs-b{number}-differences" for number in range(10_000))
    yield "10,000 links", lambda output, _: one_page(pages.linking(links), output)
    for name, robots in test_hostile_robots.CASES.items():
        yield f"robots: {name}", partial(with_robots, robots)
    for path in test_hostile_sitemaps.sitemaps(Path(tempfile.gettempdir()), "127.0.0.1:1"):
        yield f"sitemap: {path[1:]}", partial(with_sitemap, path)
    for name, addresses in test_hostile_names.ADDRESSES.items():
        yield f"DNS: {name}", partial(with_names, addresses)
    yield "DNS: rebinding of a mirror", lambda output, _: test_hostile_names.rebind(output)[0]
    yield "TLS: known authority", with_known_authority
    for name in test_hostile_tls.STRANGERS:
        yield f"TLS: {name}", partial(with_stranger, name)


def with_robots(robots: test_hostile_robots.Robots, output: Path, trap: HostileServer) -> Crawl:
    return one_page(a.page_with(), output, robots.to(f"127.0.0.1:{trap.port}", output.parent))


def with_sitemap(path: str, output: Path, trap: HostileServer) -> Crawl:
    """Crawl a site with that sitemap and a good one."""
    answers, bodies = pages.good({"page": a.page_with()})
    (page,) = answers
    answers |= test_hostile_sitemaps.sitemaps(output.parent, f"127.0.0.1:{trap.port}")
    answers["/good"] = a.body(test_hostile_sitemaps.urlset(SITE + page))
    answers["/robots.txt"] = test_hostile_sitemaps.robots(SITE + path, f"{SITE}/good")
    with HostileServer(answers, bodies) as server:
        return crawl(output, server.origin)


def with_names(addresses: list[str], output: Path, trap: HostileServer) -> Crawl:
    path = pages.site().comparisons[0].path
    names = {"www.zippia.com": [addresses]}
    return test_hostile_names.crawl_as_named(output, names, None, [path], port=trap.port)


def with_known_authority(output: Path, _: HostileServer) -> Crawl:
    path, tls = test_hostile_tls.certify(output.parent)
    return test_hostile_tls.crawl_over_tls(output, tls, path)[0]


def with_stranger(name: str, output: Path, _: HostileServer) -> Crawl:
    path, tls = test_hostile_tls.certify(output.parent, *test_hostile_tls.STRANGERS[name])
    return test_hostile_tls.crawl_over_tls(output, tls, None if name == "self-signed" else path)[0]


def outcomes(done: Crawl) -> str:
    counts = done.report["outcomes"]
    assert isinstance(counts, dict)
    return ", ".join(kind if count == 1 else f"{count:,} {kind}" for kind, count in sorted(counts.items())) or "none"


def main(words: list[str]) -> None:
    a.build_bombs()
    print("| case | outcome | exit code | peak MB | seconds |\n| --- | --- | --- | --- | --- |")  # noqa: T201
    for name, run in (*page_cases(), *site_cases()):
        if not all(word in name for word in words):
            continue
        with tempfile.TemporaryDirectory() as folder, HostileServer() as trap:
            Path(folder, "crawl").mkdir()
            done = run(Path(folder, "crawl", "out"), trap)
            odd = " **reached the trap**" * bool(trap.connections) + " **Traceback**" * ("Traceback" in done.log)
            cells = (name, outcomes(done) + odd, done.exit_code, f"{done.peak:.0f}", f"{done.seconds:.1f}")
            print("|", " | ".join(map(str, cells)), "|", flush=True)  # noqa: T201


if __name__ == "__main__":
    main(sys.argv[1:])
