"""What no log, ledger, archive or report may hold: users and passwords in URLs, and their queries."""

from __future__ import annotations

import re

# Quotes may be part of either: rather is too much cut than too little.
_USERINFO = re.compile(r"//[^/?#\s<>]*@")
_QUERY = re.compile(r"((?:\b[a-z][a-z0-9+.-]*:)?//[^\s?#<>]*)[?#][^\s<>]*", re.IGNORECASE)
_OWN_USERINFO = re.compile(r"^([^/?#]*//)[^/?#]*@")


def without_secrets(text: str) -> str:
    """Return ``text`` with the URLs in it cut: without what stands before an `@` in their host, and behind a `?` or `#`.

    No page of the sites that are crawled needs either; sessions, tokens and passwords travel there.
    """
    return _QUERY.sub(r"\1?…", _USERINFO.sub("//", text)) if "//" in text else text


def bare_reference(reference: str) -> str:
    """Return a reference, absolute or not, without user, query and fragment."""
    return _OWN_USERINFO.sub(r"\1", reference.strip()).partition("?")[0].partition("#")[0]
