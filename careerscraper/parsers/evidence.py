"""What shows that a table compares careers where no described site's vocabulary does: the page's title, and plain words."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from urllib.parse import unquote, urlsplit

from careerscraper.parsers.document import Document, Heading, Paragraph
from careerscraper.parsers.layout import CORNERS, Table
from careerscraper.values.text import fold_label

#: Letters of a line that may be a title, and lines that are looked at.
_MOST_LETTERS, _MOST_TITLES = 200, 200
_COMPARES = re.compile(r"\b(?:vs|versus|differences?|compar\w*)\b", re.IGNORECASE)
_IN_URL = re.compile(r"[-_/.]+")
_PARTS = re.compile(r"[^()]+")
#: A label that speaks of careers.
_OF_CAREERS = re.compile(
    r"salar|\bpay\b|wage|earn|income|compensation|degree|educat|training|certif|licen[cs]|skill|\brole|dut(?:y|ies)\b"
    r"|responsib|career|\bjobs?\b|employ|occupation|outlook|experience|\bwork|hourly|annual",
    re.IGNORECASE,
)
#: What heads a column of careers.
OCCUPATION = re.compile(r"\b(?:occupations?|job titles?|professions?|careers?|job roles?)\W*$", re.IGNORECASE)
#: What people are called by their work. A closed list: with endings (`-er`, `-ist`) numbers, centers and genders come in.
_WORKERS = re.compile(
    r"\b(?:accountant|actuary|administrator|advisor|aide|analyst|anesthe\w+|architect|artist|assistant|associate|attorney"
    r"|auditor|baker|barber|bookkeeper|broker|captain|carpenter|cashier|chef|chemist|clerk|coach|consultant|contractor"
    r"|cook|coordinator|counselor|dentist|designer|developer|director|doctor|driver|economist|editor|educator|electrician"
    r"|engineer|executive|farmer|hygienist|inspector|instructor|journalist|lawyer|librarian|machinist|manager|mechanic"
    r"|nurse|officer|operator|paralegal|paramedic|pharmacist|physician|pilot|planner|plumber|principal|producer|professor"
    r"|programmer|psychologist|receptionist|recruiter|representative|researcher|scientist|secretary|server|specialist"
    r"|statistician|supervisor|surgeon|surveyor|teacher|technician|technologist|therapist|tutor|underwriter|veterinarian"
    r"|waiter|waitress|welder|worker|writer)s?\b",
    re.IGNORECASE,
)


def find_titles(document: Document, url: str | None) -> list[str]:
    """Return what of the page and its URL says that things are compared, and may name them."""
    texts = [_words(url)] if url else []
    lines = (block.text for block in document.blocks if isinstance(block, Heading | Paragraph))
    texts += [document.title or "", *(line for line in lines if len(line) <= _MOST_LETTERS)]
    return [text for text in texts if _COMPARES.search(text)][:_MOST_TITLES]


def _words(url: str) -> str:
    try:
        return _IN_URL.sub(" ", unquote(urlsplit(url).path))
    except ValueError:  # `http://[` is a fault of the page, not of ours
        return ""


def find_evident(layouts: Sequence[Table], titles: Sequence[str]) -> tuple[Table | None, Table | None]:
    """Return which of the ``layouts`` of one grid compares what the ``titles`` name, and which compares careers by its own words.

    A title outranks the corner: below `Career` stand labels where the title names the careers of the header.
    """
    spoken = [table for table in layouts if share_of_careers(table)]
    titled = next((table for table in layouts if any(_names_all(title, table.names) for title in titles)), None)
    headed = [table for table in spoken if OCCUPATION.search(table.corner)]
    if headed:  # by what its labels speak of, and where that does not tell, as a column's header is understood
        return titled, max(headed, key=lambda table: (share_of_careers(table), table.turned))
    return titled, next((table for table in spoken if _is_of_workers(table)), None)


def share_of_careers(table: Table) -> float:
    """Return which part of the labels speaks of careers."""
    return sum(1 for label in table.labels if _OF_CAREERS.search(label)) / len(table.labels)


def _is_of_workers(table: Table) -> bool:
    is_headed = not table.turned and fold_label(table.corner) in CORNERS
    return is_headed and share_of_careers(table) >= 1 / 2 and all(map(_WORKERS.search, table.names))


def _names_all(title: str, names: Collection[str]) -> bool:
    """Tell whether ``title`` names each of ``names``, at a place of its own, in whatever number."""
    places: set[int] = set()
    for name in sorted(names, key=len, reverse=True):
        found = (place for form in _forms(name) for place in _find(title, form))
        place = next((place for place in found if place not in places), None)
        if place is None:
            return False
        places.add(place)
    return True


def _forms(name: str) -> Iterator[str]:
    """Yield ``name``, and the parts that brackets cut it into: `CNA (Certified Nursing Assistant)`; all in the singular."""
    yield name.removesuffix("s")
    yield from (part.strip().removesuffix("s") for part in _PARTS.findall(name) if part.strip() and part != name)


def _find(title: str, name: str) -> Iterator[int]:
    words = r"[\s,/-]+".join(map(re.escape, re.split(r"[\s,/-]+", name)))
    return (found.start() for found in re.finditer(rf"(?<!\w){words}(?:e?s)?(?!\w)", title, re.IGNORECASE))
