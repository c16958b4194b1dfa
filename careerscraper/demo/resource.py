"""What the site answers for a path."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

HTML = "text/html; charset=utf-8"
TEXT = "text/plain; charset=utf-8"
XML = "application/xml"
GZIP = "application/gzip"


@dataclass(frozen=True)
class Resource:
    """A body with its validators; with a `location`, a permanent redirect to that path."""

    body: bytes
    content_type: str
    last_modified: datetime
    location: str | None = None

    @property
    def status(self) -> int:
        """200, or 301 for a redirect."""
        return 301 if self.location else 200

    @cached_property
    def etag(self) -> str:
        """A strong validator of the body as it stands here, quotes included."""
        return f'"{hashlib.blake2b(self.body, digest_size=10).hexdigest()}"'
