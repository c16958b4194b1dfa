"""The tree that a browser would build, made by html5lib, where it is not certain that libxml2 builds the same.

html5lib does as the HTML standard says, at some thirty times the cost. It knows neither `<template>` nor what a `<select>`
may hold of late, so pages where these stand in the way are refused.
"""

from __future__ import annotations

import re
from typing import Any

from bs4 import BeautifulSoup, Tag
from bs4.builder._html5lib import TreeBuilderForHtml5lib
from bs4.element import NavigableString, PreformattedString
from html5lib import HTMLParser
from lxml import etree

from careerscraper.errors import SourceError
from careerscraper.parsers.limits import check_html
from careerscraper.parsers.source import Source
from careerscraper.parsers.table_markup import SELECT, SVG, all_match

_MOST_CHARS = 384 * 2**10
_MOST_TAGS = 20_000
_MOST_PAIRS = 10_000_000
_MOST_OPEN = 128
#: Steps of html5lib's, of 3 to 10 µs: a page of the kind takes some 50,000. What takes longer counts as several.
_MOST_STEPS = 150_000
#: html5lib is not finished: it ends some pages by an assert, or by what its own tree then lacks.
_UNFINISHED = (AssertionError, AttributeError, LookupError, RecursionError, TypeError, ValueError)
_STEPS_OF_ELEMENT = 5
_STEPS_OF_ERROR = 5
_OPEN_A_STEP = 8
_FOSTERED_A_STEP = 100
_NAME = re.compile(r"[a-z][a-z0-9-]*")
_CONTROLS = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_KEPT = ("colspan", "rowspan", "href", "rel", "hidden", "style")


def parse_as_browser(text: str, source: Source) -> etree._Element:
    """Return the tree that a browser builds of ``text``, whose source is ``source``, as elements of lxml.

    It has names, texts, and the attributes that tables, links and the hiding of elements need. Raises `SourceError` where
    that would take more than a second or two, or could not be relied on.
    """
    soup = _parse(_readable(text, source))
    root = etree.Element("html")
    made = {id(soup): root}
    for node in soup.descendants:
        parent = made.get(id(node.parent))
        if parent is None:
            continue
        if isinstance(node, Tag):
            made[id(node)] = root if node.name == "html" else etree.SubElement(parent, *_element(node))
        elif isinstance(node, NavigableString) and not isinstance(node, PreformattedString):
            _append(parent, _CONTROLS.sub("\ufffd", node))
    return root


def _parse(text: str) -> BeautifulSoup:
    # Not by way of `BeautifulSoup`, whose browser runs no scripts: to one that does, a noscript has no markup in it.
    try:
        soup = _Parser(_Builder).parse(text, scripting=True)
    except _UNFINISHED as error:
        raise _malformed("and html5lib cannot read them") from error
    assert isinstance(soup, BeautifulSoup)
    return soup


def _readable(text: str, source: Source) -> str:
    """Return ``text`` without its templates."""
    if len(text) > _MOST_CHARS or text.count("<") > _MOST_TAGS:
        raise _malformed("and it is too large to be read as browsers do")
    check_html(source.body, _MOST_PAIRS)
    markup = source.markup(source.low, 0, len(source.low))
    is_known = all_match(SELECT, b"<select", markup) and all_match(SVG, b"<svg", markup)
    if b"<math" in markup or not is_known:
        raise _malformed("with choices, drawings or formulas in between")
    if source.has_odd_templates:
        raise _malformed("with templates in between")
    return source.without(source.body, {b"template"}).decode() if b"</template" in source.low else text


class _Builder(TreeBuilderForHtml5lib):
    """Takes no more steps than a page of the kind can need: formatting that is left open begins again in every paragraph."""

    def __init__(self, namespaces: bool) -> None:  # noqa: FBT001
        super().__init__(namespaces, BeautifulSoup("", "html.parser"), store_line_numbers=False)

    def reset(self) -> None:
        super().reset()
        self.openElements = _Open()
        self._steps = self._fostered = 0

    def spend(self, steps: int) -> None:
        self._steps += steps
        if self._steps > _MOST_STEPS:
            raise _malformed("and it takes too long to read them as browsers do")

    def elementClass(self, name: str, namespace: str) -> Any:  # noqa: N802
        self.spend(_STEPS_OF_ELEMENT)
        return super().elementClass(name, namespace)

    def elementInScope(self, target: Any, variant: str | None = None) -> bool:  # noqa: N802
        self.spend(len(self.openElements) // _OPEN_A_STEP)
        return bool(super().elementInScope(target, variant))  # type: ignore[no-untyped-call]

    def getTableMisnestedNodePosition(self) -> Any:  # noqa: N802
        self._fostered += 1  # each is looked for among those before it
        self.spend(self._fostered // _FOSTERED_A_STEP)
        return super().getTableMisnestedNodePosition()  # type: ignore[no-untyped-call]


class _Parser(HTMLParser):
    tree: _Builder

    def mainLoop(self) -> None:  # noqa: N802
        stream = self.tokenizer.stream
        char = stream.char

        def counted() -> Any:
            self.tree.spend(1)
            return char()

        stream.char = counted  # type: ignore[method-assign]
        super().mainLoop()

    def parseError(self, *args: Any, **kwargs: Any) -> None:  # noqa: N802
        self.tree.spend(_STEPS_OF_ERROR)
        super().parseError(*args, **kwargs)


class _Open(list[Any]):
    def append(self, element: Any) -> None:
        if len(self) >= _MOST_OPEN:
            raise SourceError("too_deep", f"its elements are nested too deep ({_MOST_OPEN} levels)")
        super().append(element)


def _malformed(why: str) -> SourceError:
    return SourceError("malformed", f"its tables are not put together as HTML's are, {why}")


def _element(tag: Tag) -> tuple[str, dict[str, str]]:
    attributes = {name: value for name in _KEPT if (value := tag.get(name)) is not None}
    texts = {name: " ".join(value) if isinstance(value, list) else value for name, value in attributes.items()}
    name = tag.name if _NAME.fullmatch(tag.name) else "span"
    return name, {key: _CONTROLS.sub("\ufffd", value) for key, value in texts.items()}


def _append(parent: etree._Element, text: str) -> None:
    if len(parent):
        parent[-1].tail = (parent[-1].tail or "") + text
    else:
        parent.text = (parent.text or "") + text
