"""Bytes to text, as browsers do: byte order mark, HTTP header, declaration in the page, else a look."""

from __future__ import annotations

import re

from bs4.dammit import UnicodeDammit
from w3lib.encoding import html_body_declared_encoding, http_content_type_encoding, read_bom, to_unicode

from careerscraper.errors import SourceError

_HTML = re.compile(
    rb"<(?:!doctype|html|head|body|table|t[rdh]|div|p|h[1-6]|title|meta|script|span|a|br|ul|section|main)\b",
    re.IGNORECASE,
)
_CONTROLS = dict.fromkeys(i for i in range(32) if chr(i) not in "\t\n\r\f\v\x1b")
_SAMPLE = 4096


def is_html(body: bytes) -> bool:
    """Tell whether ``body`` is HTML rather than plain text: it has a tag that plain text would not have."""
    return _HTML.search(body.replace(b"\0", b"") if body[:2] in (b"\xff\xfe", b"\xfe\xff") else body) is not None


def decode(body: bytes, content_type: str | None = None) -> str:
    """Return the text of ``body``; malformed bytes become U+FFFD, so that the cells that hold them are refused.

    Raises `SourceError` if it is no text at all.
    """
    encoding, mark = read_bom(body)
    encoding = encoding or http_content_type_encoding(content_type) or html_body_declared_encoding(body)
    text = to_unicode(body[len(mark or b"") :], encoding) if encoding else _undeclared(body)
    sample = text[:_SAMPLE]
    if "\0" in text or len(sample.translate(_CONTROLS)) < len(sample):
        raise SourceError("binary", "not text but binary data (a picture, a PDF, an archive?)")
    return text


def _undeclared(body: bytes) -> str:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        dammit = UnicodeDammit(body, ["utf-8"], is_html=True)
        return dammit.unicode_markup or body.decode("utf-8", "replace")
