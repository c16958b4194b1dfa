"""The sentences of a comparison page. Every sentence here is our own."""

from __future__ import annotations

from careerscraper.demo.draw import Draw
from careerscraper.demo.names import plural, with_article

Skills = tuple[str, str, str]
NOTICE = "This is a demonstration site: every figure and every statement on this page is invented."
LEADS = (
    "Choosing between {firsts} and {seconds} is easier with the facts laid out.",
    "Seen from outside, {firsts} and {seconds} seem close; a longer look shows where they part.",
    "This page puts {firsts} next to {seconds}, point by point.",
)
PAY = (
    "On average {first} earns ${pay} a year, compared with ${other} for {second}.",
    "In a typical year {first} brings home ${pay}, while {second} brings home ${other}.",
    "Paychecks tell them apart as well: {first} makes ${pay}, and {second} makes ${other}.",
)
BEFORE = {
    "overview": "Here is how {firsts} and {seconds} measure up at a glance:",
    "salary": "{Firsts} and {seconds} have different pay scales; these are the details:",
    "education": "The schooling of {first} and of {second} is not the same:",
    "demographics": "The people who work as {firsts} and those who work as {seconds} compare like this:",
}
DOES = (
    "{A} turns loose requests into finished work.",
    "{A} looks after one small part of a business, from the first question to the last signature.",
    "The day of {a} starts with a list and seldom ends with the same one.",
    "Where others see a mess, {a} sees the order in which to clear it.",
    "{A} works with people, paper and machines in about equal parts.",
)
MORE = (
    "Many {s} split their week between the desk and the floor.",
    "They write down what was done, so that the next shift need not ask.",
    "Most {s} answer to a supervisor, some to a customer directly.",
    "The work asks for a steady hand, a good memory and clean notes.",
    "When something breaks, they are among the first to be called.",
    "Larger employers train {s} on their own premises; smaller ones expect them ready.",
    "Deadlines are short, but seldom a surprise.",
)


def intro(
    names: tuple[str, str],
    yearly: tuple[int, int],
    times: tuple[str, str] | None,
    skills: tuple[Skills, Skills] | None,
) -> list[str]:
    """Return the intro's paragraphs; `yearly` in US dollars."""
    draw = Draw("intro", *names)
    sentences = [draw.choose(LEADS).format(firsts=plural(names[0]), seconds=plural(names[1]))]
    sentences += [_time(names, times)] if times else []
    sentences.append(_pay(draw, names, yearly))
    return [" ".join(sentences), *([_skills(draw, names, skills)] if skills else [])]


def before(section: str, names: tuple[str, str]) -> str:
    """Return the sentence that stands before the table of this section."""
    first, second = names
    many = plural(first)
    return BEFORE[section].format(
        first=with_article(first),
        second=with_article(second),
        firsts=many,
        Firsts=_upper_first(many),
        seconds=plural(second),
    )


def description(name: str) -> str:
    """Return the paragraph that says what someone of this career does."""
    draw = Draw("description", name)
    sentences = [draw.choose(DOES), *draw.pick(MORE, draw.between(1, 3))]
    one = with_article(name)
    return " ".join(sentences).format(a=one, A=_upper_first(one), s=plural(name))


def _time(names: tuple[str, str], times: tuple[str, str]) -> str:
    one, two = map(with_article, names)
    if times[0] == times[1]:
        return f"It typically takes {times[0]} to become either {one} or {two}, courses included."
    return f"The way in differs: becoming {one} takes {times[0]}, while becoming {two} takes {times[1]}."


def _pay(draw: Draw, names: tuple[str, str], yearly: tuple[int, int]) -> str:
    one, two = (0, 1) if draw.chance(60) else (1, 0)
    return draw.choose(PAY).format(
        first=with_article(names[one]),
        second=with_article(names[two]),
        pay=f"{yearly[one]:,}",
        other=f"{yearly[two]:,}",
    )


def _skills(draw: Draw, names: tuple[str, str], skills: tuple[Skills, Skills]) -> str:
    (a, b, c), (d, e, f) = skills
    verb = draw.choose(("are", "include"))
    return (
        f"Employers say that the top three skills for {with_article(names[0])} {verb} {a}, {b} and {c}. "
        f"In job postings the most important skills for {with_article(names[1])} are {d}, {e}, and {f}."
    )


def _upper_first(text: str) -> str:
    return text[0].upper() + text[1:]
