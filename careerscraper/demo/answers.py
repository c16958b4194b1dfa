"""What the server answers to a request (RFC 9110): status, header fields and body."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from email.message import Message
from email.utils import format_datetime

from careerscraper.demo.negotiation import accepts_gzip, not_modified
from careerscraper.demo.resource import GZIP, TEXT, Resource
from careerscraper.demo.site import DemoSite

METHODS = ("GET", "HEAD")
SHORT = b"Nothing here: this is a demonstration site, and what it states is invented.\n"


@dataclass(frozen=True)
class Answer:
    """A response to a GET; for a HEAD the body stays unsent."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def answer(site: DemoSite, method: str, path: str, headers: Message) -> Answer:
    """Return the answer to this request."""
    if method not in METHODS:
        return _short(405, SHORT, {"Allow": ", ".join(METHODS)})
    resource = site.respond(path)
    if resource is None:
        return _short(404, SHORT, {})
    if resource.location:
        return _short(resource.status, resource.body, {"Location": resource.location})
    return _found(resource, headers)


def _found(resource: Resource, headers: Message) -> Answer:
    modified = format_datetime(resource.last_modified, usegmt=True)
    fields = {"ETag": resource.etag, "Last-Modified": modified}
    gzip = False
    if resource.content_type != GZIP:
        fields["Vary"] = "Accept-Encoding"
        gzip = accepts_gzip(_joined(headers, "Accept-Encoding") or "")
    if gzip:
        # A strong validator stands for the bytes sent, so the coded ones need another.
        fields["ETag"] = f'{resource.etag[:-1]}-gzip"'
    match, since = _joined(headers, "If-None-Match"), headers["If-Modified-Since"]
    if not_modified(match, since, fields["ETag"], resource.last_modified):
        # No Content-Length: some clients would wait for the body that it announces.
        return Answer(304, fields, b"")
    body = zlib.compress(resource.body, 1, wbits=31) if gzip else resource.body
    coding = {"Content-Encoding": "gzip"} if gzip else {}
    return Answer(200, {"Content-Type": resource.content_type, **coding, **fields, **_length(body)}, body)


def _short(status: int, body: bytes, fields: Mapping[str, str]) -> Answer:
    return Answer(status, {"Content-Type": TEXT, **fields, **_length(body)}, body)


def _length(body: bytes) -> dict[str, str]:
    return {"Content-Length": str(len(body))}


def _joined(headers: Message, name: str) -> str | None:
    lines = headers.get_all(name)
    return ", ".join(lines) if lines else None
