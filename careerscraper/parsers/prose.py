"""What the text around the tables says: time to qualify, both salaries, top skills, descriptions.

A sentence is read only if it is clear which career each figure belongs to; the cues of a site stand in its TOML
file. Prose writes the names in lower case and makes odd plurals ("delivery drivers, contractor", "adjunct faculties").
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set
from functools import lru_cache
from operator import itemgetter
from typing import NamedTuple

from careerscraper.items import Statement
from careerscraper.parsers.document import Block, Document, Heading, Paragraph
from careerscraper.parsers.grid import Grid
from careerscraper.parsers.limits import MAX_INTRO, MAX_SENTENCE_CHARS
from careerscraper.sites import Site
from careerscraper.values.ranges import DURATION

_SENTENCE_END = re.compile(r"[.!?]\s+(?=[A-Z])")
#: Dollars with nothing before or behind that would change the figure: A$, $1.5 million, $43K, $43 251.
_DOLLARS = re.compile(
    r"(?<![\w.])\$(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]{2})?"
    r"(?![\w%+]|[.,] ?[0-9]|\s+(?:[0-9]|k\b|thousand|million|billion))",
    re.IGNORECASE,
)
#: Words of a sentence whose dollars may be no average pay for a year: other periods, differences, bounds, ranges.
_UNCLEAR = re.compile(
    r"\b(?:hours?|hourly|days?|daily|weeks?|weekly|months?|monthly|differences?|gap|most|least|up to|reach|saves?|costs?"
    r"|school|tuition|debts?)\b|\b(?:between|from|by|over|under|(?:more|less) than) \$"
    r"|\$[0-9.,]+ (?:a year |per year )?(?:more|less|higher|lower|above|below)\b|\$[0-9.,]+ ?(?:[-–—]|to) ?\$",
    re.IGNORECASE,
)
#: In which order figures (f) and names (n) may stand, so that it is clear which figure is whose: both in their order.
_ORDERS = {"annual_salary": ("nfnf", "fnfn", "nffn"), "time_to_qualify": ("nfnf", "fnfn", "fnnf")}
#: What stands between the figures of the order nffn: "$2, which is higher than the $1 of".
_THAN = re.compile(r"\b(?:than|with|to|above|below)(?: the)?\s*$")
#: The words that may stand before a career's name. After another, it is part of a longer name: "a line cook".
_BEFORE_NAME = re.compile(
    r"(?:^|[,;:(]|\b(?:an?|the|of|for|as|and|or|both|either|while|than|that|do|become|becoming))\s*$", re.IGNORECASE
)
_BOTH = re.compile(r"\b(?:both|either|each)\b", re.IGNORECASE)
#: "either a librarian or a bookseller": where neither is the page's, the figure is of these.
_BOTH_OTHERS = re.compile(r"\b(?:both|either)\s+(?:[\w'-]+\s+){1,6}(?:or|and)\b", re.IGNORECASE)
_LIST_END = re.compile(r",? and ")
_SKILLS = 3
_LOOK_BACK = 20  # letters: enough for any of _BEFORE_NAME


#: The letters beyond ASCII that are one of it, or two, in another case.
_ODD_CASE = re.compile("[\u0130\u0131\u017f\u212a]")


class _Name(NamedTuple):
    """How a career's name begins, in lower case, and all of it, in whatever case and number."""

    start: str
    pattern: re.Pattern[str]


class Names:
    """Finds the page's careers in its prose, whatever their case and plural."""

    def __init__(self, careers: Sequence[str]) -> None:
        # The longest first, so that "debt collector" is not taken for "collector".
        order = sorted(range(len(careers)), key=lambda place: -len(careers[place]))
        self._patterns = [(place, _name(careers[place])) for place in order]

    def find(self, text: str) -> dict[int, int]:
        """Return the careers that ``text`` mentions, by position on the page, and where each stands first."""
        found: dict[int, int] = {}
        taken: list[re.Match[str]] = []
        for place, name in self._patterns:
            own = [match for match in _matches(name, text) if not any(_overlap(match, other) for other in taken)]
            taken += own
            first = next((match.start() for match in own if _begins_name(text, match.start())), None)
            if first is not None:
                found[place] = first
        return dict(sorted(found.items(), key=itemgetter(1)))

    def blank(self, text: str) -> str:
        """Return ``text`` without the names of careers: "school teacher" speaks of no school."""
        for _, name in self._patterns:
            text = name.pattern.sub("", text)
        return text


def _matches(name: _Name, text: str) -> Iterator[re.Match[str]]:
    """Yield where ``name`` stands in ``text``: to look for how it begins is far cheaper than to try the whole anywhere."""
    low, place = text.lower(), -1
    if not name.start.isascii() or _ODD_CASE.search(text):
        yield from name.pattern.finditer(text)
        return
    while (place := low.find(name.start, place + 1)) >= 0:
        if match := name.pattern.match(text, place):
            yield match
            place = match.end() - 1


def _overlap(one: re.Match[str], other: re.Match[str]) -> bool:
    return one.start() < other.end() and other.start() < one.end()


def _begins_name(text: str, start: int) -> bool:
    return _BEFORE_NAME.search(text[max(0, start - _LOOK_BACK) : start]) is not None


@lru_cache(maxsize=4096)  # a career stands on many pages, and to compile costs more than to search
def _name(career: str) -> _Name:
    words = re.findall(r"[^\s,/]+", career)
    # With as few branches as can be: they make it twice as dear.
    plurals = (re.escape(w[:-1]) + "(?:ys?|ies)" if w[-1:] in "yY" else re.escape(w) + "(?:e?s)?" for w in words)
    whole = r"[\s,/]+".join(plurals)
    start = words[0][:-1] if words[0][-1] in "yY" else words[0]
    return _Name(start.lower(), re.compile(rf"(?<!\w){whole}(?!\w)", re.IGNORECASE))


def read_prose(document: Document, careers: Sequence[str], site: Site, tables: Set[int]) -> list[Statement]:
    """Return what the prose of ``document`` states about ``careers``; no statement where it is not clear.

    ``tables`` are the places of the tables that compare them: the intro is what stands before the first. Of more than
    two careers nothing is read: no site is known whose prose speaks of three.
    """
    if len(careers) != 2 or not site.prose:
        return []
    names = Names(careers)
    blocks = [block for block in document.blocks if not isinstance(block, Grid) or block.index in tables]
    intro = {}
    for place, block in enumerate(blocks[:MAX_INTRO]):
        if isinstance(block, Grid):
            break
        if isinstance(block, Paragraph) and not block.cut:
            intro[place] = _read_intro(block.text, names, site)
    statements = [statement for found in intro.values() for statement in found]
    start = max((place for place, found in intro.items() if found), default=None)
    descriptions = _under_headings(blocks, names, site) or _before_table(blocks, start, names, site)
    if len(descriptions) == len(careers):  # they come for all careers or not at all
        statements += descriptions
    return statements


def _read_intro(paragraph: str, names: Names, site: Site) -> list[Statement]:
    statements: list[Statement] = []
    if not _may_tell(paragraph):
        return statements
    for sentence in _sentences(paragraph):
        if len(sentence) > MAX_SENTENCE_CHARS:
            continue
        words = sentence.lower()
        if "month" in words or "year" in words:
            statements += _figures(sentence, "time_to_qualify", DURATION, names, site)
        if sentence.count("$") == 2:
            statements += _figures(sentence, "annual_salary", _DOLLARS, names, site)
        if "skill" in words:
            statements += _skills(sentence, names, site)
    return statements


def _may_tell(text: str) -> bool:
    """Tell whether ``text`` may state something: most of what a page says does not, and is passed over."""
    words = text.lower()
    return "$" in text or "skill" in words or "month" in words or "year" in words


def _sentences(paragraph: str) -> Iterator[str]:
    start = 0
    for end in _SENTENCE_END.finditer(paragraph):
        yield paragraph[start : end.start() + 1]
        start = end.end()
    yield paragraph[start:]


def _prose(career: int, metric: str, text: str, category: str | None = None) -> Statement:
    return Statement(career, None, text, "prose", metric=metric, category=category)


def _figures(sentence: str, metric: str, figure: re.Pattern[str], names: Names, site: Site) -> Iterator[Statement]:
    """Give the figures of a sentence to its careers: one for both, or one each, in the order of the text."""
    figures = list(figure.finditer(sentence))
    if not figures or not site.prose[metric].search(sentence):
        return
    if metric == "annual_salary" and len(figures) != 2:
        return
    if metric == "annual_salary" and _UNCLEAR.search(names.blank(sentence)):
        return
    careers = names.find(sentence)
    if len(figures) == 1 and len(careers) != 1 and _BOTH.search(sentence):
        if not careers and _BOTH_OTHERS.search(sentence):
            return
        yield from (_prose(career, metric, figures[0][0]) for career in (0, 1))
        return
    places = sorted([(match.start(), "f") for match in figures] + [(start, "n") for start in careers.values()])
    order = "".join(kind for _, kind in places)
    if order == "nffn" and not _THAN.search(sentence[figures[0].end() : figures[1].start()]):
        return
    if order in _ORDERS[metric]:
        yield from (_prose(career, metric, match[0]) for career, match in zip(careers, figures, strict=True))


def _skills(sentence: str, names: Names, site: Site) -> Iterator[Statement]:
    cue = site.prose["top_skill"].search(sentence)
    careers = names.find(cue[0]) if cue else {}
    if cue is None or len(careers) != 1:
        return
    listed = _LIST_END.split(sentence[cue.end() :].strip().rstrip("."))
    skills = [*listed[0].split(", "), *listed[1:]]
    if len(skills) == _SKILLS and len(listed) == 2 and not any("," in skill for skill in skills):
        (career,) = careers
        yield from (_prose(career, "top_skill", skill, str(rank)) for rank, skill in enumerate(skills, 1))


def _under_headings(blocks: Sequence[Block], names: Names, site: Site) -> list[Statement]:
    """Read the paragraphs below "What does a … do?", up to what comes behind those of both."""
    texts: dict[int, list[str]] = {}
    career: int | None = None
    for block in blocks:
        if isinstance(block, Heading):
            cue = site.prose["description"].fullmatch(block.text)
            found = names.find(cue["career"]) if cue else {}
            if not found and len(texts) == 2:
                break
            career = next(iter(found)) if len(found) == 1 else None
        elif isinstance(block, Grid):
            career = None
        elif career is not None:
            texts.setdefault(career, []).extend([""] if block.cut else filter(None, [block.text]))
    whole = {place: " ".join(parts) for place, parts in texts.items() if parts and all(parts)}
    return [_prose(place, "description", whole[place]) for place in sorted(whole)]


def _before_table(blocks: Sequence[Block], intro_end: int | None, names: Names, site: Site) -> list[Statement]:
    """Without headings: the two paragraphs before the sentence that leads to the salary table, if there are just two.

    They begin behind the overview table or, where there is none, behind the last paragraph of the intro that was
    understood. Neither may speak of the other career alone.
    """
    cue = site.prose["description_end"]
    end = next((n for n, block in enumerate(blocks) if isinstance(block, Paragraph) and cue.search(block.text)), 0)
    tables = [place for place, block in enumerate(blocks[:end]) if isinstance(block, Grid)]
    start = tables[-1] if tables else intro_end
    if start is None:
        return []
    paragraphs = [block for block in blocks[start + 1 : end] if isinstance(block, Paragraph) and block.text]
    texts = [block.text for block in paragraphs if not block.cut]
    if (
        len(texts) != 2
        or len(paragraphs) != 2
        or any([*names.find(text)] == [1 - place] for place, text in enumerate(texts))
    ):
        return []
    return [_prose(place, "description", text) for place, text in enumerate(texts)]
