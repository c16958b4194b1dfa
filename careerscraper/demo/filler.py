"""What surrounds the facts on a page: styles, menus, job cards, data. Pages of one build share it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache

from careerscraper.demo import words
from careerscraper.demo.draw import Draw
from careerscraper.demo.names import BASE, pool, slug

CHUNKS = 12
PARTS = (
    "wrap", "row", "cell", "head", "list", "item", "link", "icon", "title", "text", "button", "label",
    "badge",
)  # fmt: skip
BLOCKS = (
    "nav", "hero", "card", "summaryTable", "tableWrap", "footer", "crumbs", "search", "modal", "related",
    "promo",
)  # fmt: skip
RULE = (
    ".{block}_{part}__{build}{{display:flex;box-sizing:border-box;padding:{a}px {b}px;margin:0 {b}px {a}px 0;"
    "border-radius:{b}px;font:400 {c}px/1.5 sans-serif;color:#{d:03x}}}"
    ".{block}_{part}__{build}:hover{{opacity:.{a}}}"
)


@dataclass(frozen=True)
class Filler:
    """The parts that all pages of a build share, as UTF-8; cards and openings come in chunks of 4 KB."""

    css: bytes
    nav: bytes
    footer: bytes
    cards: tuple[bytes, ...]
    openings: tuple[bytes, ...]


@cache
def filler(build: str) -> Filler:
    """Return the filler of this build."""
    return Filler(
        css=_css(build),
        nav=_menu("nav", build, BASE[:60]),
        footer=_menu("footer", build, pool()[100:170]),
        cards=tuple(_cards(build, chunk) for chunk in range(CHUNKS)),
        openings=tuple(_openings(build, chunk) for chunk in range(CHUNKS)),
    )


def _css(build: str) -> bytes:
    rules = (
        RULE.format(block=block, part=part, build=build, a=a % 9 + 1, b=b, c=12 + a % 7, d=401 * a + 7 * b)
        for a, block in enumerate(BLOCKS)
        for b, part in enumerate(PARTS)
    )
    return "".join((*rules, ".hidden{display:none}")).encode()


def _menu(block: str, build: str, names: tuple[str, ...]) -> bytes:
    items = (
        f'<li class="{block}_item__{build}"><a class="{block}_link__{build}" href="/{slug(name)}-jobs/">'
        f'<span class="{block}_icon__{build}" aria-hidden="true"></span>{name}&nbsp;jobs</a></li>'
        for name in names
    )
    return f'<ul class="{block}_list__{build}">{"".join(items)}</ul>'.encode()


def _cards(build: str, chunk: int) -> bytes:
    draw = Draw("cards", build, str(chunk))
    return "".join(_card(build, draw) for _ in range(12)).encode()


def _card(build: str, draw: Draw) -> str:
    company = draw.choose(words.COMPANIES).replace("&", "&amp;").replace("'", "&#x27;")
    text = f"{draw.choose(words.SKILLS)} &amp; more &ndash; {draw.between(2, 29)} days ago"
    return (
        f'<li class="card_item__{build}"><div class="card_wrap__{build}"><div class="card_head__{build}">'
        f'<span class="card_icon__{build}"></span><h4 class="card_title__{build}">{draw.choose(BASE)}</h4>'
        f'</div><p class="card_text__{build}">{company}, {draw.choose(words.CITIES)}</p>'
        f'<p class="card_label__{build}">{text}</p></div></li>'
    )


def _openings(build: str, chunk: int) -> bytes:
    entries = [_opening(Draw("openings", build, str(chunk), str(number))) for number in range(24)]
    return json.dumps(entries, separators=(",", ":")).encode()


def _opening(draw: Draw) -> dict[str, object]:
    return {
        "id": draw.below(10**6),
        "type": "opening",
        "title": draw.choose(BASE),
        "employer": draw.choose(words.COMPANIES),
        "place": draw.choose(words.CITIES),
        "sponsored": draw.chance(20),
        "description": f"{draw.choose(words.SKILLS)} and more",
        "tags": draw.pick(words.SKILLS, 2),
    }
