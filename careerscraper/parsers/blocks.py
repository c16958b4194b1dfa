"""Answers that are no page of the site: challenges, captchas, walls, parked domains, soft 404s.

Asked only where no comparison was found. A page of the site may embed a captcha, a login box or a banner, or be about one:
so what a page lacks counts first. One that has much to say is none of these, whatever it embeds; what good pages have, too,
counts only where hardly anything else is there; and words count only as a page's whole name, or all but alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from html import unescape

from careerscraper.errors import SourceError
from careerscraper.parsers.block_marks import CONSENT_SCRIPTS, ERRANDS, HEADERS, WALLS, WIDGETS, Kind
from careerscraper.parsers.block_words import NAMES, SENTENCES
from careerscraper.parsers.decode import decode, is_html
from careerscraper.parsers.source import RAW, look_at
from careerscraper.values.text import squeeze

#: Returns the value of the header of that name.
Header = Callable[[str], str | None]

#: Of a larger page nothing is looked at: none of these is that large.
MOST_BYTES = 2**20
#: Letters that such a page shows outside of links at most, and one that is known by its name: menus are links, articles not.
_MOST_PROSE, _MOST_PROSE_NAMED = 3_000, 2_000
#: Letters that it shows in all where a wall of consent, a sentence, a widget, a form, or nothing but scripts has to tell.
_SOME, _FEW, _FEWER, _LEAST, _NONE = 1_500, 600, 300, 150, 60
#: Letters that are kept of a name and of what is shown: no number in so few is too long for `unescape`.
_MOST_NAME, _MOST_SHOWN = 300, 4_000
_BEGINNING = 2**15
_ALWAYS = (401, 403, 429)
_GONE = (404, 410)

_TAG = re.compile(rb"<[^<>]*>")
_LINK = re.compile(rb"<a(?=[\s>])")
_SEPARATOR = re.compile(r"\s+[-–—:/»«]\s+|\s*[|·•]\s*")
_EDGES = re.compile(r"^\W*(?:(?:oops|whoops|sorry|uh[ -]oh|oh no|hm+|error)\W+(?=\w))?|\W+$")
#: A page that is called so is the one that was asked for.
_VERSUS = re.compile(r"\s(?:vs\.?|versus)\s")
_QUOTED = re.compile(r'"([^"]{3,100})"')
#: What a page is put into that scripts make: without them nothing is known of it.
_SHELL = re.compile(rb"""id=["']?(?:root|app|__next|__nuxt)\b""")
_WRITTEN_IN = re.compile(
    rb"<textarea(?![^<>]*captcha)|<input(?![^<>]*type=.?(?:hidden|submit|button|checkbox|image|radio))"
)
_PASSWORD = re.compile(rb"<input[^<>]*\stype=.?password")
_SENT_TO = re.compile(
    rb"<meta[^<>]*refresh[^<>]*|location(?:\.href)?=[\"'][^\"'<>]*|location\.(?:replace|assign)\([^<>)]*"
)
#: What is no markup, and tells nonetheless what a page does.
_TELLING = (b"script", b"iframe", b"textarea")
_COME_AGAIN = (b"document.cookie", b"location.reload")
_CONSENT = (
    re.compile(r"cookie|consent|tracking|datenschutz"),
    re.compile(r"accept|agree|akzept|zustimm|acept|accett|aceit|соглас"),
)


@dataclass(frozen=True, slots=True)
class _Look:
    """What there is of a page: its tags and scripts (``code``), what stands above its body, names, what it shows."""

    code: bytes = b""
    head: bytes = b""
    names: Sequence[str] = ()
    is_headed: bool = False
    prose: int = 0
    shown: str = ""


def block_of(status: int, header: Header, body: bytes) -> Kind | None:
    """Return what kind of block a response is in which no comparison was found, None if it is none.

    ``body`` is without content codings. Of other statuses than 200 only those are blocks that always are (401, 403, 429), and
    puzzles: a 503 that says no more than that the site is down is asked for again, and 404 and 410 have said it all.
    """
    if status in _GONE:
        return None
    kind = _said(header) or _seen(header("Content-Type"), body)
    if status in _ALWAYS:
        return kind or "denied"
    return kind if status == 200 or kind in ("challenge", "captcha") else None


def _said(header: Header) -> Kind | None:
    said = (kinds.get((header(name) or "").strip().lower()) for name, kinds in HEADERS.items())
    return next(filter(None, said), None)


def _seen(content_type: str | None, body: bytes) -> Kind | None:
    if len(body) > MOST_BYTES:
        return None
    try:
        text, _ = decode(body, content_type)
    except SourceError:
        return None
    look = _look_at_html(text) if is_html(text) else _look_at_text(text)
    if look.prose > _MOST_PROSE:
        return None
    if kind := next((kind for kind, marks in WALLS.items() if _has(look.code, marks)), None):
        return kind
    if any(map(_VERSUS.search, look.names)):
        return None
    return _by_name(look) or _by_sentence(look) or _by_lack(look)


def _look_at_html(text: str) -> _Look:
    source = look_at(text.encode())
    markup = source.without(source.low, RAW)
    # Most pages have said enough long before their end: then the rest need not be looked at.
    prose = _prose(markup[: max(0, markup.rfind(b"<", 0, _BEGINNING))])
    prose = prose if prose > _MOST_PROSE else _prose(markup)
    if prose > _MOST_PROSE:
        return _Look(prose=prose)
    head = markup.partition(b"<body")[0]
    scripts = [source.low[begins:ends] for name, begins, ends in source.raw if name in _TELLING]
    tags = [tag for tag in _TAG.findall(markup) if not tag.startswith((b"<link", b"<meta"))]
    code = b" ".join(tags + scripts)
    headed = next((tag for tag in ("h1", "h2") if f"<{tag}".encode() in markup), "")
    names = (_inside(head.partition(b"<svg")[0], "title"), headed and _inside(markup, headed))
    return _Look(code, head, tuple(filter(None, names)), headed == "h1", prose, _read(_text(markup)[:_MOST_SHOWN]))


def _prose(markup: bytes) -> int:
    """Return how many letters stand outside of links."""
    return len(_text(b"".join(map(_behind_link, _LINK.split(markup)))))


def _behind_link(part: bytes) -> bytes:
    inside, end, rest = part.partition(b"</a")
    return rest if end else inside


def _inside(markup: bytes, tag: str) -> str:
    """Return the text of the first such element."""
    start = markup.find(f"<{tag}".encode())
    end = markup.find(f"</{tag}".encode(), start)
    return _read(_text(markup[start : end if end >= 0 else None])[:_MOST_NAME]) if start >= 0 else ""


def _text(markup: bytes) -> str:
    return squeeze(_TAG.sub(b" ", markup).decode())


def _read(text: str) -> str:
    return squeeze(unescape(text)).lower().replace("’", "'")


def _look_at_text(text: str) -> _Look:
    shown = _read(text[:_MOST_SHOWN])
    names = _QUOTED.findall(shown) if shown.startswith("{") else [_read(text.strip().partition("\n")[0][:_MOST_NAME])]
    return _Look(names=names, prose=len(text.strip()), shown=shown)


def _has(code: bytes, marks: Collection[bytes]) -> bool:
    return any(mark in code for mark in marks)


def _by_name(look: _Look) -> Kind | None:
    """Return what the page's title or heading, or a part of it, says it is."""
    if look.prose > _MOST_PROSE_NAMED:
        return None
    parts = [_EDGES.sub("", part) for name in look.names for part in _SEPARATOR.split(name)]
    kind = next((kind for kind, named in NAMES.items() if any(map(named.fullmatch, parts))), None)
    is_bare_login = kind == "login" and len(look.shown) > _FEW and not _WRITTEN_IN.search(look.code)
    return None if is_bare_login else kind


def _by_sentence(look: _Look) -> Kind | None:
    if len(look.shown) > _FEW:
        return None
    return next((kind for kind, says in SENTENCES.items() if says.search(look.shown)), None)


def _by_lack(look: _Look) -> Kind | None:
    """Return what the page is by what good pages have, too, if there is hardly anything else."""
    size = len(look.shown)
    if size <= _FEWER and _has(look.code, WIDGETS["captcha"]) and not _WRITTEN_IN.search(look.code):
        return "captcha"
    if size <= _LEAST and not look.is_headed and _PASSWORD.search(look.code):
        return "login"
    asks = size <= _SOME and not look.is_headed and _has(look.code, CONSENT_SCRIPTS)
    if asks and all(words.search(look.shown) for words in _CONSENT):
        return "consent"
    return None if size > _NONE or _SHELL.search(look.code) else _by_scripts(look)


def _by_scripts(look: _Look) -> Kind | None:
    """Return what a page is that shows nothing: it has the browser prove itself, or sends it elsewhere."""
    if _has(look.code, WIDGETS["challenge"]) or all(word in look.code for word in _COME_AGAIN):
        return "challenge"
    targets = b" ".join(_SENT_TO.findall(look.head + look.code))
    return next((kind for kind, path in ERRANDS.items() if path.search(targets)), None)
