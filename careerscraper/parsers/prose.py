"""What the text around the tables says: time to qualify, both salaries, top skills, descriptions.

A sentence is read only if it is clear which career each figure belongs to; the cues of a site stand in its TOML file. Prose
writes the names in lower case and makes odd plurals ("delivery drivers, contractor", "adjunct faculties").
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from careerscraper.items import Statement
from careerscraper.parsers.document import Document, Heading, Paragraph
from careerscraper.parsers.grid import Grid
from careerscraper.sites import Site
from careerscraper.values.ranges import DURATION

_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z])")
_DOLLARS = re.compile(r"\$(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]{2})?(?![\w%]|,?[0-9])")
_DIFFERENCE = re.compile(r"\$[0-9.,]+ (?:a year |per year )?(?:more|less|higher|lower|above|below)\b", re.IGNORECASE)
_BOTH = re.compile(r"\b(?:both|either|each)\b", re.IGNORECASE)
_LIST_END = re.compile(r",? and ")
_SKILLS = 3


class Names:
    """Finds the page's careers in its prose, whatever their case and plural."""

    def __init__(self, careers: Sequence[str]) -> None:
        # The longest first, so that "debt collector" is not taken for "collector".
        order = sorted(range(len(careers)), key=lambda place: -len(careers[place]))
        pattern = "|".join(f"(?P<c{place}>{_name(careers[place])})" for place in order)
        self._pattern = re.compile(rf"(?<!\w)(?:{pattern})(?!\w)", re.IGNORECASE)

    def find(self, text: str) -> list[int]:
        """Return the careers that ``text`` mentions, by position on the page, each once, in the order of the text."""
        return list(dict.fromkeys(int(match.lastgroup[1:]) for match in self._pattern.finditer(text) if match.lastgroup))


def _name(career: str) -> str:
    words = re.findall(r"[^\s,/]+", career)
    plurals = (re.escape(w[:-1]) + "(?:y|ys|ies)" if w[-1:] in "yY" else re.escape(w) + "(?:s|es)?" for w in words)
    return r"[\s,/]+".join(plurals)


def read_prose(document: Document, careers: Sequence[str], site: Site) -> list[Statement]:
    """Return what the prose of ``document`` states about ``careers``; no statement where it is not clear."""
    names = Names(careers)
    statements: list[Statement] = []
    for sentence in _intro(document):
        statements += _figures(sentence, "time_to_qualify", DURATION, names, site)
        statements += _figures(sentence, "annual_salary", _DOLLARS, names, site)
        statements += _skills(sentence, names, site)
    descriptions = _under_headings(document, names, site) or _between_tables(document, names, site)
    if len(descriptions) == len(careers):  # they come for all careers or not at all
        statements += descriptions
    return statements


def _intro(document: Document) -> Iterator[str]:
    """Yield the sentences that stand before the first table, or before the first description."""
    for block in document.blocks:
        if isinstance(block, Grid):
            return
        if isinstance(block, Paragraph) and not block.cut:
            yield from _SENTENCE_END.split(block.text)


def _prose(career: int, metric: str, text: str, category: str | None = None) -> Statement:
    return Statement(career, None, text, "prose", metric=metric, category=category)


def _figures(sentence: str, metric: str, figure: re.Pattern[str], names: Names, site: Site) -> Iterator[Statement]:
    """Give the figures of a sentence to its careers: one for both, or as many as careers, in the order of the text."""
    texts = [match[0] for match in figure.finditer(sentence)]
    if not texts or not site.prose[metric].search(sentence) or _DIFFERENCE.search(sentence):
        return
    careers = names.find(sentence)
    if len(texts) == 1 and len(careers) != 1 and _BOTH.search(sentence):
        careers = careers or [0, 1]
        texts *= len(careers)
    if len(texts) == len(careers):
        yield from (_prose(career, metric, text) for career, text in zip(careers, texts, strict=True))


def _skills(sentence: str, names: Names, site: Site) -> Iterator[Statement]:
    cue = site.prose["top_skill"].search(sentence)
    careers = names.find(cue[0]) if cue else []
    if cue is None or len(careers) != 1:
        return
    listed = _LIST_END.split(sentence[cue.end() :].strip().rstrip("."))
    skills = [*listed[0].split(", "), *listed[1:]]
    if len(skills) == _SKILLS and len(listed) == 2:
        yield from (_prose(careers[0], "top_skill", skill, str(rank)) for rank, skill in enumerate(skills, 1))


def _under_headings(document: Document, names: Names, site: Site) -> list[Statement]:
    """Read the paragraphs below "What does a … do?" up to what comes next."""
    texts: dict[int, list[str]] = {}
    career: int | None = None
    for block in document.blocks:
        if isinstance(block, Heading):
            cue = site.prose["description"].fullmatch(block.text)
            found = names.find(cue["career"]) if cue else []
            career = found[0] if len(found) == 1 else None
        elif isinstance(block, Grid):
            career = None
        elif career is not None:
            texts.setdefault(career, []).append("" if block.cut else block.text)
    whole = {place: " ".join(parts) for place, parts in texts.items() if all(parts)}
    return [_prose(place, "description", whole[place]) for place in sorted(whole)]


def _between_tables(document: Document, names: Names, site: Site) -> list[Statement]:
    """Without headings: just two paragraphs between the first table and the sentence that leads to the second.

    Neither may speak of the other career alone.
    """
    blocks = document.blocks
    tables = [place for place, block in enumerate(blocks) if isinstance(block, Grid)]
    if len(tables) < 2:
        return []
    between = [block.text for block in blocks[tables[0] + 1 : tables[1]] if isinstance(block, Paragraph)]
    if len(between) != 3 or not site.prose["description_end"].search(between[2]):
        return []
    if any(names.find(text) == [1 - place] for place, text in enumerate(between[:2])):
        return []
    return [_prose(place, "description", text) for place, text in enumerate(between[:2])]
