"""The whole way from a page's bytes to its comparison."""

from __future__ import annotations

from careerscraper.items import Comparison
from careerscraper.parsers.comparison import compare
from careerscraper.parsers.decode import decode, is_html
from careerscraper.parsers.document import Document
from careerscraper.parsers.html import read_html
from careerscraper.parsers.limits import check_size, check_text
from careerscraper.parsers.pipe import read_text
from careerscraper.sites import Site


def read_document(body: bytes, content_type: str | None = None) -> Document:
    """Return the document that ``body`` holds, HTML or text with bars, whatever its declared type.

    ``content_type`` is the HTTP header's value, for its charset. Raises `SourceError` if it cannot be read whole.
    """
    check_size(body)
    text, utf8 = decode(body, content_type)
    if is_html(text):
        return read_html(text, utf8)
    check_text(body)
    return read_text(text)


def read_page(
    body: bytes, *, source: str, url: str | None = None, content_type: str | None = None, site: Site | None = None
) -> Comparison:
    """Return the comparison on the page ``body``, as `compare` does.

    Raises `SourceError` if it cannot be read, `NotAComparisonError` if it compares no careers.
    """
    return compare(read_document(body, content_type), source=source, url=url, site=site)
