"""The site's pages that compare nothing."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from careerscraper.demo import prose, words
from careerscraper.demo.draw import Draw
from careerscraper.demo.filler import filler
from careerscraper.demo.names import plural, slug, with_article
from careerscraper.demo.page_html import frame
from careerscraper.demo.resource import HTML, Resource
from careerscraper.demo.truth import modified

BUILD = "t5Kd0"
KINDS = ("", "demographics/", "trends")


def home(paths: Iterable[str]) -> Resource:
    """Return the front page, with links to those pages."""
    items = "".join(f'<li><a href="{path}">{path.rsplit("/", 1)[-1]}</a></li>' for path in paths)
    return _page("/", "Two careers side by side", f"<ul>{items}</ul>")


def nothing_to_compare(path: str) -> Resource:
    """Return a page that has the address of a comparison and holds none."""
    return _page(path, "Nothing to compare", "<p>One of the two careers is no longer part of this site.</p>")


def career(name: str, kind: str) -> Resource:
    """Return a page about one career; `kind` is the end of its path, one of KINDS."""
    path, small = f"/{slug(name)}-jobs/{kind}", plural(name)
    links = "".join(f'<li><a href="/{slug(name)}-jobs/{other}">More on {small}</a></li>' for other in KINDS)
    makers = {"": _about, "demographics/": _demographics, "trends": _trends}
    title = f"{name} jobs: {kind.rstrip('/') or 'overview'}"
    return _page(path, title, f"{makers[kind](name)}<ul>{links}</ul>")


def advice(first: str, second: str) -> Resource:
    """Return the article on two careers: prose in two columns."""
    path = f"/advice/{slug(first)}-vs-{slug(second)}"
    header = (first, second)
    rows = [header, *((_does(first, n), _does(second, n)) for n in range(3))]
    return _page(path, f"{first} vs. {second}: which one suits you?", _table(rows))


def _about(name: str) -> str:
    return f"<p>{escape(prose.description(name))}</p>"


def _demographics(name: str) -> str:
    male = Draw("demographics", name).between(30, 970) / 10
    rows = [("Gender", "Share"), ("Male", f"{male:.1f}%"), ("Female", f"{100 - male:.1f}%")]
    return f"<h2>Gender of {escape(plural(name))}</h2>{_table(rows)}"


def _trends(name: str) -> str:
    draw = Draw("trends", name)
    years = [("Year", "Avg. salary", "Change")]
    years += [(str(year), f"${draw.between(30, 99)},000", f"{draw.between(-3, 5)}%") for year in range(2025, 2019, -1)]
    states = [("State", "Jobs", "Jobs per 1,000")]
    states += [(state, f"{draw.between(90, 9999):,}", str(draw.between(1, 60))) for state in words.STATES]
    return f"<h2>By year</h2>{_table(years)}<h2>By state</h2>{_table(states)}"


def _does(name: str, number: int) -> str:
    sentence = prose.MORE[Draw("advice", name, str(number)).below(len(prose.MORE))]
    return f"Think of {with_article(name)}: {sentence.format(s=plural(name))}"


def _table(rows: Iterable[tuple[str, ...]]) -> str:
    lines = ("".join(f"<td>{escape(cell)}</td>" for cell in row) for row in rows)
    return "<table>" + "".join(f"<tr>{line}</tr>" for line in lines) + "</table>"


def _page(path: str, title: str, html: str) -> Resource:
    content = f"<h1>{escape(title)}</h1><p>{prose.NOTICE}</p>{html}".encode()
    return Resource(frame(title, path, [content], b"{}", filler(BUILD)), HTML, modified(path))
