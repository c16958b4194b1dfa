"""Bytes to text, as browsers do: byte order mark, HTTP header, declaration in the page, else a look."""

from __future__ import annotations

import codecs
import re

from w3lib.encoding import html_body_declared_encoding, http_content_type_encoding, read_bom, to_unicode

from careerscraper.errors import SourceError

# Not <br>, <a>, <span> and their like: markdown has them within its text.
_HTML = re.compile(r"<(?:!doctype|html|head|body|table|meta|title)\b", re.IGNORECASE)
_TAG_FIRST = re.compile(r"\s*<")
_CONTROLS = dict.fromkeys(i for i in range(32) if chr(i) not in "\t\n\r\f\v")
_SAMPLE = 4096
_SURROGATES = re.compile("[\ud800-\udfff]")
_NO_CHARSET = re.compile(
    r"(?:hex|base64|zlib|bz2|rot.?13|uu|quopri|idna|punycode|undefined|unicode.escape|raw.unicode.escape|mbcs|oem).*"
)


def is_html(text: str) -> bool:
    """Tell whether ``text`` is HTML rather than plain text: it begins with a tag or has one that plain text has not."""
    return _TAG_FIRST.match(text) is not None or _HTML.search(text) is not None


def decode(body: bytes, content_type: str | None = None) -> tuple[str, bytes]:
    """Return the text of ``body``, and the same as UTF-8; malformed bytes become U+FFFD, so that their cells are refused.

    Raises `SourceError` if it is no text at all.
    """
    encoding, mark = read_bom(body)
    encoding = encoding or _text_codec(http_content_type_encoding(content_type)) or _declared(body)
    text = to_unicode(body[len(mark or b"") :], encoding) if encoding else _undeclared(body)
    # Nearly all pages are UTF-8 as they are; only codecs such as UTF-7 let through what no text has.
    is_utf8 = encoding == "utf-8" and not mark and "\ufffd" not in text
    text = text if is_utf8 else _SURROGATES.sub("\ufffd", text)
    sample = text[:_SAMPLE]
    if "\0" in text or len(sample.translate(_CONTROLS)) < len(sample):
        raise SourceError("binary", "not text but binary data (a picture, a PDF, an archive?)")
    return text, body if is_utf8 else text.encode()


def _declared(body: bytes) -> str | None:
    """Return the encoding that the page declares: never UTF-16, in which its declaration could not have been read.

    https://html.spec.whatwg.org/multipage/parsing.html#determining-the-character-encoding
    """
    encoding = _text_codec(html_body_declared_encoding(body))
    return "utf-8" if encoding and encoding.startswith("utf-16") else encoding


def _text_codec(encoding: str | None) -> str | None:
    """Return ``encoding`` if it is one of pages, None for Python's other codecs (hex, zip, unicode_escape, …)."""
    name = codecs.lookup(encoding).name if encoding else ""
    return name if name and not _NO_CHARSET.fullmatch(name) else None


def _undeclared(body: bytes) -> str:
    """Decode as UTF-8 if more of it than not is UTF-8, else as windows-1252, which the HTML standard falls back to."""
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        text = body.decode("utf-8", "replace")
    malformed = text.count("\ufffd")
    others = sum(not char.isascii() for char in text) - malformed
    return text if others >= malformed else body.decode("windows-1252", "replace")
