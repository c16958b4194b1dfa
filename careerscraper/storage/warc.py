"""A WARC record as bytes, and back: each a gzip member of its own. Opens no file."""

from __future__ import annotations

import hashlib
import re
import uuid
import zlib
from base64 import b32encode
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from isal import isal_zlib

from careerscraper.errors import SourceError
from careerscraper.secrets import bare_reference

#: Bytes of a record with its headers: no larger one is written or read.
MAX_RECORD = 64 * 2**20
#: Types of records that hold what a server said.
CAPTURES = ("response", "revisit")
# What describes the representation, how long it is good, and where it is (RFC 9110, 9111), and who refuses it. All else, which
# a server may say to one client only, is not kept: cookies, tokens, credentials. Content-Length is written anew.
_STORED = {
    "accept-ranges", "age", "allow", "cache-control", "content-encoding", "content-language", "content-location",
    "content-range", "content-type", "date", "etag", "expires", "last-modified", "location", "retry-after", "server",
    "vary", "x-robots-tag", "cf-mitigated", "x-amzn-waf-action",
}  # fmt: skip
_REFERENCES = {"location", "content-location"}
_BREAKS = re.compile(r"[\r\n\0]+[ \t]*")
_URL_BREAKS = re.compile(r"[\0-\x20\x7f]")
_URL_USERINFO = re.compile(r"^([^/?#]*//)[^/?#]*@")
_GZIP = 31  # zlib's number for a gzip member


@dataclass(frozen=True, slots=True)
class Capture:
    """One response as it was received: the body still coded, the time in UTC.

    ``capture_id`` is ``<site>/<run_id>.warc.gz:<offset>``, relative to the archive's folder; the offset is that of the
    record's gzip member, ``end`` that behind it, both in bytes. A revisit has no body: the capture of the URL at ``seen_at``
    has it.
    """

    url: str
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    fetched_at: datetime
    capture_id: str
    end: int
    is_revisit: bool = False
    seen_at: datetime | None = None

    def header(self, name: str) -> str | None:
        """Return the first header of that name, in whatever case, or None."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)


def response_record(  # noqa: PLR0913, PLR0917  what a response consists of
    url: str,
    status: int,
    reason: str,
    headers: Iterable[tuple[str, str]],
    body: bytes,
    fetched_at: datetime,
    seen_at: datetime | None = None,
) -> bytes:
    """Return a response as a finished gzip member. Headers that may hold secrets are left out, or cut.

    With ``seen_at`` it is a revisit of what was fetched then: without its body (WARC 1.1, section 6.7.2).

    Text is written as UTF-8; ``surrogateescape`` keeps other bytes. Raises `ValueError` if the time has no zone,
    `SourceError` ``too_large`` beyond `MAX_RECORD`.
    """
    kept = [(name, _clean(_public(name, value))) for name, value in headers if name.lower() in _STORED]
    kept.append(("Content-Length", str(len(body))))
    block = _lines(f"HTTP/1.1 {status:03d} {_clean(reason)}", kept) + (b"" if seen_at else body)
    fields = [("WARC-Target-URI", _clean_url(url)), ("Content-Type", "application/http; msgtype=response")]
    fields += _stamp("revisit" if seen_at else "response", fetched_at)
    if status != 304:  # which has no payload of its own
        fields.append(("WARC-Payload-Digest", _digest(body)))
    if seen_at:
        profile = "server-not-modified" if status == 304 else "identical-payload-digest"
        fields.append(("WARC-Profile", f"http://netpreserve.org/warc/1.1/revisit/{profile}"))
        fields += [("WARC-Refers-To-Target-URI", _clean_url(url)), ("WARC-Refers-To-Date", _date(seen_at))]
    coded = any(name.lower() == "content-encoding" for name, _ in kept)
    return _member(fields, block, is_coded=coded)


def warcinfo_record(software: str, filename: str, at: datetime) -> bytes:
    """Return the record that begins a file, naming what wrote it, as a finished gzip member."""
    fields = [*_stamp("warcinfo", at), ("WARC-Filename", filename), ("Content-Type", "application/warc-fields")]
    return _member(fields, f"software: {software}\r\nformat: WARC File Format 1.1\r\n".encode())


def outcome_record(url: str, capture_id: str, outcome: str, refusal: str, at: datetime) -> bytes:
    """Return the record that says what became of a capture, where its bytes alone must not be asked again.

    A `metadata` record (WARC 1.1, section 6.6) of the same URL, as a finished gzip member.
    """
    fields = [
        *_stamp("metadata", at),
        ("WARC-Target-URI", _clean_url(url)),
        ("Content-Type", "application/warc-fields"),
    ]
    told = [("capture", capture_id), ("outcome", outcome), ("refusal", _clean(refusal))]
    return _member(fields, "".join(f"{name}: {value}\r\n" for name, value in told).encode())


def parse_outcome(block: bytes) -> dict[str, str]:
    """Return what `outcome_record` told: capture, outcome, refusal."""
    return dict(map(_field, block.splitlines()))


def parse_record(plain: bytes) -> tuple[dict[str, str], bytes] | None:
    """Return fields, names in small letters, and block of the one record that ``plain`` is; None if it is not whole."""
    head, _, rest = plain.partition(b"\r\n\r\n")
    version, *lines = head.split(b"\r\n")
    fields = {name.lower(): value for name, value in map(_field, lines)}
    if version != b"WARC/1.1" or fields.get("content-length") != str(len(rest) - 4) or rest[-4:] != b"\r\n\r\n":
        return None
    return fields, rest[:-4]


def parse_response(fields: dict[str, str], block: bytes, capture_id: str, end: int) -> Capture:
    """Return the capture in a whole record. Raises `ValueError` or `LookupError` if it is no response of ours."""
    if fields["warc-type"] not in CAPTURES:
        raise ValueError("is a record, but of no response")
    head, _, body = block.partition(b"\r\n\r\n")
    status, *lines = head.split(b"\r\n")
    at, seen_at = (_time(fields.get(name)) for name in ("warc-date", "warc-refers-to-date"))
    if at is None:
        raise LookupError("has no date")
    headers = tuple(map(_field, lines))
    is_revisit = fields["warc-type"] == "revisit"
    url = fields["warc-target-uri"]
    return Capture(url, int(status.split()[1]), headers, body, at, capture_id, end, is_revisit, seen_at)


def _time(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text).astimezone(UTC) if text else None


def _stamp(kind: str, at: datetime) -> list[tuple[str, str]]:
    if at.tzinfo is None:
        raise ValueError("a capture's time needs a time zone")
    return [("WARC-Type", kind), ("WARC-Record-ID", f"<{uuid.uuid4().urn}>"), ("WARC-Date", _date(at))]


def _date(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def _member(fields: list[tuple[str, str]], block: bytes, *, is_coded: bool = False) -> bytes:
    """Return a record as a gzip member. What is coded gets no smaller, and is stored as it is."""
    sizes = [("WARC-Block-Digest", _digest(block)), ("Content-Length", str(len(block)))]
    plain = _lines("WARC/1.1", [*fields, *sizes]) + block + b"\r\n\r\n"
    if len(plain) > MAX_RECORD:
        raise SourceError("too_large", f"{len(plain):,} bytes in one response, more than {MAX_RECORD:,}: not archived")
    # Level 1 of isal makes it smaller than zlib's does, in a fifth of the time.
    return zlib.compress(plain, 0, _GZIP) if is_coded else isal_zlib.compress(plain, 1, _GZIP)


def _digest(data: bytes) -> str:
    return "sha256:" + b32encode(hashlib.sha256(data).digest()).decode()


def _lines(first: str, fields: Iterable[tuple[str, str]]) -> bytes:
    lines = (first, *(f"{name}: {value}" for name, value in fields), "", "")
    text = "\r\n".join(lines)
    try:
        return text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:  # half of a surrogate pair that stands for no byte
        return text.encode("utf-8", "replace")


def _field(line: bytes) -> tuple[str, str]:
    name, _, value = line.decode("utf-8", "surrogateescape").partition(":")
    return name, value.strip(" \t")


def _public(name: str, value: str) -> str:
    return bare_reference(value) if name.lower() in _REFERENCES else value


def _clean(value: str) -> str:
    return _BREAKS.sub(" ", value).strip(" \t")


def _clean_url(url: str) -> str:
    return _URL_USERINFO.sub(r"\1", _URL_BREAKS.sub(lambda found: f"%{ord(found[0]):02X}", url))
