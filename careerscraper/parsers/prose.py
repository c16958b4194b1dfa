"""What the text around the tables says: time to qualify, both salaries, top skills, descriptions.

A sentence is read only if it is clear which career each figure belongs to; the cues of a site stand in its TOML
file. Prose writes the names in lower case and makes odd plurals ("delivery drivers, contractor", "adjunct faculties").
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set

from careerscraper.items import Statement
from careerscraper.parsers.document import Block, Document, Heading, Paragraph
from careerscraper.parsers.grid import Grid
from careerscraper.parsers.limits import MAX_INTRO, MAX_SENTENCE_CHARS
from careerscraper.parsers.names import Names
from careerscraper.sites import Site
from careerscraper.values.ranges import DURATION

_SENTENCE_END = re.compile(r"[.!?]\s+(?=[A-Z])")
#: Dollars with nothing before or behind that would change the figure: A$, $1.5 million, $43K, $43 251.
_DOLLARS = re.compile(
    r"(?<![\w.])\$(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]{2})?"
    r"(?![\w%+]|[.,] ?[0-9]|\s+(?:[0-9]|k\b|thousand|million|billion))",
    re.IGNORECASE,
)
#: Words of a sentence whose dollars may be no average pay for a year: other periods, differences, bounds; `up to` is, too.
_UNCLEAR_WORDS = frozenset(
    "hour hours hourly day days daily week weeks weekly month months monthly difference differences gap most least reach save"  # noqa: SIM905
    " saves cost costs school tuition debt debts".split()
)
_WORD, _UP_TO = re.compile(r"\w+"), re.compile(r"\bup to\b")
#: Dollars that are a bound, a difference or a part of a range. It begins with a sign that is rare: that is found fast.
_UNCLEAR = re.compile(
    r"\$(?:(?:(?<=\bbetween \$)|(?<=\bfrom \$)|(?<=\bby \$)|(?<=\bover \$)|(?<=\bunder \$)|(?<=\b(?:more|less) than \$))"
    r"|[0-9.,]+ (?:a year |per year )?(?:more|less|higher|lower|above|below)\b|[0-9.,]+ ?(?:[-–—]|to) ?\$)",
    re.IGNORECASE,
)
#: In which order figures (f) and names (n) may stand, so that it is clear which figure is whose: both in their order.
_ORDERS = {"annual_salary": ("nfnf", "fnfn", "nffn"), "time_to_qualify": ("nfnf", "fnfn", "fnnf")}
#: What stands between the figures of the order nffn: "$2, which is higher than the $1 of".
_THAN = re.compile(r"\b(?:than|with|to|above|below)(?: the)?\s*$")
_BOTH = re.compile(r"\b(?:both|either|each)\b", re.IGNORECASE)
#: "either a librarian or a bookseller": where neither is the page's, the figure is of these.
_BOTH_OTHERS = re.compile(r"\b(?:both|either)\s+(?:[\w'-]+\s+){1,6}(?:or|and)\b", re.IGNORECASE)
_LIST_END = re.compile(r",? and ")
_SKILLS = 3


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
    mentions = names.mentions(sentence)
    if metric == "annual_salary" and _is_unclear(mentions.without()):
        return
    careers = mentions.careers()
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


def _is_unclear(sentence: str) -> bool:
    words = sentence.casefold()
    is_unclear = _UNCLEAR.search(sentence) or not _UNCLEAR_WORDS.isdisjoint(_WORD.findall(words))
    return bool(is_unclear or ("up to" in words and _UP_TO.search(words)))


def _skills(sentence: str, names: Names, site: Site) -> Iterator[Statement]:
    cue = site.prose["top_skill"].search(sentence)
    careers = names.mentions(cue[0]).careers() if cue else {}
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
            found = names.mentions(cue["career"]).careers() if cue else {}
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
        or any([*names.mentions(text).careers()] == [1 - place] for place, text in enumerate(texts))
    ):
        return []
    return [_prose(place, "description", text) for place, text in enumerate(texts)]
