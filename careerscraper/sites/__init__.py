"""The described sites: one TOML file each, read as package data."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from urllib.parse import unquote, urljoin, urlsplit

from w3lib.url import safe_url_string

from careerscraper.errors import UsageError
from careerscraper.values.text import fold_label

#: The name of the site that stands for all that nobody has described.
GENERIC = "generic"
#: Of a URL, or a reference to one: Scrapy sends no request beyond 2,083 (URLLENGTH_LIMIT), and says so to nobody.
_MOST_CHARS = 2_000
#: A reference that names a path from the root, and has nothing that joining it to a base would change (RFC 3986, 5.2).
_PLAIN = re.compile(r"/[\w-][\w/-]*(?:[?#][!-~]*)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the site's pages: its name and the metric of each label, by folded label."""

    name: str
    labels: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Expectations:
    """What a release of the site has to hold, whatever came before it: shares from 0 to 1.

    At most so many of its cells may be ``quarantined`` (not understood), have ``unknown_labels``, or be ``contradicted`` by
    their own page; on at least so many of its pages each metric of ``stated`` has to be stated.
    """

    quarantined: float = 1.0
    unknown_labels: float = 1.0
    contradicted: float = 1.0
    stated: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Site:
    """What is known about one site. ``sections`` stand in the order of its pages. Equal only to itself.

    ``hosts`` gives for each spelling of a host the one that counts. ``careers`` is how many a page compares, None if any number.
    ``blank`` is what stands for a blank in its URLs. If it is ``distinct``, a table with its labels is surely one of its pages.
    ``plausible`` is from where to where its figures of a unit may be. ``hours_a_year`` are those by which it makes hourly pay of
    yearly pay, None if nothing is known of it. What it states is stale when it was not
    found so for ``max_age_days``; None: never.
    """

    name: str
    title: str
    hosts: Mapping[str, str]
    path: re.Pattern[str]
    marker: str
    blank: str
    careers: int | None
    distinct: bool
    not_stated: frozenset[str]
    sections: tuple[Section, ...]
    codes: Mapping[str, Mapping[str, tuple[float, float]]]
    prose: Mapping[str, re.Pattern[str]]
    plausible: Mapping[str, tuple[float, float]]
    hours_a_year: float | None
    expectations: Expectations
    max_age_days: int | None
    labels: frozenset[str] = field(init=False)
    roots: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        known = frozenset(label for section in self.sections for label in section.labels)
        object.__setattr__(self, "labels", known)
        object.__setattr__(self, "roots", tuple(f"https://{host}" for host in dict.fromkeys(self.hosts.values())))

    @property
    def robots(self) -> tuple[str, ...]:
        """Where the site says what may be requested, and which sitemaps name its pages."""
        return tuple(f"{root}/robots.txt" for root in self.roots)

    def comparison_url(self, url: str | None, base: str | None = None) -> str | None:
        """Return the canonical form of ``url`` if it is one of a comparison page of this site, else None.

        Canonical: https, the host's spelling that counts, no query, no fragment, no slash at the end, percent-encoded as it
        goes out on the wire. A ``url`` that has not `marker` in it is none, whatever it is relative to; nor is one too long to
        be requested.
        """
        if url is None or self.marker not in url or len(url) > _MOST_CHARS:
            return None
        # Most are of the site's own host and need no joining and no encoding, which would take most of the time.
        for root in self.roots:
            rest, is_own = url.removeprefix(root), any((text or "").startswith(f"{root}/") for text in (url, base))
            if is_own and _PLAIN.fullmatch(rest):
                path = rest.partition("#")[0].partition("?")[0].rstrip("/")
                return f"{root}{path}" if self.path.match(path) else None
        around = f"{url} {base or ''}"
        if around.isprintable() and not any(host in around.lower() for host in self.hosts):
            return None
        try:
            parts = urlsplit(urljoin(base or "", url.strip()))
            host = self.hosts.get(parts.netloc.lower())
            if parts.scheme not in ("http", "https") or host is None:
                return None
            root = f"https://{host}"
            canonical = safe_url_string(f"{root}{parts.path}").rstrip("/")
        except ValueError:  # such as http://[, or half a surrogate pair: a fault of the page, not of ours
            return None
        # What is encoded may have another path: to safe_url_string, as to browsers, a backslash is a slash.
        is_one = self.path.match(canonical.removeprefix(root)) is not None and len(canonical) <= _MOST_CHARS
        return canonical if is_one else None

    def slugs(self, url: str | None) -> tuple[str, ...]:
        """Return the slugs of the careers that the comparison page's ``url`` names, in its order, in lower case; () if none."""
        match = self.path.match(urlsplit(url).path) if url else None
        names = filter(None, match.groups()) if match else ()
        return tuple(unquote(name).replace(self.blank, "-").lower() for name in names)


def _site(text: str) -> Site:
    data = tomllib.loads(text)
    sections = tuple(
        Section(part["name"], {fold_label(label): metric for label, metric in part["labels"].items()})
        for part in data["section"]
    )
    return Site(
        name=data["name"],
        title=data["title"],
        hosts={host: host for host in data["hosts"]} | data.get("aliases", {}),
        path=re.compile(data["path"]),
        marker=data["marker"],
        blank=data.get("blank", "-"),
        careers=data.get("careers"),
        distinct=data.get("distinct", False),
        not_stated=frozenset(text.casefold() for text in data["not_stated"]),
        sections=sections,
        codes={m: {c: (low, high) for c, (low, high) in codes.items()} for m, codes in data.get("codes", {}).items()},
        prose={name: re.compile(cue, re.IGNORECASE) for name, cue in data.get("prose", {}).items()},
        plausible={unit: (low, high) for unit, (low, high) in data.get("plausible", {}).items()},
        hours_a_year=data.get("hours_a_year"),
        expectations=Expectations(**data.get("expectations", {})),
        max_age_days=data.get("max_age_days"),
    )


@cache
def described_sites() -> Mapping[str, Site]:
    """Return all described sites by name, in alphabetical order."""
    folder = files(__name__)
    texts = [entry.read_text("utf-8") for entry in folder.iterdir() if entry.name.endswith(".toml")]
    return {site.name: site for site in sorted(map(_site, texts), key=lambda site: site.name)}


def find_site(name: str) -> Site:
    """Return the site called ``name``; raise `UsageError` that names the known ones."""
    sites = described_sites()
    if name not in sites:
        raise UsageError(f"unknown site {name!r}: known are {', '.join(sites)} (see `careerscraper sites`)")
    return sites[name]
