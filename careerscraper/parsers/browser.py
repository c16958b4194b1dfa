"""The second reading: the tree that a browser would build, by html5lib through BeautifulSoup."""

from __future__ import annotations

import re

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString, PreformattedString
from lxml import etree

_MOST_CHARS = 512 * 2**10
_MOST_TAGS = 30_000  # half a second
#: A browser opens unclosed formatting elements again in every paragraph that follows, so their product is what costs.
_MOST_REOPENED = 300_000
_FORMATTING = re.compile(r"<(/?)(?:a|b|big|code|em|font|i|nobr|s|small|strike|strong|tt|u)\b", re.IGNORECASE)
_NAME = re.compile(r"[a-z][a-z0-9-]*")
_CONTROLS = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_KEPT = ("colspan", "rowspan", "href", "rel", "hidden", "style")


def can_parse_as_browser(text: str) -> bool:
    """Tell whether the second reading of ``text`` takes about a second at most."""
    tags = text.count("<")
    closing = [match[1] for match in _FORMATTING.finditer(text)]
    unclosed = max(0, closing.count("") - closing.count("/"))
    return len(text) <= _MOST_CHARS and tags <= _MOST_TAGS and unclosed * tags <= _MOST_REOPENED


def parse_as_browser(text: str) -> etree._Element:
    """Return the tree of ``text`` as a browser builds it, as elements of lxml.

    It has names, texts, and the attributes that tables, links and the hiding of elements need.
    """
    soup = BeautifulSoup(text, "html5lib")
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
