"""Bytes to text: the encodings that pages come in, declared or not."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from careerscraper.errors import SourceError
from careerscraper.items import Comparison
from careerscraper.parsers.page import read_document

WORDS = "Café – “Öl” €5"
LATIN = "Café Öl"


def made(words: str, head: str = "") -> str:
    """Return a page that compares by one label that nobody knows."""
    table = "<tr><th><th>Cook<th>Baker<tr><td>Yearly salary<td>$1<td>$2<tr><td>Tools<td>{}<td>-"
    return f"<html><head>{head}</head><body><table>{table.format(words)}</table></body></html>"


def tools(found: Comparison) -> str:
    """Return what the page says of the cook's tools."""
    return next(s.text for s in found.statements if s.label == "Tools")


@pytest.mark.parametrize(
    ("head", "content_type", "encoding", "words"),
    [
        ("", None, "utf-8", WORDS),
        ("", None, "utf-8-sig", WORDS),
        ("", None, "utf-16", WORDS),
        ('<meta charset="utf-8">', None, "utf-8", WORDS),
        ('<meta charset="windows-1252">', None, "cp1252", WORDS),
        ('<meta charset="iso-8859-1">', None, "cp1252", WORDS),
        ('<meta http-equiv="Content-Type" content="text/html; charset=latin-1">', None, "latin-1", LATIN),
        ("", "text/html; charset=windows-1252", "cp1252", WORDS),
        ("", "text/html; charset=ISO-8859-1", "latin-1", LATIN),
        ("", "text/html;charset=\"utf-8\"", "utf-8", WORDS),
        ("", "text/html", "cp1252", WORDS),
        ("", None, "cp1252", WORDS),
    ],
)  # fmt: skip
def test_words_survive_their_encoding(
    compared: Callable[..., Comparison], head: str, content_type: str | None, encoding: str, words: str
) -> None:
    found = compared(made(words, head).encode(encoding), content_type=content_type)
    assert tools(found) == words


def test_the_header_outranks_the_page(compared: Callable[..., Comparison]) -> None:
    body = made(WORDS, '<meta charset="iso-8859-5">').encode()
    assert tools(compared(body, content_type="text/html; charset=utf-8")) == WORDS


def test_the_byte_order_mark_outranks_both(compared: Callable[..., Comparison]) -> None:
    body = made(WORDS, '<meta charset="iso-8859-5">').encode("utf-8-sig")
    assert tools(compared(body, content_type="text/html; charset=windows-1252")) == WORDS


def test_a_page_that_says_utf_16_in_ascii_is_utf_8(compared: Callable[..., Comparison]) -> None:
    """A declaration that can be read as ASCII cannot be true; browsers take such a page for UTF-8."""
    assert tools(compared(made(WORDS, '<meta charset="utf-16">').encode())) == WORDS


def test_bytes_that_are_not_of_the_declared_encoding_are_marked(compared: Callable[..., Comparison]) -> None:
    body = made("Caf#", '<meta charset="utf-8">').encode().replace(b"#", b"\xe9")
    assert tools(compared(body)) == "Caf�"


def test_plain_text_in_windows_1252(compared: Callable[..., Comparison]) -> None:
    body = f"| Cook | Baker | |\n| Yearly salary | $1 | $2 |\n| Tools | {WORDS} | - |\n"
    assert tools(compared(body.encode("cp1252"))) == tools(compared(body)) == WORDS


@pytest.mark.parametrize("body", [b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", b"%PDF-1.7\n%\x01\x02", b"PK\x03\x04\x14\0"])
def test_binary_data_is_refused(body: bytes) -> None:
    with pytest.raises(SourceError, match="binary") as caught:
        read_document(body)
    assert caught.value.reason == "binary"
