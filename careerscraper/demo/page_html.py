"""A page as the site's own server renders it: a React page with its data at the end."""

from __future__ import annotations

import json
from dataclasses import asdict
from html import escape

from careerscraper.demo import markup
from careerscraper.demo.draw import Draw
from careerscraper.demo.filler import CHUNKS, Filler, filler
from careerscraper.demo.names import slug
from careerscraper.demo.outline import Block, Heading, Paragraph, outline
from careerscraper.demo.truth import HOST, Truth

LINK_FORMS = ("{}", "{}", HOST + "{}", "https://zippia.com{}", "{}#salary", HOST + "{}?utm_source=related")
COMMENTED = "<!-- <table><tr><td>Yearly salary</td><td>$1</td><td>$2</td></tr></table> -->"
SCRIPTED = r'"preview":"<table class=\"summary\"><tr><td>Yearly salary<\/td><td>$3<\/td><\/tr><\/table>",'


def render(page: Truth) -> bytes:
    """Return the whole comparison page."""
    look = markup.look_of(page)
    shared = filler(look.build)
    draw = Draw("size", page.path)
    start, cards, openings = draw.below(CHUNKS), draw.between(0, 20), draw.between(0, 20)
    main = "\n".join(_block(block, look) for block in outline(page))
    if look.layout:
        main = f'<table role="presentation" class="layout__{look.build}"><tr><td>{main}</td></tr></table>'
    comment = COMMENTED if look.comment else ""
    content = [
        f'<article class="hero_text__{look.build}">{comment}{main}</article>'.encode(),
        _related(page).encode(),
        b'<ul class="cards">',
        *(shared.cards[(start + number) % CHUNKS] for number in range(cards)),
        b"</ul>",
    ]
    chunks = [shared.openings[(start + number) % CHUNKS] for number in range(openings)]
    return frame(_title(page), page.path, content, _data(page, look, chunks), shared)


def frame(title: str, path: str, content: list[bytes], data: bytes, shared: Filler) -> bytes:
    """Return a page of the site: head, menu, content, footer and its data (JSON) around the content."""
    head = (
        '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"/>'
        '<meta name="viewport" content="width=device-width"/>'
        f'<title>{escape(title)}</title><link rel="canonical" href="{HOST}{path}"/>'
        '<link rel="preload" href="/_next/static/css/app.css" as="style"/>'
        '<link rel="preload" href="/_next/static/chunks/main.js" as="script"/><style>'
    )
    return b"".join((
        head.encode(),
        shared.css,
        b'</style></head><body><div id="__next"><header><a href="/">Home</a>',
        shared.nav,
        b"</header><main>",
        *content,
        b"</main><footer>",
        shared.footer,
        "<p>©&nbsp;2025 An invented mirror &amp; its authors</p></footer></div>".encode(),
        b'<script id="__NEXT_DATA__" type="application/json">',
        data,
        b'</script><script src="/_next/static/chunks/main.js" async=""></script></body></html>',
    ))  # fmt: skip


def _title(page: Truth) -> str:
    first, second = page.careers
    word = "Vs" if page.era == "old-caps" else "vs"
    return f"{first.name} {word} {second.name}: pay, schooling and people side by side"


def _block(block: Block, look: markup.Look) -> str:
    if isinstance(block, Heading):
        return f'<h{block.level} class="hero_title__{look.build}">{escape(block.text)}</h{block.level}>'
    if isinstance(block, Paragraph):
        return f'<p class="hero_text__{look.build}">{escape(block.text)}</p>'
    return markup.render(block, look)


def _related(page: Truth) -> str:
    draw = Draw("forms", page.path)
    items = "".join(
        f'<li><a href="{draw.choose(LINK_FORMS).format(path)}">{_anchor(path)}</a></li>' for path in page.links
    )
    advice = "-vs-".join(slug(career.name) for career in page.careers)
    last = f'<li><a href="/advice/{advice}">Advice</a></li>'
    return f"<aside><h3>More to compare</h3><ul>{items}{last}</ul></aside>"


def _anchor(path: str) -> str:
    return path.rsplit("/", 1)[-1].removesuffix("-differences").replace("-", " ")


def _data(page: Truth, look: markup.Look, chunks: list[bytes]) -> bytes:
    tables = json.dumps([asdict(table) for table in page.tables], ensure_ascii=False)
    preview = SCRIPTED if look.script else ""
    head = f'{{"props":{{{preview}"era":"{page.era}","tables":{tables},"openings":['
    tail = f']}},"page":"/[job]/[comparison]","buildId":"{look.build}"}}'
    return b"".join((head.encode(), b",".join(chunks), tail.encode()))
